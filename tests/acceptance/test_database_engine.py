from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.engine import (
    DatabaseAddressError,
    DatabaseBusyError,
    DatabaseOpenError,
    DatabaseTroubleError,
    open_engine,
    reading,
    settle,
    writing,
)
from db.identity import ForeignDatabaseError, NewerDatabaseError
from db.tables import office
from db.upgrade import upgrade
from rules.errors import NhacviecError

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dữ liệu" / "nhacviec.db"


@pytest.fixture
def engine(path: Path) -> Iterator[sa.Engine]:
    opened = open_engine(f"sqlite:///{path}")
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
    return str(refused.value)


def test_the_file_is_created_with_its_folder(path: Path) -> None:
    open_engine(f"sqlite:///{path}").dispose()
    assert path.is_file()


def test_a_file_that_vanished_is_trouble_and_no_empty_one_takes_its_place(engine: sa.Engine, path: Path) -> None:
    with writing(engine) as conn:
        note(conn, "kept")
    engine.dispose()
    aside = path.rename(path.with_name("aside.db"))
    with pytest.raises(DatabaseTroubleError, match="không mở được tệp"):
        notes(engine)
    assert not path.exists()
    aside.rename(path)
    assert "kept" in notes(engine)


def test_every_connection_has_the_settings_that_keep_what_was_acknowledged(engine: sa.Engine) -> None:
    with reading(engine) as one, reading(engine) as other:
        for conn in (one, other):
            settings = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            found = [conn.exec_driver_sql(f"PRAGMA {setting}").scalar_one() for setting in settings]
            assert found == ["wal", 2, 1, 5000]


def test_a_setting_that_sqlite_passes_over_is_named_with_the_file() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(DatabaseOpenError) as refused:
        settle(connection, "nhacviec.db")
    connection.close()
    assert "nhacviec.db: SQLite không nhận thiết lập journal_mode = WAL (hiện là memory)" in str(refused.value)


def test_a_writing_transaction_is_committed_whole_and_seen_by_another_program(engine: sa.Engine, path: Path) -> None:
    with writing(engine) as conn:
        note(conn, "a")
        note(conn, "b")
        assert notes(engine) == []
    other = sqlite3.connect(path)
    assert other.execute("SELECT count(*) FROM office").fetchone() == (2,)
    other.close()


def test_an_exception_undoes_the_whole_transaction(engine: sa.Engine) -> None:
    def fail_half_way(conn: sa.Connection) -> None:
        note(conn, "a")
        conn.execute(sa.text("CREATE TABLE extra (id INTEGER)"))
        raise RuntimeError

    with pytest.raises(RuntimeError), writing(engine) as conn:
        fail_half_way(conn)
    assert notes(engine) == []
    with reading(engine) as conn:
        assert not sa.inspect(conn).has_table("extra")


def test_a_reading_transaction_is_refused_any_write_and_the_next_writer_is_not(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.OperationalError, match="readonly"), reading(engine) as conn:
        note(conn, "a")
    with writing(engine) as conn:
        note(conn, "b")
    assert notes(engine) == ["b"]


def test_a_reading_transaction_sees_one_state_while_another_writes(engine: sa.Engine) -> None:
    with reading(engine) as conn:
        before = conn.execute(sa.select(sa.func.count()).select_from(office)).scalar_one()
        with writing(engine) as other:
            note(other, "a")
        assert conn.execute(sa.select(sa.func.count()).select_from(office)).scalar_one() == before
    assert notes(engine) == ["a"]


def test_writers_wait_for_each_other_and_lose_nothing(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        conn.execute(sa.insert(office).values(key="count", value="0"))

    def add(_: int) -> None:
        with writing(engine) as conn:
            count = conn.execute(sa.select(office.c.value)).scalar_one()
            conn.execute(sa.update(office).values(value=str(int(count) + 1)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(200)))
    with reading(engine) as conn:
        assert conn.execute(sa.select(office.c.value)).scalar_one() == "200"


def test_a_writer_who_waits_too_long_is_told_that_the_database_is_busy(engine: sa.Engine, path: Path) -> None:
    with reading(engine) as conn:  # the one connection of the pool, which the writer below gets
        conn.exec_driver_sql("PRAGMA busy_timeout = 50")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusyError, match="đang bận"), writing(engine):
        pass
    holder.execute("ROLLBACK")
    holder.close()
    with writing(engine) as conn:
        note(conn, "a")
    assert notes(engine) == ["a"]


def test_a_reference_to_a_row_that_is_not_there_is_refused(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"), writing(engine) as conn:
        conn.execute(sa.text("INSERT INTO unit_alias VALUES ('vp', 'VP', 'van-phong')"))


def test_json_is_kept_as_a_person_reads_it(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        conn.execute(sa.text("CREATE TABLE kept (words JSON)"))
        words = sa.table("kept", sa.column("words", sa.JSON))
        conn.execute(sa.insert(words).values(words={"việc": "nhắc"}))
        assert conn.execute(sa.text("SELECT words FROM kept")).scalar_one() == '{"việc": "nhắc"}'


def test_our_own_database_opens_again(engine: sa.Engine, path: Path) -> None:
    with writing(engine) as conn:
        note(conn, "a")
    again = open_engine(f"sqlite:///{path}")
    assert notes(again) == ["a"]
    again.dispose()


def test_the_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE customer (id INTEGER)")
    other.close()
    before = path.read_bytes()
    assert str(path) in refusal(f"sqlite:///{path}", ForeignDatabaseError)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_another_program_that_also_uses_alembic_is_refused(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.executescript("CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0001')")
    other.close()
    refusal(f"sqlite:///{path}", ForeignDatabaseError)


def test_a_database_newer_than_the_program_is_refused_with_both_revisions(engine: sa.Engine, path: Path) -> None:
    with writing(engine) as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    said = refusal(f"sqlite:///{path}", NewerDatabaseError)
    assert re.search(r"ở bản 9999, mới hơn bản 0\d{3} ", said)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Kế hoạch cải cách hành chính\n" * 100, encoding="utf-8")
    said = refusal(f"sqlite:///{path}")
    assert said == f"Không mở được cơ sở dữ liệu {path}: tệp này không phải là cơ sở dữ liệu SQLite."


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("x")
    assert f"không tạo được thư mục {tmp_path}/var" in refusal(f"sqlite:///{tmp_path}/var/nhacviec.db")


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    assert "hãy xem lại đường dẫn" in refusal(f"sqlite:///{tmp_path}")


def test_a_file_that_may_not_be_written_is_named_before_the_first_write(tmp_path: Path) -> None:
    path = tmp_path / "nhacviec.db"
    open_engine(f"sqlite:///{path}").dispose()
    path.chmod(0o444)
    with as_an_ordinary_user(tmp_path):
        assert "không có quyền ghi vào tệp" in refusal(f"sqlite:///{path}")


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o555)
    with as_an_ordinary_user(tmp_path):
        assert f"không có quyền ghi vào thư mục {folder}" in refusal(f"sqlite:///{folder}/nhacviec.db")


@pytest.mark.parametrize("url", ["", "nhacviec.db", "sqlite://", "sqlite:///:memory:", "mysql://localhost/nhacviec"])
def test_an_address_that_keeps_nothing_or_means_nothing_is_refused(url: str) -> None:
    assert "sqlite:///var/nhacviec.db" in refusal(url, DatabaseAddressError)


@contextmanager
def as_an_ordinary_user(folder: Path) -> Iterator[None]:
    """Root may write everywhere: in `folder` give up that right for a while."""
    if os.geteuid() != 0:
        yield
        return
    closed = [parent for parent in (folder, *folder.parents) if not parent.stat().st_mode & 0o001]
    modes = {parent: parent.stat().st_mode for parent in closed}
    for parent in closed:
        parent.chmod(0o755)
    os.chown(folder, NOBODY, -1)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        for parent, mode in modes.items():
            parent.chmod(mode)
