"""The bytes of a mail, read back by the standard library."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.mime import MailAddressError, build, thread_root
from notifications.render import Rendered, render
from notifications.samples import SAMPLES

ROOT = thread_root("ccvc@example.vn", 2026, 3, "nhacviec.example.vn")
FIELDS: dict[str, Any] = {
    "sender": "nhacviec@example.vn",
    "sender_name": "Nhắc việc Sở Nội vụ",
    "recipient": "ccvc@example.vn",
    "recipient_name": "Phòng Công chức, viên chức",
    "reply_to": "van-phong@example.vn",
    "message_id": "<20260303.1@nhacviec.example.vn>",
    "root": ROOT,
    "date": dt.datetime(2026, 3, 3, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
}
DIGEST = render(SAMPLES["digest"])


def made(rendered: Rendered = DIGEST, **fields: Any) -> bytes:
    return build(rendered, **(FIELDS | fields))


def read(message: bytes) -> EmailMessage:
    parsed = message_from_bytes(message, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def test_the_mail_reads_back_as_it_was_written() -> None:
    mail = read(made())
    assert mail["Subject"] == DIGEST.subject
    assert mail["From"].addresses[0].display_name == "Nhắc việc Sở Nội vụ"
    assert mail["From"].addresses[0].addr_spec == "nhacviec@example.vn"
    assert mail["To"].addresses[0].display_name == "Phòng Công chức, viên chức"
    assert [address.addr_spec for address in mail["To"].addresses] == ["ccvc@example.vn"]
    assert mail["Reply-To"].addresses[0].addr_spec == "van-phong@example.vn"
    assert mail["Date"].datetime == FIELDS["date"]
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == DIGEST.text
    assert html.get_content().replace("\r\n", "\n") == DIGEST.html


def test_no_automatic_answer_is_invited_and_the_month_is_one_thread() -> None:
    mail = read(made())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Message-ID"] == FIELDS["message_id"]
    assert mail["References"] == mail["In-Reply-To"] == ROOT


def test_without_a_reader_there_is_no_reply_to() -> None:
    assert "Reply-To" not in read(made(reply_to=None, recipient_name=None))


def test_the_same_mail_is_the_same_bytes() -> None:
    assert made() == made()


def test_the_thread_root_is_of_one_mailbox_and_month() -> None:
    assert thread_root(" CCVC@Example.vn", 2026, 3, "nhacviec.example.vn") == ROOT
    assert thread_root("ccvc@example.vn", 2026, 4, "nhacviec.example.vn") != ROOT
    assert thread_root("thanh-tra@example.vn", 2026, 3, "nhacviec.example.vn") != ROOT


def assert_fit_for_the_wire(message: bytes) -> None:
    assert message.isascii()
    assert message.endswith(b"\r\n")
    assert message.count(b"\n") == message.count(b"\r") == message.count(b"\r\n")
    assert max(map(len, message.split(b"\r\n"))) < 998


@given(subject=st.text(), name=st.text(), text=st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_adds_a_header_or_breaks_a_line(subject: str, name: str, text: str) -> None:
    message = made(Rendered("due", subject, text, text), sender_name=name, recipient_name=name)
    assert_fit_for_the_wire(message)
    head = message.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert names == [
        b"From", b"To", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
        b"Auto-Submitted", b"X-Auto-Response-Suppress", b"Content-Language", b"MIME-Version", b"Content-Type",
    ]  # fmt: skip


def test_a_line_break_in_a_name_or_subject_becomes_a_space() -> None:
    mail = read(made(Rendered("due", "Nhắc\r\nBcc: x@y.vn", "a", "b"), sender_name="Sở\nTo: z@y.vn"))
    assert mail["Subject"] == "Nhắc Bcc: x@y.vn"
    assert mail["From"].addresses[0].display_name == "Sở To: z@y.vn"
    assert "Bcc" not in mail


@pytest.mark.parametrize(
    "address",
    ["", "ccvc", "a@b\r\nBcc: c@d.vn", "a b@c.vn", "a@b.vn>", "a@b.vn, c@d.vn", "a@-b.vn", "a..b@c.vn"],
)
@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to"])
def test_an_address_that_cannot_stand_in_a_header_is_refused(field: str, address: str) -> None:
    if field == "reply_to" and not address:
        return
    with pytest.raises(MailAddressError, match="không dùng được"):
        made(DIGEST, **{field: address})


@pytest.mark.parametrize("value", ["a@b", "<a b@c>", "<a@b>\r\nBcc: c@d.vn", "<a>"])
@pytest.mark.parametrize("field", ["message_id", "root"])
def test_an_id_that_could_break_a_header_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="message id"):
        made(DIGEST, **{field: value})


def test_a_date_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        made(date=dt.datetime(2026, 3, 3, 8, 0))


@pytest.mark.parametrize("field", ["sender", "reply_to"])
def test_our_own_addresses_ask_no_smtputf8(field: str) -> None:
    with pytest.raises(MailAddressError, match="không dấu"):
        made(DIGEST, **{field: "phòng@sở.vn"})


def test_a_recipient_with_other_letters_stands_in_the_header_as_servers_are_told() -> None:
    head = made(DIGEST, recipient="phòng@sở.vn").partition(b"\r\n\r\n")[0].decode()
    assert "<phòng@xn--s-lym.vn>" in head
