"""Days on the terminal, as the office writes them."""

from __future__ import annotations

import datetime as dt

from rules.say import say_day


def say_due(due: dt.date | None) -> str:
    """31/03/2026, or that there is no date."""
    return say_day(due) if due else "chưa có ngày"
