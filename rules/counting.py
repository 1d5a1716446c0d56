"""Limits counted from a day: Bộ luật Dân sự 2015, Điều 147 (the first day is not counted) and 148 (how a limit ends).

Days off inside a limit of plain days count; only its last day moves, to the end of the next working day. A limit of
working days counts the days that state offices work, make-up Saturdays among them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from dateutil.relativedelta import relativedelta

from rules.model import Offset, OffsetUnit
from rules.say import capital, say_date, say_offset
from rules.workdays import Calendar

StepText: TypeAlias = tuple[str, str]
FIRST_DAY = "Bộ luật Dân sự 2015, Điều 147"
CLAUSES: dict[OffsetUnit, str] = {
    "day": "Bộ luật Dân sự 2015, Điều 148 khoản 1",
    "week": "Bộ luật Dân sự 2015, Điều 148 khoản 2",
    "month": "Bộ luật Dân sự 2015, Điều 148 khoản 3",
    "year": "Bộ luật Dân sự 2015, Điều 148 khoản 4",
    "working_day": "Bộ luật Lao động 2019, Điều 111, 112 và thông báo nghỉ của năm",
}
NOTICE = "Bộ luật Lao động 2019, Điều 112 khoản 3"
ROLL = "Bộ luật Dân sự 2015, Điều 148 khoản 5"


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a limit ends: `nominal` by the count, `effective` after days off.

    `provisional`: it leans on a year whose holiday notice is not in the table.
    """

    nominal: dt.date
    effective: dt.date
    provisional: bool
    steps: tuple[StepText, ...]


def count(event: dt.date, offset: Offset, calendar: Calendar) -> Counted:
    """The limit of `offset` from the day of the event, which is not counted.

    A limit that counts back (`n` < 0) stays where it falls: no rule of the Code moves it. 29/2 plus years in a common
    year ends on 28/2, as Điều 148 khoản 3 has it for months; for years the Code is silent.
    """
    nominal = _nominal(event, offset, calendar)
    steps = [
        (f"Sự kiện ngày {say_date(event)}; ngày này không tính.", FIRST_DAY),
        (f"{capital(say_offset(offset))}: {say_date(nominal)}.", CLAUSES[offset.unit]),
    ]
    effective = nominal
    if offset.unit != "working_day" and offset.n > 0:
        effective = calendar.next_working(nominal)
        if effective != nominal:
            why = special.name if (special := calendar.special(nominal)) else "ngày nghỉ hằng tuần"
            steps.append((f"{capital(say_date(nominal))} là {why}: kết thúc vào {say_date(effective)}.", ROLL))
    leaned_on = (min(event, effective), max(event, effective)) if offset.unit == "working_day" else (nominal, effective)
    provisional = calendar.provisional(*leaned_on)
    if provisional:
        steps.append(("Năm chưa có thông báo nghỉ lễ, Tết: ngày này là tạm tính.", NOTICE))
    return Counted(nominal, effective, provisional, tuple(steps))


def _nominal(event: dt.date, offset: Offset, calendar: Calendar) -> dt.date:
    if offset.unit == "working_day":
        return calendar.add_working_days(event, offset.n)
    ends: dt.date = event + relativedelta(**{f"{offset.unit}s": offset.n})
    return ends
