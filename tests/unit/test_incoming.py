"""What came in is known for what it is; a stranger's bytes provoke nothing but an answer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.incoming.absence import last_day
from notifications.incoming.model import Absence, Automatic, Reply, Report
from notifications.incoming.read import LARGEST, read_mail
from notifications.incoming.reply import own_words

from .incoming_mails import (
    ABSENT_OUTLOOK,
    ABSENT_VACATION,
    EXCHANGE,
    OURS,
    QMAIL,
    REPLY_GMAIL,
    REPLY_OUTLOOK,
    SIGNED,
    mail,
    report,
)

DAY = dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("action", "status", "said", "failed", "found", "permanent", "blames_mail"),
    [
        ("failed", "5.1.1", "550 5.1.1 User unknown", True, "5.1.1", True, False),
        ("failed", "5.0.0", "550 5.2.2 Mailbox full", True, "5.2.2", True, False),
        ("failed", "5.7.1", "550 5.7.1 Rejected by policy", True, "5.7.1", True, True),
        ("failed", "5.0.0", "550 Message looks like spam", True, "5.0.0", True, True),
        ("failed", "5.3.4", "552 5.3.4 Message too big", True, "5.3.4", True, True),
        ("failed", "4.4.1", "connect: Connection timed out", True, "4.4.1", False, False),
        ("delayed", "4.4.1", "connect: Connection timed out", False, "4.4.1", False, False),
        ("FAILED", "rubbish", "?", True, None, False, False),
    ],
)
def test_a_standard_report_tells_whom_it_blames(
    action: str, status: str, said: str, failed: bool, found: str, permanent: bool, blames_mail: bool
) -> None:
    read = read_mail(report(action, status, said), DAY)
    assert isinstance(read.what, Report)
    assert (read.what.failed, read.what.status, read.what.permanent) == (failed, found, permanent)
    assert read.what.blames_mail == blames_mail
    assert (read.what.recipient, read.what.said) == ("ccvc@so.example.vn", f"smtp; {said}")
    assert SIGNED in read.came_to
    assert read.mentions == (OURS,)


def test_a_report_that_all_went_well_is_not_one() -> None:
    assert not isinstance(read_mail(report("relayed", "2.0.0", "250 ok"), DAY).what, Report | Reply)


@pytest.mark.parametrize("raw", [QMAIL, EXCHANGE])
def test_a_report_in_a_form_of_its_own_is_known_by_its_code(raw: bytes) -> None:
    read = read_mail(raw, DAY)
    assert isinstance(read.what, Report)
    assert (read.what.failed, read.what.status, read.what.blames_mail) == (True, "5.1.1", False)
    assert "5.1.1" in read.what.said
    assert SIGNED in read.came_to


def test_a_report_without_a_code_blames_nobody_and_one_still_trying_has_not_failed() -> None:
    head = f"From: postmaster@x.vn\nTo: {SIGNED}\nSubject: Undeliverable: viec"
    for text, failed in (("It did not work.", True), ("Delayed. Will keep trying until Friday. 4.4.7", False)):
        what = read_mail(mail(head, text), DAY).what
        assert isinstance(what, Report)
        assert (what.failed, what.permanent) == (failed, False)
    answered = read_mail(mail(head, "host mx said: 554 no such user here\n"), DAY).what
    assert isinstance(answered, Report)
    assert (answered.status, answered.permanent) == ("5.0.0", True)


def test_an_absence_is_known_by_headers_or_title_and_says_until_when() -> None:
    outlook, vacation = read_mail(ABSENT_OUTLOOK, DAY), read_mail(ABSENT_VACATION, DAY)
    assert isinstance(outlook.what, Absence)
    assert (outlook.sender, outlook.sender_name) == ("a.nguyen@so.example.vn", "Nguyễn Văn A")
    assert outlook.what.last == dt.date(2026, 3, 6)
    assert outlook.what.text.startswith("Tôi đi công tác")
    assert isinstance(vacation.what, Absence)
    assert vacation.what.last == dt.date(2026, 3, 8)
    assert vacation.mentions == (OURS,)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Tôi nghỉ phép đến hết thứ Sáu, ngày 13/3.", dt.date(2026, 3, 13)),
        ("Nghỉ từ 2 tháng 3 đến 5 tháng 3 năm 2026", dt.date(2026, 3, 5)),
        ("Tôi trở lại làm việc vào ngày 16/03/2026", dt.date(2026, 3, 15)),
        ("until Friday, March 13th, 2026", dt.date(2026, 3, 13)),
        ("out until 2026-03-10; returning on 11 March 2026", dt.date(2026, 3, 10)),
        ("nghỉ đến 5/1", dt.date(2027, 1, 5)),
        ("đến 10/3 tôi ở Huế, đến 15/3 ở Vinh", None),
        ("nghỉ đến hết ngày 01/3/2026", None),
        ("đến 31/02/2026", None),
        ("đến năm 2030", None),
        ("until 13/13/2026", None),
    ],
)
def test_the_last_day_is_taken_only_where_it_is_said_clearly(text: str, last: dt.date | None) -> None:
    assert last_day(text, DAY) == last


def test_a_reply_is_what_stands_above_the_quotation() -> None:
    read = read_mail(REPLY_GMAIL, DAY)
    assert read.what == Reply(
        "Phòng đã xong việc 1.I.6, công văn số 15/SNV-CCVC.\n\nTrân trọng.", True, ("cong-van.pdf",)
    )
    assert (read.sender, read.sender_name) == ("b.tran@so.example.vn", "Trần Thị B")
    assert (read.subject, read.message_id) == ("Re: [Nhắc việc] 3 việc", "<CAF+abc@mail.example.vn>")
    assert read.mentions[0] == OURS


def test_a_reply_in_html_alone_is_read_without_its_marks_and_scripts() -> None:
    assert read_mail(REPLY_OUTLOOK, DAY).what == Reply("Xin gia hạn đến 30/4.", True, ())


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> hỏi\nđáp\n> hỏi\nđáp nữa", "đáp\nđáp nữa"),
        ("Vào Th 3, A <a@b.vn> đã viết:\n> hỏi\n\nđáp ở dưới", "đáp ở dưới"),
        ("xong\n-----Original Message-----\nFrom: x", "xong"),
        ("xong\n\nTừ: Nhắc việc\nĐã gửi: thứ Ba\nKính gửi", "xong"),
        ("Từ: hôm nay là xong\nhết", "Từ: hôm nay là xong\nhết"),
        ("> chỉ trích lại", ""),
    ],
)
def test_quotations_of_many_kinds_are_cut(text: str, own: str) -> None:
    assert own_words(text) == own


def test_a_long_reply_is_cut_and_says_so() -> None:
    what = read_mail(mail("From: a@b.vn\nSubject: x", "dài " * 2000), DAY).what
    assert isinstance(what, Reply)
    assert (len(what.text), what.whole) == (4000, False)


@pytest.mark.parametrize(
    "headers",
    [
        "From: a@b.vn\nAuto-Submitted: auto-generated",
        "From: a@b.vn\nPrecedence: list",
        "From: a@b.vn\nList-Id: <x.y>",
        "Return-Path: <>\nFrom: a@b.vn",
        "Subject: no sender",
        "From: a@b.vn\nContent-Type: multipart/report; report-type=disposition-notification; boundary=x",
    ],
)
def test_what_a_machine_sends_is_no_reply(headers: str) -> None:
    assert read_mail(mail(headers, "text"), DAY).what == Automatic()


def test_the_address_is_the_one_in_brackets_not_the_one_in_the_name() -> None:
    read = read_mail(mail('From: "giamdoc@so.example.vn" <evil@example.net>\nSubject: a\x00b\x1b[31m'), DAY)
    assert (read.sender, read.sender_name) == ("evil@example.net", "giamdoc@so.example.vn")
    assert read.subject == "a b [31m"


@given(st.binary(max_size=2_000))
def test_any_bytes_have_an_answer(raw: bytes) -> None:
    read_mail(raw, DAY)
    read_mail(b"From: a@b.vn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + raw, DAY)
    read_mail(report("failed", "5.1.1", "x").replace(b"Action:", raw), DAY)


@pytest.mark.parametrize("charset", ["utf-7", "zlib", "idna", "punycode", "unicode_escape", "hex", "x" * 500, "?"])
def test_a_charset_that_is_none_or_a_trap_still_gives_text(charset: str) -> None:
    for head in (f"Content-Type: text/plain; charset={charset}", f"Subject: =?{charset}?B?4buH?="):
        read = read_mail(mail(f"From: a@b.vn\n{head}", "xong việc"), DAY)
        assert read.what == Reply("xong việc", True, ())


def test_a_mail_nested_a_thousandfold_a_giant_and_a_bomb_are_answered() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
    wide = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 20_000
    nested = "Content-Type: message/rfc822\n\n" * 5000
    quotes = "Subject: x\n\n" + "> " * 50_000 + "\n" + "On " * 30_000 + "\n" * 50_000 + "_" * 100_000
    page = "Content-Type: text/html\n\n" + "<blockquote><b" * 20_000
    for raw in (deep, wide, nested, quotes, page, "Subject: " + "=?utf-8?q?" * 50_000, "x: y\n" * 100_000):
        read_mail(f"From: a@b.vn\n{raw}".encode(), DAY)
    read_mail(b"From: a@b.vn\r\n\r\n" + b"\xff" * 2 * LARGEST, DAY)
