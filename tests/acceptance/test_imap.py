"""Real conversations with a mailbox on this machine."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from notifications.imap import Account, ImapMailbox, MailboxError, MailboxLoginRefusedError, Mode
from notifications.incoming.read import LARGEST

from .certificates import Certificates
from .imap_server import PASSWORD, ImapServer


@pytest.fixture
def server(certificates: Certificates) -> Iterator[ImapServer]:
    with ImapServer(certificates.server("127.0.0.1")).listening() as listening:
        yield listening


def mailbox(server: ImapServer, certificates: Certificates, mode: Mode = "tls", **other: Any) -> ImapMailbox:
    account = Account("127.0.0.1", server.port, mode, "nhac-viec", PASSWORD, timeout=5)
    return ImapMailbox(replace(account, **other), ssl_context=certificates.trusted())


def logins(server: ImapServer) -> list[str]:
    return [command for command in server.commands if "LOGIN" in command or "AUTHENTICATE" in command]


def test_mails_are_read_from_a_number_on_in_order_and_stay_unread(
    server: ImapServer, certificates: Certificates
) -> None:
    for number in range(1, 6):
        server.deliver(f"Subject: {number}\r\n\r\nnội dung\r\n".encode())
    with mailbox(server, certificates).opened() as folder:
        assert folder.validity == 7
        assert [one.uid for one in folder.after(0, 3)] == [1, 2, 3]
        assert [one.raw for one in folder.after(4, 3)] == ["Subject: 5\r\n\r\nnội dung\r\n".encode()]
        assert list(folder.after(5, 3)) == []
    assert server.seen() == []


def test_of_a_giant_mail_only_the_beginning_is_fetched(server: ImapServer, certificates: Certificates) -> None:
    server.deliver(b"Subject: x\r\n\r\n" + b"a" * 2 * LARGEST)
    with mailbox(server, certificates).opened() as folder:
        (one,) = folder.after(0, 10)
    assert len(one.raw) == LARGEST


@pytest.mark.parametrize(("can_move", "left"), [(True, [2]), (False, [1, 2, 3])])
def test_mails_dealt_with_are_marked_or_moved_and_nothing_is_expunged(
    server: ImapServer, certificates: Certificates, can_move: bool, left: list[int]
) -> None:
    server.can_move = can_move
    for _ in range(3):
        server.deliver(b"Subject: x\r\n\r\n")
    with mailbox(server, certificates).opened() as folder:
        folder.settle([1, 3])
    assert server.seen() == [1, 3]
    with mailbox(server, certificates, done_folder="Done").opened() as folder:
        folder.settle([1, 3])
    assert [one.uid for one in server.folders["Done"]] == [1, 3]
    assert [one.uid for one in server.folders["INBOX"]] == left
    assert not any("EXPUNGE" in command for command in server.commands)


def test_a_wrong_password_is_told_and_tried_once(server: ImapServer, certificates: Certificates) -> None:
    with pytest.raises(MailboxLoginRefusedError, match="không nhận tên đăng nhập hoặc mật khẩu"):
        mailbox(server, certificates, password="sai").check()
    assert len(logins(server)) == 1


def test_a_mailbox_that_can_be_read_says_so(server: ImapServer, certificates: Certificates) -> None:
    said = mailbox(server, certificates).check()
    assert said == f"Đọc được hộp thư nhac-viec, 127.0.0.1:{server.port}, thư mục INBOX."


def test_starttls_is_demanded_before_the_password(certificates: Certificates) -> None:
    with ImapServer(certificates.server("127.0.0.1"), implicit=False).listening() as server:
        server.deliver(b"Subject: x\r\n\r\n")
        with mailbox(server, certificates, "starttls").opened() as folder:
            assert len(list(folder.after(0, 10))) == 1
        server.can_encrypt, before = False, len(logins(server))
        with pytest.raises(MailboxError, match="không cho mã hóa bằng STARTTLS"):
            mailbox(server, certificates, "starttls").check()
        assert len(logins(server)) == before == 1


@pytest.mark.parametrize("mode", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("name", "days", "reason"),
    [("other.example", 2, "không phải của tên máy chủ này"), ("127.0.0.1", -1, "đã hết hạn"), ("", 2, "chứng thư")],
)
def test_a_certificate_that_cannot_be_verified_gets_no_password(
    certificates: Certificates, tmp_path: Path, mode: Mode, name: str, days: int, reason: str
) -> None:
    tls = certificates.server(name, days) if name else Certificates(tmp_path).server("127.0.0.1")
    with ImapServer(tls, implicit=mode == "tls").listening() as server:
        with pytest.raises(MailboxError, match=reason):
            mailbox(server, certificates, mode).check()
        assert logins(server) == []


@pytest.mark.parametrize("verb", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH"])
def test_a_server_that_hangs_up_is_one_sentence(server: ImapServer, certificates: Certificates, verb: str) -> None:
    server.deliver(b"Subject: x\r\n\r\n")
    server.breaks_before = verb
    with pytest.raises(MailboxError) as caught, mailbox(server, certificates).opened() as folder:
        list(folder.after(0, 10))
    assert re.fullmatch(r"Hộp thư nhac-viec, 127\.0\.0\.1:\d+, thư mục INBOX: .+\.", str(caught.value))


def test_a_closed_port_is_told(certificates: Certificates) -> None:
    with ImapServer(certificates.server("127.0.0.1")).listening() as server:
        pass
    with pytest.raises(MailboxError, match="không nhận kết nối ở cổng này"):
        mailbox(server, certificates).check()


def test_a_context_that_verifies_nothing_is_refused(server: ImapServer) -> None:
    account = Account("127.0.0.1", server.port, "tls", "nhac-viec", PASSWORD)
    with pytest.raises(ValueError, match="must verify"):
        ImapMailbox(account, ssl_context=ssl._create_unverified_context())
    assert PASSWORD not in repr(account)
