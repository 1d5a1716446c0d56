"""What came back, as the command line tells it; and the reading killed in the middle."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.incoming_mails import OURS, mail, report

from . import installation
from .certificates import Certificates
from .imap_server import PASSWORD, ImapServer
from .installation import Installation, Run

KILLED = Path(__file__).with_name("run_until_killed.py")
UNIT = "ccvc@snv.example.test"
AT = "2150-01-06T09:00"


@dataclass
class Reading:
    """An installation whose letters went out, and its mailbox."""

    program: Installation
    server: ImapServer
    trust: Path

    def run(self, *args: str, **more: str) -> Run:
        login = {"NHACVIEC_IMAP__HOST": "127.0.0.1", "NHACVIEC_IMAP__PORT": str(self.server.port)}
        login |= {"NHACVIEC_IMAP__USERNAME": "nhac-viec", "NHACVIEC_IMAP__PASSWORD": PASSWORD}
        return self.program.run(*args, env=login | {"SSL_CERT_FILE": str(self.trust)} | more)

    def killed_at(self, label: str, *args: str) -> int:
        """The exit status of a command that is killed there."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(installation, "NHACVIEC", [sys.executable, str(KILLED)])
            return self.run(*args, NHACVIEC_KILL_AT=label).status

    def letter(self) -> dict[str, Any]:
        """The unit's letter."""
        return next(one for one in self.run("outbox", "list", "--json").json if one["to"] == UNIT)

    def comes_back(self, raw: bytes) -> None:
        """A mail comes in that names the unit's letter."""
        self.server.deliver(raw.replace(OURS.encode(), self.letter()["message_id"].encode()))


@pytest.fixture
def reading(here: Installation, certificates: Certificates, tmp_path: Path) -> Iterator[Reading]:
    certificates.authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with ImapServer(certificates.server("127.0.0.1")).listening() as server:
        made = Reading(here, server, tmp_path / "authority.pem")
        assert made.run("tick", "--at", AT).status == 0
        yield made


REPLY = mail(f"From: B <b@snv.example.test>\nMessage-ID: <r@x.vn>\nIn-Reply-To: {OURS}\nSubject: Re: việc", "Đã nhận.")


def test_a_bounce_and_a_reply_are_read_and_shown_with_mail_unit_and_obligation(reading: Reading) -> None:
    letter = reading.letter()
    reading.comes_back(REPLY)
    reading.comes_back(report("failed", "5.1.1", "550 5.1.1 no such user"))
    reading.server.deliver(mail("From: x@y.vn\nSubject: khác", "chào"))
    done = reading.run("mail", "fetch")
    said = "Đã đọc 3 thư mới: 2 thư về các thư đã gửi, 0 thư giả mạo chữ ký, 1 thư khác (để nguyên).\n"
    assert (done.status, done.out) == (0, said)

    listed = reading.run("mail", "inbox").out.splitlines()
    assert [line.partition(f"{UNIT}: ")[2] for line in listed] == [
        f"thư trả lời, về thư số {letter['id']}",
        f"không đến được, đã ngừng gửi tới địa chỉ này (5.1.1), về thư số {letter['id']}",
    ]
    (bounce,) = reading.run("mail", "inbox", "--kind", "bounce", "--json").json
    assert (bounce["mail"], bounce["status"], bounce["mailbox"]) == (letter["id"], "5.1.1", UNIT)
    assert "  | Đã nhận." in reading.run("mail", "inbox", "1").out
    shown = reading.run("outbox", "show", str(letter["id"])).out
    assert "Đã trả về:\n" in shown
    assert "Người gửi theo thư ghi, chưa được xác thực: B (b@snv.example.test)" in shown
    assert "ccvc@snv.example.test [đã ngừng gửi" in " ".join(reading.run("unit", "list").out.split())
    assert f"đã ngừng gửi vì máy chủ thư từ chối: {UNIT}" in reading.run("doctor").out

    of_unit = reading.run("obligation", "list", "--unit", "ccvc", "--json").json[0]["id"]
    story = reading.run("obligation", "show", str(of_unit)).out
    assert "thư trả lời (tiêu đề Re: việc, thư đến số 1), bởi b@snv.example.test" in story
    assert "    | Đã nhận.\n" in story
    told = reading.run("obligation", "show", str(of_unit), "--json").json
    assert [(one["text"], one["from"]) for one in told["replies"]] == [("Đã nhận.", "b@snv.example.test")]


def test_what_there_is_not_is_said_in_one_sentence(reading: Reading) -> None:
    assert reading.run("mail", "inbox").out == "Chưa có gì trả về.\n"
    missing = reading.run("mail", "inbox", "9")
    assert (missing.status, missing.err) == (
        2,
        "Không có thư đến số 9; xem danh sách bằng lệnh «nhacviec mail inbox».\n",
    )
    without = reading.program.run("mail", "fetch")
    assert (without.status, without.err) == (2, "Chưa khai báo hộp thư: hãy ghi imap.host trong config.toml.\n")
    refused = reading.run("mail", "fetch", NHACVIEC_IMAP__PASSWORD="sai")
    assert refused.status == 2
    assert "không nhận tên đăng nhập hoặc mật khẩu" in refused.err
    assert refused.err.count("\n") == 1


def test_doctor_says_whether_the_mailbox_can_be_read(reading: Reading) -> None:
    assert f"Đọc được hộp thư nhac-viec, 127.0.0.1:{reading.server.port}, thư mục INBOX." in reading.run("doctor").out
    unsigned = reading.run("doctor", NHACVIEC_IMAP__RETURN_PATH="").out
    assert "imap.return_path trống" in unsigned
    reading.server.password = "khac"
    assert "Thư trả về: Hộp thư nhac-viec" in reading.run("doctor").out
    unread = reading.program.run("doctor", env={"NHACVIEC_SMTP__HOST": "127.0.0.1", "NHACVIEC_SMTP__PORT": "9"}).out
    assert "chưa khai báo imap.host" in unread


@pytest.mark.parametrize("label", ["taking:1", "taken:1", "taking:2", "marked:1"])
def test_a_reading_killed_anywhere_loses_nothing_and_does_nothing_twice(reading: Reading, label: str) -> None:
    reading.comes_back(REPLY)
    reading.comes_back(report("failed", "5.1.1", "550 5.1.1 no such user"))
    before = {one["id"] for one in reading.run("outbox", "list", "--json").json}
    assert reading.killed_at(label, "mail", "fetch") == -signal.SIGKILL
    assert reading.run("mail", "fetch").status == 0
    assert [one["kind"] for one in reading.run("mail", "inbox", "--json").json] == ["reply", "bounce"]
    assert reading.server.seen() == [1, 2]
    reading.run("tick", "--at", "2150-01-06T10:00")
    letters = [one["to"] for one in reading.run("outbox", "list", "--json").json if one["id"] not in before]
    assert sorted(letters) == ["theo-doi-ke-hoach@snv.example.test", "truong-phong-ccvc@snv.example.test"]
    assert reading.run("mail", "fetch").out.startswith("Đã đọc 0 thư mới")
