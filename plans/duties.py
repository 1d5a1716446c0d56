"""Recurring duties in the running text ("Định kỳ hằng quý … gửi báo cáo …"): candidates for a person to accept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile

from plans.blocks import Block, Paragraph
from plans.model import TextDuty
from plans.outline import Outline, enter, labelled

_END = re.compile(r"Nơi nhận\b.*|PHỤ LỤC\b.*")
_BULLET = re.compile(r"[-–—•+*]\s*")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")
_EVERY = r"(?:định kỳ|hằng|hàng|mỗi)"
_SPAN = r"(?:(?:0?[369]|sáu|chín) tháng(?: đầu năm| một lần)?|tháng|quý|nửa năm|năm)\b"
_LIMIT = r"(?:chậm nhất|trước|đến|vào)(?: là)? (?:ngày )?\d[^,;.()]{0,40}?"
_PHRASE = re.compile(
    rf"(?:{_LIMIT}\s+)?(?:(?:quý [IVX]+|tháng \d+)\s+)?\b{_EVERY}\s+(?:{_EVERY}\s+)?{_SPAN}"
    rf"(?:\s*(?:,|và|hoặc)\s*(?:và\s+)?(?:{_EVERY}\s+)?{_SPAN})*(?:\s*[,(]\s*{_LIMIT}(?=[,;.)]|$)\)?)?",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:gửi|báo cáo|nộp|cung cấp)\b", re.IGNORECASE)
_TARGETS = re.compile(r".*\b(?:CHỈ TIÊU|MỤC TIÊU)\b.*", re.IGNORECASE)
_LONGEST_UNIT = 120


def find_duties(blocks: Iterable[Block]) -> Iterator[TextDuty]:
    """The duties between the head and the signature, in document order.

    The lead is the short heading the sentence stands under, where it is no heading of a chapter (in capitals).
    """
    outline: Outline = ()
    places: Counter[Outline] = Counter()
    for text in takewhile(lambda t: not _END.fullmatch(t), (b.text for b in blocks if isinstance(b, Paragraph))):
        bullet = _BULLET.match(text)
        label, rest = (None, text[bullet.end() :]) if bullet else labelled(text)
        below = enter(outline, label, rest) if label else outline
        around = below[:-1] if label else outline
        places[around] += 1
        yield from _duties(rest, around, places[around])
        outline = below


def _duties(text: str, around: Outline, place: int) -> Iterator[TextDuty]:
    """The duties of one paragraph; a second one's place is told apart by a letter."""
    for letter, (sentence, phrase) in zip(("", *"bcdefgh"), _recurring(text), strict=False):
        yield TextDuty(
            id=f"{'.'.join(('0', *(h.label for h in around if h.label)))}#{place}{letter}",
            lead_text=_lead(around),
            coordinating_text=None,
            text=sentence,
            phrase=phrase,
            is_target=any(_TARGETS.fullmatch(h.text) for h in around),
        )


def _recurring(text: str) -> Iterator[tuple[str, str]]:
    for sentence in _SENTENCE.split(text):
        phrase = _PHRASE.search(sentence)
        # The verb stands outside the phrase, so that "báo cáo hằng năm" alone is enough and "hằng năm" alone is not.
        if phrase and _VERB.search(sentence.replace(phrase[0], " ")):
            yield sentence, phrase[0].strip()


def _lead(around: Outline) -> str | None:
    unit = around[-1].text.rstrip(" :") if around else ""
    return unit if unit and not unit.isupper() and len(unit) <= _LONGEST_UNIT and unit[-1] != "." else None
