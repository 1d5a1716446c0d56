"""The corpus is the specification: what a phrase says, and what must not be read at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nhacviec.holidays import load
from rules.due import Resolution, resolve
from rules.model import Mixed, OnEvent, Reading, Several, Unspecified
from rules.parse import parse

HERE = Path(__file__).parent
PHRASES = [json.loads(line) for line in (HERE / "phrases.jsonl").read_text("utf-8").splitlines()]
REFUSED = [line for line in (HERE / "refused.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
READ_NOW = 297
CALENDAR = load()


def answer(reading: Reading, found: Resolution) -> dict[str, Any]:
    rule = reading.rule
    parts = rule.parts if isinstance(rule, Several | Mixed) else (rule,)
    event = next((part for part in parts if isinstance(part, OnEvent)), None)
    offset = event.offset if event else None
    return {
        "kind": found.kind,
        "due": [o.due.isoformat() for o in found.occurrences if o.due],
        "start": found.start.isoformat() if found.start else None,
        "event": {"actor": event.actor, "text": event.text} if event else None,
        "offset": {"n": offset.n, "unit": offset.unit} if offset else None,
    }


def unread(reading: Reading) -> bool:
    return isinstance(reading.rule, Unspecified) and reading.rule.unread is not None


@pytest.mark.parametrize("line", PHRASES, ids=lambda line: line["phrase"][:40])
def test_a_phrase_is_read_exactly_or_said_not_to_be_understood(line: dict[str, Any]) -> None:
    reading = parse(line["phrase"])
    if unread(reading):
        assert line["kind"] == "unspecified" or line["note"], "a label that nobody disputes is read"
        assert reading.warnings
        return
    found = answer(reading, resolve(reading.rule, tuple(line["plan"]), CALENDAR))
    if line["note"]:
        del found["event"]  # whose label is disputable
    assert found == {key: line[key] for key in found} or (line["note"] and reading.warnings)


def test_no_fewer_phrases_are_read_than_before() -> None:
    assert sum(not unread(parse(line["phrase"])) for line in PHRASES) >= READ_NOW


@pytest.mark.parametrize("phrase", REFUSED)
def test_what_is_not_understood_whole_is_refused_with_its_words(phrase: str) -> None:
    reading = parse(phrase)
    assert unread(reading), reading.rule
    assert isinstance(reading.rule, Unspecified)
    assert reading.rule.unread is not None
    assert reading.rule.unread in reading.warnings[0]
    assert resolve(reading.rule, (2021, 2025), CALENDAR).occurrences == ()


@pytest.mark.parametrize(
    ("phrase", "due"),
    [
        ("Tháng 2 hoặc tháng 3 hằng năm", "2022-02-28"),
        ("trước ngày 15/12 hoặc 20/12", "2022-12-14"),
        ("Quý II/2022 hoặc Quý I/2022", "2022-03-31"),
    ],
)
def test_of_readings_that_differ_the_earlier_is_used_and_both_are_reported(phrase: str, due: str) -> None:
    reading = parse(phrase)
    found = resolve(reading.rule, (2022, 2022), CALENDAR)
    assert [str(o.due) for o in found.occurrences] == [due]
    assert "; hoặc " in reading.warnings[0]
    assert "sớm hơn" in reading.warnings[0]
