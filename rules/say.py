"""Dates, stretches of the calendar and limits in official Vietnamese."""

from __future__ import annotations

import datetime as dt

from rules.model import Offset, OffsetUnit, Span

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_UNITS: dict[OffsetUnit, str] = {
    "working_day": "ngày làm việc",
    "day": "ngày",
    "week": "tuần",
    "month": "tháng",
    "year": "năm",
}
_ROMAN = ("I", "II", "III", "IV")
_PARTS = {"start": "đầu ", "mid": "giữa ", "end": "cuối "}


def say_day(day: dt.date) -> str:
    """31/03/2026."""
    return f"{day:%d/%m/%Y}"


def say_date(day: dt.date) -> str:
    """thứ Ba, 31/03/2026."""
    return f"{WEEKDAYS[day.weekday()]}, {say_day(day)}"


def capital(sentence: str) -> str:
    """A sentence that begins with a capital; the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def say_offset(offset: Offset) -> str:
    """10 ngày làm việc sau sự kiện."""
    return f"{abs(offset.n)} {_UNITS[offset.unit]} {'sau' if offset.n > 0 else 'trước'} sự kiện"


def say_span(span: Span) -> str:
    """quý I năm 2022; ngày 15/12; cuối năm 2021."""
    return _PARTS.get(span.part or "", "") + _whole(span)


def _whole(span: Span) -> str:
    year = f" năm {span.year}" if span.year is not None else " năm sau" if span.lag else ""
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
