"""A mail is given up: what it said is owed again, to whoever hears next. A unit not reached is a reminder not given."""

from __future__ import annotations

import datetime as dt

from db.duties import obligations
from db.engine import Connection
from db.history import record
from db.mails import reopen_act
from db.outbox import Claimed, obligations_of_mail, settle_mail
from db.register import suspend
from scheduler.clock import local_day
from scheduler.office import Office, world
from scheduler.schedule import reschedule


def give_up(
    office: Office, conn: Connection, mail: Claimed, answer: str, now: dt.datetime, *, by: str, refused: bool
) -> None:
    """The mail has failed. Where the server has `refused` its recipient, that address is written to no more."""
    if settle_mail(conn, mail.id, by, state="failed", next_try_at=None, answer=answer):
        unsaid(office, conn, mail.id, mail.mailbox, now, suspended=answer if refused else None)


def unsaid(
    office: Office, conn: Connection, mail_id: int, mailbox: str, now: dt.datetime, *, suspended: str | None
) -> None:
    """What the mail said is owed again; with the reason for which its mailbox is `suspended`, to the next who hears.

    Notices of the ladder go into the next digest; a letter is written anew, where somebody else hears for its units.
    """
    if suspended is not None:
        suspend(conn, mailbox, at=now, why=suspended)
        record(conn, at=now, actor="courier", subject=f"mailbox:{mailbox}", what="suspended", answer=suspended)
        reopen_act(conn, mail_id)
    again = obligations(conn, ids=obligations_of_mail(conn, [mail_id]), state="open")
    today = local_day(now)
    reschedule(conn, again, world(office, conn, on=today), today)
