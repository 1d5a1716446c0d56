"""`nhacviec backup`: a whole copy of one moment, or none."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from db.backup import BackupError, back_up, examine
from rules.errors import InputError

from .installation import NHACVIEC, Installation
from .processes import Process

AT = dt.datetime(2149, 3, 2, 1, tzinfo=dt.UTC)


@pytest.fixture
def made(here: Installation) -> Path:
    return here.folder / "var" / "nhacviec.db"


def test_a_backup_is_one_file_of_its_owner_with_every_row(here: Installation) -> None:
    run = here.run("backup", "sao-luu.db")
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith("Đã sao lưu vào sao-luu.db và đã kiểm tra: dữ liệu lúc ")
    copy = here.folder / "sao-luu.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in here.folder.glob("*sao-luu*")] == ["sao-luu.db"]
    with (
        closing(sqlite3.connect(here.folder / "var" / "nhacviec.db")) as old,
        closing(sqlite3.connect(copy)) as new,
    ):
        assert new.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        for (table,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'office'"):
            rows = f'SELECT * FROM "{table}" ORDER BY 1'
            assert new.execute(rows).fetchall() == old.execute(rows).fetchall()


def test_a_backup_says_what_it_holds_to_programs(here: Installation) -> None:
    run = here.run("backup", "sao-luu.db", "--json")
    rows = run.json["rows"]
    assert (run.status, rows["plan"], rows["task"]) == (0, 1, 50)
    assert dt.datetime.fromisoformat(run.json["taken_at"]).utcoffset() == dt.timedelta(hours=7)
    assert run.json["size"] == (here.folder / "sao-luu.db").stat().st_size


def test_a_file_that_is_there_is_never_written_over(here: Installation) -> None:
    (here.folder / "sao-luu.db").write_text("đã có")
    run = here.run("backup", "sao-luu.db")
    assert (run.status, run.out) == (2, "")
    assert run.err == "Không sao lưu được vào sao-luu.db: đã có tệp này, không ghi đè; hãy chọn tên khác.\n"
    assert (here.folder / "sao-luu.db").read_text() == "đã có"


@pytest.mark.parametrize(
    ("target", "why"),
    [("khong-co/sao-luu.db", "không có thư mục đó"), ("ke-hoach.md/sao-luu.db", "không có thư mục đó")],
)
def test_a_place_that_is_none_is_told_in_words(here: Installation, target: str, why: str) -> None:
    run = here.run("backup", target)
    assert (run.status, run.err) == (2, f"Không sao lưu được vào {target}: {why}.\n")


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    made = Installation.made_in(tmp_path)
    run = made.run("backup", "sao-luu.db")
    assert (run.status, run.err.startswith("Chưa có cơ sở dữ liệu ")) == (2, True)
    assert not (tmp_path / "var").exists()


def test_postgresql_has_its_own_tools_and_its_password_is_not_shown(here: Installation) -> None:
    for command in (("backup", "x.db"), ("restore", "x.db", "--yes")):
        run = here.run(*command, env={"NHACVIEC_DATA__DATABASE": "postgresql://nhacviec:bi-mat@may-chu/nhacviec"})
        assert run.status == 2
        assert "pg_dump --format=custom" in run.err
        assert "bi-mat" not in run.err


def test_a_backup_taken_while_another_writes_is_of_one_moment(made: Path, tmp_path: Path) -> None:
    """The writer adds two rows a transaction; a copy of half a transaction would have an odd number of them."""
    halt, begun = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(made, isolation_level=None)) as conn:
            number = 0
            while not halt.is_set():
                conn.execute("BEGIN IMMEDIATE")
                for _ in range(2):
                    number += 1
                    conn.execute("INSERT INTO office VALUES (?, ?)", (f"cặp {number}", "x" * 2000))
                conn.execute("COMMIT")
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(20)
        for number in range(5):
            back_up(f"sqlite:///{made}", tmp_path / f"{number}.db", AT)
    finally:
        halt.set()
        writer.join(20)
    found = []
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as conn:
            found.append(conn.execute("SELECT count(*) FROM office WHERE key LIKE 'cặp%'").fetchone()[0])
    assert all(count and count % 2 == 0 for count in found)


def test_a_backup_is_taken_beside_a_running_daemon(here: Installation) -> None:
    with Process([*NHACVIEC, "run"], here.folder, PYTHONUNBUFFERED="1") as daemon:
        daemon.wait_for("daemon_started")
        run = here.run("backup", "sao-luu.db", "--json")
        assert (run.status, run.json["rows"]["plan"]) == (0, 1)
        assert daemon.end()[0] == 0


def test_what_cannot_be_read_back_whole_gets_no_name(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise InputError(path=path, reason="dữ liệu bên trong đã hỏng")

    monkeypatch.setattr("db.backup.examine", refuse)
    target = tmp_path / "bản sao" / "sao-luu.db"
    target.parent.mkdir()
    with pytest.raises(BackupError, match="dữ liệu bên trong đã hỏng"):
        back_up(f"sqlite:///{made}", target, AT)
    assert list(target.parent.iterdir()) == []


def test_a_name_taken_while_the_copy_was_made_is_left_alone(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sao-luu.db"

    def and_another_comes(path: Path) -> object:
        target.write_text("của người khác")
        return examine(path)

    monkeypatch.setattr("db.backup.examine", and_another_comes)
    with pytest.raises(BackupError, match="đã có tệp này"):
        back_up(f"sqlite:///{made}", target, AT)
    assert target.read_text() == "của người khác"


def test_where_a_file_system_has_no_hard_links_the_backup_gets_its_name_all_the_same(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert back_up(f"sqlite:///{made}", tmp_path / "sao-luu.db", AT).rows["plan"] == 1
    assert examine(tmp_path / "sao-luu.db").taken_at == AT
