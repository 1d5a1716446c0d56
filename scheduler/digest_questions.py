"""What a digest asks beside the notices of the ladder, and how it is remembered that it was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from db.engine import Connection
from db.facts import fact, set_fact
from notifications.model import Item
from scheduler.choice_question import CHOICES_ASKED, choice_question, quarter
from scheduler.choices import open_choices
from scheduler.extension_chase import chases
from scheduler.holiday_question import ASKED, question, week
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
    for one in (*_holidays(conn, known, today), *_choices(conn, known, today), *_extensions(conn, known, today)):
        if one.mailbox not in had:
            found.setdefault(one.mailbox, []).append(one)
    return found


def _holidays(conn: Connection, known: World, today: dt.date) -> Iterator[Question]:
    item, monitors = question(known, today, fact(conn, ASKED)), known.register.monitors()
    if item and monitors:
        yield Question(monitors[0].mailbox, item, lambda conn, _mail_id: set_fact(conn, ASKED, week(today)))


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
