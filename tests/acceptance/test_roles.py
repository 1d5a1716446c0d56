"""`nhacviec run --role …`: page and daemon in one process or apart."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import socket
from pathlib import Path

import pytest

from .installation import NHACVIEC, Installation
from .processes import Process


@pytest.fixture
def port() -> int:
    """One that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def home(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/")
    said = connection.getresponse().read().decode()
    connection.close()
    return said


@pytest.mark.parametrize("role", ["all", "web"])
def test_the_page_is_served_and_ends_in_time(role: str, port: int, tmp_path: Path) -> None:
    made = Installation.made_in(tmp_path)
    config = made.folder / "config.toml"
    config.write_text(f'{config.read_text("utf-8")}[web]\nlisten = "127.0.0.1:{port}"\n', "utf-8")
    with Process([*NHACVIEC, "run", "--role", role], made.folder, PYTHONUNBUFFERED="1") as process:
        process.wait_for("daemon_started" if role == "all" else "page_started")
        assert "hãy mở liên kết trong thư nhắc" in home(port)
        status, took = process.end()
    assert (status, took < 6) == (0, True)
    assert "Traceback" not in "\n".join(process.log)


def test_a_page_alone_tells_systemd_that_it_is_ready_and_lives(port: int, tmp_path: Path) -> None:
    made = Installation.made_in(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.settimeout(20)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "NHACVIEC_WEB__LISTEN": f"127.0.0.1:{port}"}
        with Process([*NHACVIEC, "run", "--role", "web"], made.folder, **told) as page:
            states = [heard.recv(100) for _ in range(2)]
            assert page.end()[0] == 0
            states.append(heard.recv(100))
    assert states == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    made = Installation.made_in(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        run = made.run("run", "--role", "web", env={"NHACVIEC_WEB__LISTEN": address})
    assert run.status == 2
    assert run.err.startswith(f"Không mở được trang web ở {address} (")


def test_a_page_without_a_place_is_refused(tmp_path: Path) -> None:
    run = Installation.made_in(tmp_path).run("run", "--role", "web")
    assert (run.status, run.err) == (
        2,
        "Chưa khai báo nơi phục vụ trang web: hãy ghi web.listen trong config.toml.\n",
    )


def test_the_daemon_logs_json_where_that_is_set(tmp_path: Path) -> None:
    made = Installation.made_in(tmp_path)
    command = [*NHACVIEC, "run"]
    with Process(command, made.folder, NHACVIEC_LOGS__FORMAT="json", PYTHONIOENCODING="ascii") as process:
        process.wait_for("daemon_started")
        assert process.end()[0] == 0
    lines = [json.loads(line) for line in process.log if line.startswith("{")]
    events = [line["event"] for line in lines]
    assert (events[-1], len(lines)) == ("daemon_stopped", len(process.log))
    assert all(dt.datetime.fromisoformat(line["at"]).utcoffset() == dt.timedelta(hours=7) for line in lines)
