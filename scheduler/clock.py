"""The only reader of the clock, and the office's local time: Asia/Ho_Chi_Minh, UTC+7, no daylight saving."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rules.workdays import ONE_DAY, Calendar

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def local_day(at: dt.datetime) -> dt.date:
    """The local day of an instant."""
    return at.astimezone(LOCAL).date()


def say_instant(at: dt.datetime) -> str:
    """31/03/2026 08:00, local."""
    return f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}"


@dataclass(frozen=True, slots=True)
class Hours:
    """When mail may leave on office days: from `start`, inclusive, to `end`, exclusive, local time."""

    start: dt.time = dt.time(8)
    end: dt.time = dt.time(17)

    def opening(self, day: dt.date) -> dt.datetime:
        """The instant (UTC) at which sending begins on `day`."""
        return dt.datetime.combine(day, self.start, LOCAL).astimezone(dt.UTC)

    def is_open(self, at: dt.datetime, calendar: Calendar) -> bool:
        """Whether a mail may leave at `at`."""
        local = at.astimezone(LOCAL)
        return calendar.is_office_day(local.date()) and self.start <= local.time() < self.end

    def next_open(self, at: dt.datetime, calendar: Calendar) -> dt.datetime:
        """`at` itself if a mail may leave then, else the next instant at which one may."""
        if self.is_open(at, calendar):
            return at
        local = at.astimezone(LOCAL)
        later = local.date() if local.time() < self.start else local.date() + ONE_DAY
        return self.opening(calendar.next_office_day(later))
