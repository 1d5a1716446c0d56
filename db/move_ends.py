"""The two ends of a move, opened: where data are to leave, and where they are to go; and what is refused of either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from db import postgresql
from db.carrying import OWN
from db.engine import DatabaseOpenError, check_new_file, open_engine, parse_address, place_of, reading
from db.identity import NewerDatabaseError, known_revisions
from db.lock import DaemonRunningError, daemon_holder
from db.moved import arrived, left
from db.tables import metadata, office
from db.upgrade import revision
from rules.errors import NhacviecError


class NothingToMoveError(NhacviecError):
    """Không có gì để chuyển: {place} (data.database trong config.toml) chưa có dữ liệu của nhacviec."""


class SameDatabaseError(NhacviecError):
    """{place} chính là cơ sở dữ liệu đang dùng; hãy chỉ một cơ sở dữ liệu khác, còn trống."""


class FullTargetError(NhacviecError):
    """{place} đã có dữ liệu của nhacviec ({rows} dòng), không ghi đè; hãy chỉ một cơ sở dữ liệu còn trống."""


@contextmanager
def opened(source: str) -> Iterator[sa.Engine]:
    """The database whose data are to leave; `NothingToMoveError` where there are none, and nothing is made."""
    file = file_of(source)
    if file is not None and not file.exists():
        raise NothingToMoveError(place=file)
    with disposed(open_engine(source if file is None else f"sqlite:///{file}")) as engine:
        _refuse_newer(engine)
        if not sum(counted(engine).values()):
            raise NothingToMoveError(place=place_of(engine.url))
        yield engine


@contextmanager
def opened_beside(old: sa.Engine, target: str) -> Iterator[sa.Engine]:
    """The database where those of `old` are to go; a SQLite file is made where there is none."""
    file = file_of(target)
    if file is not None and not file.exists():
        check_new_file(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)  # its owner's alone: it will hold addresses and the key of the answer links
    with disposed(open_engine(target if file is None else f"sqlite:///{file}")) as engine:
        _refuse_newer(engine)
        if _identity(engine) == _identity(old):
            raise SameDatabaseError(place=place_of(engine.url))
        yield engine


@contextmanager
def disposed(engine: sa.Engine) -> Iterator[sa.Engine]:
    """The engine, let go at the end of the block."""
    try:
        yield engine
    finally:
        engine.dispose()


def file_of(address: str) -> Path | None:
    """The file of a SQLite address, absolute; None for any other address."""
    url = parse_address(address)
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:") and not url.query
    return Path(str(url.database)).absolute() if is_file else None


def _identity(engine: sa.Engine) -> tuple[object, ...]:
    if engine.dialect.name == "sqlite":
        found = os.stat(str(engine.url.database))
        return found.st_dev, found.st_ino
    with reading(engine) as conn:
        return postgresql.identity(conn)


def _refuse_newer(engine: sa.Engine) -> None:
    """Newer code may have tables and columns there that this code does not know: it would leave them behind."""
    found, known = revision(engine), known_revisions()
    if found is not None and found not in known:
        raise NewerDatabaseError(place=place_of(engine.url), found=found, known=known[-1])


def counted(engine: sa.Engine) -> dict[str, int]:
    """The rows of each table that is there, of whatever revision; without the facts that are `OWN`."""
    with reading(engine) as conn:
        return _counts(conn)


def _counts(conn: sa.Connection) -> dict[str, int]:
    there = set(sa.inspect(conn).get_table_names())
    found = [table for table in metadata.sorted_tables if table.name in there]
    return {table.name: conn.execute(_count(table)).scalar_one() for table in found}


def _count(table: sa.Table) -> sa.Select[int]:
    rows = sa.select(sa.func.count()).select_from(table)
    return rows.where(office.c.key.not_in(OWN)) if table is office else rows


def refuse_running(engine: sa.Engine) -> None:
    """Raise `DaemonRunningError` where somebody holds the daemon's lock now."""
    if (holder := daemon_holder(engine)) is not None:
        raise DaemonRunningError(place=place_of(engine.url), holder=holder)


def refuse_rows(here: sa.Connection, there: sa.Connection) -> None:
    """Pass a target without rows, and one that its data have left for `here`, which has them now."""
    if rows := sum(_counts(there).values()):
        gone, came = left(there), arrived(here)
        if gone is None or came is None or gone.number != came.number:
            raise FullTargetError(place=place_of(there.engine.url), rows=rows)


def refuse_powerless(engine: sa.Engine) -> None:
    """Raise `DatabaseOpenError` where the user of a PostgreSQL may make no tables."""
    if engine.dialect.name == "postgresql":
        with reading(engine) as conn:
            if not postgresql.may_create(conn):
                reason = "người dùng của cơ sở dữ liệu không đủ quyền tạo bảng"
                raise DatabaseOpenError(place=place_of(engine.url), reason=reason)
