"""What came back in answer to mails: each stored once, with the mail it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.mails import UNSAID, ActRow, MailRow, mail_by_id
from db.tables import act, incoming, outbox


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One mail that came in as stored; see `db.tables.incoming`."""

    id: int
    kind: str
    mail_id: int
    mailbox: str
    at: dt.datetime
    sender: str
    sender_name: str
    subject: str
    text: str
    attachments: tuple[str, ...]
    status: str | None
    last_day: dt.date | None

    @property
    def person(self) -> str:
        """Who the mail says it is from."""
        return f"{self.sender_name} ({self.sender})" if self.sender_name and self.sender else self.sender


def is_known(conn: sa.Connection, key: str) -> bool:
    """Whether the mail of that key was taken before."""
    return conn.execute(sa.select(incoming.c.id).where(incoming.c.key == key)).first() is not None


def add_incoming(conn: sa.Connection, **values: Any) -> int:
    """Store one mail that came in; gives its number."""
    key = conn.execute(sa.insert(incoming).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def incoming_mails(
    conn: sa.Connection, *, ids: Iterable[int] | None = None, mail_id: int | None = None, kind: str | None = None
) -> list[IncomingRow]:
    """Mails that came in, in the order in which they were read: all, those numbered, or those that answer one mail."""
    chosen = sa.select(incoming).order_by(incoming.c.id)
    if ids is not None:
        chosen = chosen.where(incoming.c.id.in_(list(ids)))
    if mail_id is not None:
        chosen = chosen.where(incoming.c.outbox_id == mail_id)
    if kind is not None:
        chosen = chosen.where(incoming.c.kind == kind)
    return [_row(r) for r in conn.execute(chosen)]


def untold(conn: sa.Connection, kinds: Sequence[str]) -> list[IncomingRow]:
    """Those of these kinds that no digest has told the monitor of, or only one that reached nobody."""
    joined = sa.select(incoming).outerjoin(outbox, outbox.c.id == incoming.c.told_in)
    open_ones = sa.or_(incoming.c.told_in.is_(None), outbox.c.state.in_(UNSAID))
    return [_row(r) for r in conn.execute(joined.where(incoming.c.kind.in_(kinds), open_ones).order_by(incoming.c.id))]


def mark_told(conn: sa.Connection, ids: Iterable[int], mail_id: int) -> None:
    """The digest of that number tells the monitor of them."""
    conn.execute(sa.update(incoming).where(incoming.c.id.in_(list(ids))).values(told_in=mail_id))


def count_since(conn: sa.Connection, mail_id: int, kind: str, since: dt.datetime) -> int:
    """How many of a kind answered that mail since then."""
    of_mail = (incoming.c.outbox_id == mail_id, incoming.c.kind == kind, incoming.c.at >= since)
    return int(conn.execute(sa.select(sa.func.count()).where(*of_mail)).scalar_one())


def mail_of(conn: sa.Connection, mail_id: int | None, message_ids: Sequence[str] = ()) -> MailRow | None:
    """The mail of that number, else the first one known of these Message-IDs."""
    for one in [] if mail_id is not None else message_ids:
        if found := conn.execute(sa.select(outbox.c.id).where(outbox.c.message_id == one)).scalar():
            mail_id = found
            break
    found = mail_by_id(conn, mail_id) if mail_id is not None else None
    return found[0] if found else None


def fail_delivered(conn: sa.Connection, mail_id: int, answer: str) -> bool:
    """The mail did not arrive, whatever its server had said; False where that was known or another took its place."""
    taken = sa.update(outbox).where(outbox.c.id == mail_id, outbox.c.state.in_(("queued", "sending", "sent")))
    values = {"state": "failed", "next_try_at": None, "claimed_until": None, "claimed_by": None, "answer": answer}
    return conn.execute(taken.values(**values)).rowcount == 1


def act_of(conn: sa.Connection, mail_id: int) -> ActRow | None:
    """The act that the letter answers; None for a digest."""
    joined = sa.select(act).join(outbox, outbox.c.act_id == act.c.id).where(outbox.c.id == mail_id)
    return _act(conn.execute(joined).first())


def act_by_id(conn: sa.Connection, act_id: int) -> ActRow | None:
    """The act of that number."""
    return _act(conn.execute(sa.select(act).where(act.c.id == act_id)).first())


def letters_of(conn: sa.Connection, act_id: int) -> list[MailRow]:
    """The letters that answer the act, but for those that did not arrive."""
    chosen = sa.select(outbox.c.id).where(outbox.c.act_id == act_id, outbox.c.state != "failed")
    found = [mail_by_id(conn, one) for one in conn.execute(chosen.order_by(outbox.c.id)).scalars()]
    return [one[0] for one in found if one]


def _act(r: sa.Row[Any] | None) -> ActRow | None:
    return None if r is None else ActRow(r.id, r.kind, r.ref, r.day, r.at, r.detail)


def _row(r: sa.Row[Any]) -> IncomingRow:
    return IncomingRow(
        r.id,
        r.kind,
        r.outbox_id,
        r.mailbox,
        r.at,
        r.sender,
        r.sender_name,
        r.subject,
        r.text,
        tuple(r.attachments),
        r.status,
        r.last_day,
    )
