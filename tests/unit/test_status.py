"""The four states and those beside them."""

from __future__ import annotations

import datetime as dt

import pytest

from rules.status import Status, status_of

LAST_DAY = dt.date(2026, 3, 31)
DAY_AFTER = dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("state", "effective", "done_on", "today", "expected"),
    [
        ("open", LAST_DAY, None, LAST_DAY, "open_in_time"),
        ("open", LAST_DAY, None, DAY_AFTER, "open_overdue"),
        ("open", None, None, DAY_AFTER, "waiting"),
        ("done", LAST_DAY, LAST_DAY, DAY_AFTER, "done_on_time"),
        ("done", LAST_DAY, DAY_AFTER, DAY_AFTER, "done_late"),
        ("done", None, DAY_AFTER, DAY_AFTER, "done_on_time"),
        ("past", LAST_DAY, None, DAY_AFTER, "past"),
        ("withdrawn", None, None, DAY_AFTER, "withdrawn"),
    ],
)
def test_the_effective_day_decides_and_is_itself_in_time(
    state: str, effective: dt.date | None, done_on: dt.date | None, today: dt.date, expected: Status
) -> None:
    assert status_of(state, effective, done_on, today, doubted=False) == expected


def test_a_state_that_nobody_stores_is_no_status() -> None:
    with pytest.raises(KeyError):
        status_of("lost", None, None, LAST_DAY, doubted=False)


def test_a_report_that_came_too_late_to_be_believed_counts_as_late_until_it_is_confirmed() -> None:
    assert status_of("done", LAST_DAY, LAST_DAY, DAY_AFTER, doubted=True) == "done_late"
