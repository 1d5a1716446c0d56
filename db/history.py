"""The history: what was done to each plan, task and obligation, when and by whom. Entries are only ever added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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


def entries(
    conn: sa.Connection,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    actor: str = "",
    kind: str = "",
    skip: int = 0,
    most: int,
) -> list[Entry]:
    """The newest first, after `skip` of them, `most` at most.

    From `since`, inclusive, to `until`, exclusive; of those whose name has `actor` in it; about subjects of that `kind`
    ("plan").
    """
    chosen = sa.select(history).order_by(history.c.id.desc()).offset(skip).limit(most)
    if since:
        chosen = chosen.where(history.c.at >= since)
    if until:
        chosen = chosen.where(history.c.at < until)
    if actor:
        chosen = chosen.where(history.c.actor.contains(actor, autoescape=True))
    if kind:
        whole = history.c.subject == kind  # a subject of which there is only one has no number
        chosen = chosen.where(sa.or_(whole, history.c.subject.startswith(f"{kind}:", autoescape=True)))
    rows = conn.execute(chosen)
    return [Entry(at=r.at, actor=r.actor, subject=r.subject, what=r.what, detail=r.detail) for r in rows]


@dataclass(frozen=True, slots=True)
class Kept:
    """That figures were kept of `subject` as at the local `day`, when and by whom."""

    at: dt.datetime
    actor: str
    subject: str
    day: dt.date


def kept_figures(conn: sa.Connection, what: str, *, most: int) -> list[Kept]:
    """The newest entries that keep figures, without the figures."""
    day = history.c.detail["day"].as_string().label("day")
    rows = sa.select(history.c.at, history.c.actor, history.c.subject, day).where(history.c.what == what)
    newest = conn.execute(rows.order_by(history.c.id.desc()).limit(most))
    return [Kept(r.at, r.actor, r.subject, dt.date.fromisoformat(r.day)) for r in newest]


def last_words(conn: sa.Connection, subjects: Sequence[str], until: dt.datetime) -> dict[str, str]:
    """What was last said, in a note or as a reason, of each subject by `until` (inclusive); others are left out."""
    wanted, found = frozenset(subjects), dict[str, str]()
    chosen = sa.select(history.c.subject, history.c.detail).where(history.c.subject.like("obligation:%"))
    for r in conn.execute(chosen.where(history.c.at <= until).order_by(history.c.id)):
        if r.subject in wanted and (words := r.detail.get("note") or r.detail.get("reason")):
            found[r.subject] = words
    return found
