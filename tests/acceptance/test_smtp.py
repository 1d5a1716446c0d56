"""Real conversations with a mail server on this machine."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from notifications.smtp import MailServerError, Mode, Outcome, Server, SmtpMailer

from .certificates import Certificates
from .recording_server import PASSWORD, DroppingSmtp, MuteSmtp, RecordingSmtp, SilentSmtp, serving

SENDER, RECIPIENT = "nhacviec@example.vn", "ccvc@example.vn"
MESSAGE = (
    b"From: <nhacviec@example.vn>\r\nMessage-ID: <1@example.vn>\r\n\r\nnoi dung\r\n.dong bat dau bang dau cham\r\n"
)
PATIENT, HASTY = 10.0, 0.3  # seconds; the hasty one is for servers that never answer


def run(conversation: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def within_a_minute() -> None:
        async with asyncio.timeout(60):
            await conversation()

    asyncio.run(within_a_minute())


def clear(port: int, *, timeout: float = PATIENT, connections: int = 1) -> SmtpMailer:
    return SmtpMailer(Server("127.0.0.1", port, "none", timeout=timeout, connections=connections))


def secret(port: int, mode: Mode, trusted: ssl.SSLContext | None, password: str = PASSWORD) -> SmtpMailer:
    server = Server("127.0.0.1", port, mode, username="nhacviec", password=password, timeout=PATIENT)
    return SmtpMailer(server, ssl_context=trusted)


async def sent(mailer: SmtpMailer, message: bytes = MESSAGE) -> Outcome:
    return await mailer.send(SENDER, RECIPIENT, message)


# Encryption -----------------------------------------------------------------------------------------------------------


def test_a_server_without_starttls_gets_no_password_and_no_mail(certificates: Certificates) -> None:
    async def conversation() -> None:
        async with serving(auth_require_tls=False) as (sink, port):
            outcome = await sent(secret(port, "starttls", certificates.trusted()))
            assert (outcome.status, outcome.reached_data) == ("temporary", False)
            assert "không cho mã hóa bằng STARTTLS" in outcome.text
            assert [bytes(wire).split()[0] for wire in sink.received] == [b"EHLO"]
            assert not sink.logins
            assert not sink.mails

    run(conversation)


@pytest.mark.parametrize("mode", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ("self-signed", "tự ký"),
        ("other-name", "không phải của tên máy chủ này"),
        ("expired", "đã hết hạn"),
        ("untrusted", "chứng thư của máy chủ"),
    ],
)
def test_a_certificate_that_cannot_be_verified_gets_no_password(
    certificates: Certificates, mode: Mode, certificate: str, reason: str
) -> None:
    makers: dict[str, Callable[[], ssl.SSLContext]] = {
        "self-signed": certificates.self_signed,
        "other-name": lambda: certificates.server("other.example"),
        "expired": lambda: certificates.server("127.0.0.1", days=-1),
        "untrusted": lambda: certificates.server("127.0.0.1"),
    }
    context = makers[certificate]()
    trusted = None if certificate == "untrusted" else certificates.trusted()
    served: dict[str, Any] = {"implicit": context, "auth_require_tls": False}
    if mode == "starttls":
        served = {"tls_context": context}

    async def conversation() -> None:
        async with serving(**served) as (sink, port):
            outcome = await sent(secret(port, mode, trusted))
            assert (outcome.status, outcome.reached_data) == ("temporary", False)
            assert reason in outcome.text
            assert not sink.logins
            assert not sink.mails
            assert not any(b"AUTH" in wire or b"MAIL" in wire for wire in sink.received)

    run(conversation)


@pytest.mark.parametrize("mode", ["tls", "starttls"])
def test_a_verified_server_gets_the_login_once_and_the_mails(certificates: Certificates, mode: Mode) -> None:
    context = certificates.server("127.0.0.1")
    served: dict[str, Any] = {"implicit": context, "auth_require_tls": False}
    if mode == "starttls":
        served = {"tls_context": context}

    async def conversation() -> None:
        async with serving(**served) as (sink, port):
            mailer = secret(port, mode, certificates.trusted())
            assert [(await sent(mailer)).status for _ in range(3)] == ["delivered"] * 3
            await mailer.close()
            assert sink.logins == [PASSWORD.encode()]
            assert sink.mails == [MESSAGE] * 3

    run(conversation)


def test_the_check_names_encryption_certificate_and_account(certificates: Certificates) -> None:
    async def conversation() -> None:
        async with serving(tls_context=certificates.server("127.0.0.1")) as (sink, port):
            sentence = await secret(port, "starttls", certificates.trusted()).check()
            assert f"127.0.0.1:{port} sẵn sàng: mã hóa TLSv1." in sentence
            assert "chứng thư hợp lệ đến" in sentence
            assert "tài khoản nhacviec" in sentence
            assert not sink.mails

    run(conversation)


def test_a_wrong_password_is_tried_once_and_then_not_again_for_a_while(certificates: Certificates) -> None:
    async def conversation() -> None:
        async with serving(tls_context=certificates.server("127.0.0.1")) as (sink, port):
            mailer = secret(port, "starttls", certificates.trusted(), password="sai")
            first, second = await sent(mailer), await sent(mailer)
            assert first.status == second.status == "temporary"
            assert "tên đăng nhập hoặc mật khẩu (535" in first.text
            assert first.text == second.text
            assert sink.logins == [b"sai"]
            assert sink.connections == 1

    run(conversation)


# Answers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "answer", "status", "reached_data"),
    [
        ("MAIL", "451 4.3.0 later", "temporary", False),
        ("MAIL", "550 5.7.1 sender not allowed", "temporary", False),
        ("RCPT", "450 4.2.1 mailbox busy", "temporary", False),
        ("RCPT", "550 5.1.1 no such user", "permanent", False),
        ("RCPT", "550 5.7.1 relaying denied", "temporary", False),
        ("DATA", "452 4.3.1 disk full", "temporary", True),
        ("DATA", "554 5.6.0 refused", "permanent", True),
        ("DATA", "550 5.7.1 blocked", "temporary", True),
    ],
)
def test_a_refusal_is_told_with_its_code_and_the_connection_serves_the_next_mail(
    verb: str, answer: str, status: str, reached_data: bool
) -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            sink.replies[verb] = [answer]
            mailer = clear(port)
            outcome = await sent(mailer)
            assert (outcome.status, outcome.code, outcome.reached_data) == (status, int(answer[:3]), reached_data)
            assert answer in outcome.text
            assert (await sent(mailer)).status == "delivered"
            assert sink.connections == 1
            assert sink.mails == [MESSAGE]

    run(conversation)


def test_an_accepted_mail_keeps_the_servers_words_and_every_byte() -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            assert await sent(clear(port)) == Outcome("delivered", 250, "250 2.0.0 queued as 42", reached_data=True)
            assert sink.mails == [MESSAGE]

    run(conversation)


@pytest.mark.parametrize("kind", [DroppingSmtp, SilentSmtp])
def test_a_mail_handed_over_without_an_answer_is_uncertain_and_not_sent_again(kind: type[RecordingSmtp]) -> None:
    async def conversation() -> None:
        async with serving(kind) as (sink, port):
            outcome = await sent(clear(port, timeout=PATIENT if kind is DroppingSmtp else HASTY))
            assert (outcome.status, outcome.code, outcome.reached_data) == ("uncertain", None, True)
            assert sink.connections == 1

    run(conversation)


def test_a_server_that_never_greets_is_given_up_after_the_time_out() -> None:
    async def conversation() -> None:
        async with serving(MuteSmtp) as (_, port):
            outcome = await sent(clear(port, timeout=HASTY))
            assert (outcome.status, outcome.reached_data) == ("temporary", False)
            assert "không trả lời trong thời gian chờ" in outcome.text

    run(conversation)


def test_a_closed_port_is_a_temporary_trouble_in_words() -> None:
    async def conversation() -> None:
        async with serving() as (_, port):
            pass
        mailer = clear(port)
        outcome = await sent(mailer)
        assert (outcome.status, outcome.reached_data) == ("temporary", False)
        assert f"Máy chủ thư 127.0.0.1:{port}: không nhận kết nối ở cổng này." == outcome.text
        with pytest.raises(MailServerError, match="không nhận kết nối"):
            await mailer.check()

    run(conversation)


def test_a_server_that_turns_everyone_away_is_told_in_its_own_words() -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            sink.replies["MAIL"] = ["421 4.3.2 closing", "421 4.3.2 closing"]
            outcome = await sent(clear(port))
            assert (outcome.status, outcome.code) == ("temporary", 421)

    run(conversation)


def test_an_address_that_no_server_can_be_told_never_leaves() -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            outcome = await clear(port).send(SENDER, "a@b.vn>\r\nRCPT TO:<c@d.vn", MESSAGE)
            assert outcome.status == "permanent"
            assert sink.connections == 0

    run(conversation)


def test_an_address_with_other_letters_goes_to_a_server_that_speaks_smtputf8() -> None:
    async def conversation() -> None:
        async with serving(enable_SMTPUTF8=True) as (sink, port):
            outcome = await clear(port).send(SENDER, "phòng@sở.vn", MESSAGE)
            assert outcome.status == "delivered"
            assert "RCPT TO:<phòng@xn--s-lym.vn>" in sink.received[0].decode()
            assert b"SMTPUTF8" in sink.received[0]
        async with serving(enable_SMTPUTF8=False) as (sink, port):
            outcome = await clear(port).send(SENDER, "phòng@sở.vn", MESSAGE)
            assert (outcome.status, outcome.fault) == ("permanent", "recipient")
            assert "cần một địa chỉ không dấu" in outcome.text
            assert b"MAIL FROM" not in sink.received[0]

    run(conversation)


def test_a_mail_larger_than_the_server_takes_is_not_offered_and_is_nobodys_fault() -> None:
    async def conversation() -> None:
        async with serving(data_size_limit=len(MESSAGE) - 1) as (sink, port):
            outcome = await sent(clear(port))
            assert (outcome.status, outcome.fault) == ("permanent", "mail")
            assert f"máy chủ chỉ nhận thư đến {len(MESSAGE) - 1} byte" in outcome.text
            assert b"MAIL FROM" not in sink.received[0]
        async with serving(data_size_limit=2 * len(MESSAGE)) as (sink, port):
            assert (await sent(clear(port))).status == "delivered"
            assert f"SIZE={len(MESSAGE)}".encode() in sink.received[0]

    run(conversation)


# The pool -------------------------------------------------------------------------------------------------------------


def test_many_mails_share_no_more_connections_than_allowed() -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            mailer = clear(port, connections=3)
            outcomes = await asyncio.gather(*(sent(mailer) for _ in range(30)))
            assert {outcome.status for outcome in outcomes} == {"delivered"}
            assert len(sink.mails) == 30
            assert sink.connections == 3
            await mailer.close()
            assert all(bytes(wire).endswith(b"QUIT\r\n") for wire in sink.received)
            assert (await sent(mailer)).status == "delivered"

    run(conversation)


def test_a_connection_is_left_after_as_many_mails_as_the_provider_allows() -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            mailer = SmtpMailer(Server("127.0.0.1", port, "none", connections=1, mails_per_connection=2))
            assert {(await sent(mailer)).status for _ in range(5)} == {"delivered"}
            assert [bytes(wire).count(b"MAIL FROM") for wire in sink.received] == [2, 2, 1]

    run(conversation)


def test_a_kept_connection_that_the_server_hung_up_is_replaced() -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            mailer = clear(port)
            await sent(mailer)
            sink.transports[0].abort()
            assert (await sent(mailer)).status == "delivered"
            assert sink.connections == 2

    run(conversation)


def test_a_kept_connection_that_says_421_is_replaced_once() -> None:
    async def conversation() -> None:
        async with serving() as (sink, port):
            mailer = clear(port)
            await sent(mailer)
            sink.replies["MAIL"] = ["421 4.4.2 idle too long"]
            assert (await sent(mailer)).status == "delivered"
            assert sink.connections == 2

    run(conversation)


def test_a_send_that_is_cancelled_leaves_no_half_spoken_connection_behind() -> None:
    async def conversation() -> None:
        async with serving(SilentSmtp) as (sink, port):
            mailer = clear(port)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(HASTY):
                    await sent(mailer)
            await mailer.close()
            assert not any(b"QUIT" in wire for wire in sink.received)

    run(conversation)
