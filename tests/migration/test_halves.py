"""The code under test as the older one, while a later release adds to its database, or takes something away."""

from __future__ import annotations

import datetime as dt
import os
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.backup import back_up, examine
from db.engine import open_engine, reading, writing
from db.facts import fact, set_fact
from db.identity import READABLE_FROM, NewerDatabaseError
from db.lock import sole_daemon
from db.presence import keep_out
from db.restoring import restore
from db.row_numbers import APART
from db.tables import office, outbox
from db.upgrade import older_at_work, revision, upgrade
from rules.errors import InputError
from tests.postgresql import Server
from tests.releases import CONTRACTED, EXPANDED, NOW, UPGRADE, Release
from tests.waiting import until

AT = dt.datetime(2149, 3, 2, 1, tzinfo=dt.UTC)
HERE = f"nhacviec@{socket.gethostname()[:40]}:{os.getpid()} (bản {NOW})"
PATIENCE = 20.0  # seconds
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def engine(database: str) -> Iterator[sa.Engine]:
    """The database as the older code has it open."""
    opened = open_engine(database)
    yield opened
    opened.dispose()


def readable_from(engine: sa.Engine) -> str | None:
    with reading(engine) as conn:
        return fact(conn, READABLE_FROM)


# What the database says -----------------------------------------------------------------------------------------------


def test_older_code_opens_what_a_later_release_only_added_to_and_leaves_it_so(
    engine: sa.Engine, database: str, expanding: Release
) -> None:
    before = readable_from(engine)
    assert before is not None
    assert expanding.upgrade(database) == ""
    again = open_engine(database)
    upgrade(again)
    assert (revision(again), readable_from(again)) == (EXPANDED, before)
    again.dispose()


def test_older_code_is_let_in_where_only_that_is_gone_without_which_it_does(database: str, tidying: Release) -> None:
    assert tidying.upgrade(database) == ""
    engine = open_engine(database)
    upgrade(engine)
    assert (revision(engine), readable_from(engine)) == (CONTRACTED, NOW)
    engine.dispose()


def test_older_code_is_refused_where_something_is_gone_that_it_uses(database: str, contracting: Release) -> None:
    assert contracting.upgrade(database) == ""
    with pytest.raises(NewerDatabaseError) as refused:
        open_engine(database)
    assert f"ở bản {CONTRACTED}, mới hơn bản {NOW} mà chương trình này hiểu" in str(refused.value)


def test_code_of_which_the_database_says_nothing_is_refused(
    engine: sa.Engine, database: str, expanding: Release
) -> None:
    assert expanding.upgrade(database) == ""
    with writing(engine) as conn:
        conn.execute(sa.delete(office))
    with pytest.raises(NewerDatabaseError):
        open_engine(database)


# Who is in the way ----------------------------------------------------------------------------------------------------


@ON_POSTGRESQL
def test_nothing_is_taken_away_while_older_code_is_at_work(
    engine: sa.Engine, database: str, contracting: Release
) -> None:
    said = contracting.upgrade(database)
    assert said.endswith(f"còn chương trình bản cũ đang chạy ({HERE}); hãy dừng hoặc nâng cấp nó trước, rồi chạy lại.")
    assert revision(engine) == NOW
    engine.dispose()
    assert contracting.upgrade(database) == ""


@ON_POSTGRESQL
def test_older_code_that_does_without_is_not_in_the_way(engine: sa.Engine, database: str, tidying: Release) -> None:
    with engine.connect():
        assert tidying.upgrade(database) == ""
    assert revision(engine) == CONTRACTED


@ON_SQLITE
def test_nothing_is_taken_away_beside_a_daemon(engine: sa.Engine, database: str, contracting: Release) -> None:
    with sole_daemon(engine, "mã tiến trình 42"):
        assert "còn chương trình bản cũ đang chạy (mã tiến trình 42)" in contracting.upgrade(database)
        assert revision(engine) == NOW
    assert contracting.upgrade(database) == ""


@ON_POSTGRESQL
def test_older_code_that_lost_its_connections_meanwhile_is_refused_at_the_next(
    server: Server, engine: sa.Engine, database: str, contracting: Release
) -> None:
    with engine.connect():
        pass
    server.say(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{engine.url.database}'")
    assert contracting.upgrade(database) == ""
    with pytest.raises(NewerDatabaseError), writing(engine):
        pass


@ON_POSTGRESQL
def test_older_code_that_comes_while_something_is_taken_away_waits_and_is_refused(
    server: Server, engine: sa.Engine, database: str
) -> None:
    waits = (
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE NOT granted "
        f"AND locktype = 'advisory' AND datname = '{engine.url.database}'"
    )
    with ThreadPoolExecutor(1) as pool:
        with writing(engine) as conn:
            assert keep_out(conn, EXPANDED) == []  # of this code's own connections it is the only one
            coming = pool.submit(open_engine, database)
            until(lambda: server.say(waits) == [(1,)])
            set_fact(conn, READABLE_FROM, EXPANDED)
            conn.execute(sa.text(f"UPDATE alembic_version SET version_num = '{EXPANDED}'"))
        with pytest.raises(NewerDatabaseError):
            coming.result(PATIENCE)


@ON_POSTGRESQL
def test_newer_code_sees_who_still_works_with_older(engine: sa.Engine, database: str, expanding: Release) -> None:
    with reading(engine) as conn:
        assert older_at_work(conn) == []
        assert HERE in expanding.run(LIST_OLDER, database)


LIST_OLDER = """
import sys
from db.engine import open_engine, reading
from db.upgrade import older_at_work

engine = open_engine(sys.argv[1])
with reading(engine) as conn:
    print(*older_at_work(conn))
engine.dispose()
"""


# While others read and write ------------------------------------------------------------------------------------------


@ON_POSTGRESQL
def test_a_migration_waits_for_a_reader_and_keeps_nobody_waiting_behind_it(
    server: Server, engine: sa.Engine, database: str, expanding: Release
) -> None:
    tries = (
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE NOT granted "
        f"AND mode = 'AccessExclusiveLock' AND datname = '{engine.url.database}'"
    )
    with reading(engine) as slow:
        slow.execute(sa.select(outbox.c.id)).all()
        coming = expanding.start(UPGRADE, database)
        until(lambda: server.say(tries) == [(1,)])
        for number in range(10):  # each of them would be refused after five seconds behind it
            with writing(engine) as conn:
                conn.execute(sa.select(outbox.c.id)).all()
                set_fact(conn, "beat", str(number))
        assert revision(engine) == NOW
    _, said = coming.communicate(timeout=PATIENCE)
    assert (coming.returncode, said, revision(engine)) == (0, "", EXPANDED)


@ON_POSTGRESQL
def test_statements_that_the_server_keeps_ready_go_on(engine: sa.Engine, database: str, expanding: Release) -> None:
    with engine.connect() as conn:
        for _ in range(10):  # psycopg has the fifth of a kind prepared
            conn.execute(sa.select(outbox)).all()
        conn.rollback()
        assert expanding.upgrade(database) == ""
        assert conn.execute(sa.select(outbox)).keys() == outbox.c.keys()


# Backups --------------------------------------------------------------------------------------------------------------


@ON_SQLITE
def test_a_database_ahead_of_the_code_is_backed_up_and_restored_with_all_that_is_in_it(
    database: str, expanding: Release, tmp_path: Path
) -> None:
    assert expanding.upgrade(database) == ""
    with closing(sqlite3.connect(tmp_path / "nhacviec.db")) as conn:
        conn.execute("CREATE TABLE kept (words TEXT)")
        conn.commit()
    assert back_up(database, tmp_path / "sao-luu.db", AT).revision == EXPANDED
    place = tmp_path / "moi" / "nhacviec.db"
    restored = restore(tmp_path / "sao-luu.db", f"sqlite:///{place}", at=AT, actor="test", suffix="cu")
    assert (restored.contents.revision, "kept" in restored.contents.rows) == (EXPANDED, True)
    with closing(sqlite3.connect(place)) as conn:
        numbers = dict(conn.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    assert (numbers["meeting"], numbers["outbox"]) == (APART, APART)


@ON_SQLITE
def test_a_backup_that_older_code_cannot_use_is_refused_in_words(
    database: str, contracting: Release, tmp_path: Path
) -> None:
    assert contracting.upgrade(database) == ""
    with pytest.raises(InputError, match=f"ở bản {CONTRACTED}, mới hơn bản {NOW} mà chương trình này hiểu"):
        examine(tmp_path / "nhacviec.db")
