"""The whole way through Postfix and Dovecot: login, delivery, a bounce that comes back, a reply, wrong passwords."""

from __future__ import annotations

import email
import imaplib
import re
import shutil
import smtplib
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installation import Installation, Run

from .mail_servers import PASSWORD, PATIENCE, MailServers, running

DOMAIN = "snv.example.test"
MONITOR, HEAD = "theo-doi-ke-hoach", "truong-phong-ccvc"
LEAVES, UNKNOWN = "ccvc", "thanh-tra"
"""One unit's mailbox is gone behind a server that still takes its mail; that of another no server has heard of."""

AT = "2150-01-06T{:02}:00:00+07:00"

CONFIG = """[data]
units = "units.toml"
[mail]
sender = "nhac-viec@{domain}"
[smtp]
host = "localhost"
port = {submission}
mode = "starttls"
username = "nhac-viec"
password = "{password}"
[imap]
host = "localhost"
port = {imaps}
username = "nhac-viec"
password = "{password}"
"""


@dataclass
class Office:
    """An installation that mails through the servers."""

    program: Installation
    servers: MailServers

    def run(self, *args: str, trusting: bool = True, **more: str) -> Run:
        trust = {"SSL_CERT_FILE": str(self.servers.authority)} if trusting else {}
        return self.program.run(*args, env=trust | more)

    def json(self, *args: str) -> Any:
        done = self.run(*args, "--json")
        assert (done.status, done.err) == (0, ""), done.err
        return done.json

    def tick(self, hour: int) -> Run:
        """One step of the program at that hour of a working day."""
        done = self.run("tick", "--at", AT.format(hour))
        assert done.status == 0, done.err + self.servers.log()
        return done

    def fetch_until(self, kind: str) -> dict[str, Any]:
        """Read the mailbox until something of that kind has come back."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert (done := self.run("mail", "fetch")).status == 0, done.err
            if found := self.json("mail", "inbox", "--kind", kind):
                return dict(found[-1])
        raise AssertionError(f"no {kind} came back:\n{self.servers.log()}")

    def mails_of(self, name: str, number: int = 1) -> list[bytes]:
        """What lies in a mailbox, read over IMAP, once there are so many."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with imaplib.IMAP4_SSL("localhost", self.servers.imaps, ssl_context=trusted(self.servers)) as box:
                box.login(name, PASSWORD)
                count = int(box.select()[1][0] or 0)
                if count >= number:
                    parts = [box.fetch(str(one), "(BODY.PEEK[])")[1][0] for one in range(1, count + 1)]
                    return [part[1] for part in parts if isinstance(part, tuple)]
        raise AssertionError(f"fewer than {number} mails for {name}:\n{self.servers.log()}")


def trusted(servers: MailServers) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(servers.authority))


def addresses(folder: Path) -> list[str]:
    return re.findall(rf'"([\w-]+)@{re.escape(DOMAIN)}"', (folder / "units.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation.made_in(tmp_path_factory.mktemp("adopted"))
    made.adopt()
    return made


@pytest.fixture
def office(adopted: Installation, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(adopted.folder, tmp_path, dirs_exist_ok=True)
    there = [name for name in dict.fromkeys(addresses(tmp_path)) if name not in (LEAVES, UNKNOWN)]
    with running(DOMAIN, ["nhac-viec", *there], [LEAVES]) as servers:
        values = {"domain": DOMAIN, "submission": servers.submission, "imaps": servers.imaps, "password": PASSWORD}
        (tmp_path / "config.toml").write_text(CONFIG.format(**values), "utf-8")
        yield Office(Installation(tmp_path), servers)


def test_mails_go_out_signed_and_what_bounces_reaches_the_next_who_hears(office: Office) -> None:
    checked = office.run("doctor").out
    assert f"Máy chủ thư localhost:{office.servers.submission} sẵn sàng: mã hóa TLSv1.3" in checked
    assert "tài khoản nhac-viec" in checked
    assert "Đọc được hộp thư nhac-viec, localhost" in checked

    said = office.tick(9)
    assert "bị từ chối 1" in said.err
    outbox = {one["to"].partition("@")[0]: one for one in office.json("outbox", "list")}
    assert (outbox[UNKNOWN]["state"], outbox[LEAVES]["state"]) == ("failed", "sent")
    assert "5.1.1" in outbox[UNKNOWN]["answer"]

    back = office.fetch_until("bounce")
    assert (back["mail"], back["mailbox"], back["status"]) == (outbox[LEAVES]["id"], f"{LEAVES}@{DOMAIN}", "5.1.1")
    assert {c["address"] for c in contacts(office) if c["suspended"]} == {
        f"{one}@{DOMAIN}" for one in (LEAVES, UNKNOWN)
    }
    shown = office.run("outbox", "show", str(back["mail"])).out
    assert "Đã trả về:" in shown
    assert "không đến được, đã ngừng gửi tới địa chỉ này (5.1.1)" in shown

    office.tick(10)
    (letter,) = [one for one in office.json("outbox", "list") if one["to"] == f"{HEAD}@{DOMAIN}"]
    assert (letter["state"], letter["class"]) == ("sent", "letter")
    (arrived,) = office.mails_of(HEAD)
    assert arrived.endswith(raw_of(office, letter["id"]))
    assert arrived.startswith(b"Return-Path: <nhac-viec+m")
    assert office.run("mail", "fetch").out.startswith("Đã đọc 0 thư mới")


def test_a_reply_stands_with_its_mail_and_reaches_the_monitor(office: Office) -> None:
    office.tick(9)
    first = next(one for one in office.json("outbox", "list") if one["to"].startswith("thi-dua@"))
    reply = (
        f"From: =?utf-8?q?Ban_Thi_=C4=91ua?= <thi-dua@{DOMAIN}>\r\nTo: nhac-viec@{DOMAIN}\r\nSubject: Re: viec\r\n"
        f"Message-ID: <1@{DOMAIN}>\r\nIn-Reply-To: {first['message_id']}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nĐã nhận, sẽ báo trước 15/3.\r\n\r\n> trích lại\r\n"
    )
    with smtplib.SMTP("localhost", office.servers.submission) as unit:
        unit.starttls(context=trusted(office.servers))
        unit.login("thi-dua", PASSWORD)
        unit.sendmail(f"thi-dua@{DOMAIN}", [f"nhac-viec@{DOMAIN}"], reply.encode())
    came = office.fetch_until("reply")
    assert (came["mail"], came["from"], came["text"]) == (
        first["id"],
        f"thi-dua@{DOMAIN}",
        "Đã nhận, sẽ báo trước 15/3.",
    )
    office.tick(10)
    forwarded = email.message_from_bytes(office.mails_of(MONITOR)[-1], policy=policy.default)
    assert (forwarded["Reply-To"], forwarded["Auto-Submitted"]) == (f"thi-dua@{DOMAIN}", "auto-generated")
    body = forwarded.get_body(("plain",))
    assert body is not None
    assert "Đã nhận, sẽ báo trước 15/3." in body.get_content()


def test_a_wrong_password_and_an_authority_not_trusted_send_nothing_and_say_so(office: Office) -> None:
    wrong = office.run("doctor", NHACVIEC_SMTP__PASSWORD="sai", NHACVIEC_IMAP__PASSWORD="sai").out
    assert wrong.count("máy chủ không nhận tên đăng nhập hoặc mật khẩu") == 2
    port = str(office.servers.imap)
    plain = office.run("doctor", NHACVIEC_IMAP__MODE="starttls", NHACVIEC_IMAP__PORT=port).out
    assert f"Đọc được hộp thư nhac-viec, localhost:{port}" in plain
    assert "không xác minh được chứng thư" in office.run("doctor", trusting=False).out
    fetched = office.run("mail", "fetch", NHACVIEC_IMAP__PASSWORD="sai")
    assert (fetched.status, fetched.err.count("\n")) == (2, 1)
    waiting = office.run("tick", "--at", AT.format(9), NHACVIEC_SMTP__PASSWORD="sai")
    assert waiting.status == 0
    assert {one["state"] for one in office.json("outbox", "list")} == {"queued"}
    office.tick(11)
    assert {one["state"] for one in office.json("outbox", "list")} == {"sent", "failed"}


def contacts(office: Office) -> list[dict[str, Any]]:
    return [contact for unit in office.json("unit", "list") for contact in unit["contacts"]]


def raw_of(office: Office, number: int) -> bytes:
    """The mail as stored: without links there is nothing to mask in it."""
    return office.run("outbox", "show", str(number), "--raw").out.encode()
