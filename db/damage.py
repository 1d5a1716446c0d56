"""Rows whose stored values cannot be read any more: a disk or a hand changed them behind the program."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.driver_words import is_undecodable


def read_row(conn: sa.Connection, table: sa.Table, number: int) -> sa.Row[Any] | None:
    """The row with that `id`, which must be there; None where one of its values cannot be read as what it is."""
    return _read(conn, sa.select(table).where(table.c.id == number))


def misread(conn: sa.Connection, table: sa.Table, number: int) -> tuple[str, ...]:
    """The names of the columns for which `read_row` gives None."""
    return tuple(one.name for one in table.c if _read(conn, sa.select(one).where(table.c.id == number)) is None)


def _read(conn: sa.Connection, rows: sa.Select[Any]) -> sa.Row[Any] | None:
    try:
        return conn.execute(rows).one()
    except (ValueError, TypeError):
        return None
    except sa.exc.OperationalError as error:
        if not is_undecodable(error.orig):
            raise
        return None


def first_damaged(conn: sa.Connection, table: sa.Table) -> tuple[int, list[str]] | None:
    """Of a table of SQLite: the `rowid` of the first row that cannot be read, and the names of its columns that cannot.

    None where all can.
    """
    place = sa.literal_column("rowid", sa.Integer)
    for number in conn.execute(sa.select(place).select_from(table)).scalars().all():
        if _read(conn, sa.select(table).where(place == number)) is None:
            bad = [one.name for one in table.c if _read(conn, sa.select(one).where(place == number)) is None]
            return number, bad
    return None
