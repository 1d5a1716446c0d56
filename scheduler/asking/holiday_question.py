"""What the monitor is asked while next year's holiday notice is not in the table."""

from __future__ import annotations

import datetime as dt

from notifications.model import Item
from scheduler.office import World
from scheduler.writing.compose import asked_of_monitor

ASKED_FROM_MONTH = 11


def question(known: World, today: dt.date) -> Item | None:
    """The item that asks the monitor for next year's notice: from 1 November, once in each week with an office day."""
    year = today.year + 1
    if today.month < ASKED_FROM_MONTH or known.calendar.known(year):
        return None
    return asked_of_monitor(
        f"Chưa có thông báo nghỉ lễ, Tết năm {year}",
        f"các ngày tính qua năm {year} còn là tạm tính; khi có thông báo, cập nhật bằng lệnh "
        f"«nhacviec holidays add {year} …»",
        known,
    )


def week(day: dt.date) -> str:
    """The ISO week of a day: `2026-W48`."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
