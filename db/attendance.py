"""The days on which the office was at work: what was owed on another is nobody's omission."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from db.tables import attended_day


def was_attended(conn: sa.Connection, day: dt.date) -> bool:
    """Whether all that the day owed has been in the outbox at least once."""
    return conn.execute(sa.select(attended_day.c.day).where(attended_day.c.day == day)).first() is not None


def attend(conn: sa.Connection, day: dt.date, at: dt.datetime) -> None:
    """Everything owed on `day` is in the outbox at `at`; nothing happens where that was said of it before."""
    if not was_attended(conn, day):
        conn.execute(sa.insert(attended_day).values(day=day, written_at=at))


def attended(conn: sa.Connection, first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.datetime]]:
    """The attended days from `first` to `last`, both inclusive, in order."""
    rows = sa.select(attended_day).where(attended_day.c.day.between(first, last)).order_by(attended_day.c.day)
    return [(row.day, row.written_at) for row in conn.execute(rows)]
