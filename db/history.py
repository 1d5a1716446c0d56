"""The history: what was done to each plan, task and obligation, when and by whom. Entries are only ever added."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.tables import history


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done. Dates in `detail` are text, ISO 8601."""

    at: dt.datetime
    actor: str
    subject: str
    what: str
    detail: dict[str, Any]


def record(conn: sa.Connection, *, at: dt.datetime, actor: str, subject: str, what: str, **detail: Any) -> None:
    """Add an entry about `subject` ("plan:1"), in the transaction of the deed itself.

    `detail` holds JSON values, dates or aware instants.
    """
    conn.execute(sa.insert(history).values(at=at, actor=actor, subject=subject, what=what, detail=detail))


def story(conn: sa.Connection, subject: str) -> list[Entry]:
    """Every entry about `subject`, in the order in which they were written."""
    rows = conn.execute(sa.select(history).where(history.c.subject == subject).order_by(history.c.id))
    return [Entry(at=r.at, actor=r.actor, subject=r.subject, what=r.what, detail=r.detail) for r in rows]
