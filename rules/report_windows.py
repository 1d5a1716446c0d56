"""Which days a periodic report covers: Nghị định 09/2019/NĐ-CP, Điều 12, unless the regime itself says otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rules.model import Closing, Each, ReportUnit, Rule, Several, Span, Yearly

ReportPeriod: TypeAlias = Literal["month", "quarter", "half_year", "year"]

FIRST_DAY = 15
_MONTHS: dict[ReportPeriod, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def data_window(period: ReportPeriod, year: int, n: int = 1) -> tuple[dt.date, dt.date]:
    """First and last day, both inclusive, of the `n`-th period of `year`: data close on the 14th of its last month.

    The second half-year begins on 15/6; the first half and the year on 15/12 of the year before.
    """
    last_month = n * _MONTHS[period]
    before = last_month - _MONTHS[period]
    first = dt.date(year, before, FIRST_DAY) if before else dt.date(year - 1, 12, FIRST_DAY)
    return first, dt.date(year, last_month, FIRST_DAY - 1)


@dataclass(frozen=True, slots=True)
class CheckIns:
    """When duties without a due date are asked about: `unit_after` and `monitor_after` working days after data close.

    `every` None: never. At least one working day lies between the data's last day and the report (Điều 8 khoản 5
    điểm b).
    """

    every: ReportPeriod | None = "quarter"
    unit_after: int = 1
    monitor_after: int = 2


def period_of(period: ReportPeriod, day: dt.date) -> int:
    """Which of the year's periods the day is in, by the calendar, counted from 1."""
    return (day.month - 1) // _MONTHS[period] + 1


def last_day(period: ReportPeriod, year: int, n: int) -> dt.date:
    """The day on which data close."""
    return data_window(period, year, n)[1]


def label_of(period: ReportPeriod, year: int, n: int) -> str:
    """The period's label, as occurrences bear it: `2022-Q1`."""
    ends = {"month": f"-{n:02}", "quarter": f"-Q{n}", "half_year": f"-H{n}", "year": ""}
    return f"{year}{ends[period]}"


def on_report_calendar(rule: Rule, after: int = 1) -> Rule | None:
    """Reports "hằng quý, 6 tháng, năm" read as the report calendar has them, beside the last day of each period.

    None where the rule says more than whole periods: a day, a month, a year of its own.
    """
    parts = rule.parts if isinstance(rule, Several) else (rule,)
    units = tuple(_unit(part) for part in parts)
    closings = tuple(Closing(unit, after) for unit in units if unit)
    if len(closings) != len(parts):
        return None
    return closings[0] if len(closings) == 1 else Several(closings)


_SIZES: dict[ReportUnit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def days_after_close(rule: Rule) -> tuple[str, ...]:
    """The days of a year, in order, that follow the closings of a rule's reports: "15/3", "15/6", "15/9", "15/12"."""
    units = [part.unit for part in (rule.parts if isinstance(rule, Several) else (rule,)) if isinstance(part, Closing)]
    months = {month for unit in units for month in range(_SIZES[unit], 13, _SIZES[unit])}
    return tuple(f"{FIRST_DAY}/{month}" for month in sorted(months))


def _unit(rule: Rule) -> ReportUnit | None:
    if rule == Yearly(Span("year")):
        return "year"
    return rule.unit if isinstance(rule, Each) and rule == Each(rule.unit) else None
