"""`nhacviec restore` and what follows it, through the real program."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from db.restoring import restore

from .installation import NHACVIEC, Installation
from .processes import Process
from .test_backup import AT
from .test_roles import home, port  # noqa: F401 (a fixture)

PAUSED = "Đang tạm dừng gửi thư: cơ sở dữ liệu được khôi phục lúc "


@pytest.fixture
def saved(here: Installation) -> Installation:
    """An installation with a backup, and a unit entered after it was taken."""
    assert here.run("backup", "sao-luu.db").status == 0
    assert here.run("unit", "add", "moi", "--name", "Phòng Mới").status == 0
    return here


def database(made: Installation) -> Path:
    return made.folder / "var" / "nhacviec.db"


def units(path: Path) -> int:
    with closing(sqlite3.connect(path)) as conn:
        return int(conn.execute("SELECT count(*) FROM unit").fetchone()[0])


def test_the_backup_takes_the_place_of_the_database_which_is_kept(saved: Installation) -> None:
    run = saved.run("restore", "sao-luu.db", "--yes", "--json")
    assert (run.status, run.json["waited"], run.json["since"]) == (0, [], [])
    assert "Bản sao lưu trọn vẹn: dữ liệu lúc " in run.err
    aside = Path(run.json["aside"])
    assert aside.parent == database(saved).parent
    assert (units(database(saved)), units(aside)) == (9, 10)
    assert not list(aside.parent.glob("*-wal"))
    assert database(saved).stat().st_mode & 0o077 == 0


def test_restored_the_database_sends_nothing_and_everybody_says_so(saved: Installation) -> None:
    told = saved.run("restore", "sao-luu.db", "--yes").out
    assert "Đã khôi phục " in told
    assert PAUSED in told
    tick = saved.run("tick", "--at", "2149-03-03T09:00")
    assert (tick.out, PAUSED in tick.err) == ("", True)
    doctor = saved.run("doctor")
    assert doctor.status == 1
    assert f"✗ hỏng     Gửi thư: {PAUSED}" in doctor.out
    assert saved.run("outbox", "list", "--json").json == []
    with Process([*NHACVIEC, "run"], saved.folder, PYTHONUNBUFFERED="1") as daemon:
        daemon.wait_for("daemon_started")
        assert daemon.end()[0] == 0
        assert any(line.startswith(PAUSED) for line in daemon.said)


def test_a_decision_lets_mail_leave_again(saved: Installation) -> None:
    saved.run("restore", "sao-luu.db", "--yes")
    before = saved.run("outbox", "resume").out
    assert "gửi trở lại bằng «nhacviec outbox resume --send»" in before
    assert PAUSED in saved.run("outbox", "resume").out
    done = saved.run("outbox", "resume", "--send", "--json")
    assert (done.status, done.json["decision"], done.json["mails"]) == (0, "send", 0)
    assert saved.run("tick", "--at", "2149-03-03T09:00").out
    again = saved.run("outbox", "resume", "--send")
    assert (again.status, again.err) == (2, "Thư đang được gửi bình thường, không có gì phải quyết định.\n")


def test_numbers_left_out_after_the_backup_are_not_lost_rows(saved: Installation) -> None:
    saved.run("tick", "--at", "2149-11-03T09:00")
    assert saved.run("backup", "hai.db").status == 0
    assert saved.run("restore", "hai.db", "--yes").status == 0
    with closing(sqlite3.connect(database(saved))) as conn:
        assert conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone() == (10_000,)
        assert saved.run("audit", "--json").json["missing"] == []
        conn.execute("DELETE FROM outbox WHERE id = 3")
        conn.commit()
    lost = saved.run("audit", "--json").json["missing"]
    assert "outbox:3" in {one["about"] for one in lost}


def test_what_fell_due_since_the_backup_is_listed_and_listing_changes_nothing(here: Installation) -> None:
    here.run("tick", "--at", "2149-11-03T09:00")
    with closing(sqlite3.connect(database(here))) as conn:
        waits = "UPDATE outbox SET state = 'queued', sent_at = NULL, next_try_at = created_at WHERE id = 1"
        conn.execute(waits)
        conn.commit()
    assert here.run("outbox", "pause", "--since", "2021-01-04T12:00").status == 0
    look = ("outbox", "resume", "--until", "2021-02-01T12:00")
    listed = [here.run(*look, "--json") for _ in range(2)]
    assert listed[0].out == listed[1].out
    assert ([one["id"] for one in listed[0].json["waited"]], listed[0].json["since"]) == ([1], [])
    assert "1 thư chưa gửi khi sao lưu, có thể đã gửi sau đó:" in here.run(*look).out


def test_nobody_is_asked_for_a_yes_where_nobody_is_there(saved: Installation) -> None:
    run = saved.run("restore", "sao-luu.db")
    assert (run.status, run.out) == (2, "")
    assert run.err.endswith("Chưa thay đổi gì: hãy thêm --yes để khôi phục.\n")
    assert units(database(saved)) == 10


def test_a_running_daemon_is_not_pulled_its_database_from_under(saved: Installation) -> None:
    with Process([*NHACVIEC, "run"], saved.folder, PYTHONUNBUFFERED="1") as daemon:
        daemon.wait_for("daemon_started")
        run = saved.run("restore", "sao-luu.db", "--yes")
        assert daemon.end()[0] == 0
    assert run.status == 2
    assert "Một tiến trình nhacviec khác đang chạy trên cơ sở dữ liệu" in run.err
    assert units(database(saved)) == 10
    assert [path.name for path in database(saved).parent.glob(".*")] == []


def test_nor_is_a_page_that_runs_alone(saved: Installation, port: int) -> None:  # noqa: F811 (the fixture)
    listen = f"127.0.0.1:{port}"
    command = [*NHACVIEC, "run", "--role", "web"]
    with Process(command, saved.folder, PYTHONUNBUFFERED="1", NHACVIEC_WEB__LISTEN=listen) as page:
        page.wait_for("page_started")
        assert home(port)
        run = saved.run("restore", "sao-luu.db", "--yes")
        assert page.end()[0] == 0
    assert run.status == 2
    assert "đang được một chương trình khác dùng" in run.err
    assert units(database(saved)) == 10


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
        conn.execute("UPDATE office SET value = '9999' WHERE key = 'readable_from'")
        conn.commit()


def make_foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE books (title TEXT)")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (Path.unlink, "không có tệp như vậy"),
        (spoil, "hỏng"),
        (lambda path: path.write_text("thư"), "tệp này không phải là cơ sở dữ liệu SQLite"),
        (make_newer, "ở bản 9999, mới hơn bản "),
        (make_foreign, "không phải cơ sở dữ liệu của nhacviec"),
        (lambda path: Path(f"{path}-wal").write_bytes(b"x"), "đang được dùng hoặc chép không trọn"),
    ],
)
def test_what_is_no_whole_backup_is_refused(saved: Installation, harm: object, why: str) -> None:
    assert callable(harm)
    harm(saved.folder / "sao-luu.db")
    run = saved.run("restore", "sao-luu.db", "--yes")
    assert (run.status, run.out) == (3, "")
    assert run.err.startswith("Không đọc được sao-luu.db: ")
    assert why in run.err
    assert units(database(saved)) == 10


def test_a_database_too_broken_to_open_is_replaced_and_kept(saved: Installation) -> None:
    database(saved).write_bytes(b"hong" * 5000)
    Path(f"{database(saved)}-wal").write_bytes(b"con lai")
    run = saved.run("restore", "sao-luu.db", "--yes", "--json")
    assert run.status == 0
    aside = Path(run.json["aside"])
    assert aside.read_bytes() == b"hong" * 5000
    assert Path(f"{aside}-wal").read_bytes() == b"con lai"
    assert units(database(saved)) == 9


def test_where_there_is_no_database_the_backup_becomes_it(
    saved: Installation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fresh = Installation.made_in(tmp_path_factory.mktemp("other"))
    run = fresh.run("restore", str(saved.folder / "sao-luu.db"), "--yes", "--json")
    assert (run.status, run.json["aside"], units(database(fresh))) == (0, None, 9)


def test_root_leaves_the_file_to_the_account_of_the_daemon(
    saved: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, user, group: given.append((Path(path).suffix, user, group)))
    url, owner = f"sqlite:///{database(saved)}", database(saved).stat()
    restore(saved.folder / "sao-luu.db", url, at=AT, actor="root", suffix="cu")
    assert given == [(".tmp", owner.st_uid, owner.st_gid), (".lock", owner.st_uid, owner.st_gid)]


def test_a_simulation_looks_beyond_a_pause(here: Installation) -> None:
    assert here.run("outbox", "pause").status == 0
    run = here.run("simulate", "--from", "2149-03-03", "--to", "2149-03-05", "--json")
    assert (run.status, run.out.count('"kind": "assignment"') > 0) == (0, True)
    assert here.run("tick", "--at", "2149-03-03T09:00").out == ""


@pytest.mark.parametrize("part", [0, 0.1, 0.6, 0.99])
def test_a_disk_that_is_full_leaves_everything_as_it_was(saved: Installation, part: float) -> None:
    """No file may grow beyond that part of the backup."""
    blocks = int(part * (saved.folder / "sao-luu.db").stat().st_size / 512)
    before = database(saved).read_bytes()
    for words in (("backup", "hai.db"), ("restore", "sao-luu.db", "--yes")):
        command = ["sh", "-c", f'ulimit -f {blocks}; exec "$0" -m nhacviec "$@"', sys.executable, *words]
        done = subprocess.run(command, cwd=saved.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith(
            ("Không sao lưu được", "Không khôi phục được", "Không dùng được")
        )
        assert database(saved).read_bytes() == before
        beside = [path.name.removeprefix("nhacviec.db") for path in database(saved).parent.iterdir()]
        assert set(beside) <= {"", ".lock", "-wal", "-shm"}
        assert [path.name for path in saved.folder.glob("*hai.db*")] == []
