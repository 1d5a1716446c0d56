"""Nothing makes the parser raise, hang, or answer from a part of a phrase."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fuzz import NOISE, mutated
from rules.model import Reading, Unspecified
from rules.parse import MAX_LENGTH, parse

CORPUS = Path(__file__).parents[1] / "corpus" / "phrases.jsonl"
PHRASES = [json.loads(line)["phrase"] for line in CORPUS.read_text("utf-8").splitlines()]


def unread(reading: Reading) -> bool:
    return isinstance(reading.rule, Unspecified) and reading.rule.unread is not None


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert parse(text).phrase == text


@pytest.mark.parametrize(
    "unit", ["tháng 1, ", "từ ", "1/1, ", "hằng ", "(x)", "trước ", "khi ", "đợt 1: ", "hoàn thành và ", "ngày "]
)
def test_a_long_text_is_answered_at_once(unit: str) -> None:
    assert unread(parse(unit * (100_000 // len(unit))))
    parse(unit * (MAX_LENGTH // len(unit)))


def test_mutated_phrases_get_an_answer() -> None:
    chance = random.Random(2022)
    for _ in range(3_000):
        parse(mutated(chance.choice(PHRASES), chance))


@pytest.mark.parametrize("noise", NOISE)
def test_words_of_no_pattern_are_never_passed_over(noise: str) -> None:
    for phrase in dated(PHRASES):
        for with_noise in (f"{noise} {phrase}", f"{phrase} {noise}"):
            reading = parse(with_noise)
            assert unread(reading) or waits(reading), with_noise


def waits(reading: Reading) -> bool:
    """Whether the phrase now waits for an event, in whose own words the noise stands."""
    return "OnEvent" in repr(reading.rule)


def dated(phrases: list[str]) -> Iterator[str]:
    """Phrases whose words are all fixed: an event's clause may be any words."""
    return (
        phrase
        for phrase in phrases
        if "OnEvent" not in repr(rule := parse(phrase).rule) and not isinstance(rule, Unspecified)
    )
