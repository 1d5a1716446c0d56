"""A mail that did not arrive, whether its server said so at once or later: a unit not reached is a reminder not given.

| what came back              | the address | notices of the mail             | a letter                      |
| --------------------------- | ----------- | ------------------------------- | ----------------------------- |
| refused for good (5.x.x)    | suspended   | owed to the next who hears      | to the next who hears         |
| given up after days (4.x.x) | stays       | owed to the same address again  | once more to the same address |
"""

from __future__ import annotations

import datetime as dt

from db.duties import obligations
from db.engine import Connection
from db.history import record
from db.incoming import act_of, fail_delivered
from db.mails import MailRow, add_act, ask_act_again
from db.outbox import Damaged, obligations_of_mail, set_aside
from db.register import load_register, set_absence, suspend
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.office import Office, world

RETURNED = "letter_returned"
"""The act of a letter that did not arrive: what it said is told again."""


def unreached(
    office: Office, conn: Connection, mail: MailRow, answer: str, *, for_good: bool, at: dt.datetime, actor: str
) -> None:
    """What the mail said is owed again, and with `for_good` its address is written to no more."""
    if for_good:
        stop(conn, mail.mailbox, answer, at, actor)
    if fail_delivered(conn, mail.id, answer):
        owe_again(office, conn, mail, for_good=for_good, at=at)


def owe_again(office: Office, conn: Connection, mail: MailRow, *, for_good: bool, at: dt.datetime) -> None:
    """What a failed mail said is owed again; a rung of some days ago too, which says that it was missed."""
    _owe_notices(office, conn, mail.id, at)
    _owe_letter(conn, mail, for_good, at)


DAMAGED = "thư đã lưu bị hỏng trong cơ sở dữ liệu, không đọc được ({columns}); thư được để riêng và viết lại"


def put_aside(office: Office, conn: Connection, damaged: Damaged, at: dt.datetime) -> None:
    """A mail that cannot be read has failed. Our copy is at fault, so a letter is written anew to the same mailbox."""
    answer = DAMAGED.format(columns=", ".join(damaged.columns))
    act_id = set_aside(conn, damaged, at=at, answer=answer)
    record(conn, at=at, actor="courier", subject=f"mail:{damaged.id}", what="set aside", answer=answer)
    if act_id is not None:
        ask_act_again(conn, act_id)
    _owe_notices(office, conn, damaged.id, at)


def _owe_notices(office: Office, conn: Connection, mail_id: int, at: dt.datetime) -> None:
    lost, today = obligations_of_mail(conn, [mail_id]), local_day(at)
    reschedule(conn, obligations(conn, ids=lost, state="open"), world(office, conn, on=today), today)


def stop(conn: Connection, mailbox: str, answer: str, at: dt.datetime, actor: str) -> None:
    """Suspend the mailbox; where it only stands in for somebody absent, nobody does from now on."""
    suspend(conn, mailbox, at=at, why=answer)
    record(conn, at=at, actor=actor, subject=f"mailbox:{mailbox}", what="suspended", answer=answer)
    for contact in load_register(conn).contacts:
        if contact.substitute and contact.substitute.casefold() == mailbox:
            set_absence(conn, contact.id, first=contact.absent_from, last=contact.absent_to, substitute=None)
            subject = f"mailbox:{contact.mailbox}"
            record(conn, at=at, actor=actor, subject=subject, what="substitute_unreached", substitute=mailbox)


def _owe_letter(conn: Connection, mail: MailRow, for_good: bool, at: dt.datetime) -> None:
    """A letter is written anew from its act, for what this one said alone; to the same address not a third time."""
    origin = act_of(conn, mail.id)
    if origin is None or (origin.kind == RETURNED and not for_good and not origin.detail["for_good"]):
        return
    root = origin.detail["act"] if origin.kind == RETURNED else origin.id
    lost = [[item["task"], item["unit"], item["role"]] for item in mail.items]
    day = local_day(at)
    add_act(conn, RETURNED, origin.ref, at=at, day=day, act=root, mail=mail.id, lost=lost, for_good=for_good)
