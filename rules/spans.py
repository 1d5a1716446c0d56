"""Names of days, months, quarters, half-years and years: the nouns of the deadline language.

Each is a named pattern: a shape over the folded text and what it builds. `SPAN` is their common shape, a slot in the
sentences of `rules.patterns`; `read_span` reads what stood in the slot.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from rules.model import Part, Span, SpanUnit
from rules.text import same_spelling

_WORDS = {
    "mười một": 11,
    "mười hai": 12,
    "mười": 10,
    "giêng": 1,
    "chạp": 12,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
LEAP_YEAR = 2024
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PARTS: dict[str, Part] = {"đầu": "start", "giữa": "mid", "cuối": "end"}

_MONTH_WORD = "|".join(_WORDS)
# Names of the little numbers, usable inside any pattern as {d}, {m}, {mw}, {q}, {y}, {sep}.
SLOTS = {
    "d": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
    "m": r"(?:0?[1-9]|1[0-2])(?!\d)",
    "mw": rf"(?:(?:0?[1-9]|1[0-2])(?!\d)|(?:{_MONTH_WORD})(?!\w))",
    "q": r"(?:[1-4]|iv|i{1,3}|một|hai|ba|bốn|tư)(?!\w)",
    "y": r"(?:19|20)\d\d(?!\d)",
    "sep": r" ?[/.-] ?",
    "of": r"(?: ?[/-] ?|,? (?:của )?(?:năm )?)",
    "aside": r"(?: ?\([\w ]{1,20}\))?",
}


@dataclass(frozen=True, slots=True)
class SpanPattern:
    """One way to name a stretch of the calendar."""

    name: str
    shape: str
    build: Callable[[dict[str, str]], Span]


def number(word: str) -> int:
    """A little number in digits, Roman numerals or words."""
    return int(word) if word.isdigit() else _ROMAN.get(word) or _WORDS[word]


def _span(unit: SpanUnit, number_slot: str = "") -> Callable[[dict[str, str]], Span]:
    def build(found: dict[str, str]) -> Span:
        nth = number(found[number_slot]) if number_slot else 1
        year = int(found["y"]) if found.get("y") else None
        return Span(unit, nth, int(found["d"]) if unit == "day" else 0, year, _PARTS.get(found.get("part") or ""))

    return build


def _half(found: dict[str, str]) -> Span:
    return Span("half", 1 if found["which"] == "đầu" else 2, year=int(found["y"]) if found.get("y") else None)


PATTERNS = (
    SpanPattern("ngày <d>/<m>/<năm>", r"(?:ngày )?{d}{sep}{m}{sep}{y}", _span("day", "m")),
    SpanPattern("ngày <d> tháng <m> năm <năm>", r"ngày {d}{aside},? tháng {mw}{aside}{of}{y}", _span("day", "mw")),
    SpanPattern("ngày <d>/<m>", r"(?:ngày )?{d}{sep}{m}", _span("day", "m")),
    SpanPattern("ngày <d> tháng <m>", r"ngày {d}{aside},? tháng {mw}{aside}", _span("day", "mw")),
    SpanPattern("tháng <m>/<năm>", r"(?:{part} )?tháng {mw}{of}{y}", _span("month", "mw")),
    SpanPattern("<m>/<năm>", r"{m} ?[/-] ?{y}", _span("month", "m")),
    SpanPattern("tháng <m>", r"(?:{part} )?tháng {mw}", _span("month", "mw")),
    SpanPattern("quý <q> năm <năm>", r"(?:{end} )?quý {q}{of}{y}", _span("quarter", "q")),
    SpanPattern("quý <q>", r"(?:{end} )?quý {q}", _span("quarter", "q")),
    SpanPattern("6 tháng đầu năm <năm>", r"(?:6|06|sáu) tháng {which} năm(?: {y})?", _half),
    SpanPattern("9 tháng đầu năm <năm>", r"(?:9|09|chín) tháng(?: đầu)? năm(?: {y})?", _span("nine_months")),
    SpanPattern("đầu, giữa, cuối năm <năm>", r"(?:{part} )năm(?: {y})?", _span("year")),
    SpanPattern("năm <năm>", r"(?:năm )?{y}", _span("year")),
)
_EXTRA_SLOTS = {"part": "đầu|giữa|cuối", "end": "cuối", "which": "đầu|cuối"}

# A year told by its place beside the plan's: "của năm sau", "của năm báo cáo".
YEAR_AFTER = r"(?:của )?năm (?:sau liền kề|sau năm báo cáo|liền kề năm báo cáo|sau|tiếp theo|kế tiếp)"
YEAR_SAME = r"(?:của )?năm (?:báo cáo|kế hoạch)"
_AFTER = re.compile(rf"(?P<span>.+?),? {YEAR_AFTER}")
_SAME_YEAR = re.compile(rf"(?P<span>.+?),? {YEAR_SAME}")


def named_groups(shape: str) -> str:
    """A shape with every slot as a named group, to read one phrase with."""
    return same_spelling(re.sub(r"\{(\w+)\}", _group, shape))


def unnamed(shape: str) -> str:
    """A shape with every slot as a plain group, to use inside a larger one."""
    return same_spelling(re.sub(r"\{(\w+)\}", lambda m: f"(?:{(SLOTS | _EXTRA_SLOTS)[m[1]]})", shape))


def _group(slot: re.Match[str]) -> str:
    shape = (SLOTS | _EXTRA_SLOTS)[slot[1]]
    return f"(?:{shape})" if slot[1] in ("sep", "of", "aside") else f"(?P<{slot[1]}>{shape})"


_READERS = tuple((p, re.compile(named_groups(p.shape))) for p in PATTERNS)
SPAN = (
    "(?:" + "|".join(unnamed(p.shape) for p in PATTERNS) + ")" + same_spelling(f"(?:,? (?:{YEAR_AFTER}|{YEAR_SAME}))?")
)


def read_span(folded: str) -> Span | None:
    """The stretch that `folded` names, whole; None where it names none, or a day that no calendar has."""
    if after := _AFTER.fullmatch(folded):
        inner = read_span(after["span"])
        return None if inner is None or inner.year is not None else replace(inner, lag=1)
    if same := _SAME_YEAR.fullmatch(folded):
        inner = read_span(same["span"])
        return inner if inner is not None and inner.year is None else None
    for pattern, reader in _READERS:
        if found := reader.fullmatch(folded):
            return _checked(pattern.build(found.groupdict()))
    return None


def _checked(span: Span) -> Span | None:
    """31/4 is a day in no year, 29/2/2023 not in that one: such a deadline is asked about, not bent."""
    if span.unit == "day" and span.day > calendar.monthrange(span.year or LEAP_YEAR, span.number)[1]:
        return None
    return span
