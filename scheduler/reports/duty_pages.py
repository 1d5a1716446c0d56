"""A task and an obligation as their pages show them: values and words, nothing to look up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.attachments import AttachmentRow, attached_content, attachments
from db.declines import open_declines
from db.duties import obligations
from db.engine import Connection, reading
from db.extensions import extensions
from db.plans import PlanRow, TaskRow, plan_by_id, tasks
from db.twins import twin_rows
from rules.due import resolve
from rules.ladder import Notice
from rules.model import Unspecified
from rules.say import KIND_WORDS, say, say_date, say_day
from rules.status import status_of
from scheduler.answering.answers import UnknownObligationError
from scheduler.answering.attachments import say_size
from scheduler.answering.extensions import STATE_WORDS as ASKED_WORDS
from scheduler.clock import local_day
from scheduler.duties.schedule import coordinators
from scheduler.duties.task_units import coordinating_codes, lead_codes
from scheduler.office import Office, World, world
from scheduler.reports.deed_words import say_deed
from scheduler.reports.duty_words import period_words, status_words, tag_of
from scheduler.reports.ladder_words import ladder_lines, silence
from scheduler.reports.mail_words import LETTERS, ROLES, STATES
from scheduler.reports.telling import Told, telling
from scheduler.reports.twin_lines import twin_lines
from scheduler.writing.compose import Matter


@dataclass(frozen=True, slots=True)
class Held:
    """An obligation in one line of its task's page."""

    number: int
    period: str
    unit: str
    due: dt.date | None
    status: str
    tag: str


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a task's rule with the way to it: steps, each with the article that it rests on."""

    words: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A notice that is to be given: on which day, to whom, why."""

    day: dt.date
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """`parts` are the codes of all units that have to do with the task; `rungs` what its ladder says."""

    task: TaskRow
    plan: PlanRow
    understood: str
    unread: str | None
    kind: str
    dates: tuple[Dated, ...]
    leads: tuple[str, ...]
    helpers: tuple[str, ...]
    parts: frozenset[str]
    held: tuple[Held, ...]
    twins: tuple[tuple[int, str], ...]
    rungs: tuple[str, ...]
    ahead: tuple[tuple[int, Ahead], ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """What one mail said of the obligation, and what became of it."""

    at: dt.datetime
    number: int
    to: str
    what: str
    state: str


@dataclass(frozen=True, slots=True)
class DutyPage:
    """`answerers`: the units that report on it; `deeds` are instants with what was done by whom; `can` names what may
    be decided now (`scheduler.answering`).
    """

    number: int
    task: TaskRow
    plan: PlanRow
    period: str
    unit: str
    first_unit: str | None
    helpers: tuple[tuple[str, str], ...]
    parts: frozenset[str]
    answerers: frozenset[str]
    due: dt.date | None
    due_words: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    status: str
    tag: str
    done_on: dt.date | None
    reported_at: dt.datetime | None
    document: str | None
    deeds: tuple[tuple[dt.datetime, str, str], ...]
    replies: tuple[tuple[dt.datetime, str, str, str], ...]
    mails: tuple[Mail, ...]
    ahead: tuple[Ahead, ...]
    silent: str | None
    asked: tuple[tuple[int, str, str], ...]
    files: tuple[tuple[AttachmentRow, str, str], ...]
    declined: tuple[tuple[str, dt.datetime, str], ...]
    twins: tuple[str, ...]
    can: frozenset[str]


def task_page(office: Office, task_id: int, today: dt.date) -> TaskPage | None:
    """The task of that number as of the local day; None where there is none."""
    with reading(office.engine) as conn:
        known = world(office, conn, on=today)
        found = tasks(conn, ids=[task_id])
        if not found:
            return None
        (task,) = found
        plan = plan_by_id(conn, task.plan_id)
        assert plan is not None, "a plan is never deleted"
        rows = obligations(conn, task_ids=[task.id])
        return TaskPage(
            task,
            plan,
            say(task.rule),
            task.rule.unread if isinstance(task.rule, Unspecified) else None,
            next(words for kind, words in KIND_WORDS.items() if kind == task.kind),
            _dates(task, plan, known),
            tuple(map(known.register.name_of, lead_codes(task))),
            tuple(map(known.register.name_of, coordinating_codes(task))),
            _parts(task) | {row.held_by for row in rows},
            tuple(_held(Matter(row, task, plan), known, today) for row in rows),
            _twins(conn, task),
            tuple(line.removeprefix("  – ") for line in ladder_lines(known.ladder_at(plan, task))),
            _next(conn, known, [row.id for row in rows if row.state == "open" and row.due], today),
        )


def _parts(task: TaskRow) -> frozenset[str]:
    return frozenset(member.unit for member in (*task.leads, *task.coordinating))


def _dates(task: TaskRow, plan: PlanRow, known: World) -> tuple[Dated, ...]:
    found = resolve(task.rule, plan.years, known.calendar, choices=known.settings.choices)
    of_dates = {step for one in found.occurrences for step in one.trace}
    general = tuple((step.text, step.cites) for step in found.trace if step not in of_dates)
    dated = [
        Dated(
            f"{period_words(one.label)}: {say_date(one.due) if one.due else 'chưa có ngày'}",
            tuple((step.text, step.cites) for step in one.trace),
        )
        for one in found.occurrences
    ]
    return (*([Dated("Cách đọc chung", general)] if general else []), *dated)


def _held(one: Matter, known: World, today: dt.date) -> Held:
    row = one.row
    status = status_of(row.state, row.in_time_until, row.done_on, today, doubted=row.doubted)
    words = status_words(status, row.done_on, doubted=row.doubted)
    unit = known.register.name_of(row.held_by)
    return Held(row.id, period_words(row.label), unit, row.due, words, tag_of(status, row.due, today))


def _twins(conn: Connection, task: TaskRow) -> tuple[tuple[int, str], ...]:
    others = [row.task_id for row in twin_rows(conn, [task.id]) if row.task_id != task.id]
    return tuple((one.id, f"{one.name} {one.text}") for one in tasks(conn, ids=others))


NEXT_DUTIES = 3
"""Of so many obligations of a task, those due first, the next notices are told."""


def _next(conn: Connection, known: World, numbers: list[int], today: dt.date) -> tuple[tuple[int, Ahead], ...]:
    """The next day's notices of each obligation."""
    found = []
    for number in numbers[:NEXT_DUTIES]:
        seen = telling(conn, known, number, today).outlook.ahead
        found += [(number, _ahead(day, one, known)) for day, one in seen if day == seen[0][0]]
    return tuple(found)


def _ahead(day: dt.date, notice: Notice, known: World) -> Ahead:
    unit = f", {known.register.name_of(notice.unit)}" if notice.role in ("lead", "coordinating", "head") else ""
    return Ahead(day, f"{notice.mailbox} ({ROLES[notice.role]}{unit})", notice.reason)


NEXT = 6
"""Notices ahead that an obligation's page tells."""


def duty_page(office: Office, number: int, today: dt.date) -> DutyPage | None:
    """The obligation of that number as of the local day; None where there is none."""
    with reading(office.engine) as conn:
        known = world(office, conn, on=today)
        try:
            told = telling(conn, known, number, today)
        except UnknownObligationError:
            return None
        one, register = told.matter, known.register
        row, held = one.row, _held(told.matter, known, today)
        helpers = dict.fromkeys(member.unit for member in coordinators(row, one.task) if not member.via)
        declined = open_declines(conn, [number])
        return DutyPage(
            number=row.id,
            task=one.task,
            plan=one.plan,
            period=held.period,
            unit=held.unit,
            first_unit=register.name_of(row.first_unit) if row.first_unit != row.held_by else None,
            helpers=tuple((code, register.name_of(code)) for code in helpers),
            parts=_parts(one.task) | {row.held_by},
            answerers=frozenset(helpers) | {row.held_by},
            due=row.due,
            due_words=tuple(_due_words(one)),
            steps=row.trace,
            status=held.status,
            tag=held.tag,
            done_on=row.done_on,
            reported_at=row.reported_at,
            document=row.document,
            deeds=tuple((entry.at, say_deed(entry), entry.actor) for entry in told.deeds),
            replies=tuple((reply.at, reply.person, reply.subject, reply.text) for reply in told.replies),
            mails=tuple(map(_mail, told.mails)),
            ahead=tuple(_ahead(day, notice, known) for day, notice in told.outlook.ahead[:NEXT]),
            silent=silence(told.outlook, row.state),
            asked=tuple(_asked(conn, number)),
            files=tuple((file, register.name_of(file.unit), say_size(file.size)) for file in attachments(conn, row.id)),
            declined=tuple((register.name_of(each.unit), each.at, each.why) for each in declined),
            twins=tuple(twin_lines(told.companions, row, today))[1:],
            can=_can(one, declined=bool(declined)),
        )


def _due_words(one: Matter) -> list[str]:
    row, said = one.row, []
    if row.effective and row.effective != row.due:
        said.append(f"thực tế đến hết {say_date(row.effective)}")
    if row.provisional:
        said.append("tạm tính")
    if row.first_due and row.first_due != row.due:
        said.append(f"hạn ban đầu {say_date(row.first_due)}")
    if row.late_after:
        said.append(f"vẫn tính là muộn sau {say_date(row.late_after)}: gia hạn được đề nghị khi đã quá hạn")
    return said


def _mail(told: Told) -> Mail:
    what = told.reason if told.rung else f"{LETTERS.get(told.kind, 'thư')}: {told.reason}"
    return Mail(told.at, told.mail_id, f"{told.mailbox} ({ROLES[told.role]})", what, STATES[told.state])


def _asked(conn: Connection, number: int) -> list[tuple[int, str, str]]:
    return [
        (
            one.id,
            f"từ {say_day(one.from_due)} đến {say_day(one.to_due)}, đề nghị ngày {say_day(one.asked_on)}: {one.reason}",
            ASKED_WORDS[one.state] + (f" ngày {say_day(local_day(one.decided_at))}" if one.decided_at else ""),
        )
        for one in extensions(conn, obligation_id=number)
    ]


def _can(one: Matter, *, declined: bool) -> frozenset[str]:
    """What the use cases would take, as far as the state tells."""
    by_state = {
        "open": {"done", "cancel"} | ({"keep"} if declined else set()),
        "past": {"done", "cancel"},
        "done": {"reopen"} | ({"confirm"} if one.row.doubted else set()),
        "cancelled": {"reopen"},
    }
    return frozenset(by_state.get(one.row.state, set()))


def attached_file(office: Office, number: int, file: int) -> tuple[AttachmentRow, bytes] | None:
    """The file of that number that came with a report on the obligation, with its content; None where none did."""
    with reading(office.engine) as conn:
        found = [row for row in attachments(conn, number) if row.id == file]
        return (found[0], attached_content(conn, file)) if found else None
