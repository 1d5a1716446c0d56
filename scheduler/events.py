"""Awaited events: what tasks wait for, announcing that it happened, and taking an announcement back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from db.announcements import AnnouncementRow, add_announcement, announcements, revoke_announcement
from db.engine import Connection, reading, writing
from db.history import record
from db.mails import add_act
from db.plans import PlanRow, TaskRow, plans, tasks
from rules.errors import NhacviecError
from rules.model import Offset
from scheduler.clock import local_day
from scheduler.office import Office, World, world
from scheduler.unfold import Wanted, awaited, opened_by, unfold


class UnknownEventError(NhacviecError):
    """Không có sự kiện «{key}» đang được chờ; xem các sự kiện bằng lệnh «nhacviec event list»."""


class AmbiguousEventError(NhacviecError):
    """Có {n} nhiệm vụ cùng chờ sự kiện «{key}»: {tasks}; hãy chọn bằng --task, hoặc --all nếu cùng một sự kiện."""


class UnknownWaitingTaskError(NhacviecError):
    """Nhiệm vụ «{name}» không chờ sự kiện «{key}»; các nhiệm vụ đang chờ: {tasks}."""


class UnknownAnnouncementError(NhacviecError):
    """Không có công bố sự kiện số {id}, hoặc công bố đó đã được thu hồi."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """An event that tasks wait for; `since` is the day the first of their plans was adopted."""

    key: str
    actor: str | None
    text: str
    tasks: tuple[TaskRow, ...]
    since: dt.date


@dataclass(frozen=True, slots=True)
class Announcement:
    """That an event happened, as a person tells it: days are local, `due` or `within` where one was set."""

    key: str
    happened: dt.date
    received: dt.date | None = None
    due: dt.date | None = None
    within: Offset | None = None
    document: str | None = None
    tasks: tuple[str, ...] = ()
    all_tasks: bool = False


def awaited_events(office: Office) -> list[Awaited]:
    """Every event that tasks of plans in force wait for, in document order."""
    with reading(office.engine) as conn:
        return _awaited(conn)


def _awaited(conn: Connection) -> list[Awaited]:
    since = {plan.id: plan.adopted_on for plan in plans(conn, "adopted")}
    waiting: dict[str, list[TaskRow]] = {}
    for task in tasks(conn):
        if task.event_key and task.plan_id in since:
            waiting.setdefault(task.event_key, []).append(task)
    found = []
    for key, rows in waiting.items():
        event = awaited(rows[0].rule)
        assert event is not None, "a task with an event key waits for an event"
        found.append(Awaited(key, event.actor, event.text, tuple(rows), min(since[r.plan_id] for r in rows)))
    return found


def announce(
    office: Office, told: Announcement, *, at: dt.datetime, actor: str, dry_run: bool = False
) -> tuple[int | None, list[Wanted]]:
    """Record that the event happened and open the tasks that wait for it; gives the announcement's id and what opens.

    With `dry_run` nothing is written and the id is None. Raises `UnknownEventError`, `UnknownWaitingTaskError`, and
    `AmbiguousEventError` where several tasks wait and none was chosen.
    """
    if dry_run:
        with reading(office.engine) as conn:
            event, chosen = _chosen(conn, told)
            row = _unsaved(told, event, chosen, local_day(at))
            return None, _opens(row, chosen, world(office, conn))
    with writing(office.engine) as conn:
        event, chosen = _chosen(conn, told)
        announcement_id = _store(conn, told, event, chosen, at)
        row = next(r for r in announcements(conn) if r.id == announcement_id)
        _unfold_tasks(conn, office, chosen, at, actor)
        subject = f"announcement:{announcement_id}"
        record(conn, at=at, actor=actor, subject=subject, what="announced", key=told.key, happened=told.happened)
        add_act(conn, "event_opened", subject, at=at, day=local_day(at))
        return announcement_id, _opens(row, chosen, world(office, conn))


def _chosen(conn: Connection, told: Announcement) -> tuple[Awaited, list[TaskRow]]:
    """The tasks that an announcement means. A task may be named in place of the event's key."""
    known = _awaited(conn)
    by_name = [(e, t) for e in known for t in e.tasks if told.key == t.name]
    if by_name:
        return by_name[0][0], [t for _, t in by_name][-1:]
    event = next((e for e in known if e.key == told.key), None)
    if event is None:
        raise UnknownEventError(key=told.key)
    names = [task.name for task in event.tasks]
    if strangers := [name for name in told.tasks if name not in names]:
        raise UnknownWaitingTaskError(name=strangers[0], key=told.key, tasks=", ".join(names))
    if not told.tasks and not told.all_tasks and len(names) > 1:
        raise AmbiguousEventError(n=len(names), key=told.key, tasks=", ".join(names))
    return event, [task for task in event.tasks if not told.tasks or task.name in told.tasks]


def _unsaved(told: Announcement, event: Awaited, chosen: Sequence[TaskRow], today: dt.date) -> AnnouncementRow:
    ids = tuple(task.id for task in chosen)
    return AnnouncementRow(
        0,
        event.key,
        event.text,
        told.happened,
        told.received,
        told.document,
        told.due,
        told.within,
        today,
        False,
        None,
        ids,
    )


def _store(conn: Connection, told: Announcement, event: Awaited, chosen: Sequence[TaskRow], at: dt.datetime) -> int:
    return add_announcement(
        conn,
        [task.id for task in chosen],
        event_key=event.key,
        words=event.text,
        happened=told.happened,
        received=told.received,
        document=told.document,
        due=told.due,
        within_n=told.within.n if told.within else None,
        within_unit=told.within.unit if told.within else None,
        announced_on=local_day(at),
        announced_at=at,
    )


def _opens(row: AnnouncementRow, chosen: Sequence[TaskRow], known: World) -> list[Wanted]:
    return [opened_by(row, task, event, known) for task in chosen if (event := awaited(task.rule))]


def revoke(office: Office, announcement_id: int, *, why: str, at: dt.datetime, actor: str) -> None:
    """Take an announcement back: what it opened and is not done is withdrawn, and those concerned are told."""
    with writing(office.engine) as conn:
        row = next((r for r in announcements(conn) if r.id == announcement_id and not r.revoked), None)
        if row is None:
            raise UnknownAnnouncementError(id=announcement_id)
        revoke_announcement(conn, announcement_id, at=at, why=why)
        _unfold_tasks(conn, office, tasks(conn, ids=row.task_ids), at, actor)
        subject = f"announcement:{announcement_id}"
        record(conn, at=at, actor=actor, subject=subject, what="revoked", why=why)
        add_act(conn, "event_revoked", subject, at=at, day=local_day(at), why=why)


def _unfold_tasks(conn: Connection, office: Office, chosen: Sequence[TaskRow], at: dt.datetime, actor: str) -> None:
    known, announced = world(office, conn, on=local_day(at)), announcements(conn)
    by_plan: dict[int, list[TaskRow]] = {}
    for task in chosen:
        by_plan.setdefault(task.plan_id, []).append(task)
    rows: dict[int, PlanRow] = {plan.id: plan for plan in plans(conn)}
    for plan_id, group in by_plan.items():
        unfold(conn, known, rows[plan_id], group, announced, at=at, today=local_day(at), actor=actor)
