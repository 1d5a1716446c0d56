"""What the options of `simulate` do on their days: work reported done, dates granted, events announced."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from db.duties import obligations
from db.engine import reading
from db.plans import tasks
from rules.errors import NhacviecError
from rules.say import say_day
from scheduler.answering.answers import report_done
from scheduler.answering.extensions import Decision, approve, ask
from scheduler.changes.events import Announcement, announce
from scheduler.office import Office

ACTOR = "mô phỏng"


class NothingToReportError(NhacviecError):
    """Không có việc «{task}» nào đang mở vào ngày {day} để {deed}."""


@dataclass(frozen=True, slots=True)
class Done:
    """All leads report a task done: its earliest open occurrence due from the first day on."""

    task: str
    day: dt.date

    def enter(self, office: Office, first: dt.date, at: dt.datetime) -> None:
        """Raises `NothingToReportError`."""
        for number in _next_of(office, self.task, self.day, first, "báo hoàn thành (--done)"):
            report_done(office, number, on=self.day, at=at, actor=ACTOR)


@dataclass(frozen=True, slots=True)
class Extended:
    """The due date `to` is asked for a task and granted, the occurrence being as for `Done`."""

    task: str
    day: dt.date
    to: dt.date

    def enter(self, office: Office, first: dt.date, at: dt.datetime) -> None:
        """Raises `NothingToReportError`, and what refuses the date."""
        for number in _next_of(office, self.task, self.day, first, "gia hạn (--extend)"):
            asked = ask(office, number, to=self.to, reason=ACTOR, at=at, actor=ACTOR)
            approve(office, asked.extension.id, Decision(ACTOR, ACTOR), at=at, actor=ACTOR)


@dataclass(frozen=True, slots=True)
class Announced:
    """An event is announced for all tasks that wait for it."""

    day: dt.date
    told: Announcement

    def enter(self, office: Office, _first: dt.date, at: dt.datetime) -> None:
        """Raises what refuses the announcement."""
        announce(office, replace(self.told, all_tasks=True), at=at, actor=ACTOR)


def _next_of(office: Office, task: str, day: dt.date, first: dt.date, deed: str) -> list[int]:
    """The obligations of all leads for the earliest open occurrence due from `first` on."""
    with reading(office.engine) as conn:
        ids = [row.id for row in tasks(conn) if row.name == task]
        found = obligations(conn, task_ids=ids, state="open", due_from=first)
    if not found:
        raise NothingToReportError(task=task, day=say_day(day), deed=deed)
    return [row.id for row in found if row.label == found[0].label]
