"""PostgreSQL as an office meets it: what goes wrong with it is one sentence, in which no password stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import psycopg
import pytest
import sqlalchemy as sa

from db.changes import Watch
from db.engine import (
    DatabaseAddressError,
    DatabaseBusyError,
    DatabaseOpenError,
    DatabaseTroubleError,
    PasswordMarkError,
    open_engine,
    place_of,
    reading,
    writing,
)
from db.identity import ForeignDatabaseError, NewerDatabaseError
from db.lent_engine import lend
from db.tables import office
from db.upgrade import upgrade
from rules.errors import NhacviecError
from tests.postgresql import Server, running

SECRET = "b1mat"


@pytest.fixture
def engine(postgresql: str) -> Iterator[sa.Engine]:
    opened = open_engine(postgresql)
    make_tables(opened)
    yield opened
    opened.dispose()


def make_tables(engine: sa.Engine) -> None:
    """All of them, and none of the facts that the migrations leave."""
    upgrade(engine)
    with writing(engine) as conn:
        conn.execute(sa.delete(office))


def note(conn: sa.Connection, key: str) -> None:
    conn.execute(sa.insert(office).values(key=key, value="x"))


def notes(engine: sa.Engine) -> list[str]:
    with reading(engine) as conn:
        return list(conn.execute(sa.select(office.c.key).order_by(office.c.key)).scalars())


def refusal(url: str, error: type[NhacviecError] = DatabaseOpenError) -> str:
    with pytest.raises(error) as refused:
        open_engine(url)
    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def trouble(work: Callable[[], object], error: type[NhacviecError] = DatabaseTroubleError) -> str:
    with pytest.raises(error) as told:
        work()
    assert "\n" not in str(told.value)
    return str(told.value)


def write(engine: sa.Engine, key: str = "a") -> None:
    with writing(engine) as conn:
        note(conn, key)


def cut_off(server: Server, engine: sa.Engine) -> None:
    """End every session with the database, as a restarted server does; they are gone when this returns."""
    server.say(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{engine.url.database}'")


# Opening --------------------------------------------------------------------------------------------------------------


def test_no_server_at_the_address() -> None:
    said = refusal(f"postgresql://clerk:{SECRET}@127.0.0.1:1/nhacviec")
    assert said == (
        "Không mở được cơ sở dữ liệu postgresql://clerk:***@127.0.0.1:1/nhacviec: không kết nối được với máy chủ "
        "PostgreSQL; hãy xem máy chủ có chạy không, địa chỉ có đúng không."
    )


def test_a_wrong_password(server: Server, postgresql: str) -> None:
    server.say("DROP ROLE IF EXISTS clerk")
    server.say("CREATE ROLE clerk LOGIN PASSWORD 'khac'")
    name = sa.make_url(postgresql).database
    for address in (f"clerk:{SECRET}@/{name}?host={server.folder}", f"clerk@/{name}?host={server.folder}",
                    f"/{name}?host={server.folder}&user=clerk&password={SECRET}"):  # fmt: skip
        said = refusal(f"postgresql://{address}")
        assert said.endswith("máy chủ PostgreSQL không nhận người dùng này; hãy xem lại tên và mật khẩu.")
    open_engine(f"postgresql://clerk:khac@/{name}?host={server.folder}").dispose()


def test_a_database_that_is_not_there(server: Server) -> None:
    assert "máy chủ PostgreSQL chưa có cơ sở dữ liệu tên đó" in refusal(server.url("khong_co"))


@pytest.mark.parametrize(
    ("address", "error"),
    [
        (f"clerk:x@{SECRET}@127.0.0.1/nhacviec", PasswordMarkError),
        (f"clerk:{SECRET}@127.0.0.1:cong/nhacviec", DatabaseAddressError),
    ],
)
def test_an_address_that_cannot_be_read(address: str, error: type[NhacviecError]) -> None:
    assert "Không hiểu địa chỉ cơ sở dữ liệu" in refusal(f"postgresql://{address}", error)


def test_the_database_of_another_program_and_one_of_a_newer_version(server: Server, engine: sa.Engine) -> None:
    foreign = server.fresh()
    server.say("CREATE TABLE customer (id integer)", foreign)
    refusal(server.url(foreign), ForeignDatabaseError)
    server.drop(foreign)
    with writing(engine) as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    refusal(str(engine.url), NewerDatabaseError)


def test_a_database_that_cannot_hold_vietnamese_is_refused(server: Server) -> None:
    server.say("CREATE DATABASE la_tinh TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    said = refusal(server.url("la_tinh"))
    server.drop("la_tinh")
    assert "bảng mã của cơ sở dữ liệu là LATIN1" in said


# At work --------------------------------------------------------------------------------------------------------------


def test_a_server_that_goes_away_in_mid_transaction_has_written_nothing(server: Server, engine: sa.Engine) -> None:
    def work() -> None:
        with writing(engine) as conn:
            note(conn, "a")
            cut_off(server, engine)
            note(conn, "b")

    assert "thao tác chưa được ghi: máy chủ PostgreSQL đang dừng hoặc khởi động lại" in trouble(work)
    assert notes(engine) == []


def test_after_the_server_was_restarted_work_goes_on_by_itself(server: Server, engine: sa.Engine) -> None:
    write(engine, "a")
    cut_off(server, engine)
    write(engine, "b")
    assert notes(engine) == ["a", "b"]


def test_a_server_that_is_down_is_told_and_found_again() -> None:
    with running() as own:
        engine = open_engine(own.url(own.fresh()))
        make_tables(engine)
        own.stop()
        assert "không kết nối được với máy chủ PostgreSQL" in trouble(lambda: write(engine))
        assert "không kết nối được với máy chủ PostgreSQL" in trouble(lambda: notes(engine))
        own.start()
        write(engine)
        assert notes(engine) == ["a"]
        engine.dispose()


def test_a_library_that_would_wait_for_a_server_is_told_at_once_and_finds_it_again() -> None:
    with running() as own:
        engine = open_engine(own.url(own.fresh()))
        upgrade(engine)
        lent = lend(engine)

        def ask() -> object:
            with lent.connect() as conn:
                return conn.execute(sa.text("SELECT 1")).scalar_one()

        def break_off() -> object:
            with lent.connect() as conn:
                conn.execute(sa.text("SELECT 1"))
                own.stop()
                return conn.execute(sa.text("SELECT 1"))

        assert ask() == 1
        assert "đang dừng hoặc khởi động lại" in trouble(break_off)
        assert "không kết nối được với máy chủ PostgreSQL" in trouble(ask)
        own.start()
        assert ask() == 1
        with pytest.raises(sa.exc.ProgrammingError), lent.connect() as conn:
            conn.execute(sa.text("SELECT nothing"))
        lent.dispose()
        engine.dispose()


def test_a_peer_that_is_gone_is_noticed_on_every_connection(engine: sa.Engine) -> None:
    """Over a network, also with something under way to it."""
    lent = lend(engine)
    for one in (engine, lent):
        with one.connect() as conn:
            told = cast(psycopg.Connection, conn.connection.dbapi_connection).info.get_parameters()
        assert (told["keepalives_idle"], told["tcp_user_timeout"]) == ("15", "30000")
    lent.dispose()


def test_a_watch_writes_after_a_restart_as_before(server: Server, engine: sa.Engine) -> None:
    watch = Watch(engine)
    for key in "ab":
        with watch.writing() as conn:
            note(conn, key)
        cut_off(server, engine)
    assert notes(engine) == ["a", "b"]


def test_a_server_that_only_lets_read(server: Server, engine: sa.Engine) -> None:
    server.say(f"ALTER DATABASE {engine.url.database} SET default_transaction_read_only = on")
    engine.dispose()
    assert notes(engine) == []
    assert "máy chủ PostgreSQL chỉ cho đọc, không ghi được" in trouble(lambda: write(engine))


def test_a_full_disk(server: Server, engine: sa.Engine) -> None:
    """The server's own report of it, raised where a row is written."""
    server.say(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$",
        str(engine.url.database),
    )
    server.say("CREATE TRIGGER disk BEFORE INSERT ON office EXECUTE FUNCTION full_disk()", str(engine.url.database))
    said = trouble(lambda: write(engine))
    assert said == (
        f"Cơ sở dữ liệu {place_of(engine.url)} gặp sự cố, thao tác chưa được ghi: "
        "ổ đĩa đã đầy; hãy dọn bớt để có chỗ trống."
    )


def test_who_waits_too_long_for_a_writer_is_told_that_the_database_is_busy(engine: sa.Engine) -> None:
    sa.event.listen(engine, "connect", lambda connection, record: hurry(connection))
    engine.dispose()
    with writing(engine) as conn:
        note(conn, "a")
        assert "đang bận" in trouble(lambda: write(engine, "b"), DatabaseBusyError)
    write(engine, "c")
    assert notes(engine) == ["a", "c"]


def hurry(connection: sa.engine.interfaces.DBAPIConnection) -> None:
    cursor = connection.cursor()
    cursor.execute("SET lock_timeout = 50")
    cursor.close()
    connection.commit()


def test_a_fault_of_the_program_is_no_trouble_of_the_server(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="no_such_table"), reading(engine) as conn:
        conn.execute(sa.text("SELECT * FROM no_such_table"))
    with pytest.raises(sa.exc.InternalError, match="read-only"), reading(engine) as conn:
        note(conn, "a")


def test_a_reading_transaction_sees_one_state_while_another_writes(engine: sa.Engine) -> None:
    with reading(engine) as conn:
        before = conn.execute(sa.select(sa.func.count()).select_from(office)).scalar_one()
        write(engine)
        assert conn.execute(sa.select(sa.func.count()).select_from(office)).scalar_one() == before
    assert notes(engine) == ["a"]


def test_text_with_a_mark_that_postgresql_cannot_keep(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        conn.execute(sa.insert(office).values(key="a", value="tên\x00tệp"))
    with reading(engine) as conn:
        assert conn.execute(sa.select(office.c.value)).scalar_one() == "tên\ufffdtệp"
