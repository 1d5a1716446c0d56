"""A person's reply: it stands with what the mail was about, and goes to the monitor as a letter.

It is not taken for an answer by itself. Nothing is ever sent to whoever wrote it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from db.duties import ObligationRow, obligations
from db.engine import Connection
from db.history import record
from db.incoming import IncomingRow, act_of, count_since, incoming_mails, mail_of
from db.mails import ActRow, MailRow, add_act
from db.outbox import obligations_of_mail
from notifications.incoming.model import Incoming
from notifications.mime import MailAddressError, checked_mailbox
from notifications.model import ReplyLetter
from rules.say import say_day
from scheduler.clock import LOCAL, local_day
from scheduler.office import World
from scheduler.writing.compose import Matter, asked_of_monitor, contract_item
from scheduler.writing.digests import matters
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter

REPLIED = "replied"
CAME = "reply_came"
MOST_FORWARDED = 10
"""Replies to one mail that are forwarded in one day; more are kept and not forwarded."""

_TELLING = ("plan", "announcement", "obligation")
"""What a letter is about that has a story in which its replies stand."""


def stand_with(conn: Connection, mail: MailRow, number: int, read: Incoming, at: dt.datetime) -> None:
    """Write the reply into the history of what the mail was about, and have it forwarded."""
    about = [f"obligation:{one}" for one in obligations_of_mail(conn, [mail.id])]
    origin = act_of(conn, mail.id)
    if origin and origin.ref.partition(":")[0] in _TELLING:
        about.append(origin.ref)
    who = read.sender or "không rõ"
    for subject in dict.fromkeys(about):
        record(
            conn, at=at, actor=who, subject=subject, what=REPLIED, title=read.subject, incoming=number, told=mail.unit
        )
    today = dt.datetime.combine(local_day(at), dt.time(), LOCAL)
    if count_since(conn, mail.id, "reply", today) <= MOST_FORWARDED:
        add_act(conn, CAME, f"incoming:{number}", at=at, day=local_day(at))


def reply_letters(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """The reply forwarded to the monitor; none where he wrote it himself."""
    (came,) = incoming_mails(conn, ids=[int(act.ref.partition(":")[2])])
    mail = mail_of(conn, came.mail_id)
    assert mail is not None, "a mail is never deleted"
    for contact in known.register.monitors()[:1]:
        if contact.mailbox != came.sender:
            yield _letter(conn, contact.mailbox, came, mail, known, day)


def _letter(conn: Connection, mailbox: str, came: IncomingRow, mail: MailRow, known: World, day: dt.date) -> Letter:
    to, found = recipient(mailbox, known), matters(conn, obligations(conn, ids=obligations_of_mail(conn, [mail.id])))
    answerable = _answerable(came.sender)
    letter = ReplyLetter(
        day,
        to.address,
        to.name,
        known.settings.name,
        came.id,
        came.person or "người gửi không ghi địa chỉ",
        f"{came.at.astimezone(LOCAL):%H:%M %d/%m/%Y}",
        came.subject,
        mail.subject,
        came.text,
        came.attachments,
        tuple(_line(one, known) for one in found),
        answerable is not None,
        known.monitor_name(),
    )
    return Letter(to, letter, [_said(came, known)], answerable)


def _answerable(address: str) -> str | None:
    try:
        return checked_mailbox(address)
    except MailAddressError:
        return None


def _line(one: Matter, known: World) -> tuple[str, str, str]:
    due = say_day(one.row.due) if one.row.due else "chưa có ngày"
    return f"{one.task.name} {one.task.text}", f"Việc số {one.row.id}, {known.register.name_of(one.row.held_by)}", due


def _said(came: IncomingRow, known: World) -> dict[str, Any]:
    return contract_item(asked_of_monitor(came.subject, f"thư trả lời của {came.person}", known))


def concerns(detail: dict[str, Any], row: ObligationRow) -> bool:
    """Whether a reply to a letter about a whole plan or event concerns the obligation: it came from its unit."""
    return detail.get("told") in (None, row.held_by, row.first_unit)
