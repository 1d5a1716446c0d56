"""What a list of duties may be narrowed to: each status and each queue that waits for somebody, as a condition.

The overview counts by the same conditions by which the lists are drawn, so that a number and its list agree. They speak
of `task` joined with `plan` and, where there is one, `obligation`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import sqlalchemy as sa

from db.tables import (
    announcement,
    announcement_task,
    answer,
    extension,
    group_member,
    obligation,
    plan,
    task,
    task_group,
    task_unit,
)
from db.tables.extensions import UNDECIDED
from rules.status import STATUSES, Status
from rules.workdays import ONE_DAY

Queue: TypeAlias = Literal[
    "unfinished",
    "soon_7",
    "soon_30",
    "undecided",
    "doubted",
    "declined",
    "asked_later",
    "undated",
    "unread",
    "unassigned",
    "event",
]
OF_TASKS: tuple[Queue, ...] = ("undated", "unread", "unassigned", "event")
"""Queues in which tasks wait and not what came of them."""
Condition: TypeAlias = sa.ColumnElement[bool]

IN_TIME_UNTIL = sa.func.coalesce(obligation.c.late_after, obligation.c.effective)
"""`rules.extensions.in_time_until` of a row."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What has been overdue so long that only the monitor is asked: in time until `day`, inclusive, or earlier.

    `of_tasks` holds the tasks for which the ladder says another day.
    """

    day: dt.date
    of_tasks: Mapping[int, dt.date] = field(default_factory=dict)

    def condition(self, task_id: sa.ColumnElement[int]) -> Condition:
        """The same of a row whose task is `task_id`."""
        late = obligation.c.effective <= self.day
        if not self.of_tasks:
            return late
        days: dict[dt.date, list[int]] = {}
        for one, day in self.of_tasks.items():
            days.setdefault(day, []).append(one)
        own = (sa.and_(task_id.in_(ids), obligation.c.effective <= day) for day, ids in days.items())
        return sa.or_(sa.and_(task_id.not_in(list(self.of_tasks)), late), *own)


def condition(name: Status | Queue, today: dt.date, beyond: Beyond) -> Condition:
    """Whether a row is in that status, or in that queue, on the local day `today`."""
    return of_status(name, today) if name in STATUSES else of_queue(name, beyond, today)


def of_status(status: str, today: dt.date) -> Condition:
    """`rules.status.status_of`, as a condition."""
    state, late = obligation.c.state, today > IN_TIME_UNTIL
    done_late = sa.or_(obligation.c.doubted, sa.func.coalesce(obligation.c.done_on > IN_TIME_UNTIL, sa.false()))
    found: dict[str, Condition] = {
        "open_in_time": sa.and_(state == "open", sa.not_(late)),
        "open_overdue": sa.and_(state == "open", late),
        "waiting": sa.and_(state == "open", IN_TIME_UNTIL.is_(None)),
        "done_late": sa.and_(state == "done", done_late),
        "done_on_time": sa.and_(state == "done", sa.not_(done_late)),
    }
    return found.get(status, state == status)


def of_queue(queue: str, beyond: Beyond, today: dt.date) -> Condition:
    """Whether a row waits in that queue."""
    is_open, in_force = obligation.c.state == "open", _in_force(today)
    found: dict[str, Condition] = {
        "unfinished": sa.or_(is_open, sa.and_(obligation.c.id.is_(None), in_force)),
        "soon_7": sa.and_(is_open, _last_day_within(today, 7)),
        "soon_30": sa.and_(is_open, _last_day_within(today, 30)),
        "undecided": sa.and_(is_open, beyond.condition(task.c.id)),
        "doubted": sa.and_(obligation.c.state == "done", obligation.c.doubted),
        "declined": sa.and_(is_open, _declined()),
        "asked_later": sa.and_(is_open, _asked_later()),
        "undated": sa.and_(in_force, task.c.kind == "unspecified"),
        "unread": sa.and_(in_force, task.c.kind == "unspecified", _is_unread()),
        "unassigned": sa.and_(in_force, _is_unassigned()),
        "event": sa.and_(in_force, task.c.event_key.is_not(None), sa.not_(_is_announced())),
    }
    return found[queue]


def _in_force(today: dt.date) -> Condition:
    return sa.and_(plan.c.status == "adopted", task.c.withdrawn_on.is_(None), plan.c.last_year >= today.year)


def _last_day_within(today: dt.date, days: int) -> Condition:
    """From today to so many calendar days later, both inclusive."""
    return obligation.c.effective.between(today, today + days * ONE_DAY)


def _declined() -> Condition:
    rows = sa.select(answer.c.id).where(answer.c.obligation_id == obligation.c.id)
    return rows.where(answer.c.kind == "declined", answer.c.settled.is_(False)).exists()


def _asked_later() -> Condition:
    rows = sa.select(extension.c.id).where(extension.c.obligation_id == obligation.c.id)
    return rows.where(extension.c.state.in_(UNDECIDED)).exists()


def _is_unread() -> Condition:
    """Some words of the phrase were not understood."""
    unread: sa.ColumnElement[str] = task.c.rule["unread"].as_string()
    return unread.is_not(None)


def _is_unassigned() -> Condition:
    leads = sa.select(task_unit.c.task_id).where(task_unit.c.task_id == task.c.id, task_unit.c.role == "lead")
    members = sa.select(group_member.c.unit_code).where(group_member.c.group_code == task_group.c.group_code)
    named = sa.select(task_group.c.task_id).where(task_group.c.task_id == task.c.id, sa.not_(members.exists()))
    return sa.or_(sa.not_(leads.exists()), named.exists())


def _is_announced() -> Condition:
    joined = sa.select(announcement_task.c.task_id).join(
        announcement, announcement.c.id == announcement_task.c.announcement_id
    )
    return joined.where(announcement_task.c.task_id == task.c.id, announcement.c.revoked_at.is_(None)).exists()
