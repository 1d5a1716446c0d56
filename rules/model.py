"""The values of the deadline language: what a phrase says, before any plan, calendar or clock is known.

A phrase is read into a `Rule`; `rules.due` turns a rule and the years of a plan into occurrences. Rules are frozen,
compare by value, and are stored as JSON (`encode`, `decode`), so that a plan once adopted keeps the reading it was
adopted with. All dates are local dates of Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeAlias

from rules.lunar import kings_day, new_year

Kind: TypeAlias = Literal["once", "recurring", "several", "continuous", "event", "mixed", "unspecified"]
SpanUnit: TypeAlias = Literal[
    "day", "week", "ten_days", "half_month", "month", "quarter", "half", "nine_months", "year", "tet", "kings_day"
]
Part: TypeAlias = Literal["start", "mid", "end"]
PeriodUnit: TypeAlias = Literal["month", "quarter", "half"]
ReportUnit: TypeAlias = Literal["month", "quarter", "half", "year"]
OffsetUnit: TypeAlias = Literal["working_day", "day", "week", "month", "year"]

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
_IN_A_MONTH = ("day", "week", "ten_days", "half_month")
_LUNAR: dict[str, Callable[[int], dt.date]] = {"tet": new_year, "kings_day": kings_day}


def _month_length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the calendar as a phrase names it: a day, a month, a quarter, a half-year, nine months, a year.

    `number` is the month (for a day, too), the quarter or the half, counted from 1; `day` is the day, or which week,
    ten days (*thượng, trung, hạ tuần*) or half of the month, -1 its last; `year` is None where the phrase names none;
    `part` is *đầu, giữa, cuối*: the 1st, 15th and last day of a month, 1/1, 30/6 and 31/12 of a year (Bộ luật Dân sự
    2015, Điều 146 khoản 2, 3). `lag` counts years from the plan's ("của năm sau" = 1). Tết and Giỗ Tổ are days of the
    lunar year that begins in `year`.
    """

    unit: SpanUnit
    number: int = 1
    day: int = 0
    year: int | None = None
    part: Part | None = None
    lag: int = 0

    def in_year(self, year: int) -> Span:
        """The same stretch in `year`, unless the phrase names its own year."""
        return self if self.year is not None else replace(self, year=year + self.lag, lag=0)

    def _first_month(self) -> int:
        return self.number if self.unit in _IN_A_MONTH else (self.number - 1) * _MONTHS[self.unit] + 1

    def first(self) -> dt.date:
        """First day, inclusive. The span must have its year. 29/2 of a common year is 28/2: the law is silent, the
        earlier day is the safe one."""
        assert self.year is not None, "a span without a year has no dates"
        if self.part is not None:
            return self._point()
        if self.unit in _LUNAR:
            return _LUNAR[self.unit](self.year)
        month = self._first_month()
        if self.unit in _IN_A_MONTH and self.unit != "day":
            return dt.date(self.year, month, self._stretch()[0])
        return dt.date(self.year, month, min(self.day or 1, _month_length(self.year, month)))

    def last(self) -> dt.date:
        """Last day, inclusive: what a month, quarter, half-year or year stands for."""
        assert self.year is not None, "a span without a year has no dates"
        if self.part is not None or self.unit == "day" or self.unit in _LUNAR:
            return self.first()
        if self.unit in _IN_A_MONTH:
            return dt.date(self.year, self.number, self._stretch()[1])
        month = self._first_month() + _MONTHS[self.unit] - 1
        return dt.date(self.year, month, _month_length(self.year, month))

    def _stretch(self) -> tuple[int, int]:
        """First and last day of a week, ten days or half of the month; the last one goes on to the month's end."""
        assert self.year is not None, "a span without a year has no dates"
        length, end = {"week": 7, "ten_days": 10, "half_month": 15}[self.unit], _month_length(self.year, self.number)
        nth = {"week": 4, "ten_days": 3, "half_month": 2}[self.unit] if self.day < 0 else self.day
        last = end if self.day < 0 or nth * length >= 28 else nth * length
        return (end - length + 1 if self.unit == "week" and self.day < 0 else (nth - 1) * length + 1), last

    def _point(self) -> dt.date:
        whole = replace(self, part=None)
        if self.part == "start":
            return whole.first()
        if self.part == "end":
            return whole.last()
        first = whole.first()
        return dt.date(first.year, 6, 30) if self.unit == "year" else first.replace(day=15)

    def label(self) -> str:
        """The period's label, the stable half of an occurrence's key: `2022`, `2022-H1`, `2022-Q1`, `2022-03`.

        It never holds a due date: a day is labelled by its month.
        """
        assert self.year is not None, "a span without a year has no label"
        if self.unit in _LUNAR:
            return f"{self.year}-{self.first().month:02}"
        tail = {
            "year": "",
            "nine_months": "-9M",
            "half": f"-H{self.number}",
            "quarter": f"-Q{self.number}",
        }
        return f"{self.year}{tail.get(self.unit, f'-{self.number:02}')}"


@dataclass(frozen=True, slots=True)
class Offset:
    """A limit counted from an event; `n` < 0 counts back from it. The day of the event is not counted (Điều 147)."""

    n: int
    unit: OffsetUnit


@dataclass(frozen=True, slots=True)
class Fixed:
    """One deadline: the last day of `span`, or the day before it begins (`before`, *trước*, exclusive).

    `start` opens a range ("từ … đến …"). A span without a year means that year in a one-year plan and every year of a
    longer one.
    """

    span: Span
    before: bool = False
    start: Span | None = None


@dataclass(frozen=True, slots=True)
class Yearly:
    """The same deadline in every year of the plan: "Quý I hằng năm", "Trước ngày 15/12 hằng năm", "Hằng năm".

    `first` and `last` narrow the plan's years, inclusive ("hằng năm, từ năm 2022").
    """

    span: Span
    before: bool = False
    start: Span | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """A deadline in every month, quarter or half-year: on `day` of its `month`-th month; -1 is the last.

    `from_day` opens a range of days; `working` is the last working day of the period.
    """

    unit: PeriodUnit
    month: int = -1
    day: int = -1
    before: bool = False
    from_day: int = 0
    working: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every week or day, or every few years from an unknown one: recurring without dates of its own."""

    unit: Literal["week", "day", "year"]
    every: int = 1


@dataclass(frozen=True, slots=True)
class Closing:
    """A report of every month, quarter, half-year or year, due `after` working days after its data close (Nghị định
    09/2019/NĐ-CP, Điều 12)."""

    unit: ReportUnit
    after: int = 1


@dataclass(frozen=True, slots=True)
class Ongoing:
    """No due date: *Thường xuyên*, *liên tục*, "Từ năm 2022" with no end."""

    start: Span | None = None


@dataclass(frozen=True, slots=True)
class OnEvent:
    """Waits until somebody records that something happened; `text` is the clause as printed."""

    text: str
    actor: str | None = None
    offset: Offset | None = None


@dataclass(frozen=True, slots=True)
class Unspecified:
    """No date can be computed: the words give none ("Theo quy định"), or were not understood (`unread` quotes them)."""

    unread: str | None = None


Simple: TypeAlias = Fixed | Yearly | Each | Rhythm | Closing | Ongoing | OnEvent


@dataclass(frozen=True, slots=True)
class Several:
    """Several deadlines of one task: fixed ones ("Ngày 30/6 và 31/12/2022") or recurrences that run together."""

    parts: tuple[Simple, ...]


@dataclass(frozen=True, slots=True)
class Mixed:
    """Parts of different kinds: "Thường xuyên; báo cáo trước ngày 15/12 hằng năm"."""

    parts: tuple[Simple | Several, ...]


Rule: TypeAlias = Simple | Several | Mixed | Unspecified


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a phrase: the rule, the named pattern that read it, and doubts that quote their words."""

    phrase: str
    rule: Rule
    pattern: str | None = None
    warnings: tuple[str, ...] = ()


_CLASSES: dict[str, type[Any]] = {
    c.__name__: c
    for c in (Span, Offset, Fixed, Yearly, Each, Rhythm, Closing, Ongoing, OnEvent, Unspecified, Several, Mixed)
}


def encode(value: Any) -> Any:
    """A rule as JSON values; `decode` gives it back equal."""
    if is_dataclass(value):
        named = {f.name: encode(getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != f.default}
        return {"is": type(value).__name__, **named}
    return [encode(v) for v in value] if isinstance(value, tuple) else value


def decode(value: Any) -> Any:
    """The rule that `encode` wrote. `KeyError` where the data was written by nobody of ours."""
    if isinstance(value, dict):
        named = {k: decode(v) for k, v in value.items() if k != "is"}
        return _CLASSES[value["is"]](**named)
    return tuple(decode(v) for v in value) if isinstance(value, list) else value
