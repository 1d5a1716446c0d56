"""The days off of one year, as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from rules.workdays import SpecialDay
from scheduler.changes.holidays import days_of
from scheduler.office import Office, world

FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True, slots=True)
class HolidayPage:
    """`notice` None: the year is provisional. `known`: the years that have a notice."""

    year: int
    notice: str | None
    days: tuple[SpecialDay, ...]
    known: tuple[int, ...]


def holiday_page(office: Office, year: int) -> HolidayPage:
    """The days of that year."""
    calendar = world(office).calendar
    notice = calendar.notices.get(year)
    return HolidayPage(
        year, notice.notice if notice else None, days_of(calendar, year), tuple(sorted(calendar.notices))
    )
