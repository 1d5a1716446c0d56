"""What the link of a check-in opens: the unit's duties without a due date in one period. Looking writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.checkins import CheckInRow, Result, check_ins
from db.engine import Connection, reading
from db.plans import TaskRow
from scheduler.answering.answers import Teller
from scheduler.answering.checkin_answers import check_in
from scheduler.answering.checkins import RESULT_WORDS, Round, round_of
from scheduler.answering.link_page import ExpiredLinkError, MovedLinkError, SpoiledLinkError
from scheduler.answering.links import GOOD_FOR, CheckInLink, read_check_in_link
from scheduler.clock import LOCAL, local_day
from scheduler.office import Office, World, world


@dataclass(frozen=True, slots=True)
class DutyShown:
    """One duty; `state` is its last answer in words, empty where there is none; `said` are all of this period."""

    task: int
    title: str
    where: str
    phrase: str | None
    state: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckInShown:
    """All that one unit is asked in one period (`label`); `unanswered` counts the duties it said nothing of."""

    label: str
    unit_name: str
    period: str
    duties: tuple[DutyShown, ...]
    unanswered: int


@dataclass(frozen=True, slots=True)
class CheckInGiven:
    """What a form says of a task, or (None) of all that are not answered yet."""

    task: int | None
    result: Result
    note: str = ""


def look_at_check_in(office: Office, token: str, now: dt.datetime) -> CheckInShown:
    """What the link opens. Raises `SpoiledLinkError`, `ExpiredLinkError`, `MovedLinkError`."""
    with reading(office.engine) as conn:
        known = world(office, conn)
        link, this = _opened(conn, token, known, now)
        return check_in_shown(conn, known, this, link.unit)


def check_in_shown(conn: Connection, known: World, this: Round, unit: str) -> CheckInShown:
    """What the unit is asked in that round."""
    said = check_ins(conn, period=this.label, unit=unit)
    duties = tuple(_shown(task, this, unit, said, known) for task in this.by_unit[unit])
    return CheckInShown(this.label, known.register.name_of(unit), this.words, duties, len(this.unanswered(unit)))


def give_check_in(office: Office, token: str, given: CheckInGiven, now: dt.datetime) -> None:
    """Take the answer; raises what `look_at_check_in` raises, and what `check_in` does."""
    with reading(office.engine) as conn:
        link, _ = _opened(conn, token, world(office, conn), now)
    teller = Teller(link.mailbox, now, "link", link.unit)
    check_in(office, link.period, link.unit, given.task, given.result, teller, given.note)


def _opened(conn: Connection, token: str, known: World, now: dt.datetime) -> tuple[CheckInLink, Round]:
    link = read_check_in_link(token, known.link_key)
    if link is None:
        raise SpoiledLinkError
    if now > link.issued + GOOD_FOR:
        raise ExpiredLinkError
    this = round_of(conn, known, link.period, local_day(now))
    if link.unit not in this.by_unit or not any(one.mailbox == link.mailbox for one in known.register.contacts):
        raise MovedLinkError
    return link, this


def _shown(task: TaskRow, this: Round, unit: str, said: list[CheckInRow], known: World) -> DutyShown:
    last = this.answers.get((task.id, unit))
    return DutyShown(
        task.id,
        task.text,
        f"{task.place} – {this.plans[task.plan_id].label}",
        task.phrase,
        RESULT_WORDS[last.result] if last else "",
        tuple(_said(row, known) for row in said if row.task_id == task.id),
    )


def _said(row: CheckInRow, known: World) -> str:
    note = f": {row.note}" if row.note else ""
    who = known.register.name_of(row.unit)
    return f"{row.at.astimezone(LOCAL):%H:%M %d/%m/%Y}, {who}: {RESULT_WORDS[row.result]}{note}"
