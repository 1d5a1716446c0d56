"""One daemon a database: a second one is refused and told who runs, on either kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from db.engine import DatabaseTroubleError, open_engine, writing
from db.lock import DaemonRunningError, daemon_holder, sole_daemon
from tests.postgresql import Server

HOLDER = "mã tiến trình 42 trên máy một"
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def other(database: str) -> Iterator[sa.Engine]:
    """The same database as another machine opens it."""
    opened = open_engine(database)
    yield opened
    opened.dispose()


def cut(server: Server, engine: sa.Engine) -> None:
    """End the sessions that hold locks, as a machine that dies does; each is gone when this returns."""
    ended = "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_locks WHERE locktype = 'advisory' AND database = "
    server.say(f"{ended} (SELECT oid FROM pg_database WHERE datname = '{engine.url.database}')")


def test_a_second_daemon_is_refused_and_told_who_runs(engine: sa.Engine, other: sa.Engine) -> None:
    assert daemon_holder(other) is None
    with sole_daemon(engine, HOLDER) as renew:
        renew()
        assert daemon_holder(other) == HOLDER
        with pytest.raises(DaemonRunningError) as refused, sole_daemon(other, "kẻ đến sau"):
            pass
        assert "đang chạy trên cơ sở dữ liệu" in str(refused.value)
        assert f"({HOLDER}); hãy dừng nó trước." in str(refused.value)
        assert daemon_holder(engine) == HOLDER
    assert daemon_holder(other) is None


def test_the_next_daemon_takes_the_place_of_one_that_has_ended(engine: sa.Engine, other: sa.Engine) -> None:
    with sole_daemon(engine, HOLDER):
        pass
    with sole_daemon(other, "kẻ đến sau"):
        assert daemon_holder(engine) == "kẻ đến sau"


def test_writing_does_not_wait_for_the_daemons_lock(engine: sa.Engine, other: sa.Engine) -> None:
    with sole_daemon(engine, HOLDER), writing(other) as conn:
        assert conn.execute(sa.select(1)).scalar_one() == 1


@ON_POSTGRESQL
def test_a_holder_that_is_cut_off_has_lost_the_lock_and_takes_it_again(
    server: Server, engine: sa.Engine, other: sa.Engine
) -> None:
    with sole_daemon(engine, HOLDER) as renew:
        cut(server, engine)
        assert daemon_holder(other) is None
        renew()
        assert daemon_holder(other) == HOLDER


@ON_POSTGRESQL
def test_a_holder_that_was_cut_off_stands_by_while_another_runs(
    server: Server, engine: sa.Engine, other: sa.Engine
) -> None:
    with sole_daemon(engine, HOLDER) as renew:
        cut(server, engine)
        with sole_daemon(other, "kẻ đến sau"):
            with pytest.raises(DaemonRunningError, match="kẻ đến sau"):
                renew()
            assert daemon_holder(engine) == "kẻ đến sau"
        renew()
        assert daemon_holder(other) == HOLDER


@ON_POSTGRESQL
def test_a_lock_without_a_server_is_one_sentence(engine: sa.Engine, server: Server) -> None:
    server.drop(str(engine.url.database))
    with pytest.raises(DatabaseTroubleError), sole_daemon(engine, HOLDER):
        pass
