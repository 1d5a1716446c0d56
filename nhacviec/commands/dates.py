"""Days and instants on the terminal, as the office writes them."""

from __future__ import annotations

import datetime as dt

from rules.say import say_day
from scheduler.clock import LOCAL


def say_instant(at: dt.datetime) -> str:
    """31/03/2026 08:00, local."""
    return f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}"


def say_due(due: dt.date | None) -> str:
    """31/03/2026, or that there is no date."""
    return say_day(due) if due else "chưa có ngày"
