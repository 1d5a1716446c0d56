"""Awaited events: what tasks wait for, and announcing that it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from db.announcements import AnnouncementRow, add_announcement, announcements
from db.engine import Connection, reading, rehearsing, writing
from db.history import record
from db.mails import add_act
from db.plans import PlanRow, TaskRow, plans, tasks
from rules.errors import NhacviecError
from rules.model import Offset
from rules.say import say_day
from scheduler.clock import local_day
from scheduler.duties.unfold import Unfolded, Wanted, awaited, opened_by, unfold
from scheduler.office import Office, World, world


class UnknownEventError(NhacviecError):
    """Không có sự kiện «{key}» đang được chờ; xem các sự kiện bằng lệnh «nhacviec event list»."""


class AmbiguousEventError(NhacviecError):
    """Có {n} nhiệm vụ cùng chờ sự kiện «{key}»: {tasks}; hãy chọn bằng --task, hoặc --all nếu cùng một sự kiện."""


class UnknownWaitingTaskError(NhacviecError):
    """Nhiệm vụ «{name}» không chờ sự kiện «{key}»; các nhiệm vụ đang chờ: {tasks}."""


class RepeatedAnnouncementError(NhacviecError):
    """Sự kiện «{key}» ngày {day} đã được ghi ở công bố số {id} cho {tasks}; nếu là một lần khác, thêm --again."""


class ReceivedBeforeError(NhacviecError):
    """Ngày nhận văn bản ({received}) trước ngày sự kiện xảy ra ({happened}); hãy xem lại --date và --received."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """An event that tasks wait for; `since` is the day the first of their plans was adopted.

    `unreported` are those of the tasks for which nobody has announced it yet, or only in error: equal words in two
    tasks may be two events.
    """

    key: str
    actor: str | None
    text: str
    tasks: tuple[TaskRow, ...]
    since: dt.date
    unreported: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """That an event happened, as a person tells it: days are local, `due` or `within` where one was set.

    `in_force` is the day from which its paper has effect: acts that have to be done before it end there. `tasks` are
    chosen by name, or by number in `task_ids`, since two plans may print the same name.

    `again`: it is another occasion, although one of the same day and document is recorded.
    """

    key: str
    happened: dt.date
    received: dt.date | None = None
    due: dt.date | None = None
    within: Offset | None = None
    document: str | None = None
    tasks: tuple[str, ...] = ()
    all_tasks: bool = False
    note: str | None = None
    again: bool = False
    in_force: dt.date | None = None
    task_ids: tuple[int, ...] = ()


def awaited_events(office: Office) -> list[Awaited]:
    """Every event that tasks of plans in force wait for, in document order."""
    with reading(office.engine) as conn:
        return awaited_in(conn)


def awaited_in(conn: Connection) -> list[Awaited]:
    """The same, read in a transaction of the caller's."""
    told = {task_id for row in announcements(conn) if not row.revoked for task_id in row.task_ids}
    since = {plan.id: plan.adopted_on for plan in plans(conn, "adopted")}
    waiting: dict[str, list[TaskRow]] = {}
    for task in tasks(conn, waiting=True):
        if task.event_key and task.plan_id in since:
            waiting.setdefault(task.event_key, []).append(task)
    found = []
    for key, rows in waiting.items():
        event = awaited(rows[0].rule)
        assert event is not None, "a task with an event key waits for an event"
        day, silent = min(since[row.plan_id] for row in rows), tuple(row for row in rows if row.id not in told)
        found.append(Awaited(key, event.actor, event.text, tuple(rows), day, silent))
    return found


def announce(
    office: Office, told: Announcement, *, at: dt.datetime, actor: str, dry_run: bool = False
) -> tuple[int | None, list[Wanted]]:
    """Record that the event happened and open the tasks that wait for it; gives the announcement's id and what opens.

    With `dry_run` nothing is written and the id is None. Raises `UnknownEventError`, `UnknownWaitingTaskError`,
    `AmbiguousEventError` where several tasks wait and none was chosen, `RepeatedAnnouncementError` where the same was
    announced before, and `ReceivedBeforeError`.
    """
    with (rehearsing if dry_run else writing)(office.engine) as conn:
        number, opens = announced_in(conn, office, told, at=at, actor=actor)
        return None if dry_run else number, opens


def announced_in(
    conn: Connection, office: Office, told: Announcement, *, at: dt.datetime, actor: str
) -> tuple[int, list[Wanted]]:
    """The same in a transaction of the caller's."""
    check_received(told.happened, told.received)
    event, chosen = _chosen(conn, told)
    _refuse_repeat(conn, told, event, chosen)
    announcement_id = _store(conn, told, event, chosen, at)
    row = next(r for r in announcements(conn) if r.id == announcement_id)
    unfold_tasks(conn, office, chosen, at, actor)
    subject = f"announcement:{announcement_id}"
    record(conn, at=at, actor=actor, subject=subject, what="announced", key=told.key, happened=told.happened)
    add_act(conn, "event_opened", subject, at=at, day=local_day(at))
    return announcement_id, _opens(row, chosen, world(office, conn))


def _chosen(conn: Connection, told: Announcement) -> tuple[Awaited, list[TaskRow]]:
    """The tasks that an announcement means. A task may be named in place of the event's key."""
    known = awaited_in(conn)
    by_name = [(e, t) for e in known for t in e.tasks if told.key == t.name]
    if by_name:
        return by_name[0][0], [t for _, t in by_name][-1:]
    event = next((e for e in known if e.key == told.key), None)
    if event is None:
        raise UnknownEventError(key=told.key)
    names = [task.name for task in event.tasks]
    numbers = {task.id for task in event.tasks}
    if strangers := [str(one) for one in told.task_ids if one not in numbers]:
        raise UnknownWaitingTaskError(name=strangers[0], key=told.key, tasks=", ".join(names))
    if strangers := [name for name in told.tasks if name not in names]:
        raise UnknownWaitingTaskError(name=strangers[0], key=told.key, tasks=", ".join(names))
    if told.task_ids:
        return event, [task for task in event.tasks if task.id in told.task_ids]
    if not told.tasks and not told.all_tasks and len(names) > 1:
        raise AmbiguousEventError(n=len(names), key=told.key, tasks=", ".join(names))
    return event, [task for task in event.tasks if not told.tasks or task.name in told.tasks]


def check_received(happened: dt.date, received: dt.date | None) -> None:
    """Raises `ReceivedBeforeError` where a paper would have been received before the event."""
    if received is not None and received < happened:
        raise ReceivedBeforeError(received=say_day(received), happened=say_day(happened))


def _refuse_repeat(conn: Connection, told: Announcement, event: Awaited, chosen: Sequence[TaskRow]) -> None:
    """An event may happen again and opens its tasks again; the same day and document twice is more likely a slip."""
    names = {task.id: task.name for task in chosen}
    for row in announcements(conn):
        same = (row.event_key, row.happened, row.document) == (event.key, told.happened, told.document)
        twice = [names[task_id] for task_id in row.task_ids if task_id in names]
        if same and twice and not row.revoked and not told.again:
            day = say_day(told.happened)
            raise RepeatedAnnouncementError(key=event.key, day=day, id=row.id, tasks=", ".join(twice))


def _store(conn: Connection, told: Announcement, event: Awaited, chosen: Sequence[TaskRow], at: dt.datetime) -> int:
    return add_announcement(
        conn,
        [task.id for task in chosen],
        event_key=event.key,
        words=event.text,
        happened=told.happened,
        received=told.received,
        document=told.document,
        note=told.note,
        due=told.due,
        in_force=told.in_force,
        within_n=told.within.n if told.within else None,
        within_unit=told.within.unit if told.within else None,
        announced_on=local_day(at),
        announced_at=at,
    )


def _opens(row: AnnouncementRow, chosen: Sequence[TaskRow], known: World) -> list[Wanted]:
    return [opened_by(row, task, event, known) for task in chosen if (event := awaited(task.rule))]


def unfold_tasks(
    conn: Connection, office: Office, chosen: Sequence[TaskRow], at: dt.datetime, actor: str, why: str | None = None
) -> Unfolded:
    """Bring the tasks in step with what is announced, in the transaction of the deed; gives what that changed."""
    known, announced = world(office, conn, on=local_day(at)), announcements(conn)
    by_plan: dict[int, list[TaskRow]] = {}
    for task in chosen:
        by_plan.setdefault(task.plan_id, []).append(task)
    rows: dict[int, PlanRow] = {plan.id: plan for plan in plans(conn)}
    changed = Unfolded()
    for plan_id, group in by_plan.items():
        plan, today = rows[plan_id], local_day(at)
        changed.add(unfold(conn, known, plan, group, announced, at=at, today=today, actor=actor, why=why))
    return changed
