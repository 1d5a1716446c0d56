"""Names of days, weeks, months, quarters, half-years, years and feasts: the nouns of the deadline language.

Each is a named pattern: a shape over the folded text and what it builds. `SPAN`, `SPANS` and `RANGE` are what stands in
the slots of the sentences (`rules.forms`); `read_span`, `read_spans`, `read_range` read it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from rules.model import Part, Span, SpanUnit
from rules.numerals import SLOTS, named, number, unnamed
from rules.text import same_spelling

LEAP_YEAR = 2024
Found: TypeAlias = dict[str, str]
_PARTS: dict[str, Part] = {"đầu": "start", "giữa": "mid", "cuối": "end"}


@dataclass(frozen=True, slots=True)
class SpanPattern:
    """One way to name a stretch of the calendar."""

    name: str
    shape: str
    build: Callable[[Found], Span]


def _span(unit: SpanUnit, slot: str = "") -> Callable[[Found], Span]:
    def build(found: Found) -> Span:
        nth = number(found[slot]) if slot else 1
        return Span(
            unit, nth, number(found["d"]) if unit == "day" else 0, _year(found), _PARTS.get(found.get("part", ""))
        )

    return build


def _year(found: Found) -> int | None:
    return int(found["y"]) if found.get("y") else None


def _in_month(unit: SpanUnit, slot: str) -> Callable[[Found], Span]:
    nth = {"thượng": 1, "trung": 2, "hạ": 3}

    def build(found: Found) -> Span:
        which = nth.get(found[slot]) or number(found[slot])
        return Span(unit, number(found["mw"]), 2 if unit == "half_month" and which < 0 else which, _year(found))

    return build


def _of_the_year(unit: SpanUnit, last: int) -> Callable[[Found], Span]:
    return lambda found: Span(unit, 1 if found["which"] == "đầu" else last, year=_year(found))


def _feast(found: Found) -> Span:
    name = found["feast"]
    if "quốc khánh" in name or name == "tết dương lịch":
        return Span("day", 9, 2, _year(found)) if "quốc" in name else Span("day", 1, 1, _year(found))
    return Span("kings_day" if name.startswith("giỗ") else "tet", year=_year(found))


PATTERNS = (
    SpanPattern("ngày <d>/<m>/<năm>", r"(?:ngày ?)?{d}{sign}{m}{again}{y}", _span("day", "m")),
    SpanPattern("ngày <d> tháng <m> năm <năm>", r"ngày ?{d}{aside},? tháng ?{mw}{aside}{of}{y}", _span("day", "mw")),
    SpanPattern("<d> tháng <m> năm <năm>", r"{d} tháng ?{m}{of}{y}", _span("day", "m")),
    SpanPattern("<năm>-<m>-<d>", r"(?:ngày ?)?(?=\d\d\d\d-\d\d-\d\d(?!\d)){y}-{m}-{d}", _span("day", "m")),
    SpanPattern("ngày <d>/<m>", r"(?:ngày ?)?{d}{sep}{m}", _span("day", "m")),
    SpanPattern("ngày <d> tháng <m>", r"ngày ?{d}{aside},? tháng ?{mw}{aside}", _span("day", "mw")),
    SpanPattern("<d> tháng <m>", r"{d} tháng ?{m}", _span("day", "m")),
    SpanPattern("tuần <n> tháng <m>", r"tuần {nth} (?:của )?tháng ?{mw}(?:{of}{y})?", _in_month("week", "nth")),
    SpanPattern(
        "thượng, trung, hạ tuần tháng <m>", r"{ten} tuần tháng ?{mw}(?:{of}{y})?", _in_month("ten_days", "ten")
    ),
    SpanPattern("nửa đầu, cuối tháng <m>", r"nửa {which} tháng ?{mw}(?:{of}{y})?", _in_month("half_month", "which")),
    SpanPattern("tháng <m>/<năm>", r"(?:{part} )?tháng ?{mw}{aside}{of}{y}", _span("month", "mw")),
    SpanPattern("<m>/<năm>", r"{m} ?[/-] ?{y}", _span("month", "m")),
    SpanPattern("tháng <m>", r"(?:{part} )?tháng ?{mw}{aside}", _span("month", "mw")),
    SpanPattern("quý <q> năm <năm>", r"(?:{end} )?quý ?{q}{aside}{of}{y}", _span("quarter", "q")),
    SpanPattern("quý <q>", r"(?:{end} )?quý ?{q}", _span("quarter", "q")),
    SpanPattern(
        "6 tháng đầu, cuối năm <năm>",
        r"(?:(?:6|06|sáu) tháng|nửa) {which}(?: của)? năm(?: {y})?",
        _of_the_year("half", 2),
    ),
    SpanPattern("3 tháng đầu, cuối năm", r"(?:3|03|ba) tháng {which} năm(?: {y})?", _of_the_year("quarter", 4)),
    SpanPattern("9 tháng đầu năm <năm>", r"(?:9|09|chín) tháng(?: đầu)?(?: của)? năm(?: {y})?", _span("nine_months")),
    SpanPattern("đầu, giữa, cuối năm <năm>", r"(?:{part} )năm(?: {y})?", _span("year")),
    SpanPattern("năm <năm>", r"(?:năm ?)?{y}", _span("year")),
    SpanPattern("Tết, Giỗ Tổ, Quốc khánh", r"{feast}(?:(?: năm)? {y})?", _feast),
)

# A year told by its place beside the plan's: "của năm sau", "của năm báo cáo", "năm trước kỳ báo cáo".
_OF_A_YEAR = {
    1: (
        r"(?:của )?năm (?:sau liền kề|sau năm (?:báo cáo|kế hoạch)|liền kề(?: năm báo cáo)?|liền sau|sau|tiếp theo"
        r"|kế tiếp)"
    ),
    0: (
        r"(?:(?:của )?năm (?:báo cáo|kế hoạch|tuyển sinh|ngân sách|tài chính|đánh giá|hiện tại|đó|nay)"
        r"|của kỳ (?:báo cáo|đánh giá))"
    ),
    -1: r"(?:của )?năm (?:trước liền kề|trước (?:kỳ|năm) (?:báo cáo|kế hoạch)|liền trước|trước)",
}
_LAGGED = tuple((lag, re.compile(rf"(?P<span>.+?),? {words}")) for lag, words in _OF_A_YEAR.items())
_READERS = tuple((p, re.compile(same_spelling(named(p.shape)))) for p in PATTERNS)
SPAN = (
    f"(?:{'|'.join(same_spelling(unnamed(p.shape)) for p in PATTERNS)})"
    f"(?:,? (?:{'|'.join(same_spelling(words) for words in _OF_A_YEAR.values())}))?"
)


@lru_cache(maxsize=2048)
def read_span(folded: str) -> Span | None:
    """The stretch that `folded` names, whole; None where it names none, or a day that no calendar has."""
    for pattern, reader in _READERS:
        if found := reader.fullmatch(folded):
            return _checked(pattern.build({k: v for k, v in found.groupdict().items() if v is not None}))
    for lag, shape in _LAGGED:
        if lagged := shape.fullmatch(folded):
            inner = read_span(lagged["span"])
            return replace(inner, lag=lag) if inner is not None and inner.year is None else None
    return None


def _checked(span: Span) -> Span | None:
    """31/4 is a day in no year, 29/2/2023 not in that one: such a deadline is asked about, not bent."""
    if span.unit == "day" and span.day > calendar.monthrange(span.year or LEAP_YEAR, span.number)[1]:
        return None
    return span


_AND = r"(?: ?, ?(?:và )?| ?; ?| và )"
_YEAR = unnamed("(?:{of}{y})?")
_SHARED = {
    "quarter": unnamed(rf"(?:các )?quý {{q}}(?:{_AND}(?:quý )?{{q}})+") + _YEAR,
    "month": unnamed(rf"(?:các )?tháng {{m}}(?:{_AND}(?:tháng )?{{m}})+") + _YEAR,
    "days": unnamed(
        rf"(?:các )?ngày {{d}}(?:{_AND}(?:ngày )?{{d}})+(?:{{sep}}|,? tháng ){{m}}(?:{{sep}}{{y}}|{{of}}{{y}})?"
    ),
    "months": unnamed(rf"ngày {{d}} (?:của )?(?:các )?tháng {{m}}(?:{_AND}(?:tháng )?{{m}})+") + _YEAR,
}
_JOINED = rf"{SPAN}(?:{_AND}(?:vào )?(?:các )?{SPAN})+"
SPANS = same_spelling("(?:" + "|".join((*_SHARED.values(), _JOINED)) + ")")
_SHARED_RE = {name: re.compile(same_spelling(shape)) for name, shape in _SHARED.items()}
_SPAN_RE = re.compile(SPAN)
_YEAR_AT_END = re.compile(r"(?P<rest>.*?)(?: ?[/.-] ?|,? (?:của )?(?:năm )?)(?P<y>(?:19|20)\d\d)")


def read_spans(folded: str) -> tuple[Span, ...] | None:
    """A list of stretches; a unit, a month, a year said once is said of all: "Quý II, IV năm 2022"."""
    for name, shape in _SHARED_RE.items():
        if shape.fullmatch(folded):
            return _all_checked(_shared(name, folded))
    spans: list[Span] = []
    for found in _SPAN_RE.finditer(folded):
        span = read_span(found[0])
        if span is None:
            return None
        if spans and spans[-1].unit != "year" and spans[-1].year is not None and found[0].isdigit():
            span = replace(spans[-1], year=span.year)  # "quý III năm 2026, 2028"
        spans.append(span)
    year = spans[-1].year
    told = tuple(replace(span, year=span.year or year) if not span.lag else span for span in spans)
    return told if len({span.year is None for span in told if not span.lag}) < 2 else None


def _shared(name: str, folded: str) -> list[Span]:
    dated = _YEAR_AT_END.fullmatch(folded)
    rest, year = (dated["rest"], int(dated["y"])) if dated else (folded, None)
    numbers = [number(word) for word in re.findall(_QUARTERS if name == "quarter" else r"\d{1,2}", rest)]
    if name == "quarter":
        return [Span("quarter", n, year=year) for n in numbers]
    if name == "month":
        return [Span("month", n, year=year) for n in numbers]
    if name == "days":
        return [Span("day", numbers[-1], day, year) for day in numbers[:-1]]
    return [Span("day", month, numbers[0], year) for month in numbers[1:]]


_QUARTERS = rf"(?<!\w){SLOTS['q']}"


def _all_checked(spans: list[Span]) -> tuple[Span, ...] | None:
    return tuple(spans) if all(_checked(span) is not None for span in spans) else None


_UNTIL = r"(?: ?- ?| (?:cho )?đến (?:hết )?| và kết thúc (?:vào )?)"
_WITHIN_UNIT = {
    "quarter": unnamed(rf"quý (?P<a>{{q}}){_UNTIL}(?:quý )?(?P<b>{{q}})") + _YEAR,
    "month": unnamed(rf"tháng (?P<a>{{m}}){_UNTIL}(?:tháng )?(?P<b>{{m}})") + _YEAR,
    "day": unnamed(
        rf"(?:ngày )?(?P<a>{{d}}){_UNTIL}(?:ngày )?(?P<b>{{d}})(?:{{sep}}|,? tháng )(?P<m>{{m}})"
        r"(?:{sep}{y}|{of}{y})?"
    ),
}
_GROUP_NAMES = re.compile(r"\?P<\w+>")
RANGE = same_spelling(
    "(?:"
    + "|".join([*(_GROUP_NAMES.sub("?:", shape) for shape in _WITHIN_UNIT.values()), f"{SPAN}{_UNTIL}{SPAN}"])
    + ")"
)
_WITHIN_UNIT_RE = {unit: re.compile(same_spelling(shape)) for unit, shape in _WITHIN_UNIT.items()}
_TWO_SPANS = re.compile(rf"(?P<a>{SPAN}){_UNTIL}(?P<b>{SPAN})")


@lru_cache(maxsize=1024)
def read_range(folded: str) -> tuple[Span, Span] | None:
    """First and last stretch of a range; a year said once, at the end, is both parts'. None where it runs backwards."""
    for unit, shape in _WITHIN_UNIT_RE.items():
        if found := shape.fullmatch(folded):
            return _ordered(*_same_unit(unit, found, folded))
    found = _TWO_SPANS.fullmatch(folded)
    if found is None:
        return None
    start, end = read_span(found["a"]), read_span(found["b"])
    if start is None or end is None or (start.year is not None and end.year is None):
        return None
    if end.unit == "year" and start.unit != "year" and start.year is None:
        return None
    return _ordered(start, end)


def _same_unit(unit: str, found: re.Match[str], folded: str) -> tuple[Span, Span]:
    dated = _YEAR_AT_END.fullmatch(folded)
    year = int(dated["y"]) if dated else None
    a, b = number(found["a"]), number(found["b"])
    if unit == "day":
        month = number(found["m"])
        return Span("day", month, a, year), Span("day", month, b, year)
    if unit == "quarter":
        return Span("quarter", a, year=year), Span("quarter", b, year=year)
    return Span("month", a, year=year), Span("month", b, year=year)


def _ordered(start: Span, end: Span) -> tuple[Span, Span] | None:
    if _checked(start) is None or _checked(end) is None:
        return None
    if start.year is None and end.year is not None:
        crosses = start.in_year(end.year).first() > end.last()
        start = replace(start, year=end.year - crosses, lag=0)
    return None if start.in_year(LEAP_YEAR).first() > end.in_year(LEAP_YEAR).last() else (start, end)
