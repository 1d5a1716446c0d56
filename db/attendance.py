"""The days on which the office was at work: what was owed on another is nobody's omission."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from db.tables import attended_day


def last_attended(conn: sa.Connection) -> dt.date | None:
    """The latest day of which all that it owed has been in the outbox at least once."""
    found: dt.date | None = conn.execute(sa.select(sa.func.max(attended_day.c.day))).scalar()
    return found


def attend(conn: sa.Connection, day: dt.date, at: dt.datetime) -> None:
    """Everything owed on `day` is in the outbox at `at`; nothing happens where that was said of it before."""
    if conn.execute(sa.select(attended_day.c.day).where(attended_day.c.day == day)).first() is None:
        conn.execute(sa.insert(attended_day).values(day=day, written_at=at))


def unattend(conn: sa.Connection, after: dt.date) -> None:
    """The days after `after` have not been yet: the clock was ahead."""
    conn.execute(sa.delete(attended_day).where(attended_day.c.day > after))


def attended(conn: sa.Connection, first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.datetime]]:
    """The attended days from `first` to `last`, both inclusive, in order."""
    rows = sa.select(attended_day).where(attended_day.c.day.between(first, last)).order_by(attended_day.c.day)
    return [(row.day, row.written_at) for row in conn.execute(rows)]
