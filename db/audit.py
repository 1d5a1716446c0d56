"""What an auditor reads: plain rows, each table by itself, without the words and joins that the sender uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from db.row_numbers import missing, unused
from db.tables import (
    act,
    announcement,
    answer,
    contact,
    extension,
    extension_notice,
    history,
    notice,
    obligation,
    occurrence,
    outbox,
    plan,
    question_asked,
    task,
    task_twin,
    task_unit,
    unit,
)

Row: TypeAlias = sa.Row[Any]
_MAIL = [one for one in outbox.c if one.name not in ("body", "subject")]


@dataclass(frozen=True)
class Books:
    """The rows, by what they are looked up with. `history` by subject, oldest first."""

    plans: dict[int, Row]
    tasks: dict[int, Row]
    parts: dict[int, list[Row]]
    twins: dict[int, Row]
    occurrences: dict[int, Row]
    announcements: dict[int, Row]
    obligations: list[Row]
    answers: list[Row]
    extensions: dict[int, Row]
    units: dict[str, Row]
    contacts: list[Row]
    acts: list[Row]
    mails: dict[int, Row]
    notices: dict[int, list[Row]]
    history: dict[str, list[Row]]


def books(conn: sa.Connection) -> Books:
    """Everything, as of one transaction."""
    return Books(
        _by(conn, sa.select(plan), "id"),
        _by(conn, sa.select(task), "id"),
        _lists(conn, sa.select(task_unit), "task_id"),
        _by(conn, sa.select(task_twin), "task_id"),
        _by(conn, sa.select(occurrence), "id"),
        _by(conn, sa.select(announcement), "id"),
        list(conn.execute(sa.select(obligation).order_by(obligation.c.id))),
        list(conn.execute(sa.select(answer).order_by(answer.c.id))),
        _by(conn, sa.select(extension), "id"),
        _by(conn, sa.select(unit), "code"),
        list(conn.execute(sa.select(contact).order_by(contact.c.position, contact.c.id))),
        list(conn.execute(sa.select(act).order_by(act.c.id))),
        _by(conn, sa.select(*_MAIL), "id"),
        _lists(conn, sa.select(notice), "obligation_id"),
        _lists(conn, sa.select(history), "subject"),
    )


def _by(conn: sa.Connection, rows: sa.Select[Any], key: str) -> dict[Any, Row]:
    return {getattr(row, key): row for row in conn.execute(rows)}


def _lists(conn: sa.Connection, rows: sa.Select[Any], key: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in conn.execute(rows):
        found.setdefault(getattr(row, key), []).append(row)
    return found


def without_mail(conn: sa.Connection) -> Iterator[tuple[str, int]]:
    """Rows that say that something was told in a mail that is not there: the table, and the number of that mail."""
    for table in (notice, extension_notice, question_asked):
        told = sa.select(table.c.outbox_id).outerjoin(outbox, outbox.c.id == table.c.outbox_id)
        missing = told.where(table.c.outbox_id.is_not(None), outbox.c.id.is_(None)).distinct()
        yield from ((table.name, number) for number in conn.execute(missing).scalars())


def missing_numbers(conn: sa.Connection, name: str) -> list[int]:
    """Numbers of a table of which rows are only ever added, that were given here and that no row bears.

    Always empty on PostgreSQL, where what is undone uses a number up; on SQLite it does not.
    """
    if conn.dialect.name != "sqlite":
        return []
    passed = {number for first, last in unused(conn, name) for number in range(first, last + 1)}
    gone = (number for first, last in missing(conn, name) for number in range(first, last + 1))
    return [number for number in gone if number not in passed]
