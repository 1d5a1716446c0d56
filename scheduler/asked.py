"""What mailboxes are asked beside the notices of the ladder: each question once in its week or quarter.

A question travels in the digest of its day, or makes one; while the day's digest is out already it waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from db.engine import Connection
from db.facts import fact
from notifications.model import Item
from scheduler.checkins import check_ins
from scheduler.event_question import event_questions
from scheduler.holiday_question import ASKED, question, week
from scheduler.office import World


@dataclass(frozen=True, slots=True)
class Asked:
    """What one mailbox is asked; once the mail is written, the fact `key` holds `value`, and it is not asked again."""

    items: tuple[Item, ...]
    key: str
    value: str


def questions(conn: Connection, known: World, today: dt.date, had: frozenset[str]) -> dict[str, list[Asked]]:
    """The questions due on `today` for each mailbox that has no digest of that day yet (`had` have theirs)."""
    found: dict[str, list[Asked]] = {}
    for mailbox, asked in _due(conn, known, today):
        if mailbox not in had:
            found.setdefault(mailbox, []).append(asked)
    return found


def _due(conn: Connection, known: World, today: dt.date) -> Iterator[tuple[str, Asked]]:
    monitors = known.register.monitors()
    holidays = question(known, today, fact(conn, ASKED))
    if holidays and monitors:
        yield monitors[0].mailbox, Asked((holidays,), ASKED, week(today))
    quarter, events = event_questions(conn, known, today)
    period, of_units, of_monitor = check_ins(conn, known, today)
    told = (
        ("events_asked", quarter, events),
        ("check_in_asked", period, of_units),
        ("check_in_told", period, of_monitor),
    )
    for name, value, by_mailbox in told:
        for mailbox, items in by_mailbox.items():
            if fact(conn, key := f"{name}:{mailbox}") != value:
                yield mailbox, Asked(tuple(items), key, value)
