"""Which of our mails one that came in answers: known by the signed address it came to, else by our Message-ID in it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from db.engine import Connection
from db.incoming import mail_of
from db.mails import MailRow
from notifications.incoming.model import Incoming
from notifications.return_path import tokens_in
from scheduler.delivering.return_path import is_genuine
from scheduler.office import World

Unknown: TypeAlias = Literal["forged", "foreign"]


def answered_mail(conn: Connection, read: Incoming, known: World) -> MailRow | Unknown:
    """The mail; *forged* where the address is one of ours that we never signed, *foreign* where nothing is ours.

    A Message-ID is as hard to guess as a signature (128 bits of a hash over the installation's id), and only who got
    the mail has seen it; beside a forged address it counts for nothing. A mail of our own is not an answer to itself.
    """
    if read.message_id and mail_of(conn, None, [read.message_id]):
        return "foreign"
    form = known.settings.return_path
    if tokens := tokens_in(form, read.came_to) if form else []:
        return next((one for token in tokens if (one := _signed(conn, token, known))), "forged")
    return mail_of(conn, None, read.mentions) or "foreign"


def _signed(conn: Connection, token: tuple[int, str], known: World) -> MailRow | None:
    number, mark = token
    mail = mail_of(conn, number)
    return mail if mail and is_genuine(mark, number, mail.mailbox, known.link_key) else None
