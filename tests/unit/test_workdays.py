"""Working days, with and without a holiday notice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from nhacviec.holidays import HolidayTableError, load
from rules.lunar import new_year
from rules.workdays import Calendar, days

CALENDAR = load()


def test_the_table_knows_why_each_special_day_is_special() -> None:
    for notice in CALENDAR.notices.values():
        assert notice.notice
        assert all(day.name and day.cites for day in notice.days)


@pytest.mark.parametrize(
    ("year", "weekdays_off"), [(2021, 11), (2022, 11), (2023, 11), (2024, 12), (2025, 12), (2026, 14)]
)
def test_each_year_has_as_many_weekdays_off_as_its_notice(year: int, weekdays_off: int) -> None:
    year_days = days(dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert sum(d.weekday() < 5 and not CALENDAR.is_working(d) for d in year_days) == weekdays_off


def test_a_make_up_saturday_is_worked() -> None:
    assert CALENDAR.is_working(dt.date(2026, 1, 10))
    assert not CALENDAR.is_working(dt.date(2026, 1, 2))


def test_the_first_day_of_tet_in_the_table_is_the_astronomical_one() -> None:
    for year, notice in CALENDAR.notices.items():
        off = {day.date for day in notice.days if not day.worked}
        first = new_year(year)
        assert first in off or first.weekday() >= 5


def test_a_year_without_a_notice_keeps_the_days_that_the_law_fixes() -> None:
    certain = [
        d for d in days(dt.date(2027, 1, 1), dt.date(2027, 12, 31)) if d.weekday() < 5 and not CALENDAR.is_working(d)
    ]
    assert certain == [
        dt.date(2027, 1, 1),
        dt.date(2027, 4, 16),
        dt.date(2027, 4, 30),
        dt.date(2027, 5, 3),
        dt.date(2027, 9, 2),
        dt.date(2027, 11, 24),
    ]


def test_nothing_is_sent_around_a_tet_whose_notice_is_not_out() -> None:
    tet = new_year(2027)
    quiet = [d for d in days(dt.date(2027, 1, 25), dt.date(2027, 2, 20)) if CALENDAR.is_quiet(d)]
    assert quiet == list(days(tet - dt.timedelta(days=2), tet + dt.timedelta(days=5)))
    assert not any(CALENDAR.is_quiet(d) for d in days(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))


def test_culture_day_is_not_applied_backwards() -> None:
    assert CALENDAR.is_working(dt.date(2025, 11, 24))
    assert Calendar().is_working(dt.date(2025, 11, 24))
    assert not CALENDAR.is_working(dt.date(2026, 11, 24))


def test_office_days_are_counted_after_the_first_and_with_the_last() -> None:
    assert CALENDAR.office_days_between(dt.date(2026, 4, 24), dt.date(2026, 4, 29)) == 2
    assert CALENDAR.office_days_between(dt.date(2026, 4, 29), dt.date(2026, 4, 24)) == 0


def test_a_missing_or_broken_table_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(HolidayTableError, match="Không đọc được bảng ngày nghỉ"):
        load(tmp_path / "none.toml")
