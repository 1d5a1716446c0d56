"""A mail is given up: what it said is owed again, to whoever hears next. A unit not reached is a reminder not given."""

from __future__ import annotations

import datetime as dt

from db.duties import obligations
from db.engine import Connection
from db.history import record
from db.mails import ask_act_again, reopen_act
from db.outbox import Claimed, Damaged, obligations_of_mail, set_aside, settle_mail
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


DAMAGED = "thư đã lưu bị hỏng trong cơ sở dữ liệu, không đọc được ({columns}); thư được để riêng và viết lại"


def put_aside(office: Office, conn: Connection, damaged: Damaged, now: dt.datetime) -> None:
    """A mail that cannot be read has failed. Our copy is at fault, so a letter is written anew to the same mailbox."""
    answer = DAMAGED.format(columns=", ".join(damaged.columns))
    act_id = set_aside(conn, damaged, at=now, answer=answer)
    record(conn, at=now, actor="courier", subject=f"mail:{damaged.id}", what="set aside", answer=answer)
    if act_id is not None:
        ask_act_again(conn, act_id)
    unsaid(office, conn, damaged.id, "", now, suspended=None)


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
