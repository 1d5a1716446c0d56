"""What a digest asks beside the notices of the ladder, and how it is remembered that it was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from db.asked import remember_asked, was_asked
from db.engine import Connection
from notifications.model import Item
from scheduler.asking.checkin_question import check_ins
from scheduler.asking.choice_question import choice_question, quarter
from scheduler.asking.decline_question import asked_key, decline_questions
from scheduler.asking.ending_question import ending_questions
from scheduler.asking.event_question import event_questions
from scheduler.asking.extension_chase import chases
from scheduler.asking.holiday_question import question, week
from scheduler.asking.incoming_questions import came_back
from scheduler.asking.merger_question import merger_questions
from scheduler.duties.choices import open_choices
from scheduler.office import World


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of one mailbox. `remember` stores that it was, in the transaction of the mail of that number."""

    mailbox: str
    item: Item
    remember: Callable[[Connection, int], None]


def questions(conn: Connection, known: World, today: dt.date, had: frozenset[str]) -> dict[str, list[Question]]:
    """What each mailbox is asked on `today`, an office day; one that `had` its digest is asked on the next."""
    found: dict[str, list[Question]] = {}
    sources = (_holidays, _events, _check_ins, _choices, _extensions, _declines, _mergers, _endings, _came_back)
    for one in (one for source in sources for one in source(conn, known, today)):
        if one.mailbox not in had:
            found.setdefault(one.mailbox, []).append(one)
    return found


def _holidays(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Next year's holiday notice, once a week."""
    if item := question(known, today):
        yield from _to_monitor(conn, known, "holiday_notice_asked", week(today), item)


def _events(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Events that nobody announced, once a quarter."""
    of_quarter, asked = event_questions(conn, known, today)
    yield from _to_each(conn, "events_asked", of_quarter, asked)


def _check_ins(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Duties without a due date, once a period to each unit, and their summary to the monitor."""
    period, of_units, of_monitor = check_ins(conn, known, today)
    yield from _to_each(conn, "check_in_asked", period, of_units)
    yield from _to_each(conn, "check_in_told", period, of_monitor)


def _choices(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Units that somebody has to choose, once a quarter."""
    key, period = "unit_choices_asked", quarter(today)
    choices = [] if was_asked(conn, key, period) else open_choices(conn, known, today)
    if item := choice_question(choices, known, today):
        yield from _to_monitor(conn, known, key, period, item)


def _extensions(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    for chase in chases(conn, known, today):
        yield Question(chase.mailbox, chase.item, chase.remember)


def _declines(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Duties that units called not theirs, to the monitor until it decides."""
    for contact in known.register.monitors()[:1]:
        for row, item in decline_questions(conn, known, today):
            yield Question(contact.mailbox, item, partial(_remember, asked_key(row), today.isoformat()))


def _mergers(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Mergers that could not take effect, once a week to the monitor."""
    for item in merger_questions(conn, known, today):
        yield from _to_monitor(conn, known, "stuck_mergers_asked", week(today), item)


def _came_back(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Mails that came back."""
    for one in came_back(conn, known, today):
        yield Question(one.mailbox, one.item, one.remember)


def _endings(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Plans that come to their end, once a month each."""
    for plan, month, item in ending_questions(conn, known, today):
        yield from _to_monitor(conn, known, f"plan_end_asked:{plan.id}", month, item)


def _to_monitor(conn: Connection, known: World, key: str, period: str, item: Item) -> Iterator[Question]:
    monitors = known.register.monitors()
    if monitors and not was_asked(conn, key, period):
        yield Question(monitors[0].mailbox, item, partial(_remember, key, period))


def _to_each(conn: Connection, name: str, period: str, asked: Mapping[str, Sequence[Item]]) -> Iterator[Question]:
    """What each unit is asked, once in the period whoever reads for it meanwhile."""
    for mailbox, items in asked.items():
        for item in items:
            key = f"{name}:{item.role}:{item.unit}:{item.task}"
            if not was_asked(conn, key, period):
                yield Question(mailbox, item, partial(_remember, key, period))


def _remember(key: str, period: str, conn: Connection, mail_id: int) -> None:
    if not was_asked(conn, key, period):
        remember_asked(conn, key, period, mail_id)
