"""A plan lived through on a virtual clock: the real rules, ladder, digests and templates, and nothing sent.

Each day the reports and announcements of that day are entered first, then the tick runs when sending opens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.duties import obligations
from db.engine import reading
from db.mails import MailRow
from db.plans import tasks
from notifications.smtp import Outcome
from rules.errors import NhacviecError
from rules.say import say_day
from rules.workdays import days
from scheduler.answers import report_done
from scheduler.clock import LOCAL
from scheduler.events import Announcement, announce
from scheduler.extensions import Decision, approve, ask
from scheduler.office import Office
from scheduler.tick import mails_after, tick

ACTOR = "mô phỏng"


class NothingToReportError(NhacviecError):
    """Không có việc «{task}» nào đang mở vào ngày {day} để {deed}."""


class Sink:
    """A mail server that takes everything and keeps nothing."""

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Accept."""
        return Outcome("delivered", 250, "mô phỏng: không gửi thật")

    async def check(self) -> str:
        """Nothing to check."""
        return "Mô phỏng: không gửi thật."

    async def close(self) -> None:
        """Nothing to close."""


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody reports a task done on a local day: its earliest open occurrence due from the first day on."""

    task: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Extended:
    """The due date `to` is asked for a task and granted on the local day `day`, the occurrence being as for `Done`."""

    task: str
    day: dt.date
    to: dt.date


def live(
    office: Office,
    adopt: Callable[[dt.datetime], object],
    first: dt.date,
    last: dt.date,
    events: Sequence[tuple[dt.date, Announcement]] = (),
    done: Sequence[Done] = (),
    extended: Sequence[Extended] = (),
) -> Iterator[MailRow]:
    """Every mail of the days from `first` to `last`, both inclusive and local, in the order of writing.

    `office` is an empty one; `adopt` brings the plan into it as of the instant it is given.
    """
    sink, seen = Sink(), 0
    adopt(_morning(first))
    for day in days(first, last):
        _enter(office, day, first, events, done, extended)
        tick(office, sink, office.settings.hours.opening(day))
        for mail in mails_after(office, seen):
            seen = mail.id
            yield mail


def _morning(day: dt.date) -> dt.datetime:
    """Before sending opens."""
    return dt.datetime.combine(day, dt.time(0, 1), LOCAL).astimezone(dt.UTC)


def _enter(
    office: Office,
    day: dt.date,
    first: dt.date,
    events: Sequence[tuple[dt.date, Announcement]],
    done: Sequence[Done],
    extended: Sequence[Extended],
) -> None:
    at = _morning(day)
    for report in done:
        if report.day == day:
            _report(office, report, first, at)
    for told_on, told in events:
        if told_on == day:
            announce(office, replace(told, all_tasks=True), at=at, actor=ACTOR)

    for wish in extended:
        if wish.day == day:
            _extend(office, wish, first, at)


def _report(office: Office, report: Done, first: dt.date, at: dt.datetime) -> None:
    for number in _next_of(office, report.task, report.day, first, "báo hoàn thành (--done)"):
        report_done(office, number, on=report.day, at=at, actor=ACTOR)


def _extend(office: Office, wish: Extended, first: dt.date, at: dt.datetime) -> None:
    for number in _next_of(office, wish.task, wish.day, first, "gia hạn (--extend)"):
        asked = ask(office, number, to=wish.to, reason=ACTOR, at=at, actor=ACTOR)
        approve(office, asked.extension.id, Decision(ACTOR, ACTOR), at=at, actor=ACTOR)


def _next_of(office: Office, task: str, day: dt.date, first: dt.date, deed: str) -> list[int]:
    """The obligations of all leads for the earliest open occurrence due from `first` on."""
    with reading(office.engine) as conn:
        ids = [row.id for row in tasks(conn) if row.name == task]
        found = obligations(conn, task_ids=ids, state="open", due_from=first)
    if not found:
        raise NothingToReportError(task=task, day=say_day(day), deed=deed)
    return [row.id for row in found if row.label == found[0].label]


def as_line(mail: MailRow) -> dict[str, Any]:
    """A mail as the command-line contract prints it."""
    return {
        "at": mail.created_at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "class": mail.sort,
        "kind": mail.kind,
        "unit": mail.unit,
        "to": [mail.address],
        "subject": mail.subject,
        "items": mail.items,
    }
