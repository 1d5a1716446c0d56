"""`nhacviec user`, and the link that `nhacviec run` prints."""

from __future__ import annotations

import os
import pty
import re
import socket
import subprocess
from pathlib import Path

import pytest

from .installation import NHACVIEC, Installation, Run
from .processes import Process

PASSWORD = "ba con mèo leo cây cau"


@pytest.fixture
def bare(tmp_path: Path) -> Installation:
    """Nobody in it yet; its page would stand at an address of this machine."""
    made = Installation.made_in(tmp_path)
    config = made.folder / "config.toml"
    config.write_text(f'{config.read_text("utf-8")}[web]\nlisten = "127.0.0.1:8765"\n', "utf-8")
    return made


def piped(here: Installation, said: bytes, *args: str) -> Run:
    done = subprocess.run([*NHACVIEC, *args], cwd=here.folder, input=said, capture_output=True, check=False)
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_an_account_is_added_with_a_link_or_with_a_password(bare: Installation) -> None:
    added = bare.run("user", "add", "An.Nguyen@snv.vn", "--role", "administrator", "--name", "Nguyễn Văn An")
    assert added.status == 0
    assert re.search(r"http://127\.0\.0\.1:8765/mat-khau/[\w-]{43}\n", added.out)
    given = piped(
        bare, f"{PASSWORD}\n".encode(), "user", "add", "tt", "--role", "unit", "--unit", "thanh-tra", "--password-stdin"
    )
    assert (given.status, given.err, "mat-khau" in given.out) == (0, "", False)
    listed = {one["user"]: one for one in bare.run("user", "list", "--json").json}
    assert list(listed) == ["an.nguyen@snv.vn", "tt"]
    assert (listed["tt"]["unit"], listed["tt"]["has_password"]) == ("thanh-tra", True)
    assert listed["an.nguyen@snv.vn"]["name"] == "Nguyễn Văn An"
    assert listed["an.nguyen@snv.vn"]["has_password"] is False
    shown = bare.run("user", "list").out
    assert "chưa đặt mật khẩu" in shown
    assert "Thanh tra" in shown
    assert PASSWORD not in shown


def test_a_lost_password_is_replaced_by_link_by_pipe_or_at_the_terminal(bare: Installation) -> None:
    bare.run("user", "add", "an", "--role", "monitor")
    link = bare.run("user", "passwd", "an", "--json").json
    assert link["user"] == "an"
    assert link["link"].startswith("http://127.0.0.1:8765/mat-khau/")
    assert piped(bare, b"ngan\n", "user", "passwd", "an", "--password-stdin").status == 2
    assert piped(bare, b"\xff" * 20, "user", "passwd", "an", "--password-stdin").status == 2
    assert bare.run("user", "list", "--json").json[0]["has_password"] is False
    assert at_terminal(bare, PASSWORD, "user", "passwd", "an") == 0
    assert bare.run("user", "list", "--json").json[0]["has_password"] is True


def at_terminal(here: Installation, typed: str, *args: str) -> int:
    """The status of a command that asks twice."""
    person, terminal = pty.openpty()
    running = subprocess.Popen(
        [*NHACVIEC, *args], cwd=here.folder, stdin=terminal, stdout=subprocess.DEVNULL, stderr=terminal,
        start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    heard = b""
    for question in ("Mật khẩu mới", "Nhập lại mật khẩu"):
        while question.encode() not in heard:
            heard += os.read(person, 1024)
        heard = b""
        os.write(person, f"{typed}\n".encode())
    status = running.wait(30)
    os.close(person)
    return status


def test_a_part_is_changed_and_an_account_disabled_and_enabled(bare: Installation) -> None:
    bare.run("user", "add", "an", "--role", "monitor")
    assert bare.run("user", "role", "AN", "--role", "unit", "--unit", "thanh-tra", "--json").json == {"user": "an"}
    assert bare.run("user", "list", "--json").json[0]["role"] == "unit"
    assert bare.run("user", "disable", "an").status == 0
    assert bare.run("user", "list", "--json").json[0]["disabled_at"]
    refused = bare.run("user", "passwd", "an")
    assert (refused.status, "đang khóa" in refused.err) == (2, True)
    assert bare.run("user", "enable", "an").status == 0
    assert bare.run("user", "list", "--json").json[0]["disabled_at"] is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "Nguyễn An", "--role", "leader"), "Tên đăng nhập «Nguyễn An» không dùng được"),
        (("add", "an", "--role", "unit"), "cần ghi đơn vị nào"),
        (("add", "an", "--role", "unit", "--unit", "khong-co"), "Không có đơn vị «khong-co»"),
        (("add", "an", "--role", "monitor", "--unit", "thanh-tra"), "Chỉ tài khoản của đơn vị"),
        (("add", "co", "--role", "leader"), "Đã có tài khoản «co»"),
        (("disable", "co"), "quản trị cuối cùng"),
        (("role", "co", "--role", "leader"), "quản trị cuối cùng"),
        (("passwd", "khong.co"), "Không có tài khoản «khong.co»"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(bare: Installation, words: tuple[str, ...], why: str) -> None:
    bare.run("user", "add", "co", "--role", "administrator")
    before = bare.run("user", "list", "--json").out
    refused = bare.run("user", *words)
    assert refused.status == 2
    assert why in refused.err
    assert bare.run("user", "list", "--json").out == before


def test_without_a_page_no_link_is_made_up(tmp_path: Path) -> None:
    here = Installation.made_in(tmp_path)
    refused = here.run("user", "add", "an", "--role", "leader")
    assert (refused.status, "office.public_url" in refused.err) == (2, True)
    assert here.run("user", "list", "--json").json == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_run_prints_the_first_link_apart_from_the_log_until_somebody_is_there(bare: Installation, form: str) -> None:
    config = bare.folder / "config.toml"
    words = config.read_text("utf-8").replace("8765", str(free_port()))
    config.write_text(f'{words}[logs]\nformat = "{form}"\n', "utf-8")
    command = [*NHACVIEC, "run", "--role", "web"]
    with Process(command, bare.folder) as first:
        first.wait_for("page_started")
        first.end()
    said = re.search(r"/mat-khau/([\w-]+)", "\n".join(first.said))
    assert said
    assert said[1] not in "\n".join(first.log)
    bare.run("user", "add", "an", "--role", "administrator")
    with Process(command, bare.folder) as second:
        second.wait_for("page_started")
        second.end()
    assert "mat-khau" not in "\n".join(second.said)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
