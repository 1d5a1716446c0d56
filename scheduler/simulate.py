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
from rules.workdays import days
from scheduler.answers import report_done
from scheduler.clock import LOCAL
from scheduler.events import Announcement, announce
from scheduler.office import Office
from scheduler.tick import mails_after, tick

ACTOR = "mô phỏng"


class NothingToReportError(NhacviecError):
    """Không có việc «{task}» nào đang mở vào ngày {day} để báo hoàn thành (--done)."""


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


def live(
    office: Office,
    adopt: Callable[[dt.datetime], object],
    first: dt.date,
    last: dt.date,
    events: Sequence[tuple[dt.date, Announcement]] = (),
    done: Sequence[Done] = (),
) -> Iterator[MailRow]:
    """Every mail of the days from `first` to `last`, both inclusive and local, in the order of writing.

    `office` is an empty one; `adopt` brings the plan into it as of the instant it is given.
    """
    sink, seen = Sink(), 0
    adopt(_morning(first))
    for day in days(first, last):
        _enter(office, day, first, events, done)
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
) -> None:
    at = _morning(day)
    for report in done:
        if report.day == day:
            _report(office, report, first, at)
    for told_on, told in events:
        if told_on == day:
            announce(office, replace(told, all_tasks=True), at=at, actor=ACTOR)


def _report(office: Office, report: Done, first: dt.date, at: dt.datetime) -> None:
    with reading(office.engine) as conn:
        ids = [task.id for task in tasks(conn) if task.name == report.task]
        found = obligations(conn, task_ids=ids, state="open", due_from=first)
    if not found:
        raise NothingToReportError(task=report.task, day=f"{report.day:%d/%m/%Y}")
    for row in found:
        if row.label == found[0].label:
            report_done(office, row.id, on=report.day, at=at, actor=ACTOR)


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
