"""Dates, stretches of the calendar, limits and whole rules in official Vietnamese."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rules.model import (
    Closing,
    Each,
    Fixed,
    Kind,
    Mixed,
    Offset,
    OffsetUnit,
    OnEvent,
    Ongoing,
    ReportUnit,
    Rhythm,
    Rule,
    Several,
    Span,
    Unspecified,
    Yearly,
)

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
KIND_WORDS: dict[Kind, str] = {
    "once": "một lần",
    "recurring": "định kỳ",
    "several": "nhiều mốc",
    "continuous": "thường xuyên, không có ngày đến hạn",
    "event": "chờ một sự kiện",
    "mixed": "gồm nhiều phần khác loại",
    "unspecified": "chưa có ngày tính được",
}
"""What kind of deadline a rule is."""
_UNITS: dict[OffsetUnit, str] = {
    "working_day": "ngày làm việc",
    "day": "ngày",
    "week": "tuần",
    "month": "tháng",
    "year": "năm",
}
_LAGS = {0: "", 1: " năm sau", -1: " năm trước"}
_ROMAN = ("I", "II", "III", "IV")
_STRETCHES: dict[str, dict[int, str]] = {
    "week": {1: "tuần đầu", 2: "tuần thứ hai", 3: "tuần thứ ba", 4: "tuần thứ tư", -1: "tuần cuối"},
    "ten_days": {1: "thượng tuần", 2: "trung tuần", 3: "hạ tuần"},
    "half_month": {1: "nửa đầu", 2: "nửa cuối"},
}
_PARTS = {"start": "đầu ", "mid": "giữa ", "end": "cuối "}


def say_day(day: dt.date) -> str:
    """31/03/2026."""
    return f"{day:%d/%m/%Y}"


def say_days(first: dt.date, last: dt.date) -> str:
    """từ 31/01/2026 đến 31/03/2026, both inclusive; one day alone is said as it is."""
    return say_day(first) if first == last else f"từ {say_day(first)} đến {say_day(last)}"


def say_date(day: dt.date) -> str:
    """thứ Ba, 31/03/2026."""
    return f"{WEEKDAYS[day.weekday()]}, {say_day(day)}"


def capital(sentence: str) -> str:
    """A sentence that begins with a capital; the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def say_offset(offset: Offset, since: str = "sự kiện") -> str:
    """10 ngày làm việc sau sự kiện."""
    return f"{abs(offset.n)} {_UNITS[offset.unit]} {'sau' if offset.n > 0 else 'trước'} {since}"


def say_span(span: Span) -> str:
    """quý I năm 2022; ngày 15/12; cuối năm 2021."""
    return _PARTS.get(span.part or "", "") + _whole(span)


def _whole(span: Span) -> str:
    year = f" năm {span.year}" if span.year is not None else _LAGS[span.lag]
    match span.unit:
        case "day":
            return f"ngày {span.day:02}/{span.number:02}" + (f"/{span.year}" if span.year is not None else year)
        case "month":
            return f"tháng {span.number}" + (f"/{span.year}" if span.year is not None else year)
        case "quarter":
            return f"quý {_ROMAN[span.number - 1]}{year}"
        case "half":
            return f"6 tháng {'đầu' if span.number == 1 else 'cuối'} năm{year.removeprefix(' năm')}"
        case "nine_months":
            return f"9 tháng đầu năm{year.removeprefix(' năm')}"
        case "year":
            return f"năm{year.removeprefix(' năm')}"
        case "tet":
            return f"Tết Nguyên đán{year}"
        case "kings_day":
            return f"Giỗ Tổ Hùng Vương{year}"
        case "week" | "ten_days" | "half_month":
            month = f"tháng {span.number}" + (f"/{span.year}" if span.year is not None else year)
            return f"{_STRETCHES[span.unit][span.day]} {month}"


def say_label(label: str) -> str:
    """An occurrence's label for a person: `2022-Q1` → Quý I/2022; `event:3` → "" (its event is told elsewhere)."""
    if label.startswith("event:"):
        return ""
    year, _, tail = label.partition("-")
    tail, _, nth = tail.partition("-#")
    words = {"": f"Năm {year}", "9M": f"9 tháng đầu năm {year}"}
    if tail in words:
        said = words[tail]
    elif tail.startswith("Q"):
        said = f"Quý {_ROMAN[int(tail[1]) - 1]}/{year}"
    elif tail.startswith("H"):
        said = f"6 tháng {'đầu' if tail == 'H1' else 'cuối'} năm {year}"
    else:
        said = f"Tháng {int(tail)}/{year}"
    return f"{said} (lần {nth})" if nth else said


def say(rule: Rule) -> str:
    """`rule` in canonical Vietnamese; `rules.parse.parse` reads it back as the same rule."""
    match rule:
        case Several(parts=(Closing(after=after), *_) as parts) if all(_closes(part, after) for part in parts):
            return _reports(parts, after)
        case Several(parts=parts) | Mixed(parts=parts):
            return "; ".join(_in_a_list(part) for part in parts)
        case Fixed(span=span, before=before, start=start):
            return _deadline(span, before, start)
        case Yearly():
            return _yearly(rule)
        case Each():
            return _each(rule)
        case Rhythm(unit=unit, every=every):
            return f"{every} năm một lần" if unit == "year" else f"hằng {'tuần' if unit == 'week' else 'ngày'}"
        case Closing(after=after):
            return _reports((rule,), after)
        case Ongoing(start=start):
            return "thường xuyên" if start is None else f"từ {say_span(start)}"
        case OnEvent():
            return _event(rule)
        case Unspecified():
            return "theo quy định"


def _closes(part: Rule, after: int) -> bool:
    return isinstance(part, Closing) and part.after == after


def _reports(parts: Sequence[Rule], after: int) -> str:
    names = [_NAMES[part.unit] for part in parts if isinstance(part, Closing)]
    return f"ngày làm việc thứ {after} sau ngày chốt số liệu {', '.join(names)}"


def _in_a_list(part: Rule) -> str:
    """A part of several: *trước*, said once, would be said of all, so what is not before its span says so."""
    plain = isinstance(part, Fixed | Yearly) and not part.before and part.start is None and part.span != Span("year")
    return f"đến hết {say(part)}" if plain else say(part)


def _deadline(span: Span, before: bool, start: Span | None) -> str:
    if start is not None:
        return f"từ {say_span(start)} đến {say_span(span)}"
    if span == Span("year"):
        return "trong năm"
    return f"trước {say_span(span)}" if before else say_span(span)


def _yearly(rule: Yearly) -> str:
    if rule.span != Span("year"):
        return f"{_deadline(rule.span, rule.before, rule.start)} hằng năm"
    if rule.last is not None:
        return f"hằng năm, từ năm {rule.first} đến năm {rule.last}"
    return "hằng năm" if rule.first is None else f"hằng năm, từ năm {rule.first}"


_NAMES: dict[ReportUnit, str] = {"month": "tháng", "quarter": "quý", "half": "6 tháng", "year": "năm"}
_NTH = {-1: "cuối", 1: "đầu", 2: "thứ hai", 3: "thứ ba"}


def _each(rule: Each) -> str:
    name, before = _NAMES[rule.unit], "trước " if rule.before else ""
    if rule.working:
        return f"ngày làm việc cuối cùng của {name}"
    if rule.day < 0:
        return "6 tháng một lần" if rule.unit == "half" else f"hằng {name}"
    if (rule.month, rule.day, rule.before) == (1, 1, False):
        return f"đầu mỗi {name}"
    if rule.unit == "quarter":
        return f"{before}ngày {rule.day} tháng {_NTH[rule.month]} quý"
    if rule.from_day:
        return f"từ ngày {rule.from_day} đến ngày {rule.day} hằng tháng"
    return f"{before}ngày {rule.day} hằng tháng"


def _event(rule: OnEvent) -> str:
    if rule.offset is None:
        return f"sau khi {rule.text}"
    count = f"{abs(rule.offset.n)} {_UNITS[rule.offset.unit]}"
    return f"trong {count} kể từ khi {rule.text}" if rule.offset.n > 0 else f"{count} trước khi {rule.text}"
