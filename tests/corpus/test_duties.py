"""Which sentences of a plan's text are offered as duties and targets: the corpus is the specification.

Each line holds the headings above a paragraph, the paragraph, what is found in it (or `why` nothing is), its source.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plans.blocks import Paragraph
from plans.duties.found import find_duties
from rules.parse import parse

LINES = [json.loads(line) for line in (Path(__file__).parent / "duties.jsonl").read_text("utf-8").splitlines()]


def found(line: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "phrase": duty.phrase,
            "lead": duty.lead_text,
            "coordinating": duty.coordinating_text,
            "target": duty.is_target,
        }
        for duty in find_duties([Paragraph(text) for text in (*line["above"], line["text"])])
    ]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["text"][:40])
def test_a_paragraph_offers_exactly_what_it_puts_on_units(line: dict[str, Any]) -> None:
    assert found(line) == line["found"]
    assert bool(line["found"]) != ("why" in line)


@pytest.mark.parametrize("line", [line for line in LINES if line["found"]], ids=lambda line: line["text"][:40])
def test_a_sentence_and_its_phrase_stand_in_the_text_as_printed(line: dict[str, Any]) -> None:
    for duty in find_duties([Paragraph(text) for text in (*line["above"], line["text"])]):
        assert duty.text in line["text"]
        assert duty.phrase in " ".join((*line["above"], duty.text))
        assert parse(duty.phrase).rule is not None
