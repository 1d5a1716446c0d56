"""A later due date that a unit asks for: what may be asked, what granting it changes, when an undecided one is chased.

No decree sets these rules for every office; they are the usual ones of provincial working regulations: asked with a
reason, granted by whoever gave the work, a number of times, without clearing lateness that was there before. All days
are local.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rules.workdays import Calendar

Hindrance: TypeAlias = Literal["closed", "undated", "waiting", "used_up", "not_later", "over"]


@dataclass(frozen=True, slots=True)
class ExtensionPolicy:
    """`allowed` extensions of one obligation; office days until the first and the second to be chased are asked."""

    allowed: int = 2
    chase_after: int = 2
    leaders_after: int = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """An obligation as a request finds it. `waiting`: another request is open; `approved`: how many were granted."""

    is_open: bool
    due: dt.date | None
    waiting: bool
    approved: int


def hindrance(asked: Asked, to: dt.date, today: dt.date, allowed: int) -> Hindrance | None:
    """Why `to` may not be asked for on `today`; None where it may. A due date that has passed is no hindrance."""
    if not asked.is_open:
        return "closed"
    if asked.due is None:
        return "undated"
    if asked.waiting:
        return "waiting"
    if asked.approved >= allowed:
        return "used_up"
    return date_hindrance(asked.due, to, today)


def date_hindrance(due: dt.date, to: dt.date, today: dt.date) -> Hindrance | None:
    """Why `to` cannot take the place of `due` on `today`: an extension is later, and not over before it begins."""
    if to <= due:
        return "not_later"
    return "over" if to < today else None


def late_after(in_time_until: dt.date, asked_on: dt.date) -> dt.date | None:
    """The day by which lateness stays to be judged once the request is granted; None where the new date judges.

    `in_time_until` is the last day in time before, inclusive: who asks after it is late already, and stays so.
    """
    return in_time_until if asked_on > in_time_until else None


def in_time_until(effective: dt.date | None, late_after: dt.date | None) -> dt.date | None:
    """The last day, inclusive, on which the obligation is in time: reminders follow `effective`, lateness this."""
    return effective if late_after is None else late_after


def is_chased(calendar: Calendar, since: dt.date, today: dt.date, after: int, last: dt.date | None) -> bool:
    """Whether somebody is asked on `today`, an office day, about a request that has waited for them since `since`.

    First once `after` office days have passed, then once in each later week, on its first office day (or the next one
    on which mail can go). `last` is the day on which they were last asked about it.
    """
    if calendar.office_days_between(since, today) < after:
        return False
    monday = today - dt.timedelta(days=today.weekday())
    return last is None or last < monday
