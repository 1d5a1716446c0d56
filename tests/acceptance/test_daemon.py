"""The daemon as a process: it starts, delivers, notices, and stops in time with nothing lost."""

from __future__ import annotations

import datetime as dt
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.engine import reading
from db.lock import DaemonRunningError, LockFileError, daemon_holder, sole_daemon
from db.mails import MailRow, mails, possible_duplicates
from scheduler.changes.events import Announcement, announce
from scheduler.clock import LOCAL

from .conftest import World
from .installation import PLAN, UNITS
from .processes import Process
from .troubled_server import TroubledServer

NHACVIEC = [sys.executable, "-m", "nhacviec"]
DRIVER = Path(__file__).with_name("serve_at.py")
MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)  # a Tuesday, the first working day of 2022
LETTERS = 9  # units that lead a task of the plan: each gets one letter on adoption


# The program itself ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a config.toml of its own; no mail server, so mails become files."""
    (tmp_path / "config.toml").write_text(f'[data]\nunits = "{UNITS}"\n[daemon]\nstop_seconds = 3\n', encoding="utf-8")
    return tmp_path


def started(folder: Path, *args: str, **environment: str) -> Process:
    process = Process([*NHACVIEC, "run", *args], folder, **environment)
    process.wait_for("daemon_started")
    return process


def refusal(folder: Path, *command: str) -> tuple[int, str]:
    done = subprocess.run([*NHACVIEC, *command], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_the_first_run_adopts_the_plan_and_the_next_goes_on_with_it(folder: Path, by: signal.Signals) -> None:
    with started(folder, "--first", str(PLAN)) as first:
        status, took = first.end(by)
    assert (status, took < 3) == (0, True)
    assert any("Đã nạp" in line and "giai đoạn 2021–2025" in line for line in first.said)
    assert first.log[-1] == "Đã dừng."

    with started(folder, "--first", str(PLAN)) as second:
        status, took = second.end(by)
    assert (status, took < 3) == (0, True)
    assert any(line.startswith("Tiếp tục theo dõi 1 kế hoạch:") for line in second.said)
    assert not any("Đã nạp" in line for line in second.said)


def test_a_second_daemon_and_a_tick_are_refused_and_told_who_runs(folder: Path) -> None:
    with started(folder, "--first", str(PLAN)) as first:
        for command in ("run", "tick"):
            status, said = refusal(folder, command)
            assert status == 2
            assert said.count("\n") == 1
            assert f"mã tiến trình {first.pid}" in said
        assert first.end()[0] == 0
    assert refusal(folder, "tick")[0] == 0


def test_systemd_is_told_when_the_daemon_is_ready_and_when_it_stops(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(folder / "notify"))
        heard.settimeout(20)
        with Process([*NHACVIEC, "run", "--first", str(PLAN)], folder, NOTIFY_SOCKET=str(folder / "notify")) as daemon:
            states = [heard.recv(100)]
            while states[-1] != b"WATCHDOG=1":
                states.append(heard.recv(100))
            assert daemon.end()[0] == 0
            while states[-1] != b"STOPPING=1":
                states.append(heard.recv(100))
    assert [state for state in states if state != b"WATCHDOG=1"] == [b"READY=1", b"STOPPING=1"]


def test_a_notify_socket_that_is_gone_stops_nothing(folder: Path) -> None:
    with started(folder, "--first", str(PLAN), NOTIFY_SOCKET=str(folder / "gone")) as daemon:
        daemon.wait_for('not_notified state="WATCHDOG=1"')
        assert daemon.end()[0] == 0


def test_each_event_is_one_line_of_the_log(folder: Path) -> None:
    with started(folder, "--first", str(PLAN)) as daemon:
        daemon.end()
    events = [line.split(" ")[:3] for line in daemon.log[:-1]]
    assert [event for _, _, event in events][-1] == "daemon_stopped"
    for at, level, _ in events:
        assert dt.datetime.fromisoformat(at).utcoffset() == dt.timedelta(hours=7)
        assert level in ("INFO", "WARNING", "ERROR")


# The lock -------------------------------------------------------------------------------------------------------------


def test_the_lock_tells_its_holder_and_a_glance_leaves_it_alone(make_world: Callable[..., World]) -> None:
    engine = make_world().office.engine
    assert daemon_holder(engine) is None
    with sole_daemon(engine, "mã tiến trình 42"):
        assert daemon_holder(engine) == "mã tiến trình 42"
        with pytest.raises(DaemonRunningError, match="mã tiến trình 42"), sole_daemon(engine, "kẻ đến sau"):
            pass
        assert daemon_holder(engine) == "mã tiến trình 42"
    assert daemon_holder(engine) is None


def test_a_link_to_the_database_does_not_get_round_the_lock(make_world: Callable[..., World], tmp_path: Path) -> None:
    engine = make_world().office.engine
    (tmp_path / "link.db").symlink_to(str(engine.url.database))
    linked = engine.url.set(database=str(tmp_path / "link.db"))
    with sole_daemon(engine, "mã tiến trình 42"):
        done = subprocess.run([sys.executable, str(DRIVER), str(linked), "1", MORNING.isoformat()],
                              capture_output=True, encoding="utf-8", check=False)  # fmt: skip
    assert "mã tiến trình 42" in done.stderr


def test_a_lock_file_that_cannot_be_opened_is_one_sentence(make_world: Callable[..., World]) -> None:
    engine = make_world().office.engine
    Path(f"{engine.url.database}.lock").mkdir()
    with pytest.raises(LockFileError, match=r"Không dùng được tệp khóa .*\.lock"), sole_daemon(engine, "ai đó"):
        pass


# Delivery -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[TroubledServer]:
    with TroubledServer().listening() as up:
        yield up


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """An office that has just adopted its plan."""
    made = make_world()
    made.adopt(MORNING - dt.timedelta(minutes=1))
    return made


def serving(world: World, server: TroubledServer, *settings: str, at: dt.datetime = MORNING) -> Process:
    url = str(world.office.engine.url)
    process = Process([sys.executable, str(DRIVER), url, str(server.port), at.isoformat(), *settings], Path.cwd())
    process.wait_for("daemon_started")
    return process


def outbox(world: World) -> list[MailRow]:
    with reading(world.office.engine) as conn:
        return mails(conn)


def possible(world: World) -> int:
    with reading(world.office.engine) as conn:
        return possible_duplicates(conn)


def test_the_letters_of_an_adopted_plan_arrive_within_seconds(world: World, server: TroubledServer) -> None:
    with serving(world, server) as daemon:
        server.wait_for_mails(LETTERS)
        assert daemon.end()[0] == 0
    assert {(row.state, row.attempts) for row in outbox(world)} == {("sent", 1)}
    assert sorted(server.message_ids) == sorted(row.message_id for row in outbox(world))


def test_what_a_command_writes_beside_the_daemon_is_noticed(world: World, server: TroubledServer) -> None:
    with serving(world, server) as daemon:
        server.wait_for_mails(LETTERS)
        told = Announcement("bo-noi-vu-phe-duyet-de-an", MORNING.date(), due=dt.date(2022, 4, 29), all_tasks=True)
        announce(world.office, told, at=MORNING, actor="test")
        server.wait_for_mails(LETTERS + 1, seconds=5)
        daemon.end()
    assert outbox(world)[-1].kind == "event"


def test_it_is_noticed_while_a_slow_server_still_takes_what_was_there_before(
    world: World, server: TroubledServer
) -> None:
    """Half a second a mail over one connection: the outbox is not empty for another four seconds."""

    def pause() -> None:
        server.released.wait(0.5)

    server.on_mail = pause
    with serving(world, server, "smtp.connections=1") as daemon:
        server.wait_for_mails(1)
        told = Announcement("bo-noi-vu-phe-duyet-de-an", MORNING.date(), due=dt.date(2022, 4, 29), all_tasks=True)
        announce(world.office, told, at=MORNING, actor="test")
        daemon.wait_for("mails_written letters=1")
        assert len(server.kept) < LETTERS
        server.released.set()
        server.wait_for_mails(LETTERS + 1)
        daemon.end()


# Stopping -------------------------------------------------------------------------------------------------------------


def test_the_mails_in_hand_are_finished_if_the_server_answers_in_time(world: World, server: TroubledServer) -> None:
    server.in_data = "hold"
    with serving(world, server, "smtp.connections=2") as daemon:
        server.wait_for_mails(2)
        daemon.send(signal.SIGTERM)
        daemon.wait_for("daemon_stopping")
        server.released.set()
        status, took = daemon.ended()
    assert (status, took < 5) == (0, True)
    assert sorted(row.state for row in outbox(world)) == ["queued"] * (LETTERS - 2) + ["sent"] * 2
    assert possible(world) == 0


def test_a_mail_that_is_not_answered_in_time_goes_out_again_under_the_same_id_and_is_counted(
    world: World, server: TroubledServer
) -> None:
    server.in_data = "hold"
    with serving(world, server, "smtp.connections=1", "daemon.stop_seconds=2") as daemon:
        server.wait_for_mails(1)
        status, took = daemon.end()
    assert status == 0
    assert took < 15, "the server would have held it for a minute"
    assert any("stopped_in_mid_mail" in line for line in daemon.log)
    (left,) = [row for row in outbox(world) if row.state == "sending"]
    assert left.claimed_until == pytest.approx(MORNING + dt.timedelta(minutes=5), abs=dt.timedelta(minutes=1))

    server.in_data = "take"
    server.released.set()
    with serving(world, server, at=MORNING + dt.timedelta(minutes=10)) as daemon:
        server.wait_for_mails(1 + LETTERS)
        daemon.end()
    assert {row.state for row in outbox(world)} == {"sent"}
    assert server.message_ids.count(left.message_id) == 2
    assert len(set(server.message_ids)) == LETTERS
    assert possible(world) == 1


def test_a_server_that_does_not_say_goodbye_does_not_hold_the_daemon_up(world: World, server: TroubledServer) -> None:
    server.says_goodbye = False
    with serving(world, server, "daemon.stop_seconds=2") as daemon:
        server.wait_for_mails(LETTERS)
        status, took = daemon.end()
    assert (status, took < 2.5) == (0, True)


def test_a_thread_that_waits_for_the_database_does_not_hold_the_daemon_up(world: World, server: TroubledServer) -> None:
    """The server's answer cannot be recorded: another program writes for longer than the daemon has left."""
    locked = sqlite3.connect(str(world.office.engine.url.database), isolation_level=None, check_same_thread=False)
    server.on_mail = lambda: locked.in_transaction or locked.execute("BEGIN IMMEDIATE")
    with serving(world, server, "smtp.connections=1", "daemon.stop_seconds=2") as daemon:
        server.wait_for_mails(1)
        daemon.wait_for("mail_delivered")
        status, took = daemon.end()
    locked.close()
    assert (status, took < 2.5) == (0, True)
    assert [row.state for row in outbox(world)] == ["sending"] + ["queued"] * (LETTERS - 1)
