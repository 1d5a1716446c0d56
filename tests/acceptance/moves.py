"""What tests of moves look at: all that stands in a database, and whether it is in use."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from db.carrying import rows_of
from db.engine import open_engine, reading, writing
from db.move_ends import counted
from db.moved import MovedDatabaseError
from db.moving import Wished
from db.tables import metadata
from db.upgrade import upgrade
from scheduler.clock import LOCAL
from tests.postgresql import Server

from .processes import PATIENCE

AT = dt.datetime(2022, 9, 22, 12, tzinfo=LOCAL)
"""When the full office is moved, at noon of its last day."""


BEFORE, LATE = "TRIGGER watch BEFORE INSERT", "CONSTRAINT TRIGGER watch AFTER INSERT"
"""When a trigger of PostgreSQL looks at a row: as it comes, and as the whole transaction is committed."""

SLEEP = "PERFORM pg_sleep(60);"


def wished(number: str = "một") -> Wished:
    return Wished(number, AT, "chị Hà", "nhacviec migrate")


@contextmanager
def engine_at(address: str) -> Iterator[sa.Engine]:
    """The database, opened for a moment."""
    engine = open_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


def everything(address: str) -> dict[str, list[str]]:
    """The rows of every table that belong to the office, in an order of their own."""
    with engine_at(address) as engine, reading(engine) as conn:
        return {one.name: sorted(map(repr, conn.execute(rows_of(one)))) for one in metadata.sorted_tables}


def as_kept(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same without the character that PostgreSQL cannot keep."""
    return rows | {"answer": [row.replace(r"\x00", "\ufffd") for row in rows["answer"]]}


def in_use(address: str) -> bool:
    """Whether it may be written."""
    try:
        with engine_at(address) as engine, writing(engine):
            return True
    except MovedDatabaseError:
        return False


def is_empty(address: str) -> bool:
    with engine_at(address) as engine:
        return not any(counted(engine).values())


def dumped(file: Path) -> set[str]:
    """A file of SQLite, a statement a row."""
    with closing(sqlite3.connect(file)) as conn:
        return set(conn.iterdump())


def spoil(file: Path, *statements: str) -> None:
    """Change the file as no program of ours would, with nothing checked."""
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            conn.execute(statement)


def trigger(server: Server, address: str, table: str, kind: str, does: str) -> None:
    """The tables made beforehand, and one of them watched by a function of PostgreSQL's own language."""
    with engine_at(address) as engine:
        upgrade(engine)
    name = str(sa.make_url(address).database)
    late = "DEFERRABLE INITIALLY DEFERRED" if kind == LATE else ""
    server.say(f"CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ {does} $$", name)
    server.say(f"CREATE {kind} ON {table} {late} FOR EACH ROW EXECUTE FUNCTION watch()", name)


def asleep(server: Server) -> int:
    """Wait until such a function sleeps; gives the number of its session."""
    until = time.monotonic() + PATIENCE
    while not (found := server.say("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'")):
        assert time.monotonic() < until, "nobody came there"
        time.sleep(0.02)
    return int(str(found[0][0]))
