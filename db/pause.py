"""Delivery paused: a fact in the database, so that it outlasts every restart and holds for every process.

delivering ──pause──▶ paused ──a person decides──▶ delivering
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.facts import drop_fact, fact, set_fact
from db.tables import outbox

_PAUSED = "delivery_paused"


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is written or sent since `at`. `since`: the database holds the state of that instant and went on unseen
    from there until `at` (it comes from a backup); None where somebody only wished for quiet. `by`: who paused.
    """

    at: dt.datetime
    since: dt.datetime | None
    by: str


def pause(conn: sa.Connection, wished: Pause) -> None:
    """Stop delivery, also where it was stopped before."""
    since = wished.since.isoformat() if wished.since else None
    set_fact(conn, _PAUSED, json.dumps({"at": wished.at.isoformat(), "since": since, "by": wished.by}))


def paused(conn: sa.Connection) -> Pause | None:
    """The pause in force, if there is one."""
    said = fact(conn, _PAUSED)
    if said is None:
        return None
    found = json.loads(said)
    since = dt.datetime.fromisoformat(found["since"]) if found["since"] else None
    return Pause(dt.datetime.fromisoformat(found["at"]), since, found["by"])


def unpause(conn: sa.Connection) -> None:
    """Deliver again."""
    drop_fact(conn, _PAUSED)


def mark_sent(conn: sa.Connection, *, after: int, at: dt.datetime, answer: str) -> list[int]:
    """Take the mails numbered above `after` that wait or are under way as sent at `at`; gives their numbers."""
    waiting = sa.and_(outbox.c.id > after, outbox.c.state.in_(("queued", "sending")))
    ids = list(conn.execute(sa.select(outbox.c.id).where(waiting).order_by(outbox.c.id)).scalars())
    values: dict[str, Any] = {"next_try_at": None, "claimed_until": None, "claimed_by": None}
    conn.execute(sa.update(outbox).where(waiting).values(state="sent", sent_at=at, answer=answer, **values))
    return ids


def may_have_left(conn: sa.Connection) -> None:
    """The mails that wait may have been accepted already: they are counted, and no digest takes their place.

    Those under way are counted when their claim has expired.
    """
    values = {"possible_duplicates": outbox.c.possible_duplicates + 1, "reached_data": True}
    conn.execute(sa.update(outbox).where(outbox.c.state == "queued").values(values))
