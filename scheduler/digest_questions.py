"""What a digest asks beside the notices of the ladder, and how it is remembered that it was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from db.engine import Connection
from db.facts import fact, set_fact
from notifications.model import Item
from scheduler.checkins import check_ins
from scheduler.choice_question import CHOICES_ASKED, choice_question, quarter
from scheduler.choices import open_choices
from scheduler.ending_question import ending_questions
from scheduler.event_question import event_questions
from scheduler.extension_chase import chases
from scheduler.holiday_question import ASKED, question, week
from scheduler.incoming_questions import came_back
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
    sources = (_holidays, _events, _check_ins, _choices, _extensions, _endings, _came_back)
    for one in (one for source in sources for one in source(conn, known, today)):
        if one.mailbox not in had:
            found.setdefault(one.mailbox, []).append(one)
    return found


def _holidays(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    item, monitors = question(known, today, fact(conn, ASKED)), known.register.monitors()
    if item and monitors:
        yield Question(monitors[0].mailbox, item, lambda conn, _mail_id: set_fact(conn, ASKED, week(today)))


def _events(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Events that nobody announced, once a quarter to each mailbox."""
    of_quarter, asked = event_questions(conn, known, today)
    yield from _once(conn, "events_asked", of_quarter, asked)


def _check_ins(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Duties without a due date, once a period to each unit, and their summary to the monitor."""
    period, of_units, of_monitor = check_ins(conn, known, today)
    yield from _once(conn, "check_in_asked", period, of_units)
    yield from _once(conn, "check_in_told", period, of_monitor)


def _once(conn: Connection, name: str, period: str, asked: Mapping[str, Sequence[Item]]) -> Iterator[Question]:
    """What a mailbox is asked once in a period: a fact of that mailbox holds the last one asked about."""
    for mailbox, items in asked.items():
        if fact(conn, key := f"{name}:{mailbox}") != period:
            for item in items:
                yield Question(mailbox, item, partial(_remember, key, period))


def _remember(key: str, value: str, conn: Connection, _mail_id: int) -> None:
    set_fact(conn, key, value)


def _choices(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Units that somebody has to choose, once a quarter."""
    monitors, asked = known.register.monitors(), fact(conn, CHOICES_ASKED)
    choices = open_choices(conn, known, today) if asked != quarter(today) else []
    item = choice_question(choices, known, today, asked)
    if item and monitors:
        yield Question(monitors[0].mailbox, item, lambda conn, _mail_id: set_fact(conn, CHOICES_ASKED, quarter(today)))


def _extensions(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    for chase in chases(conn, known, today):
        yield Question(chase.mailbox, chase.item, chase.remember)


def _came_back(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Mails that came back."""
    for one in came_back(conn, known, today):
        yield Question(one.mailbox, one.item, one.remember)


def _endings(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    """Plans that come to their end, once a month each."""
    monitors = known.register.monitors()
    for plan, month, item in ending_questions(conn, known, today) if monitors else ():
        if fact(conn, key := f"plan_end_asked:{plan.id}") != month:
            yield Question(monitors[0].mailbox, item, partial(_remember, key, month))
