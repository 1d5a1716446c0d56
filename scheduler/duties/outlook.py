"""What an obligation will owe to whom and when, under which rungs, or why nothing is owed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.engine import Connection
from db.mails import notices_given
from rules.forecast import forecast
from rules.ladder import Notice
from rules.policies import Applied
from scheduler.duties.schedule import duty_of, given_for
from scheduler.office import World
from scheduler.writing.compose import Matter

Silence: TypeAlias = Literal["closed", "undated", "no_address", "spoken_for", "said"]
"""Why nothing is owed: it is not open; it has no date yet; nobody can be written to; one that is the same work speaks
for it; all was said."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The rungs in force for an obligation, and each notice ahead with its day if nobody reports it done.

    `speaker` is the number of the linked obligation that speaks for it, where none of its own is said.
    """

    ladder: Applied
    ahead: tuple[tuple[dt.date, Notice], ...]
    silence: Silence | None
    speaker: int | None = None


def outlook(conn: Connection, known: World, matter: Matter, today: dt.date) -> Outlook:
    """What `matter` owes from `today` on (local, inclusive)."""
    ladder, row = known.ladder_at(matter.plan, matter.task), matter.row
    if row.state != "open":
        return Outlook(ladder, (), "closed")
    if row.due is None:
        return Outlook(ladder, (), "undated")
    duty = duty_of(row, matter.task, known, matter.company)
    if not duty.seats:
        if duty_of(row, matter.task, known).seats:
            return Outlook(ladder, (), "spoken_for", matter.company[0].row.id)
        return Outlook(ladder, (), "no_address")
    given = given_for(row, notices_given(conn, [row.id]).get(row.id, []), today)
    ahead = tuple(forecast(duty, ladder.policy, known.calendar, given, today))
    return Outlook(ladder, ahead, None if ahead else "said")
