"""What comes back to the signed address: sent over SMTP, read over IMAP, acted on once."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import logging
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from db.duties import obligations
from db.engine import reading
from db.facts import fact
from db.history import story
from db.incoming import IncomingRow, incoming_mails
from db.mails import MailRow, mail_by_id, mails
from db.register import load_register
from nhacviec import config
from nhacviec.app import make_mailer
from notifications.imap import Account, ImapMailbox, MailboxError
from rules.workdays import ONE_DAY
from scheduler.changes import unit_edits
from scheduler.clock import LOCAL, Hours, now
from scheduler.daemon import Daemon
from scheduler.delivering.inbox import Inbox
from scheduler.engine import Inline
from scheduler.office import world as known_of
from scheduler.reports.telling import telling
from scheduler.tick import tick
from tests.unit.incoming_mails import mail, report

from .certificates import Certificates
from .conftest import World
from .imap_server import PASSWORD, ImapServer
from .troubled_server import TroubledServer

MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)
UNIT, HEAD, MONITOR = (f"{name}@snv.example.test" for name in ("ccvc", "truong-phong-ccvc", "theo-doi-ke-hoach"))
SENDER = "nhac-viec@snv.example.test"
GONE = "550 5.1.1 no such user"


class NotingServer(TroubledServer):
    """Keeps the envelope sender of each mail by its Message-ID."""

    def __init__(self) -> None:
        super().__init__()
        self.senders: dict[str, str] = {}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        self.senders[str(email.message_from_bytes(envelope.original_content)["Message-ID"])] = envelope.mail_from
        return answer


class Installed:
    """An office that sends to one server and reads from the other; `at` is its present instant."""

    def __init__(self, world: World, smtp: NotingServer, imap: ImapServer, inbox: Callable[..., Inbox]) -> None:
        self.office, self.smtp, self.imap = world.office, smtp, imap
        self.at = MORNING
        self.inbox = inbox(self.office, lambda: self.at)

    def deliver(self, at: dt.datetime | None = None) -> list[MailRow]:
        """One tick; gives the mails it wrote."""
        self.at = at or self.at
        before = {row.id for row in self.outbox()}
        smtp = config.Smtp(host="127.0.0.1", port=self.smtp.port, mode="none")
        tick(self.office, make_mailer(config.Config(smtp=smtp)), self.at)
        return [row for row in self.outbox() if row.id not in before]

    def until(self, wanted: Callable[[MailRow], bool]) -> MailRow:
        """Live day by day until such a mail is written."""
        for _ in range(90):
            self.at = Hours().opening(self.at.date() + ONE_DAY)
            if found := [row for row in self.deliver() if wanted(row)]:
                return found[0]
        raise AssertionError("no such mail")

    def outbox(self) -> list[MailRow]:
        with reading(self.office.engine) as conn:
            return mails(conn)

    def bytes_of(self, row: MailRow) -> bytes:
        with reading(self.office.engine) as conn:
            found = mail_by_id(conn, row.id)
        assert found
        return found[1]

    def back_to(self, row: MailRow, raw: bytes) -> None:
        """A mail comes in at the address of `row`, in the place of that of the samples, and is read."""
        self.imap.deliver(raw.replace(b"nhac-viec+m12-abcdefghijklmnop@so.example.vn", self.signed(row).encode()))
        self.inbox.collect()

    def signed(self, row: MailRow) -> str:
        return self.smtp.senders[row.message_id]

    def incoming(self) -> list[IncomingRow]:
        with reading(self.office.engine) as conn:
            return incoming_mails(conn)

    def suspended(self) -> set[str]:
        with reading(self.office.engine) as conn:
            return {one.mailbox for one in load_register(conn).contacts if one.suspended}

    def state(self, row: MailRow) -> str:
        return next(one.state for one in self.outbox() if one.id == row.id)


@pytest.fixture
def here(make_world: Callable[..., World], certificates: Certificates) -> Iterator[Installed]:
    def inbox(office: Any, clock: Any) -> Inbox:
        account = Account("127.0.0.1", imap.port, "tls", "nhac-viec", PASSWORD, timeout=5)
        return Inbox(office, ImapMailbox(account, ssl_context=certificates.trusted()), clock)

    read = config.Imap(host="127.0.0.1", username="nhac-viec", password=PASSWORD)  # type: ignore[arg-type] # pydantic's
    world = make_world(imap=read, mail=config.Mail(sender=SENDER))
    world.adopt(MORNING - dt.timedelta(minutes=1))
    smtp, imap = NotingServer(), ImapServer(certificates.server("127.0.0.1"))
    with smtp.listening(), imap.listening():
        yield Installed(world, smtp, imap, inbox)


def is_digest_of(mailbox: str) -> Callable[[MailRow], bool]:
    return lambda row: row.sort == "digest" and row.mailbox == mailbox


def text_of(body: bytes) -> str:
    part = email.message_from_bytes(body, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


# Sending --------------------------------------------------------------------------------------------------------------


def test_each_mail_has_an_envelope_sender_of_its_own_and_its_headers_stay(here: Installed) -> None:
    letters = here.deliver()
    senders = {here.signed(row) for row in letters}
    assert len(senders) == len(letters) == 9
    assert all(sender.startswith("nhac-viec+m") and sender.endswith("@snv.example.test") for sender in senders)
    for row in letters:
        headers = email.message_from_bytes(here.bytes_of(row))
        assert SENDER in str(headers["From"])
        assert str(headers["Reply-To"]) == MONITOR
        assert not any(sender in here.bytes_of(row).decode() for sender in senders)


# Not delivered --------------------------------------------------------------------------------------------------------


def test_a_bounce_days_later_suspends_the_address_and_the_next_who_hears_is_told(here: Installed) -> None:
    lost = here.until(is_digest_of(UNIT))
    here.at += dt.timedelta(days=1)
    here.back_to(lost, report("failed", "5.1.1", GONE))
    assert here.suspended() == {UNIT}
    assert here.state(lost) == "failed"
    told = here.until(is_digest_of(HEAD))
    assert {item["task"] for item in lost.items} <= {item["task"] for item in told.items}
    assert told.day == lost.day + 2 * ONE_DAY
    assert "nhưng chưa gửi được" in told.items[0]["reason"]
    here.back_to(told, report("failed", "5.1.1", GONE).replace(b"Message-Id: <", b"Message-Id: <x"))
    last = here.until(is_digest_of(MONITOR))
    assert here.suspended() == {UNIT, HEAD}
    assert {item["task"] for item in lost.items} <= {item["task"] for item in last.items}
    assert not any(row.mailbox in (UNIT, HEAD) for row in here.outbox() if row.id > told.id)


def test_the_bounce_of_a_letter_brings_its_words_to_the_next_and_to_nobody_twice(here: Installed) -> None:
    letters = here.deliver()
    (lost,) = [row for row in letters if row.mailbox == UNIT]
    here.back_to(lost, report("failed", "5.1.1", GONE))
    here.at += dt.timedelta(hours=1)
    (told,) = here.deliver()
    assert (told.mailbox, told.sort, told.kind) == (HEAD, "letter", "assignment")
    assert {item["task"] for item in told.items} == {item["task"] for item in lost.items}
    here.back_to(told, report("failed", "5.1.1", GONE).replace(b"Message-Id: <", b"Message-Id: <x"))
    (last,) = here.deliver()
    assert last.mailbox == MONITOR
    assert {item["task"] for item in lost.items} <= {item["task"] for item in last.items}
    assert here.deliver() == []


def test_a_mail_given_up_after_days_is_owed_to_the_same_address_again(here: Installed) -> None:
    (letter,) = [row for row in here.deliver() if row.mailbox == UNIT]
    here.back_to(letter, report("failed", "4.4.1", "connection timed out"))
    (again,) = here.deliver()
    assert (again.mailbox, again.items) == (UNIT, letter.items)
    here.back_to(again, report("failed", "4.4.1", "connection timed out").replace(b"Message-Id: <", b"Message-Id: <x"))
    assert here.deliver() == []  # a third time it would be a loop
    lost = here.until(is_digest_of(UNIT))
    here.back_to(lost, report("failed", "4.4.7", "expired").replace(b"Message-Id: <", b"Message-Id: <y"))
    assert (here.state(lost), here.suspended()) == ("failed", set())
    told = here.until(is_digest_of(UNIT))
    assert {item["task"] for item in lost.items} <= {item["task"] for item in told.items}


def test_a_delay_is_noted_with_the_mail_and_changes_nothing(here: Installed) -> None:
    lost = here.deliver()[0]
    here.back_to(lost, report("delayed", "4.4.1", "greylisted"))
    assert [(one.kind, one.mail_id, one.status) for one in here.incoming()] == [("delay", lost.id, "4.4.1")]
    assert (here.state(lost), here.suspended(), here.deliver()) == ("sent", set(), [])


def test_a_refusal_by_policy_blames_nobody_and_the_monitor_hears_of_it_once(here: Installed) -> None:
    lost = here.deliver()[0]
    here.back_to(lost, report("failed", "5.7.1", "550 5.7.1 DMARC"))
    assert (here.state(lost), here.suspended()) == ("sent", set())
    (told,) = here.deliver()
    assert (told.mailbox, told.kind) == (MONITOR, "question")
    text = text_of(here.bytes_of(told))
    assert "1 thư không đến được người nhận" in text
    assert f"Thư số {lost.id}, {lost.mailbox}: smtp; 550 5.7.1 DMARC" in text
    following = here.until(is_digest_of(MONITOR))
    assert "không đến được người nhận" not in text_of(here.bytes_of(following))


def test_a_substitute_who_cannot_be_reached_stands_in_no_more(here: Installed) -> None:
    here.deliver()
    away, other = (dt.date(2022, 1, 4), dt.date(2022, 6, 30)), "thay@snv.example.test"
    entered: dict[str, Any] = {"at": here.at, "actor": "test"}
    unit_edits.enter_absence(here.office, "ccvc", "lead", UNIT, days=away, substitute=other, **entered)
    lost = here.until(is_digest_of(other))
    here.back_to(lost, report("failed", "5.1.1", GONE))
    told = here.until(is_digest_of(HEAD))
    assert {item["task"] for item in lost.items} <= {item["task"] for item in told.items}
    assert not any(row.mailbox == other for row in here.outbox() if row.id > lost.id)


# Away -----------------------------------------------------------------------------------------------------------------

AWAY = (
    "From: {who}\nTo: {{SIGNED}}\nSubject: Automatic reply: viec\nMessage-ID: <{n}@x.vn>\nAuto-Submitted: auto-replied"
)


def away(who: str, number: int, text: str) -> bytes:
    head = AWAY.format(who=who, n=number).replace("{SIGNED}", "nhac-viec+m12-abcdefghijklmnop@so.example.vn")
    return mail(head, text)


def test_the_monitor_is_asked_about_an_absence_once_a_week_until_it_is_entered(here: Installed) -> None:
    letter = next(row for row in here.deliver() if row.mailbox == UNIT)
    here.back_to(letter, away(UNIT, 1, "Tôi nghỉ phép đến hết ngày 28/01/2022."))
    (asked,) = here.deliver()
    text = text_of(here.bytes_of(asked))
    assert asked.mailbox == MONITOR
    assert "có thể vắng mặt, đến hết 28/01/2022" in text
    assert f"nhacviec unit contact ccvc --role lead --absent {UNIT} --to 2022-01-28" in text
    here.back_to(letter, away(UNIT, 2, "Tôi nghỉ phép đến hết ngày 28/01/2022."))
    assert here.deliver(here.at + dt.timedelta(days=1)) == []
    (again,) = here.deliver(here.at + dt.timedelta(days=6))
    assert "có thể vắng mặt" in text_of(here.bytes_of(again))
    days = (dt.date(2022, 1, 10), dt.date(2022, 1, 28))
    unit_edits.enter_absence(here.office, "ccvc", "lead", UNIT, days=days, substitute=None, at=here.at, actor="test")
    here.back_to(letter, away(UNIT, 3, "Tôi nghỉ phép đến hết ngày 28/01/2022."))
    later = [row for _ in range(7) for row in here.deliver(here.at + ONE_DAY)]
    assert not any("có thể vắng mặt" in text_of(here.bytes_of(row)) for row in later)


# Replies --------------------------------------------------------------------------------------------------------------

REPLY = """From: "Trần B" <b.tran@ccvc.example.test>
To: nhac-viec+m12-abcdefghijklmnop@so.example.vn
Subject: Re: viec =?utf-8?q?=0d=0aBcc:?= x@evil.example
Message-ID: <{n}@ccvc.example.test>
Reply-To: evil@evil.example
Bcc: evil@evil.example"""


def reply(number: int = 1, text: str = "Đã xong, công văn số 15.\n\nVào thứ Ba, Nhắc việc đã viết:\n> cũ") -> bytes:
    return mail(REPLY.format(n=number), text)


def test_a_reply_stands_with_the_obligations_and_goes_to_the_monitor_with_no_header_of_the_stranger(
    here: Installed,
) -> None:
    answered = here.until(is_digest_of(UNIT))
    here.back_to(answered, reply())
    (forwarded,) = here.deliver()
    assert (forwarded.mailbox, forwarded.sort) == (MONITOR, "letter")
    message = email.message_from_bytes(here.bytes_of(forwarded), policy=policy.default)
    assert str(message["Reply-To"]) == "b.tran@ccvc.example.test"
    assert str(message["To"].addresses[0].addr_spec) == MONITOR
    assert (str(message["Auto-Submitted"]), message["Bcc"], message["Cc"]) == ("auto-generated", None, None)
    text = text_of(here.bytes_of(forwarded))
    assert "Trần B (b.tran@ccvc.example.test) trả lời thư" in text
    assert "  Đã xong, công văn số 15.\n" in text
    assert "cũ" not in text
    with reading(here.office.engine) as conn:
        ids = {one.id for one in obligations(conn, unit="ccvc") if story(conn, f"obligation:{one.id}")}
        told = telling(conn, known_of(here.office, conn), min(ids), here.at.date())
        states = {one.state for one in obligations(conn, ids=list(ids))}
    assert [one.text for one in told.replies] == ["Đã xong, công văn số 15."]
    assert [entry.what for entry in told.deeds][-1] == "replied"
    assert states == {"open"}
    assert all(f"Việc số {one}" in text for one in ids)


def test_a_reply_to_a_letter_about_a_plan_stands_with_the_work_of_its_unit_alone(here: Installed) -> None:
    letter = next(row for row in here.deliver() if row.mailbox == UNIT)
    here.back_to(letter, reply())
    with reading(here.office.engine) as conn:
        known = known_of(here.office, conn)
        for unit, number in (("ccvc", 1), ("thanh-tra", 0)):
            row = obligations(conn, unit=unit, state="open")[0]
            assert len(telling(conn, known, row.id, here.at.date()).replies) == number


def test_nothing_can_run_in_circles(here: Installed) -> None:
    """Ours coming in, replies by the monitor and by machines, a flood of replies."""
    letters = here.deliver()
    mine = letters[0]
    own, head = here.bytes_of(mine), "To: nhac-viec+m12-abcdefghijklmnop@so.example.vn\nFrom: "
    for raw in (own, mail(f"{head}{SENDER}\nSubject: x", "y"), mail(f"{head}a@b.vn\nPrecedence: list", "y")):
        here.back_to(mine, raw)
    here.back_to(mine, mail(f"{head}{MONITOR}\nSubject: x", "tôi đã biết"))
    assert here.deliver() == []
    assert [one.kind for one in here.incoming()] == ["automatic", "automatic", "reply"]
    other = next(row for row in letters if row.mailbox == UNIT)
    for number in range(30):
        here.back_to(other, reply(number))
    assert len(here.deliver()) == 10
    assert len(here.incoming()) == 33


# Once, and only ours --------------------------------------------------------------------------------------------------


def test_a_forged_address_is_ignored_and_counted_and_a_strangers_mail_is_left_alone(here: Installed) -> None:
    lost = here.deliver()[0]
    real = here.signed(lost)
    forged = real.replace("-viec+m", "-viec+m9") if "m9" not in real else real.replace("m9", "m8")
    wrong = real[: real.index("@") - 1] + ("a" if real[real.index("@") - 1] != "a" else "b") + real[real.index("@") :]
    for address in (forged, wrong):
        raw = report("failed", "5.1.1", GONE).replace(b"nhac-viec+m12-abcdefghijklmnop@so.example.vn", address.encode())
        here.imap.deliver(raw.replace(b"<0123456789abcdef0123456789abcdef@so.example.vn>", lost.message_id.encode()))
    here.imap.deliver(mail("From: a@b.vn\nSubject: hello", "lunch?"))
    done = here.inbox.collect()
    assert (done.ours, done.forged, done.foreign) == (0, 2, 1)
    assert (here.incoming(), here.suspended(), here.imap.seen()) == ([], set(), [])
    assert here.inbox.collect().all == 0
    with reading(here.office.engine) as conn:
        assert fact(conn, "inbox_forged") == "2"


def test_a_report_that_only_returns_the_mail_is_known_by_its_message_id(here: Installed) -> None:
    lost = next(row for row in here.deliver() if row.mailbox == UNIT)
    raw = report("failed", "5.1.1", GONE).replace(b"nhac-viec+m12-abcdefghijklmnop@so.example.vn", SENDER.encode())
    here.imap.deliver(raw.replace(b"<0123456789abcdef0123456789abcdef@so.example.vn>", lost.message_id.encode()))
    here.inbox.collect()
    assert (here.state(lost), here.suspended()) == ("failed", {UNIT})


@pytest.mark.parametrize("verb", ["UID FETCH", "UID STORE"])
def test_after_a_break_the_mails_are_read_again_and_nothing_happens_twice(here: Installed, verb: str) -> None:
    letter = next(row for row in here.deliver() if row.mailbox == UNIT)
    for number in range(3):
        raw = reply(number).replace(b"nhac-viec+m12-abcdefghijklmnop@so.example.vn", here.signed(letter).encode())
        here.imap.deliver(raw)
    here.imap.breaks_before = verb
    with pytest.raises(MailboxError):
        here.inbox.collect()
    assert here.imap.seen() == []
    assert here.inbox.collect().ours == 3
    assert here.imap.seen() == [1, 2, 3]
    here.imap.validity = 8  # the server numbers its mails anew
    assert here.inbox.collect().ours == 3
    assert len(here.incoming()) == len(here.deliver()) == 3


def test_a_mailbox_in_trouble_is_one_sentence_in_the_log_and_a_refused_login_is_not_repeated(
    here: Installed, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    mailer = make_mailer(config.Config(data=config.Data(mail=tmp_path)))
    daemon = Daemon(here.office, mailer, Inline(lambda: here.at), lambda: here.at, inbox=here.inbox)
    here.imap.password = "khac"
    with caplog.at_level(logging.ERROR):
        asyncio.run(daemon.collect())
        asyncio.run(daemon.collect())
    assert [vars(record)["reason"].count("không nhận tên đăng nhập") for record in caplog.records] == [1]
    assert sum("LOGIN" in command for command in here.imap.commands) == 1
    here.imap.password, here.at = PASSWORD, here.at + dt.timedelta(hours=1)
    asyncio.run(daemon.collect())
    assert sum("LOGIN" in command for command in here.imap.commands) == 2


def test_the_daemon_reads_at_once_and_acts_on_what_it_finds(here: Installed, tmp_path: Path) -> None:
    lost = next(row for row in here.deliver() if row.mailbox == UNIT)
    here.imap.deliver(reply().replace(b"nhac-viec+m12-abcdefghijklmnop@so.example.vn", here.signed(lost).encode()))
    mailer = make_mailer(config.Config(data=config.Data(mail=tmp_path)))
    beats = list[int]()

    def beaten() -> None:
        beats.append(len(here.incoming()))
        if len(here.outbox()) > 9:
            daemon.stop()

    daemon = Daemon(here.office, mailer, Inline(now), lambda: here.at, inbox=here.inbox, on_beat=beaten)

    async def life() -> None:
        async with asyncio.timeout(30):
            await daemon.run()

    asyncio.run(life())
    assert here.outbox()[-1].mailbox == MONITOR
    assert beats[-1] == 1
