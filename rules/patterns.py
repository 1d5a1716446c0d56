"""The sentences of the deadline language: named patterns over the folded text, each with what it builds.

A pattern must account for every word of the phrase (`fullmatch`); what no pattern reads whole is not read at all. To
teach the language a new form, add one `Pattern` at the end of this file and its examples to `tests/corpus/`. Slots:
`{span}` and `{to}` are stretches of the calendar (`rules.spans`), `{clause}` is free words kept as printed, `{n}` a
count; `WORDS` are fixed turns of phrase that change nothing, or that the pattern's own builder stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from rules.events import actor_of
from rules.model import (
    Each,
    Fixed,
    Offset,
    OffsetUnit,
    OnEvent,
    Ongoing,
    PeriodUnit,
    Rhythm,
    Rule,
    Several,
    Simple,
    Span,
    Unspecified,
    Yearly,
)
from rules.spans import LEAP_YEAR, SLOTS, SPAN, number, read_span
from rules.text import same_spelling

Slots: TypeAlias = dict[str, str]
Build: TypeAlias = Callable[[Slots], Rule | None]

_DOING = (
    "(?:phải )?(?:cơ bản )?(?:hoàn thành|hoàn thiện)|(?:triển khai )?thực hiện|triển khai|tổ chức|xong|phấn đấu"
    "|định hướng|báo cáo|tổng kết|sơ kết|rà soát|nhiệm vụ|duy trì|ban hành|trình|bắt đầu"
)
_LATEST = "(?:chậm|muộn) nhất(?: là)?"
_EVERY = "(?:định kỳ |hằng |mỗi |định kỳ hằng |định kỳ mỗi |theo )"
WORDS = {
    "doing": rf"(?:(?:{_DOING}),? )?",
    "within": rf"(?:(?:{_LATEST} )?(?:(?:cho )?đến hết|(?:cho )?đến|hết|trong|vào|không quá|tại|dịp) |{_LATEST} )?",
    "before": rf"(?:{_LATEST} )?trước (?:khi hết )?",
    "until": r"(?: ?- ?| (?:cho )?đến (?:hết )?)",
    "yearly": r",? ?(?:của )?(?:hằng|mỗi|định kỳ hằng) năm",
    "periodic": r"(?:định kỳ |định kỳ vào )?",
    "every": _EVERY,
    "limit": (
        rf"(?:{_LATEST} |ngay )?(?:(?:trong|không quá|sau|là) )?"
        r"(?:(?:vòng|thời (?:hạn|gian)) (?:không quá )?)?"
    ),
    "since": r",? (?:(?:kể |tính )?từ (?:ngày|khi|thời điểm)|sau khi)",
}
_TENS = {"hai mươi": 20, "ba mươi": 30, "mười": 10}
_COUNT = rf"\d{{1,3}}|(?:{'|'.join(_TENS)})(?: (?:một|hai|lăm))?|một|hai|ba|bốn|năm|sáu|bảy|tám|chín"
_UNITS: dict[str, OffsetUnit] = {
    "ngày làm việc": "working_day",
    "ngày": "day",
    "tuần": "week",
    "tháng": "month",
    "năm": "year",
}
_PERIODS: dict[str, PeriodUnit] = {"tháng": "month", "quý": "quarter", "6 tháng": "half", "nửa năm": "half"}
_PERIOD = r"(?:(?:6|06|sáu) tháng|nửa năm|tháng|quý|năm)"
_PAPER = r"(?:kế hoạch|quyết định|chương trình|lộ trình|hướng dẫn|chỉ đạo|văn bản|công văn|yêu cầu|đề án|nghị quyết)"
# A clause is free text, so it may not hide a second deadline.
_CLAUSE = (
    r"(?!.*(?:\d ?[/.-] ?\d|(?:chậm|muộn) nhất|\bthường xuyên|\bđịnh kỳ\b|\bhằng (?:năm|quý|tháng|tuần|ngày)\b"
    r"|\bquý (?:[iv]+|\d)\b|\btháng \d|\bnăm \d|\btrước ngày|\bhoàn thành|;|\d ngày)).+"
)
_SHAPES = {
    "span": SPAN,
    "to": SPAN,
    "spans": rf"{SPAN}(?:(?:,|;|,? và|,? và các) (?:vào )?(?:{SPAN}))+",
    "n": _COUNT,
    "unit": "|".join(_UNITS),
    "d": SLOTS["d"],
    "period": _PERIOD,
    "periods": rf"{_PERIOD}(?:,? (?:và )?{_EVERY}?{_PERIOD})+",
    "clause": _CLAUSE,
    "first": SLOTS["y"],
    "last": SLOTS["y"],
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One form of the language: its name, its shape, and the rule that it builds; None where the slots do not fit."""

    name: str
    shape: str
    build: Build

    def compiled(self) -> re.Pattern[str]:
        """The shape with its slots filled in; slots that `build` reads are named groups."""
        return re.compile(same_spelling(re.sub(r"\{(\w+)\}", _fill, self.shape)))


def _fill(slot: re.Match[str]) -> str:
    name = slot[1]
    return WORDS[name] if name in WORDS else f"(?P<{name}>{_SHAPES[name]})"


def _always(rule: Rule) -> Build:
    return lambda slots: rule


def _fixed(before: bool = False) -> Build:
    def build(slots: Slots) -> Rule | None:
        span = read_span(slots["span"])
        return None if span is None else Fixed(span, before)

    return build


def _yearly(before: bool = False) -> Build:
    def build(slots: Slots) -> Rule | None:
        span = read_span(slots["span"])
        return None if span is None or span.year is not None else Yearly(span, before)

    return build


def _range(slots: Slots) -> Fixed | None:
    """A range ends when its second part does; a year said once, at the end, is both parts'."""
    start, end = read_span(slots["span"]), read_span(slots["to"])
    if start is None or end is None or (start.year is not None and end.year is None):
        return None
    if end.unit == "year" and start.unit != "year" and start.year is None:
        return None
    if start.year is None and end.year is not None:
        start = replace(start, year=end.year - (start.in_year(end.year).first() > end.first()))
    backwards = start.in_year(LEAP_YEAR).first() > end.in_year(LEAP_YEAR).last()
    return None if backwards else Fixed(end, start=start)


def _yearly_range(slots: Slots) -> Rule | None:
    found = _range(slots)
    return None if found is None or found.span.year is not None else Yearly(found.span, start=found.start)


def _years(slots: Slots) -> Rule | None:
    first, last = int(slots["first"]), int(slots["last"])
    return Fixed(Span("year", year=last), start=Span("year", year=first)) if first <= last else None


def _from(slots: Slots) -> Rule | None:
    span = read_span(slots["span"])
    return None if span is None else Ongoing(span)


_SPAN_RE = re.compile(SPAN)


def _list(before: bool = False, yearly: bool = False) -> Build:
    """Several dates under one limiter: a year, and *trước*, said once are said of all."""

    def build(slots: Slots) -> Rule | None:
        read = [read_span(found[0]) for found in _SPAN_RE.finditer(slots["spans"])]
        spans = [span for span in read if span is not None]
        if len(spans) < len(read) or (yearly and any(span.year is not None for span in spans)):
            return None
        if yearly:
            return Several(tuple(Yearly(span, before) for span in spans))
        year = spans[-1].year
        return Several(tuple(Fixed(replace(span, year=span.year or year), before) for span in spans))

    return build


def _each(word: str) -> Simple:
    unit = _PERIODS.get(re.sub(r"^(?:06|sáu) tháng", "6 tháng", word))
    return Each(unit) if unit else Yearly(Span("year"))


def _every(slots: Slots) -> Rule:
    return _each(slots["period"])


_PERIOD_RE = re.compile(_PERIOD)


def _every_list(slots: Slots) -> Rule:
    parts = tuple(dict.fromkeys(_each(found[0]) for found in _PERIOD_RE.finditer(slots["periods"])))
    return parts[0] if len(parts) == 1 else Several(parts)


def _on_day(unit: PeriodUnit, before: bool = False) -> Build:
    return lambda slots: Each(unit, day=int(slots["d"]), before=before)


def _event(slots: Slots) -> Rule:
    return OnEvent(slots["clause"], actor_of(slots["clause"]))


def _counted(back: bool = False) -> Build:
    def build(slots: Slots) -> Rule:
        n = _count(slots["n"])
        offset = Offset(-n if back else n, _UNITS[slots["unit"]])
        return OnEvent(slots["clause"], actor_of(slots["clause"]), offset)

    return build


def _count(word: str) -> int:
    """A count in digits or words: 45, mười, hai mươi lăm."""
    tens = next((t for t in _TENS if word.startswith(t)), None)
    if tens is None:
        return number(word)
    rest = word.removeprefix(tens).strip()
    return _TENS[tens] + (5 if rest == "lăm" else number(rest) if rest else 0)


PATTERNS = (
    Pattern("<kỳ hạn>", "{doing}{within}{span}", _fixed()),
    Pattern("trước <kỳ hạn>", "{doing}{before}{span}", _fixed(before=True)),
    Pattern("<kỳ hạn> hằng năm", "{doing}{periodic}{within}{span}{yearly}", _yearly()),
    Pattern("trước <kỳ hạn> hằng năm", "{doing}{periodic}{before}{span}{yearly}", _yearly(before=True)),
    Pattern("hằng năm, quý, tháng, 6 tháng", "{doing}{every}{period}(?: một lần|/lần)?", _every),
    Pattern("6 tháng một lần", "(?P<period>(?:6|06|sáu) tháng)(?:/lần| một lần)?", _every),
    Pattern("hằng quý, 6 tháng, năm", "{doing}{every}{periods}", _every_list),
    Pattern("cuối mỗi quý, tháng", "{doing}{within}cuối (?:mỗi|hằng) {period}", _every),
    Pattern("ngày <d> hằng tháng", "{doing}{periodic}{within}ngày {d} (?:hằng|mỗi) tháng", _on_day("month")),
    Pattern(
        "trước ngày <d> hằng tháng",
        "{doing}{periodic}{before}ngày {d} (?:hằng|mỗi) tháng",
        _on_day("month", before=True),
    ),
    Pattern("ngày <d> tháng cuối quý", "{doing}{within}ngày {d} (?:của )?tháng cuối (?:mỗi )?quý", _on_day("quarter")),
    Pattern(
        "trước ngày <d> tháng cuối quý",
        "{doing}{before}ngày {d} (?:của )?tháng cuối (?:mỗi )?quý",
        _on_day("quarter", before=True),
    ),
    Pattern("hằng tuần", "{doing}(?:định kỳ )?(?:hằng|mỗi) tuần", _always(Rhythm("week"))),
    Pattern("hằng ngày", "{doing}(?:hằng|mỗi) ngày", _always(Rhythm("day"))),
    Pattern("từ <kỳ hạn> đến <kỳ hạn>", "{doing}(?:trong )?(?:bắt đầu )?(?:từ )?{span}{until}{to}", _range),
    Pattern("từ <kỳ hạn> đến <kỳ hạn> hằng năm", "{doing}{periodic}(?:từ )?{span}{until}{to}{yearly}", _yearly_range),
    Pattern("giai đoạn <năm>-<năm>", "{doing}(?:trong )?giai đoạn {first} ?- ?{last}", _years),
    Pattern("từ <kỳ hạn>", "{doing}từ {span}(?: trở đi)?", _from),
    Pattern("<kỳ hạn> và các năm tiếp theo", "{doing}{within}{span} và (?:những|các) năm (?:tiếp theo|sau)", _from),
    Pattern("<các kỳ hạn>", "{doing}{within}(?:các )?{spans}", _list()),
    Pattern("trước <các kỳ hạn>", "{doing}{before}{spans}", _list(before=True)),
    Pattern("<các kỳ hạn> hằng năm", "{doing}{periodic}{within}(?:các )?{spans}{yearly}", _list(yearly=True)),
    Pattern("trước <các kỳ hạn> hằng năm", "{doing}{periodic}{before}{spans}{yearly}", _list(before=True, yearly=True)),
    Pattern(
        "thường xuyên",
        "{doing}(?:thường xuyên|liên tục|tx|quanh năm|cả năm)(?:,? (?:liên tục|hằng ngày|trong năm))?",
        _always(Ongoing()),
    ),
    Pattern(
        "trong quá trình thực hiện",
        "trong (?:suốt )?quá trình (?:triển khai )?thực hiện(?: kế hoạch)?",
        _always(Ongoing()),
    ),
    Pattern("sau khi <sự kiện>", "{doing}(?:ngay )?(?:sau )?khi {clause}", _event),
    Pattern("theo <văn bản> của <cơ quan>", f"{{doing}}theo (?P<clause>{_PAPER} {_CLAUSE})", _event),
    Pattern("trong <n> ngày kể từ <sự kiện>", "{doing}{limit}{n} {unit}{since} {clause}", _counted()),
    Pattern(
        "<n> ngày trước <sự kiện>",
        "{doing}(?:ít nhất |chậm nhất (?:là )?)?{n} {unit} trước (?:khi|ngày) {clause}",
        _counted(back=True),
    ),
    Pattern(
        "theo quy định",
        "{doing}(?:theo (?:đúng )?(?:quy định|tiến độ|thời (?:gian|hạn) quy định)|đúng (?:thời hạn|tiến độ))"
        "(?: (?:quy định|hiện hành|dự án|đề ra|được giao|của pháp luật))?",
        _always(Unspecified()),
    ),
)
