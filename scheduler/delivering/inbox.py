"""What comes back: mails of a mailbox → what each of them changes, once.

    fetch ─▶ take (one transaction a mail) ─▶ mark in the mailbox ─▶ move on (one transaction)

After a crash anywhere the mails since the last move are fetched again, and those taken already change nothing. Mails
that answer none of ours stay as they are: unread, for whoever else reads the mailbox.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from db.engine import Connection, reading, writing
from db.facts import fact, set_fact
from db.history import record
from db.incoming import add_incoming, is_known
from db.mails import MailRow
from notifications.imap import Account, Folder, MailboxLoginRefusedError
from notifications.incoming.model import Absence, Automatic, Incoming, Reply, Report
from notifications.incoming.read import read_mail
from scheduler.clock import local_day
from scheduler.delivering.answered_mail import answered_mail
from scheduler.delivering.replies import stand_with
from scheduler.delivering.unreached import unreached
from scheduler.faults import reached
from scheduler.office import Office, World, world

log = logging.getLogger(__name__)

Taken: TypeAlias = Literal["ours", "foreign", "forged"]
MOST = 200
"""Mails of one reading; what is beyond waits for the next."""

LOGIN_PAUSE = dt.timedelta(minutes=30)
"""Without another login after a refused one: a row of failures locks the account."""


class Mailbox(Protocol):
    """What is read."""

    account: Account

    def opened(self) -> AbstractContextManager[Folder]: ...


@dataclass
class Collected:
    """What one reading found: counts of mails."""

    ours: int = 0
    foreign: int = 0
    forged: int = 0

    @property
    def all(self) -> int:
        return self.ours + self.foreign + self.forged


@dataclass
class Inbox:
    """Reads one mailbox for one office; `clock` gives the present instant. Not for two threads at once."""

    office: Office
    mailbox: Mailbox
    clock: Callable[[], dt.datetime]
    _refused_at: dt.datetime | None = field(default=None, init=False)

    def collect(self) -> Collected:
        """Read what came in since the last time. Raises `MailboxError`; what was taken before it stays taken."""
        done = Collected()
        now = self.clock()
        if self._refused_at and now < self._refused_at + LOGIN_PAUSE:
            return done
        try:
            with self.mailbox.opened() as folder:
                self._refused_at = None
                self._read(folder, done)
        except MailboxLoginRefusedError:
            self._refused_at = now
            raise
        if done.all:
            log.info("mailbox_read", extra={"ours": done.ours, "foreign": done.foreign, "forged": done.forged})
        return done

    def _read(self, folder: Folder, done: Collected) -> None:
        last, ours = self._last(folder.validity), list[int]()
        for one in folder.after(last, MOST):
            taken = take(self.office, one.raw, self.clock())
            reached("taken")
            setattr(done, taken, getattr(done, taken) + 1)
            ours += [one.uid] if taken == "ours" else []
            last = one.uid
        if not done.all:
            return
        folder.settle(ours)
        reached("marked")
        with writing(self.office.engine) as conn:
            set_fact(conn, self._place, f"{folder.validity}:{last}")
            for name in ("foreign", "forged"):
                set_fact(conn, f"inbox_{name}", str(int(fact(conn, f"inbox_{name}") or 0) + getattr(done, name)))

    @property
    def _place(self) -> str:
        account = self.mailbox.account
        return f"inbox:{account.username}@{account.host}/{account.folder}"

    def _last(self, validity: int) -> int:
        """The last mail dealt with; none where the server has numbered its mails anew."""
        with reading(self.office.engine) as conn:
            was, _, uid = (fact(conn, self._place) or "").partition(":")
        return int(uid) if was == str(validity) else 0


def take(office: Office, raw: bytes, at: dt.datetime) -> Taken:
    """Do what the mail calls for, once, however often it is read."""
    read = read_mail(raw, local_day(at))
    key = hashlib.sha256(read.message_id.encode() if read.message_id else raw).hexdigest()
    with reading(office.engine) as conn:
        known = world(office, conn, on=local_day(at))
        mail = answered_mail(conn, read, known)
    if not isinstance(mail, MailRow):
        return mail
    with writing(office.engine) as conn:
        if not is_known(conn, key):
            _act(office, conn, read, mail, known, key, at)
        reached("taking")
    return "ours"


def _act(
    office: Office, conn: Connection, read: Incoming, mail: MailRow, known: World, key: str, at: dt.datetime
) -> None:
    kind, values = _kind(read, known), _values(read)
    number = add_incoming(conn, key=key, kind=kind, outbox_id=mail.id, mailbox=mail.mailbox, at=at, **values)
    record(conn, at=at, actor="hộp thư", subject=f"mail:{mail.id}", what=kind, incoming=number)
    if kind in ("bounce", "expired"):
        answer = " ".join(filter(None, (values.get("status"), values["text"])))
        unreached(office, conn, mail, answer, for_good=kind == "bounce", at=at, actor="hộp thư")
    if kind == "reply":
        stand_with(conn, mail, number, read, at)
    log.info("mail_came_back", extra={"mail": mail.id, "kind": kind, "status": values.get("status")})


def _kind(read: Incoming, known: World) -> str:
    match read.what:
        case Report():
            return _report_kind(read.what)
        case Absence():
            return "absence"
        case Reply() if read.sender != known.settings.sender.lower():
            return "reply"
        case _:
            return "automatic"


def _report_kind(what: Report) -> str:
    """Without a code nobody is blamed: a person looks at it."""
    if not what.failed:
        return "delay"
    if what.blames_mail:
        return "policy"
    if what.permanent:
        return "bounce"
    return "expired" if what.status and what.status.startswith("4") else "unclear"


def _values(read: Incoming) -> dict[str, Any]:
    own: dict[str, Any] = {"sender": read.sender, "sender_name": read.sender_name, "subject": read.subject}
    match read.what:
        case Report(status=status, said=said):
            return own | {"text": said, "status": status}
        case Absence(text=text, last=last):
            return own | {"text": text, "last_day": last}
        case Reply(text=text, whole=whole, attachments=attachments):
            return own | {"text": text if whole else f"{text} […]", "attachments": list(attachments)}
        case Automatic():
            return own | {"text": ""}
