"""The holiday table beside the `holidays` library, which computes what the Prime Minister decides: only a warning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import holidays

from rules.say import capital, say_date
from rules.workdays import Calendar, days


def differences(calendar: Calendar, year: int) -> Iterator[str]:
    """Each day of `year` that one takes for worked and the other for off, in words."""
    theirs = holidays.country_holidays("VN", years=year)
    for day in days(dt.date(year, 1, 1), dt.date(year, 12, 31)):
        ours = calendar.is_working(day)
        if ours != theirs.is_working_day(day):
            why = calendar.special(day)
            table = f"{'làm việc' if ours else 'nghỉ'}{f' ({why.name}, {why.cites})' if why else ''}"
            yield f"{capital(say_date(day))}: bảng ghi {table}, thư viện ghi {'nghỉ' if ours else 'làm việc'}."
