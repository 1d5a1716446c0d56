"""What may be asked, what granting changes, when an undecided request is chased."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhacviec import holidays
from rules.extensions import Asked, Hindrance, date_hindrance, hindrance, in_time_until, is_chased, late_after
from rules.status import status_of

CALENDAR = holidays.load()
DUE = dt.date(2022, 3, 31)
OPEN = Asked(True, DUE, False, 0)
days_2022 = st.dates(dt.date(2022, 1, 1), dt.date(2022, 12, 31))


@pytest.mark.parametrize(
    ("asked", "to", "today", "why"),
    [
        (OPEN, dt.date(2022, 4, 1), dt.date(2022, 3, 1), None),
        (OPEN, dt.date(2022, 4, 15), dt.date(2022, 4, 15), None),
        (OPEN, DUE, dt.date(2022, 3, 1), "not_later"),
        (OPEN, dt.date(2022, 4, 14), dt.date(2022, 4, 15), "over"),
        (replace(OPEN, is_open=False), dt.date(2022, 4, 30), dt.date(2022, 3, 1), "closed"),
        (replace(OPEN, due=None), dt.date(2022, 4, 30), dt.date(2022, 3, 1), "undated"),
        (replace(OPEN, waiting=True), dt.date(2022, 4, 30), dt.date(2022, 3, 1), "waiting"),
        (replace(OPEN, approved=1), dt.date(2022, 4, 30), dt.date(2022, 3, 1), None),
        (replace(OPEN, approved=2), dt.date(2022, 4, 30), dt.date(2022, 3, 1), "used_up"),
    ],
)
def test_a_later_date_may_be_asked_for_while_nothing_hinders(
    asked: Asked, to: dt.date, today: dt.date, why: Hindrance | None
) -> None:
    assert hindrance(asked, to, today, 2) == why


@given(due=days_2022, to=days_2022, today=days_2022)
def test_a_date_that_may_be_asked_for_lies_after_the_present_one_and_not_in_the_past(
    due: dt.date, to: dt.date, today: dt.date
) -> None:
    assert (date_hindrance(due, to, today) is None) == (to > due and to >= today)


@given(last=days_2022, asked_on=days_2022, new=days_2022, done=days_2022)
def test_asking_too_late_clears_no_lateness_and_asking_in_time_leaves_the_new_date_to_judge(
    last: dt.date, asked_on: dt.date, new: dt.date, done: dt.date
) -> None:
    judged = in_time_until(new, late_after(last, asked_on))
    assert judged == (new if asked_on <= last else last)
    late = status_of("done", judged, done, dt.date(2023, 1, 1), doubted=False) == "done_late"
    assert late == (done > (new if asked_on <= last else last))


def chased_days(since: dt.date, after: int, until: dt.date) -> list[dt.date]:
    """The days on which somebody is asked who answers never, with mail on every office day."""
    days: list[dt.date] = []
    day = since
    while day <= until:
        if CALENDAR.is_office_day(day) and is_chased(CALENDAR, since, day, after, days[-1] if days else None):
            days.append(day)
        day += dt.timedelta(days=1)
    return days


def test_an_undecided_request_is_chased_after_working_days_then_each_week() -> None:
    # Monday 11/4/2022 was a day off, as were 2 and 3 May.
    asked = dt.date(2022, 4, 7)
    assert chased_days(asked, 2, dt.date(2022, 5, 6)) == [
        dt.date(2022, 4, 12), dt.date(2022, 4, 18), dt.date(2022, 4, 25), dt.date(2022, 5, 4),
    ]  # fmt: skip
    assert chased_days(asked, 4, dt.date(2022, 4, 24)) == [dt.date(2022, 4, 14), dt.date(2022, 4, 18)]


@given(since=days_2022, after=st.integers(1, 10))
def test_nobody_is_chased_twice_in_a_week_before_time_or_on_a_day_off(since: dt.date, after: int) -> None:
    days = chased_days(since, after, since + dt.timedelta(days=60))
    weeks = [day.isocalendar()[:2] for day in days]
    assert len(set(weeks)) == len(weeks)
    assert all(CALENDAR.is_office_day(day) for day in days)
    assert CALENDAR.office_days_between(since, days[0]) == after
