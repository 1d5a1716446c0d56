"""The outbox as the courier sees it: what may be sent next, and what became of it.

queued ──claim──▶ sending ──250──▶ sent
  ▲ │               │ ├──5xx──▶ failed      (its notices are owed again, to the next who hears)
  │ └─superseded    │ └─claim expired─▶ claimed again, counted as a possible duplicate
  └──4xx, no server─┘

Superseded: a digest of an earlier day that no server has been handed gives way to the next, its notices owed again.
A row that cannot be read any more is `Damaged`: it fails by itself, so that the mails behind it go on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.damage import misread, read_row
from db.facts import drop_fact, fact, set_fact
from db.tables import notice, outbox

# Written out and not bound: SQLite uses an index that holds some rows only where it sees that those are asked for.
IS_QUEUED, IS_SENDING = (outbox.c.state == sa.literal_column(f"'{state}'") for state in ("queued", "sending"))
_UNTIL, _RESTS = "delivery_rests_until", "delivery_rests"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this courier may send until its claim ends. `again`: an earlier claim expired without an answer."""

    id: int
    sort: str
    mailbox: str
    address: str
    body: bytes
    attempts: int
    again: bool
    possible_duplicates: int
    reached_data: bool
    first_refused_at: dt.datetime | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Damaged:
    """The mail whose turn it is, and the names of its columns that cannot be read."""

    id: int
    columns: tuple[str, ...]


def claim(conn: sa.Connection, *, now: dt.datetime, until: dt.datetime, by: str) -> Claimed | Damaged | None:
    """Take the next mail that may be sent: an expired claim first, under its Message-ID, else the most urgent.

    None while delivery rests because no mail server answers. A damaged one is not taken: whoever asks puts it aside.
    """
    if (resting := resting_until(conn)) is not None and now < resting:
        return None
    found = conn.execute(_expired(now)).scalar() or conn.execute(_queued(now)).scalar()
    if found is None:
        return None
    row = read_row(conn, outbox, found)
    if row is None:
        return Damaged(found, misread(conn, outbox, found))
    if not isinstance(row.body, bytes) or row.message_id.encode() not in row.body:  # not the bytes that were built
        return Damaged(found, ("body",))
    again = row.state == "sending"
    values = {
        "state": "sending",
        "claimed_until": until,
        "claimed_by": by,
        "attempts": row.attempts + 1,
        "possible_duplicates": row.possible_duplicates + again,
        "reached_data": row.reached_data or again,  # whoever died with it may have handed it over
    }
    conn.execute(sa.update(outbox).where(outbox.c.id == row.id).values(**values))
    return Claimed(
        row.id,
        row.sort,
        row.mailbox,
        row.address,
        row.body,
        row.attempts + 1,
        again,
        row.possible_duplicates + again,
        row.reached_data or again,
        row.first_refused_at,
        row.created_at,
    )


# On PostgreSQL two connections would read the same row; SQLite, whose writers take turns, needs no such clause.
def _expired(now: dt.datetime) -> sa.Select[Any]:
    held = sa.select(outbox.c.id).where(IS_SENDING, outbox.c.claimed_until <= now)
    return held.order_by(outbox.c.claimed_until, outbox.c.id).limit(1).with_for_update(skip_locked=True)


def _queued(now: dt.datetime) -> sa.Select[Any]:
    waiting = sa.select(outbox.c.id).where(IS_QUEUED, outbox.c.next_try_at <= now)
    return waiting.order_by(outbox.c.urgency, outbox.c.id).limit(1).with_for_update(skip_locked=True)


_DAMAGED = "damaged:"
_IN_ITS_PLACE: dict[str, Any] = {"items": [], "answer": None, "sent_at": None, "first_refused_at": None}


def set_aside(conn: sa.Connection, damaged: Damaged, *, at: dt.datetime, answer: str) -> int | None:
    """The damaged mail has failed; gives the act it answers. What it still holds is kept, readable for everyone.

    Its key and Message-ID are free again, for the mail that is written in its place.
    """
    instead = {**_IN_ITS_PLACE, "created_at": at, "day": at.date(), "address": outbox.c.mailbox, "subject": ""}
    values = {name: instead[name] for name in damaged.columns if name in instead}
    values |= {"key": _DAMAGED + outbox.c.key, "message_id": _DAMAGED + outbox.c.message_id}
    values |= {"state": "failed", "next_try_at": None, "claimed_until": None, "claimed_by": None, "answer": answer}
    row = sa.update(outbox).where(outbox.c.id == damaged.id)
    conn.execute(row.values(values | {"body": sa.cast(outbox.c.body, sa.LargeBinary)}))
    found: int | None = conn.execute(sa.select(outbox.c.act_id).where(outbox.c.id == damaged.id)).scalar()
    return found


def damaged_mails(conn: sa.Connection) -> list[tuple[int, str]]:
    """The mails that were put aside, each with its mailbox."""
    rows = conn.execute(sa.select(outbox.c.id, outbox.c.mailbox).where(outbox.c.key.startswith(_DAMAGED)))
    return [(row.id, row.mailbox) for row in rows]


def settle_mail(conn: sa.Connection, mail_id: int, by: str, **values: Any) -> bool:
    """Record the outcome of a claim; False, and nothing written, where another holds the mail by now."""
    settled = _held(mail_id, by).values(claimed_until=None, claimed_by=None, **values)
    return conn.execute(settled).rowcount == 1


def keep_claim(conn: sa.Connection, mail_id: int, by: str, *, until: dt.datetime, answer: str) -> bool:
    """Leave a mail that may have been accepted with its claim, until that instant; False where another holds it."""
    kept = _held(mail_id, by).values(claimed_until=until, reached_data=True, answer=answer)
    return conn.execute(kept).rowcount == 1


def _held(mail_id: int, by: str) -> sa.Update:
    return sa.update(outbox).where(outbox.c.id == mail_id, outbox.c.state == "sending", outbox.c.claimed_by == by)


def first_refusal(conn: sa.Connection, mailbox: str) -> dt.datetime | None:
    """Since when the mailbox has been refused for the time being, with nothing delivered to it after that."""
    last = sa.select(sa.func.coalesce(sa.func.max(outbox.c.id), 0)).where(
        outbox.c.mailbox == mailbox, outbox.c.state == "sent"
    )
    since = sa.select(sa.func.min(outbox.c.first_refused_at)).where(
        outbox.c.mailbox == mailbox, outbox.c.id > last.scalar_subquery()
    )
    found: dt.datetime | None = conn.execute(since).scalar()
    return found


def obligations_of_mail(conn: sa.Connection, mail_ids: Sequence[int]) -> list[int]:
    """The obligations whose notices the mails carry."""
    rows = sa.select(notice.c.obligation_id).where(notice.c.outbox_id.in_(mail_ids)).distinct()
    return list(conn.execute(rows).scalars())


def stale(conn: sa.Connection, today: dt.date) -> list[int]:
    """The digests of earlier days that no server was handed."""
    waiting = conn.execute(sa.select(outbox.c.id, outbox.c.day).where(*_UNTOUCHED))
    return [r.id for r in waiting if r.day < today]  # asked for earlier days, SQLite would look at every mail of them


def supersede(conn: sa.Connection, today: dt.date) -> list[int]:
    """Take back the `stale` digests, whose notices and questions are owed again; gives their numbers."""
    ids = stale(conn, today)
    taken = sa.update(outbox).where(outbox.c.id.in_(ids), *_UNTOUCHED).values(state="superseded", next_try_at=None)
    conn.execute(taken)
    return ids


_UNTOUCHED = (IS_QUEUED, outbox.c.reached_data.is_(False), outbox.c.sort == "digest")


def pull_back(conn: sa.Connection, at: dt.datetime, today: dt.date) -> None:
    """A clock that was ahead is set right: nothing waits for the time it showed.

    Its digests that no server was handed give way, its claims have expired, its rest is over.
    """
    conn.execute(
        sa.update(outbox).where(*_UNTOUCHED, outbox.c.day > today).values(state="superseded", next_try_at=None)
    )
    ahead = outbox.c.created_at > at
    conn.execute(sa.update(outbox).where(outbox.c.state == "queued", ahead).values(next_try_at=at))
    conn.execute(sa.update(outbox).where(outbox.c.state == "sending", ahead).values(claimed_until=at))
    end_rest(conn)


def rest(conn: sa.Connection, until: dt.datetime) -> None:
    """No mail is taken up before that instant; counted, until `end_rest`."""
    set_fact(conn, _UNTIL, until.isoformat())
    set_fact(conn, _RESTS, str(rests(conn) + 1))


def rests(conn: sa.Connection) -> int:
    """How many times in a row delivery has rested."""
    return int(fact(conn, _RESTS) or 0)


def resting_until(conn: sa.Connection) -> dt.datetime | None:
    """Until when delivery rests, or rested last, because no mail server answered; None since one has."""
    found = fact(conn, _UNTIL)
    return dt.datetime.fromisoformat(found) if found else None


def end_rest(conn: sa.Connection) -> None:
    """A mail server has answered."""
    if fact(conn, _UNTIL) is not None:
        drop_fact(conn, _UNTIL)
        drop_fact(conn, _RESTS)


def due_mails(conn: sa.Connection, now: dt.datetime) -> int:
    """How many mails may be sent at `now`, those of expired claims among them; none while delivery rests."""
    if (resting := resting_until(conn)) is not None and now < resting:
        return 0
    due = sa.or_(sa.and_(IS_QUEUED, outbox.c.next_try_at <= now), sa.and_(IS_SENDING, outbox.c.claimed_until <= now))
    return conn.execute(sa.select(sa.func.count()).select_from(outbox).where(due)).scalar_one()


def next_delivery(conn: sa.Connection) -> dt.datetime | None:
    """The earliest instant at which a mail may be sent."""
    queued = conn.execute(sa.select(sa.func.min(outbox.c.next_try_at)).where(IS_QUEUED)).scalar()
    claimed = conn.execute(sa.select(sa.func.min(outbox.c.claimed_until)).where(IS_SENDING)).scalar()
    soonest = min((at for at in (queued, claimed) if at is not None), default=None)
    resting = resting_until(conn)
    return max(soonest, resting) if soonest and resting else soonest
