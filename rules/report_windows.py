"""Which days a periodic report covers: Nghị định 09/2019/NĐ-CP, Điều 12, unless the regime itself says otherwise."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

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
