"""Events as the pages show them: what tasks wait for, and what was announced with what that opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.announcements import AnnouncementRow, announcements
from db.asked import last_asked_of
from db.duties import ObligationRow, obligations
from db.engine import Connection, reading
from db.plans import TaskRow, plans, tasks
from db.register import Register, load_register
from rules.say import say_label, say_offset
from rules.status import STATUS_WORDS, Status, status_of
from scheduler.changes.events import Awaited, awaited_in
from scheduler.office import Office

EACH = 20
"""Events, or announcements, on one page."""


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A task that waits; `told`: somebody has announced the event for it already."""

    id: int
    name: str
    text: str
    plan: str
    units: tuple[str, ...]
    told: bool
    asked: str
    """The last quarter in which its lead or the monitor was asked, in words; empty where nobody was."""


@dataclass(frozen=True, slots=True)
class AwaitedShown:
    """An awaited event with its tasks; `since` is the local day from which the first of them waits."""

    key: str
    actor: str | None
    text: str
    since: dt.date
    tasks: tuple[WaitingTask, ...]


@dataclass(frozen=True, slots=True)
class OpenedShown:
    """An obligation that an announcement opened, as it stands; `status` in words beside its name."""

    obligation: int
    task: str
    text: str
    unit: str
    due: dt.date | None
    status: Status
    words: str


@dataclass(frozen=True, slots=True)
class AnnouncedShown:
    """An announcement; `within` is a limit that it set, in words; `tasks` are those it was made for."""

    id: int
    text: str
    happened: dt.date
    received: dt.date | None
    in_force: dt.date | None
    due: dt.date | None
    within: str
    document: str | None
    note: str | None
    announced_on: dt.date
    revoked: bool
    why: str | None
    tasks: tuple[str, ...]
    opened: tuple[OpenedShown, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Announcements of one page, the newest first; `more`: there are older ones."""

    rows: tuple[AnnouncedShown, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class EventsPage:
    """The awaited events of one page, and the latest announcements. `asks`: whether digests ask about events."""

    awaited: tuple[AwaitedShown, ...]
    page: int
    more: bool
    latest: tuple[AnnouncedShown, ...]
    asks: bool


def events_page(office: Office, page: int, today: dt.date, latest: int = 5) -> EventsPage:
    """What is awaited, of the page that is wanted, from 1, and the `latest` announcements."""
    with reading(office.engine) as conn:
        found, first = awaited_in(conn), (page - 1) * EACH
        shown = _awaited(conn, found[first : first + EACH])
        told = _announced(conn, announcements(conn)[::-1][:latest], today)
    return EventsPage(tuple(shown), page, len(found) > first + EACH, tuple(told), office.settings.ask_events)


def awaited_event(office: Office, key: str) -> AwaitedShown | None:
    """The awaited event of that key."""
    with reading(office.engine) as conn:
        return next(iter(_awaited(conn, [one for one in awaited_in(conn) if one.key == key])), None)


def announced_page(office: Office, page: int, today: dt.date) -> Some:
    """The announcements of that page, from 1."""
    with reading(office.engine) as conn:
        found, first = announcements(conn)[::-1], (page - 1) * EACH
        rows = _announced(conn, found[first : first + EACH], today)
    return Some(tuple(rows), page, len(found) > first + EACH)


def announced_event(office: Office, number: int, today: dt.date) -> AnnouncedShown | None:
    """The announcement of that number."""
    with reading(office.engine) as conn:
        found = [one for one in announcements(conn) if one.id == number]
        return next(iter(_announced(conn, found, today)), None)


def _awaited(conn: Connection, found: Sequence[Awaited]) -> list[AwaitedShown]:
    register, by_plan = load_register(conn), {plan.id: plan.label for plan in plans(conn)}
    asked = _asked_by_task(last_asked_of(conn, "events_asked"))
    return [
        AwaitedShown(
            one.key,
            one.actor,
            one.text,
            one.since,
            tuple(
                WaitingTask(
                    task.id,
                    task.name,
                    task.text,
                    by_plan[task.plan_id],
                    _lead_names(task, register),
                    task not in one.unreported,
                    say_label(asked[task.name]) if task.name in asked else "",
                )
                for task in one.tasks
            ),
        )
        for one in found
    ]


def _asked_by_task(asked: Mapping[str, str]) -> dict[str, str]:
    """`events_asked:lead:cchc:2.I.1` → of each task the last period."""
    found: dict[str, str] = {}
    for key, period in asked.items():
        task = key.split(":", 3)[-1]
        found[task] = max(period, found.get(task, ""))
    return found


def _lead_names(task: TaskRow, register: Register) -> tuple[str, ...]:
    named = [register.name_of(member.unit) for member in task.leads if not member.via]
    groups = [register.name_of(code) for role, code in task.groups if role == "lead"]
    return tuple(dict.fromkeys([*named, *groups]))


def _announced(conn: Connection, rows: Sequence[AnnouncementRow], today: dt.date) -> list[AnnouncedShown]:
    ids = sorted({task_id for row in rows for task_id in row.task_ids})
    by_task = {task.id: task for task in tasks(conn, ids=ids)}
    held = obligations(conn, task_ids=ids)
    register = load_register(conn)
    return [
        AnnouncedShown(
            row.id,
            row.words,
            row.happened,
            row.received,
            row.in_force,
            row.due,
            say_offset(row.within) if row.within else "",
            row.document,
            row.note,
            row.announced_on,
            row.revoked,
            row.revoked_why,
            tuple(by_task[one].name for one in row.task_ids),
            tuple(_opened((one for one in held if one.label == row.label), by_task, register, today)),
        )
        for row in rows
    ]


def _opened(
    rows: Iterable[ObligationRow], by_task: Mapping[int, TaskRow], register: Register, today: dt.date
) -> Iterable[OpenedShown]:
    for row in rows:
        task = by_task[row.task_id]
        status = status_of(row.state, row.in_time_until, row.done_on, today, doubted=row.doubted)
        unit = register.name_of(row.held_by)
        yield OpenedShown(row.id, task.name, task.text, unit, row.due, status, STATUS_WORDS[status])
