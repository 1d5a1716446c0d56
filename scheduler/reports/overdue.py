"""What is overdue, for leaders: what, whose, since when, to whom it was reported, and how it went over a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from db.duties import ObligationRow, overdue, overdue_at
from db.engine import reading
from db.extensions import extensions
from db.mails import NoticeRow, notices_given
from rules.say import say_day, say_label
from rules.workdays import ONE_DAY
from scheduler.office import Office, world
from scheduler.writing.compose import STEP_NAMES
from scheduler.writing.digests import matters

EACH = 50
"""Obligations on one page."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Overdue:
    """An overdue obligation; `days` are office days since its last day in time. `request` is the number of an
    undecided request for the date `asked_for`; `reported` says in words to whom the work was reported, and when.
    """

    obligation: int
    task: str
    text: str
    plan: str
    unit: str
    period: str
    due: dt.date
    last_day: dt.date
    days: int
    reported: tuple[str, ...]
    request: int | None
    request_state: str
    asked_for: dt.date | None


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """How many obligations were overdue on the last day of a month; `share` of the highest of them, 0 to 100."""

    label: str
    day: dt.date
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class OverduePage:
    """Some of what is overdue, of `total`; `waiting` requests for later dates that a leader has to decide."""

    rows: tuple[Overdue, ...]
    total: int
    page: int
    more: bool
    waiting: int
    trend: tuple[MonthEnd, ...]


def overdue_page(office: Office, page: int, today: dt.date) -> OverduePage:
    """The page of that number, from 1, on the local day `today`."""
    ends = month_ends(today)
    with reading(office.engine) as conn:
        rows = overdue(conn, today, skip=(page - 1) * EACH, most=EACH)
        about = {one.row.id: one for one in matters(conn, rows)}
        given = notices_given(conn, [row.id for row in rows])
        asked = extensions(conn, undecided=True)
        *counts, total = overdue_at(conn, [*ends, today])
        known = world(office, conn)
    by_duty = {one.obligation_id: one for one in asked}
    shown = []
    for row in rows:
        one, request, last = about[row.id], by_duty.get(row.id), row.in_time_until
        assert row.due is not None, "what is overdue has a date"
        assert last is not None, "what is overdue has a date"
        shown.append(
            Overdue(
                row.id,
                one.task.name,
                one.task.text,
                one.plan.label,
                known.register.name_of(row.held_by),
                say_label(row.label),
                row.due,
                last,
                known.calendar.office_days_between(last, today),
                _reported(row, given.get(row.id, ())),
                request.id if request else None,
                request.state if request else "",
                request.to_due if request else None,
            )
        )
    waiting = sum(one.state == "asked" for one in asked)
    trend = _trend(ends, counts)
    return OverduePage(tuple(shown), total, page, page * EACH < total, waiting, trend)


def month_ends(today: dt.date) -> list[dt.date]:
    """The last days of the twelve months before that of `today`, the earliest first."""
    found, day = [], today
    for _ in range(MONTHS):
        day = day.replace(day=1) - ONE_DAY
        found.append(day)
    return found[::-1]


def _trend(ends: Sequence[dt.date], counts: Sequence[int]) -> tuple[MonthEnd, ...]:
    most = max([*counts, 1])
    return tuple(
        MonthEnd(f"{day:%m/%Y}", day, count, round(100 * count / most)) for day, count in zip(ends, counts, strict=True)
    )


def _reported(row: ObligationRow, notices: Sequence[NoticeRow]) -> tuple[str, ...]:
    """Of each step up the first day, for the present due date."""
    first: dict[str, dt.date] = {}
    for one in notices:
        if one.due_version == row.due_version and one.rung.startswith("O+") and one.role in STEP_NAMES:
            first.setdefault(one.role, one.day)
    return tuple(f"{words} ngày {say_day(first[role])}" for role, words in STEP_NAMES.items() if role in first)
