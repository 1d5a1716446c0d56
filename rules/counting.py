"""Limits counted from a day: Bộ luật Dân sự 2015, Điều 147 (the first day is not counted) and 148 (how a limit ends).

Days off inside a limit of plain days count; only its last day moves, to the end of the next working day. A limit of
working days counts the days that state offices work, make-up Saturdays among them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dateutil.relativedelta import relativedelta

from rules.model import Offset, OffsetUnit
from rules.say import capital, say_date, say_offset
from rules.workdays import ONE_DAY, SATURDAY, Calendar

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


LeapDay: TypeAlias = Literal["28/2", "1/3"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the law of time limits leaves open, each a setting; the defaults are the strict choices.

    `move_written`: a date that is written, or that a period stands for, moves off a day off as a counted limit does.
    `leap_day`: where 29/2 plus years ends in a common year (Điều 148 khoản 4 is silent). `makeup_saturday_ends`: a
    limit may end on a make-up Saturday, a working day by notice. `count_back_margin`: days kept free before a limit
    that counts back from an event, for which the Code has no rule.
    """

    move_written: bool = False
    leap_day: LeapDay = "28/2"
    makeup_saturday_ends: bool = True
    count_back_margin: int = 0


STRICT = Choices()


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a limit ends: `nominal` by the count, `effective` after days off.

    `provisional`: it leans on a year whose holiday notice is not in the table.
    """

    nominal: dt.date
    effective: dt.date
    provisional: bool
    steps: tuple[StepText, ...]


def count(event: dt.date, offset: Offset, calendar: Calendar, choices: Choices = STRICT) -> Counted:
    """The limit of `offset` from the day of the event, which is not counted.

    A limit that counts back (`n` < 0) stays where it falls: no rule of the Code moves it.
    """
    nominal = _nominal(event, offset, calendar, choices)
    steps = [
        (f"Sự kiện ngày {say_date(event)}; ngày này không tính.", FIRST_DAY),
        (f"{capital(say_offset(offset))}: {say_date(nominal)}.", CLAUSES[offset.unit]),
    ]
    effective = nominal
    if offset.unit != "working_day" and offset.n > 0:
        effective = _next_working(nominal, calendar, choices)
        if effective != nominal:
            why = special.name if (special := calendar.special(nominal)) else "ngày nghỉ hằng tuần"
            steps.append((f"{capital(say_date(nominal))} là {why}: kết thúc vào {say_date(effective)}.", ROLL))
    leaned_on = (min(event, effective), max(event, effective)) if offset.unit == "working_day" else (nominal, effective)
    moves = offset.unit == "working_day" or offset.n > 0
    provisional = moves and calendar.provisional(*leaned_on)
    if provisional:
        steps.append(("Năm chưa có thông báo nghỉ lễ, Tết: ngày này là tạm tính.", NOTICE))
    return Counted(nominal, effective, provisional, tuple(steps))


def _nominal(event: dt.date, offset: Offset, calendar: Calendar, choices: Choices) -> dt.date:
    margin = dt.timedelta(days=choices.count_back_margin if offset.n < 0 else 0)
    if offset.unit == "working_day":
        return calendar.add_working_days(event, offset.n) - margin
    ends: dt.date = event + relativedelta(**{f"{offset.unit}s": offset.n})
    lost_leap_day = offset.unit == "year" and (event.month, event.day) == (2, 29) and ends.day == 28
    if lost_leap_day and choices.leap_day == "1/3":
        ends += dt.timedelta(days=1)
    return ends - margin


def _next_working(day: dt.date, calendar: Calendar, choices: Choices) -> dt.date:
    """The working day on which a limit ends: `day` itself or the next one, a make-up Saturday by choice."""
    ends = calendar.next_working(day)
    while not choices.makeup_saturday_ends and ends.weekday() >= SATURDAY:
        ends = calendar.next_working(ends + ONE_DAY)
    return ends
