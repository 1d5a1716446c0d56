"""Requests for a later due date.

asked ──approve──▶ approved ◀──accept──┐
  │ ├───refuse───▶ refused             │
  │ ├───offer────────────▶ offered ────┤
  │ └──withdraw──▶ withdrawn ◀─decline─┘
  └─ its obligation closes: lapsed, from either
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.mails import UNSAID
from db.tables import extension, extension_notice, outbox
from db.tables.extensions import UNDECIDED


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """One request as stored; see `db.tables.extensions`."""

    id: int
    obligation_id: int
    unit: str
    state: str
    asked_on: dt.date
    asked_at: dt.datetime
    asked_by: str
    from_due: dt.date
    to_due: dt.date
    late: bool
    reason: str
    waiting_since: dt.date
    opinion: str | None
    offered_due: dt.date | None
    decided_at: dt.datetime | None
    decided_by: str | None
    recorded_by: str | None
    document: str | None
    answer: str | None

    @property
    def undecided(self) -> bool:
        """Whether somebody has to act on it still."""
        return self.state in UNDECIDED


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A mailbox was asked about a request on the local `day`, in a mail that is `mail_state` now."""

    extension_id: int
    mailbox: str
    day: dt.date
    mail_id: int
    mail_state: str


def add_extension(conn: sa.Connection, **values: Any) -> int:
    """Store a new request; gives its number."""
    key = conn.execute(sa.insert(extension).values(state="asked", **values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def change_extension(conn: sa.Connection, extension_id: int, **values: Any) -> None:
    """Change what is stored of one request."""
    conn.execute(sa.update(extension).where(extension.c.id == extension_id).values(**values))


def extensions(
    conn: sa.Connection,
    *,
    ids: Iterable[int] | None = None,
    obligation_id: int | None = None,
    undecided: bool = False,
) -> list[ExtensionRow]:
    """Requests in the order in which they were asked; every condition given must hold."""
    chosen = sa.select(extension).order_by(extension.c.id)
    if ids is not None:
        chosen = chosen.where(extension.c.id.in_(list(ids)))
    if obligation_id is not None:
        chosen = chosen.where(extension.c.obligation_id == obligation_id)
    if undecided:
        chosen = chosen.where(extension.c.state.in_(UNDECIDED))
    return [_extension(r) for r in conn.execute(chosen)]


def add_extension_notice(conn: sa.Connection, extension_id: int, mailbox: str, day: dt.date, mail_id: int) -> None:
    """The mailbox was asked about the request on the local `day`, in that mail."""
    row = {"extension_id": extension_id, "mailbox": mailbox, "day": day, "outbox_id": mail_id}
    conn.execute(sa.insert(extension_notice).values(**row))


def asked_in(conn: sa.Connection, obligation_id: int) -> list[AskedRow]:
    """Every time that somebody was asked about a request of the obligation, in order."""
    rows = (
        sa.select(extension_notice, outbox.c.state)
        .join(extension, extension.c.id == extension_notice.c.extension_id)
        .join(outbox, outbox.c.id == extension_notice.c.outbox_id)
        .where(extension.c.obligation_id == obligation_id)
        .order_by(extension_notice.c.id)
    )
    return [AskedRow(r.extension_id, r.mailbox, r.day, r.outbox_id, r.state) for r in conn.execute(rows)]


def last_asked(conn: sa.Connection, ids: Iterable[int]) -> dict[tuple[int, str], dt.date]:
    """When each mailbox was last asked about each request; mails that were refused for good do not count."""
    rows = (
        sa.select(extension_notice.c.extension_id, extension_notice.c.mailbox, sa.func.max(extension_notice.c.day))
        .join(outbox, outbox.c.id == extension_notice.c.outbox_id)
        .where(extension_notice.c.extension_id.in_(list(ids)), outbox.c.state.not_in(UNSAID))
        .group_by(extension_notice.c.extension_id, extension_notice.c.mailbox)
    )
    return {(r[0], r[1]): r[2] for r in conn.execute(rows)}


def _extension(r: sa.Row[Any]) -> ExtensionRow:
    return ExtensionRow(
        r.id,
        r.obligation_id,
        r.unit_code,
        r.state,
        r.asked_on,
        r.asked_at,
        r.asked_by,
        r.from_due,
        r.to_due,
        r.late,
        r.reason,
        r.waiting_since,
        r.opinion,
        r.offered_due,
        r.decided_at,
        r.decided_by,
        r.recorded_by,
        r.document,
        r.answer,
    )
