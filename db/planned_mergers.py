"""Mergers of units that were entered before their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from db.tables import planned_merger


@dataclass(frozen=True, slots=True)
class PlannedMerger:
    """From the local `day` on, `new` stands in the place of `old`. `trouble`: why it could not be on its day."""

    id: int
    old: tuple[str, ...]
    new: str
    day: dt.date
    planned_by: str
    trouble: str | None


def add_planned_merger(
    conn: sa.Connection, old: Sequence[str], new: str, day: dt.date, *, at: dt.datetime, by: str
) -> None:
    """Store one that waits for its day."""
    row = {"old_codes": list(old), "into_code": new, "day": day, "planned_at": at, "planned_by": by}
    conn.execute(sa.insert(planned_merger).values(**row))


def planned_mergers(conn: sa.Connection, until: dt.date | None = None) -> list[PlannedMerger]:
    """Those that wait, the earliest first; with `until`, those whose day has come by then."""
    waits = (planned_merger.c.done_at.is_(None), planned_merger.c.dropped_at.is_(None))
    rows = sa.select(planned_merger).where(*waits).order_by(planned_merger.c.day, planned_merger.c.id)
    if until is not None:
        rows = rows.where(planned_merger.c.day <= until)
    return [
        PlannedMerger(r.id, tuple(r.old_codes), r.into_code, r.day, r.planned_by, r.trouble) for r in conn.execute(rows)
    ]


def merger_done(conn: sa.Connection, number: int, at: dt.datetime) -> None:
    """It took effect."""
    _change(conn, number, done_at=at, trouble=None)


def merger_dropped(conn: sa.Connection, number: int, at: dt.datetime) -> None:
    """It was taken back before its day."""
    _change(conn, number, dropped_at=at)


def merger_failed(conn: sa.Connection, number: int, why: str) -> None:
    """It could not take effect."""
    _change(conn, number, trouble=why)


def _change(conn: sa.Connection, number: int, **values: object) -> None:
    conn.execute(sa.update(planned_merger).where(planned_merger.c.id == number).values(**values))
