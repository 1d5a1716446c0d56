"""A move that cannot be: it is told why in one sentence, nothing stands half-done, and the old place goes on."""

from __future__ import annotations

import shutil
import signal
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.carrying import DamagedRowError, RefusedRowError
from db.engine import DatabaseAddressError, DatabaseOpenError, DatabaseTroubleError, writing
from db.identity import ForeignDatabaseError, NewerDatabaseError
from db.lock import DaemonRunningError, sole_daemon
from db.move_ends import FullTargetError, NothingToMoveError, SameDatabaseError
from db.moved import MovedDatabaseError
from db.moving import DifferentRowsError, SpoiledSourceError, UnsettledMoveError, move, rehearse
from db.upgrade import upgrade
from rules.errors import NhacviecError
from tests.postgresql import Server, running

from .moves import BEFORE, LATE, SLEEP, asleep, engine_at, everything, in_use, is_empty, spoil, trigger, wished


@pytest.fixture
def source(file: Path) -> str:
    return f"sqlite:///{file}"


def refusal(error: type[NhacviecError], source: str, target: str) -> str:
    """What is said, by the rehearsal too; nothing was moved."""
    with pytest.raises(error) as foreseen:
        rehearse(source, target)
    with pytest.raises(error) as refused:
        move(source, target, wished())
    assert str(foreseen.value) == str(refused.value)
    assert "\n" not in str(refused.value)
    assert "bi-mat" not in str(refused.value)
    return str(refused.value)


# Rows ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        ("UPDATE notice SET day = 'hôm qua' WHERE id = 4", "bảng notice, dòng id = 4, không đọc được day"),
        ("UPDATE outbox SET items = '[{' WHERE id = 7", "bảng outbox, dòng id = 7, không đọc được items"),
        ("UPDATE outbox SET body = 'không phải thư' WHERE id = 7", "dòng id = 7, không đọc được body"),
        ("UPDATE outbox SET subject = CAST(x'c3' AS TEXT), created_at = 'sáng' WHERE id = 7",
         "dòng id = 7, không đọc được subject, created_at"),
        ("UPDATE attended_day SET written_at = 'hôm qua' WHERE rowid = 2", "bảng attended_day, dòng rowid = 2, không"),
        ("UPDATE unit SET name = x'00' WHERE code = 'ccvc'", "bảng unit, dòng code = ccvc, không đọc được name"),
        ("UPDATE task SET ordinal = 3000000000 WHERE id = 2", "bảng task, dòng id = 2, không đọc được ordinal"),
        ("UPDATE plan SET first_year = 'năm nay' WHERE id = 1", "bảng plan, dòng id = 1, không đọc được first_year"),
        ("UPDATE attachment SET sha256 = hex(randomblob(40)) WHERE id = 1", "dòng id = 1, không đọc được sha256"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_read_is_named(file: Path, source: str, postgresql: str, harm: str, named: str) -> None:
    spoil(file, harm)
    said = refusal(DamagedRowError, source, postgresql)
    assert f"trong {file}" in said
    assert named in said
    assert is_empty(postgresql)
    assert in_use(source)


def test_a_row_that_refers_to_nothing_is_named(file: Path, source: str, postgresql: str) -> None:
    spoil(file, "DELETE FROM occurrence WHERE id = 3")
    with pytest.raises(RefusedRowError, match=r"bảng obligation, dòng id = \d+: occurrence_id = 3 không có trong"):
        rehearse(source, postgresql)
    with pytest.raises(RefusedRowError, match=r"bảng obligation, dòng id = \d+: trỏ tới một dòng không có\. Chưa có"):
        move(source, postgresql, wished())
    assert is_empty(postgresql)
    assert in_use(source)


def test_a_row_that_its_table_does_not_allow_is_named(file: Path, source: str, postgresql: str) -> None:
    spoil(file, "UPDATE outbox SET state = 'mất' WHERE id = 7")
    for target in (postgresql, f"sqlite:///{file.parent}/new.db"):
        with pytest.raises(RefusedRowError, match="bảng outbox, dòng id = 7: có giá trị ngoài những giá trị cho phép"):
            move(source, target, wished())
        assert is_empty(target)
    assert in_use(source)


def test_a_file_whose_index_does_not_fit_its_rows_is_not_moved(file: Path, source: str, postgresql: str) -> None:
    change = "UPDATE sqlite_schema SET sql = replace(sql, '''queued''', '''sent''') WHERE name = 'ix_outbox_queued'"
    spoil(file, change)
    assert "đã hỏng bên trong (" in refusal(SpoiledSourceError, source, postgresql)
    assert is_empty(postgresql)
    assert in_use(source)


# The two ends --------------------------------------------------------------------------------------------------------


def test_a_target_that_holds_an_office_is_left_alone(lived: Path, file: Path, source: str, postgresql: str) -> None:
    second = f"sqlite:///{shutil.copy(lived, file.parent / 'second.db')}"
    move(second, postgresql, wished())
    before = everything(postgresql), everything(second)
    for target in (postgresql, second):  # one in use, and one that was left for another place than this
        said = refusal(FullTargetError, source, target)
        assert "đã có dữ liệu của nhacviec (" in said
    assert (everything(postgresql), everything(second)) == before
    assert in_use(source)


def test_what_was_left_cannot_be_moved_anywhere_else(file: Path, source: str, postgresql: str) -> None:
    new = f"sqlite:///{file.parent}/new.db"
    move(source, new, wished())
    said = refusal(MovedDatabaseError, source, postgresql)
    assert said.startswith(f"Dữ liệu của {file} đã chuyển sang {file.parent}/new.db, nơi cũ không dùng nữa: ")
    assert is_empty(postgresql)


def test_a_database_is_not_moved_into_itself(file: Path, source: str, postgresql: str) -> None:
    (file.parent / "link.db").symlink_to(file)
    refusal(SameDatabaseError, source, f"sqlite:///{file.parent}/link.db")
    move(source, postgresql, wished())
    other_words = postgresql.replace("postgres@", "").replace("?", "?user=postgres&")
    refusal(SameDatabaseError, postgresql, other_words)
    assert in_use(postgresql)


def test_there_has_to_be_an_office(file: Path, source: str, postgresql: str) -> None:
    missing = file.parent / "khong-co" / "a.db"
    assert f"{missing} (data.database trong config.toml)" in refusal(NothingToMoveError, f"sqlite:///{missing}", source)
    assert not missing.parent.exists()
    refusal(NothingToMoveError, postgresql, source)
    with engine_at(postgresql) as engine:
        upgrade(engine)
    refusal(NothingToMoveError, postgresql, source)


def test_targets_that_are_none(server: Server, source: str, postgresql: str, tmp_path: Path) -> None:
    server.say("CREATE TABLE customer (id integer)", str(sa.make_url(postgresql).database))
    refusal(ForeignDatabaseError, source, postgresql)
    (tmp_path / "thư").write_text("không phải cơ sở dữ liệu")
    assert "không phải là cơ sở dữ liệu SQLite" in refusal(DatabaseOpenError, source, f"sqlite:///{tmp_path}/thư")
    assert "không có quyền" in refusal(DatabaseOpenError, source, f"sqlite:///{tmp_path}/thư/a.db")
    assert "không kết nối được" in refusal(DatabaseOpenError, source, "postgresql://a:bi-mat@127.0.0.1:1/b")
    for address in ("postgresql", "sqlite:///", "mysql://a/b"):
        refusal(DatabaseAddressError, source, address)
    assert in_use(source)


def test_what_newer_code_works_on_is_left_to_it(file: Path, source: str, postgresql: str) -> None:
    """It may have tables that this code does not know."""
    newer = "UPDATE alembic_version SET version_num = '9999'"
    with engine_at(postgresql) as engine:
        upgrade(engine)
        with writing(engine) as conn:
            conn.execute(sa.text(newer))
    assert "ở bản 9999, mới hơn bản " in refusal(NewerDatabaseError, source, postgresql)
    spoil(file, newer)
    assert f"{file} ở bản 9999, mới hơn bản " in refusal(NewerDatabaseError, source, f"sqlite:///{file.parent}/new.db")
    assert not (file.parent / "new.db").exists()


def test_a_user_who_may_make_no_tables_is_told_before(server: Server, source: str, postgresql: str) -> None:
    server.say("CREATE ROLE guest LOGIN")
    with pytest.raises(DatabaseOpenError, match="không đủ quyền tạo bảng"):
        rehearse(source, postgresql.replace("postgres@", "guest@"))
    server.say("DROP ROLE guest")


def test_nothing_is_moved_while_a_daemon_runs_at_either_end(source: str, postgresql: str) -> None:
    with engine_at(source) as engine, sole_daemon(engine, "mã tiến trình 42"):
        assert "(mã tiến trình 42); hãy dừng nó trước" in refusal(DaemonRunningError, source, postgresql)
    with engine_at(postgresql) as engine:
        upgrade(engine)
        with sole_daemon(engine, "mã tiến trình 43"):
            assert "(mã tiến trình 43); hãy dừng nó trước" in refusal(DaemonRunningError, source, postgresql)
    assert in_use(source)
    assert is_empty(postgresql)


# On the way ----------------------------------------------------------------------------------------------------------


def test_a_target_that_keeps_other_words_is_found_out(server: Server, source: str, postgresql: str) -> None:
    trigger(server, postgresql, "task", BEFORE, "BEGIN NEW.text = lower(NEW.text); RETURN NEW; END")
    with pytest.raises(DifferentRowsError, match=r"bảng task .* không khớp \(đọc 11 dòng, chép được 11 dòng"):
        move(source, postgresql, wished())
    assert is_empty(postgresql)
    assert in_use(source)


@pytest.mark.parametrize("when", ["BEFORE", "LATE"])
def test_a_disk_that_is_full_there_leaves_everything_here(
    server: Server, source: str, postgresql: str, when: str
) -> None:
    """In the midst of the rows, and at the very last step, when the old place had its mark already."""
    kind = {"BEFORE": BEFORE, "LATE": LATE}[when]
    full = "BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END"
    trigger(server, postgresql, "notice", kind, full)
    with pytest.raises(DatabaseTroubleError, match=r"postgresql.*thao tác chưa được ghi: ổ đĩa đã đầy"):
        move(source, postgresql, wished())
    assert is_empty(postgresql)
    assert in_use(source)


def test_a_connection_that_breaks_at_the_last_step_leaves_everything_here(
    server: Server, source: str, postgresql: str
) -> None:
    trigger(server, postgresql, "notice", LATE, "BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END")
    with pytest.raises(DatabaseTroubleError):
        move(source, postgresql, wished())
    assert is_empty(postgresql)
    assert in_use(source)


def test_a_server_that_is_gone_at_the_last_step_leaves_neither_in_use_until_it_is_done_again(source: str) -> None:
    with running() as own:
        target = own.url(own.fresh())
        trigger(own, target, "notice", LATE, f"BEGIN {SLEEP} RETURN NEW; END")
        crash = threading.Thread(target=crash_when_asleep, args=[own])
        crash.start()
        with pytest.raises(UnsettledMoveError, match="hãy chạy lại đúng lệnh này"):
            move(source, target, wished())
        crash.join()
        assert not in_use(source)
        own.start()
        own.say("DROP FUNCTION watch CASCADE", str(sa.make_url(target).database))
        assert is_empty(target)
        assert not move(source, target, wished("hai")).settled
        assert (in_use(source), in_use(target)) == (False, True)


def crash_when_asleep(server: Server) -> None:
    asleep(server)
    server.stop(signal.SIGQUIT)
