"""Bytes → a mail server, or a folder where none is configured; what came of it is an `Outcome`, never an exception.

Encryption is demanded and verified, never merely tried: aiosmtplib's own default goes on in clear text, password
included, when somebody strips STARTTLS from the server's greeting (RFC 8314 asks for the refusal).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import re
import ssl
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias
from weakref import WeakKeyDictionary

import aiosmtplib
from aiosmtplib.protocol import normalize_message_line_endings

from notifications import trouble, words
from notifications.mime import MailAddressError, checked_mailbox
from rules.addresses import needs_utf8
from rules.delivery import Fault, Status
from rules.errors import NhacviecError

Mode: TypeAlias = Literal["tls", "starttls", "none"]
_POLICY = re.compile(r"[45]\.7\.\d")
_OF_ADDRESS = re.compile(r"[45]\.[12]\.\d")

_CLOSING = aiosmtplib.SMTPStatus.domain_unavailable  # 421: the server is about to close the connection

LOGIN_PAUSE = 300.0
"""Seconds without another login after a refused one: a row of failures locks the account."""


class MailServerError(NhacviecError):
    """Máy chủ thư {server}: {reason}."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `timeout` is seconds for each step of the conversation, `connections` how many are kept at most,
    each for `mails_per_connection` mails (0: any number).

    Raises `MailServerError` for settings that would send a password or, without `insecure_clear`, a mail in the clear.
    """

    host: str
    port: int
    mode: Mode
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    connections: int = 4
    mails_per_connection: int = 0
    insecure_clear: bool = False

    def __post_init__(self) -> None:
        reason = self._refusal()
        if reason is not None:
            raise MailServerError(server=self, reason=reason)

    def __str__(self) -> str:
        return f"{words.plain(self.host)}:{self.port}"

    @property
    def longest_send(self) -> float:
        """Seconds after which `send` has surely returned, once it has a connection of its own: a stale one tried
        (3 steps), another opened (1), the mail sent over it (4), a refused envelope reset (1)."""
        return 9 * self.timeout

    def _refusal(self) -> str | None:
        if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", self.host):
            return trouble.HOST
        if not 0 < self.port < 65536 or self.timeout <= 0 or self.connections < 1 or self.mails_per_connection < 0:
            return trouble.NUMBERS
        if (self.username is None) != (self.password is None):
            return trouble.HALF_LOGIN
        if self.mode not in ("tls", "starttls", "none"):
            return trouble.MODE
        if self.mode != "none":
            return None
        if self.username is not None:
            return trouble.CLEAR_LOGIN
        return None if self.insecure_clear or _is_loopback(self.host) else trouble.CLEAR


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt. `text` is for people, in the server's words where it spoke (with its `code`).

    `temporary`: try again later. `permanent`: this recipient or mail is refused. `uncertain`: the mail was handed over
    and no answer came, so the server may have accepted it. `reached_data`: the mail itself had begun to travel.
    `fault`, of what was not delivered: the `recipient`'s address, this `mail` alone, or the `server` (down, closing,
    or not on terms with us), which would treat every mail alike.
    """

    status: Status
    code: int | None
    text: str
    reached_data: bool = False
    fault: Fault = "mail"


class Mailer(Protocol):
    """Where mails go. `send` never raises for the other side's trouble; `check` says in one sentence that mails can
    leave, or raises `MailServerError`; after `close` a `send` opens anew."""

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome: ...

    async def check(self) -> str: ...

    async def close(self) -> None: ...


class SmtpMailer:
    """A pool of kept connections to one server, for one event loop.

    `ssl_context` may bring a private authority; one that verifies nothing is a `ValueError`.
    """

    def __init__(self, server: Server, *, ssl_context: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = ssl_context or ssl.create_default_context()
        if not self._tls.check_hostname or self._tls.verify_mode is not ssl.CERT_REQUIRED:
            raise ValueError("the TLS context must verify the server's certificate and name")
        self._turns = asyncio.Semaphore(server.connections)
        self._kept: list[aiosmtplib.SMTP] = []
        self._used: WeakKeyDictionary[aiosmtplib.SMTP, int] = WeakKeyDictionary()
        self._refused_login: tuple[float, MailServerError] | None = None

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """One mail to one mailbox. A kept connection that proves dead is replaced once.

        `message` is what `mime.build` made. A recipient that no server can be told of is refused for good.
        """
        try:
            recipient = checked_mailbox(recipient)
        except MailAddressError as error:
            return Outcome("permanent", None, str(error), fault="recipient")
        async with self._turns:
            kept = self._take_kept()
            if kept is not None:
                outcome, dead = await self._converse(kept, sender, recipient, message)
                if not dead:
                    return outcome
            try:
                fresh = await self._open()
            except MailServerError as error:
                return Outcome("temporary", None, str(error), fault="server")
            outcome, _ = await self._converse(fresh, sender, recipient, message)
            return outcome

    async def check(self) -> str:
        """Connect, greet, encrypt, log in, part."""
        smtp = await self._open()
        try:
            return words.SERVER_READY.format(server=self._server, how=self._described(smtp))
        finally:
            await _part(smtp)

    async def close(self) -> None:
        """Part from the kept connections."""
        kept, self._kept = self._kept, []
        for smtp in kept:
            await _part(smtp)

    def _take_kept(self) -> aiosmtplib.SMTP | None:
        while self._kept:
            smtp = self._kept.pop()
            if smtp.is_connected:
                return smtp
        return None

    async def _converse(
        self, smtp: aiosmtplib.SMTP, sender: str, recipient: str, message: bytes
    ) -> tuple[Outcome, bool]:
        """The outcome, and whether the connection was dead before the mail itself travelled."""
        reached_data = reusable = False
        try:
            refusal = await _offer(smtp, sender, recipient, len(message))
            if refusal is not None:
                reusable = await _forget(smtp)
                return refusal, refusal.code == _CLOSING
            reached_data = True
            outcome = await _hand_over(smtp, message, self._server.timeout)
            reusable = outcome.code != _CLOSING
            return outcome, False
        except (aiosmtplib.SMTPException, OSError) as error:
            text = str(MailServerError(server=self._server, reason=trouble.reason(error)))
            status: Status = "uncertain" if reached_data else "temporary"
            return Outcome(status, None, text, reached_data, "server"), not reached_data
        finally:
            self._used[smtp] = self._used.get(smtp, 0) + 1
            if reusable and self._used[smtp] == self._server.mails_per_connection:
                await _part(smtp)
            elif reusable:
                self._kept.append(smtp)
            else:
                smtp.close()

    async def _open(self) -> aiosmtplib.SMTP:
        """A new connection, encrypted and logged in as the settings demand, within one time-out."""
        self._heed_refused_login()
        smtp = aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            timeout=self._server.timeout,
            use_tls=self._server.mode == "tls",
            start_tls=False,
            tls_context=self._tls,
        )
        try:
            async with asyncio.timeout(self._server.timeout):
                await self._greet(smtp)
        except (aiosmtplib.SMTPException, OSError, UnicodeError) as error:
            smtp.close()
            raise MailServerError(server=self._server, reason=trouble.reason(error)) from error
        except BaseException:
            smtp.close()
            raise
        return smtp

    async def _greet(self, smtp: aiosmtplib.SMTP) -> None:
        await smtp.connect()
        await smtp.ehlo()
        if self._server.mode == "starttls":
            if not smtp.supports_extension("starttls"):
                raise MailServerError(server=self._server, reason=trouble.NO_STARTTLS)
            await smtp.starttls()
            await smtp.ehlo()
        if self._server.username is not None and self._server.password is not None:
            await self._log_in(smtp, self._server.username, self._server.password)

    async def _log_in(self, smtp: aiosmtplib.SMTP, username: str, password: str) -> None:
        """One attempt in one way: `SMTP.login` would try a wrong password in every way, and lock the account."""
        ways = (("plain", smtp.auth_plain), ("login", smtp.auth_login), ("cram-md5", smtp.auth_crammd5))
        way = next((way for name, way in ways if name in smtp.server_auth_methods), None)
        if way is None:
            raise MailServerError(server=self._server, reason=trouble.NO_LOGIN)
        try:
            await way(username, password)
        except aiosmtplib.SMTPAuthenticationError as error:
            refusal = MailServerError(server=self._server, reason=trouble.reason(error))
            if error.code >= 500:
                self._refused_login = (asyncio.get_running_loop().time(), refusal)
            raise refusal from error

    def _heed_refused_login(self) -> None:
        if self._refused_login is None:
            return
        since, refusal = self._refused_login
        if asyncio.get_running_loop().time() < since + LOGIN_PAUSE:
            raise refusal
        self._refused_login = None

    def _described(self, smtp: aiosmtplib.SMTP) -> str:
        if self._server.mode == "none":
            return words.ANSWERS_CLEAR
        session: ssl.SSLObject = smtp.get_transport_info("ssl_object")
        certificate = session.getpeercert() or {}
        until = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), dt.UTC)
        told = words.ANSWERS.format(version=session.version(), until=f"{until:%d/%m/%Y}")
        login = words.LOGGED_IN.format(username=self._server.username)
        return f"{told}, {login}" if self._server.username else told


async def _offer(smtp: aiosmtplib.SMTP, sender: str, recipient: str, size: int) -> Outcome | None:
    """The envelope, up to the server's 354. None: it waits for the mail; else its refusal, or ours where the server has
    said that it cannot take such a mail.

    A refused sender is a matter of our configuration, never of this recipient: it stays temporary whatever the code.
    """
    wide = needs_utf8(recipient)
    if wide and not smtp.supports_extension("smtputf8"):
        return Outcome("permanent", None, trouble.NO_UTF8.format(recipient=recipient), fault="recipient")
    if 0 < (most := _most_bytes(smtp)) < size:
        return Outcome("permanent", None, trouble.TOO_LARGE.format(size=size, most=most))
    options = [b"SIZE=%d" % size] if smtp.supports_extension("size") else []
    options += [b"SMTPUTF8", b"BODY=8BITMIME"] if wide else []
    # SMTP.mail and SMTP.rcpt would parse both addresses first, which are checked: a seventh of what a mail costs.
    answer = await smtp.execute_command(b"MAIL", b"FROM:<" + sender.encode("ascii") + b">", *options)
    if answer.code != aiosmtplib.SMTPStatus.completed:
        said = trouble.said(answer.code, answer.message)
        text = trouble.REFUSED_SENDER.format(sender=sender, said=said)
        return Outcome("temporary", answer.code, text, fault="server")
    answer = await smtp.execute_command(b"RCPT", b"TO:<" + recipient.encode("utf-8") + b">")
    if answer.code not in (aiosmtplib.SMTPStatus.completed, aiosmtplib.SMTPStatus.will_forward):
        said = trouble.said(answer.code, answer.message)
        text = trouble.REFUSED_RECIPIENT.format(recipient=recipient, said=said)
        return _refusal(answer.code, answer.message, text, "recipient")
    answer = await smtp.execute_command(b"DATA")
    if answer.code == aiosmtplib.SMTPStatus.start_input:
        return None
    said = trouble.said(answer.code, answer.message)
    return _refusal(answer.code, answer.message, trouble.REFUSED_MAIL.format(said=said), "mail")


def _most_bytes(smtp: aiosmtplib.SMTP) -> int:
    """The largest mail that the server says it takes (RFC 1870); 0 where it names no limit."""
    said = smtp.esmtp_extensions.get("size", "")
    return int(said) if said.isdecimal() else 0


async def _hand_over(smtp: aiosmtplib.SMTP, message: bytes, timeout: float) -> Outcome:
    """The mail itself. `SMTP.data` does not tell a break before the mail from one after it, when it may be accepted."""
    if smtp.protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    smtp.protocol.write(_on_the_wire(message))
    answer = await smtp.protocol.read_response(timeout=timeout)
    said = trouble.said(answer.code, answer.message)
    if 200 <= answer.code < 300:
        return Outcome("delivered", answer.code, said, reached_data=True)
    text = trouble.REFUSED_MAIL.format(said=said)
    fault: Fault = "recipient" if _OF_ADDRESS.match(answer.message) else "mail"
    return _refusal(answer.code, answer.message, text, fault, reached_data=True)


def _on_the_wire(message: bytes) -> bytes:
    """RFC 5321, 4.5.2: CRLF line ends, a line that begins with a dot gets another, a lone dot ends the mail."""
    lines = message if _ends_lines_well(message) else normalize_message_line_endings(message)
    if b"\n." in lines or lines.startswith(b"."):
        lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines + b".\r\n"


def _ends_lines_well(message: bytes) -> bool:
    """CR and LF stand in pairs only, one at the end. Counting is twenty times as fast as putting it right."""
    pairs = message.count(b"\r\n")
    return message.endswith(b"\r\n") and pairs == message.count(b"\n") == message.count(b"\r")


def _refusal(code: int, message: str, text: str, fault: Fault, *, reached_data: bool = False) -> Outcome:
    """A refusal by policy (RFC 3463, X.7.X: relaying denied, blocked, greylisted) is about this server and us, not
    about the recipient: it stays temporary whatever the code."""
    by_policy = _POLICY.match(message) is not None
    status: Status = "permanent" if 500 <= code < 600 and not by_policy else "temporary"
    return Outcome(status, code, text, reached_data, "server" if code == _CLOSING else "mail" if by_policy else fault)


async def _forget(smtp: aiosmtplib.SMTP) -> bool:
    """Have the server forget a refused envelope; whether the connection is good for another mail."""
    try:
        await smtp.rset()
    except (aiosmtplib.SMTPException, OSError):
        return False
    return smtp.is_connected


async def _part(smtp: aiosmtplib.SMTP) -> None:
    try:
        await smtp.quit()
    except (aiosmtplib.SMTPException, OSError):
        pass  # the other side has gone already, and nothing waits for its answer
    finally:
        smtp.close()
