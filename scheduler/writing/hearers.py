"""Who would get a letter: read from the letters themselves, so that a preview promises what is sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.engine import Connection
from db.mails import unanswered_acts
from scheduler.office import World
from scheduler.writing.letters import letters_for


@dataclass(frozen=True, slots=True)
class Hearer:
    """A mailbox that gets a letter: whom it greets, its address, and the tasks that the letter names."""

    name: str
    address: str
    tasks: tuple[str, ...]


def hearers(conn: Connection, ref: str, known: World, day: dt.date) -> tuple[Hearer, ...]:
    """Who is written to about what was done to `ref` ("announcement:3") and is not answered by letters yet."""
    letters = [
        letter for act in unanswered_acts(conn) if act.ref == ref for letter in letters_for(conn, act, known, day)
    ]
    return tuple(
        Hearer(letter.to.name, letter.to.address, tuple(dict.fromkeys(str(one["task"]) for one in letter.said)))
        for letter in letters
    )
