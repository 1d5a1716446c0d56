"""A mailbox → the mails that came in since the last time; marked as dealt with only when the caller says so.

imap-tools over imaplib, in a thread of the caller's: a mailbox is read every few minutes, so waiting costs nothing.
Encryption is demanded and verified; a password is never sent before it stands.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailboxLoginError, MailBoxStartTls

from notifications import trouble, words
from notifications.incoming.read import LARGEST
from rules.errors import NhacviecError

Mode: TypeAlias = Literal["tls", "starttls"]
CHUNK = 200


class MailboxError(NhacviecError):
    """Hộp thư {account}: {reason}."""


class MailboxLoginRefusedError(MailboxError):
    """Hộp thư {account}: {reason}."""


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox and how it is reached. `timeout` is seconds for each step; an empty `done_folder`: mails dealt with are
    marked as read and stay."""

    host: str
    port: int
    mode: Mode
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done_folder: str = ""
    timeout: float = 30.0

    def __str__(self) -> str:
        return words.plain(f"{self.username}, {self.host}:{self.port}, thư mục {self.folder}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail with its number in the folder, its first `LARGEST` bytes at most."""

    uid: int
    raw: bytes


class Folder(Protocol):
    """An open folder. Numbers only grow, and mean the same mail as long as `validity` does not change."""

    validity: int

    def after(self, uid: int, most: int) -> Iterator[Fetched]: ...

    def settle(self, uids: Sequence[int]) -> None: ...


class ImapMailbox:
    """`ssl_context` may bring a private authority; one that verifies nothing is a `ValueError`."""

    def __init__(self, account: Account, *, ssl_context: ssl.SSLContext | None = None) -> None:
        self.account = account
        self._tls = ssl_context or ssl.create_default_context()
        if not self._tls.check_hostname or self._tls.verify_mode is not ssl.CERT_REQUIRED:
            raise ValueError("the TLS context must verify the server's certificate and name")

    @contextmanager
    def opened(self) -> Iterator[OpenFolder]:
        """The folder for the length of the block. Raises `MailboxError`, here and in every call of the folder."""
        with _told(self.account):
            box = self._connected()
        try:
            with _told(self.account):
                _log_in(box, self.account)
                folder = OpenFolder(box, self.account)
            yield folder
        finally:
            with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
                box.logout()
            _hang_up(box.client)

    def check(self) -> str:
        """One sentence: the mailbox can be read."""
        with self.opened():
            return words.MAILBOX_READY.format(account=self.account)

    def _connected(self) -> BaseMailBox:
        account = self.account
        kind = MailBox if account.mode == "tls" else _StartTls
        return kind(account.host, account.port, timeout=account.timeout, ssl_context=self._tls)


class _StartTls(MailBoxStartTls):
    """Closes the connection where STARTTLS fails."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(self._host, self._port, timeout=self._timeout)
        try:
            client.starttls(self._ssl_context)
        except BaseException:
            _hang_up(client)
            raise
        return client


def _hang_up(client: imaplib.IMAP4) -> None:
    with suppress(OSError):  # closed already
        client.shutdown()


def _log_in(box: BaseMailBox, account: Account) -> None:
    ascii_only = account.username.isascii() and account.password.isascii()
    login = box.login if ascii_only else box.login_utf8
    login(account.username, account.password, initial_folder=None)


class OpenFolder:
    """A folder of a mailbox that is logged in."""

    def __init__(self, box: BaseMailBox, account: Account) -> None:
        self._box, self._account = box, account
        box.client.capability()  # what a server can do it says in full only after the login
        box.folder.set(account.folder)
        self.validity = int(box.client.response("UIDVALIDITY")[1][0] or 0)

    def after(self, uid: int, most: int) -> Iterator[Fetched]:
        """The first `most` mails with greater numbers, in order; they stay unread."""
        with _told(self._account):
            found = sorted(int(one) for one in self._box.uids(f"UID {uid + 1}:*", charset=None))
        for one in [one for one in found if one > uid][:most]:  # n:* holds the last mail, however small its number
            with _told(self._account):
                raw = self._fetched(one)
            if raw is not None:
                yield Fetched(one, raw)

    def _fetched(self, uid: int) -> bytes | None:
        """None where the mail is gone meanwhile."""
        _, answer = self._box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
        return next((bytes(one[1]) for one in answer if isinstance(one, tuple)), None)

    def settle(self, uids: Sequence[int]) -> None:
        """These mails are dealt with: moved, or marked as read."""
        for begin in range(0, len(uids), CHUNK):
            with _told(self._account):
                self._settle(",".join(map(str, uids[begin : begin + CHUNK])))

    def _settle(self, uids: str) -> None:
        target = self._account.done_folder
        if not target:
            self._mark(uids, r"(\Seen)")
        elif "MOVE" in str(self._box.client.capability()):
            self._box.move(uids, target)
        else:  # without EXPUNGE, which would take what others have marked with it
            self._box.copy(uids, target)
            self._mark(uids, r"(\Seen \Deleted)")

    def _mark(self, uids: str, flags: str) -> None:
        self._box.client.uid("STORE", uids, "+FLAGS.SILENT", flags)


@contextmanager
def _told(account: Account) -> Iterator[None]:
    """Whatever goes wrong within is told in one sentence."""
    try:
        yield
    except MailboxLoginError as error:
        said = words.plain(" ".join(map(_text, error.command_result[1])))
        raise MailboxLoginRefusedError(account=account, reason=trouble.REFUSED_LOGIN.format(said=said)) from error
    except ImapToolsError as error:
        raise MailboxError(account=account, reason=trouble.SAID.format(said=words.plain(str(error)))) from error
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise MailboxError(account=account, reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    """imaplib's own refusal to go on without STARTTLS has no class of its own."""
    if re.search("TLS not supported", str(error)):
        return trouble.NO_STARTTLS
    return trouble.reason(error)


def _text(one: object) -> str:
    return one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one)
