"""Rows carried from one database into another through the column types: each value looked at, each row counted.

What a table says is summed up in a digest that does not depend on the order of its rows: databases sort text each in
their own way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from db.column_types import Instant
from db.damage import first_damaged
from db.driver_words import is_undecodable, refused_because
from db.engine import in_trouble, place_of
from db.identity import READABLE_FROM
from db.moved import ARRIVED, LEFT
from db.postgresql import keepable
from db.server_lock import HOLDER
from db.tables import metadata, office
from rules.errors import NhacviecError

# Held in memory at once: so many rows, or fewer where their mails and files come to more bytes than this.
ROWS, BYTES = 500, 16 * 2**20

# Facts about the database and not about the office, which stay where they are.
OWN = (LEFT, ARRIVED, HOLDER, READABLE_FROM)

Row: TypeAlias = dict[str, Any]

_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], type], ...] = (
    (Instant, dt.datetime),
    (sa.Boolean, bool),
    (sa.Date, dt.date),
    (sa.LargeBinary, bytes),
    (sa.Integer, int),
    (sa.String, str),
)
_GREATEST = 2**31 - 1  # of PostgreSQL's integers


class DamagedRowError(NhacviecError):
    """Không chuyển được: trong {place}, bảng {table}, dòng {row}, không đọc được {columns} (đĩa hỏng, hoặc chương \
trình khác đã sửa). Chưa có gì được chuyển; hãy khôi phục bản sao lưu lành hoặc sửa dòng ấy rồi chạy lại."""


class RefusedRowError(NhacviecError):
    """Không chuyển được: bảng {table}, dòng {row}: {reason}. Chưa có gì được chuyển; hãy sửa dòng ấy rồi chạy lại."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: so many rows, what they say, and how many texts had to lose a character on the way."""

    rows: int = 0
    digest: int = 0
    changed: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.rows + other.rows, (self.digest + other.digest) % 2**256, self.changed + other.changed)


def rows_of(table: sa.Table) -> sa.Select[Any]:
    """The rows of a table that belong to the office."""
    return sa.select(table).where(office.c.key.not_in(OWN)) if table is office else sa.select(table)


def carry(here: sa.Connection, there: sa.Connection, table: sa.Table) -> Sum:
    """Put the rows of the table into the same one of `there`; gives what they say as they are to stand there.

    Tables come after those they refer to (`metadata.sorted_tables`). Raises `DamagedRowError`, `RefusedRowError`.
    """
    within = [column.name for column in table.c if any(key.column.table is table for key in column.foreign_keys)]
    total, referring = Sum(), []
    for rows, changed in _keepable(here, there.dialect.name, table):
        _insert(there, table, [row | dict.fromkeys(within) for row in rows])
        referring += [row for row in rows if any(row[name] is not None for name in within)]
        total += _sum(table, rows, changed)
    for row in referring:  # to rows of the same table, all of which stand by now
        with in_trouble(there.engine):
            there.execute(sa.update(table).where(*_is(table, row)).values({name: row[name] for name in within}))
    return total


def look_through(here: sa.Connection, dialect: str, table: sa.Table) -> Sum:
    """What `carry` would give for a database of that kind; raises `DamagedRowError` as it would."""
    return sum((_sum(table, rows, changed) for rows, changed in _keepable(here, dialect, table)), Sum())


def summed(conn: sa.Connection, table: sa.Table) -> Sum:
    """What the rows of the table say as they stand."""
    return sum((_sum(table, rows, 0) for rows in _read(conn, table)), Sum())


def broken_reference(conn: sa.Connection) -> RefusedRowError | None:
    """A row that refers to one that is not there, in words."""
    for key in (key for table in metadata.sorted_tables for key in table.foreign_keys):
        table, other = key.parent.table, key.column.table.alias()
        to = other.c[key.column.name]
        lost = sa.select(table).outerjoin(other, to == key.parent).where(key.parent.is_not(None), to.is_(None))
        if (row := conn.execute(lost.limit(1)).mappings().first()) is not None:
            reason = f"{key.parent.name} = {row[key.parent.name]} không có trong bảng {key.column.table.name}"
            return RefusedRowError(table=table.name, row=_named(table, row), reason=reason)
    return None


def _keepable(here: sa.Connection, dialect: str, table: sa.Table) -> Iterator[tuple[list[Row], int]]:
    """The rows as a database of that kind can keep them, and how many texts that changed."""
    wanted = {column.name: _check(column) for column in table.c}
    texts = [column.name for column in table.c if isinstance(column.type, sa.String)]
    for rows in _read(here, table):
        changed = 0
        for row in rows:
            if bad := [name for name, fits in wanted.items() if not fits(row[name])]:
                raise _damaged(here, table, _named(table, row), bad)
            for name in texts if dialect == "postgresql" else ():
                if row[name] and (kept := keepable(row[name])) != row[name]:
                    row[name], changed = kept, changed + 1
        yield rows, changed


def _check(column: sa.Column[Any]) -> Callable[[Any], bool]:
    """Whether a value is one for the column: SQLite keeps anything anywhere."""
    kind = next((kind for of, kind in _KINDS if isinstance(column.type, of)), None)
    longest = (column.type.length if isinstance(column.type, sa.String) else None) or sys.maxsize

    def fits(value: Any) -> bool:
        if value is None:
            return bool(column.nullable)
        if kind is int:
            return type(value) is int and abs(value) <= _GREATEST
        if kind is str:
            return type(value) is str and len(value) <= longest
        return kind is None or type(value) is kind  # JSON: whatever could be read

    return fits


def _read(conn: sa.Connection, table: sa.Table) -> Iterator[list[Row]]:
    """The rows, some at a time."""
    rows = rows_of(table).execution_options(yield_per=_at_once(conn, table))
    try:
        for some in conn.execute(rows).mappings().partitions():
            yield [dict(row) for row in some]
    except (ValueError, TypeError, sa.exc.OperationalError) as error:
        if isinstance(error, sa.exc.OperationalError) and not is_undecodable(error.orig):
            raise
        if (found := first_damaged(conn, table)) is None:
            raise
        number, columns = found
        raise _damaged(conn, table, f"{'id' if 'id' in table.c else 'rowid'} = {number}", columns) from error


def _at_once(conn: sa.Connection, table: sa.Table) -> int:
    blobs = [sa.func.max(sa.func.length(column)) for column in table.c if isinstance(column.type, sa.LargeBinary)]
    longest = sum(size or 0 for size in conn.execute(sa.select(*blobs)).one()) if blobs else 0
    return max(1, min(ROWS, BYTES // (longest + 1)))


def _insert(there: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    with in_trouble(there.engine):
        try:
            _try(there, table, rows)
        except (sa.exc.IntegrityError, sa.exc.DataError):
            for row in rows:  # which of them
                try:
                    _try(there, table, [row])
                except (sa.exc.IntegrityError, sa.exc.DataError) as error:
                    reason = refused_because(error.orig)
                    raise RefusedRowError(table=table.name, row=_named(table, row), reason=reason) from error
            raise


def _try(there: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    with there.begin_nested():
        there.execute(sa.insert(table), rows)


def _is(table: sa.Table, row: Row) -> list[sa.ColumnElement[bool]]:
    return [column == row[column.name] for column in table.primary_key.columns]


def _named(table: sa.Table, row: Any) -> str:
    return ", ".join(f"{column.name} = {row[column.name]}" for column in table.primary_key.columns)


def _damaged(conn: sa.Connection, table: sa.Table, row: str, columns: list[str]) -> DamagedRowError:
    place = place_of(conn.engine.url)
    return DamagedRowError(place=place, table=table.name, row=row, columns=", ".join(columns))


def _sum(table: sa.Table, rows: list[Row], changed: int) -> Sum:
    names = [column.name for column in table.c]
    digest = sum(int.from_bytes(_digest([row[name] for name in names])) for row in rows)
    return Sum(len(rows), digest % 2**256, changed)


def _digest(values: list[Any]) -> bytes:
    said = hashlib.sha256()
    for value in values:
        kind, content = _content(value)
        said.update(f"{kind}{len(content)}:".encode())
        said.update(content)
    return said.digest()


def _content(value: Any) -> tuple[str, bytes]:
    match value:
        case None:
            return "-", b""
        case bytes():
            return "b", value
        case str():
            return "s", value.encode()
        case bool() | int():
            return type(value).__name__, str(value).encode()
        case dt.date():  # an instant too, in UTC
            return "d", value.isoformat().encode()
    return "j", json.dumps(value, ensure_ascii=False).encode()
