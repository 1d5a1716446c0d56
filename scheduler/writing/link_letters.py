"""The letter with fresh links, for a mailbox that asked: to every open duty that it may answer, and to its check-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from db.duties import obligations
from db.engine import Connection
from db.mails import ActRow
from notifications.model import Item, LinksLetter, MailKind, Role
from rules.ladder import Role as SeatRole
from scheduler.answering.links import linked
from scheduler.asking.checkin_question import asked_now
from scheduler.duties.schedule import duty_of
from scheduler.office import World
from scheduler.writing.compose import contract_item, item, merged
from scheduler.writing.digests import matters
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter

_ANSWERING: tuple[SeatRole, ...] = ("lead", "coordinating")
AHEAD = dt.timedelta(days=92)
"""Duties due later than this have links in the mails to come."""


def link_letters(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """The letter of the act; none where the mailbox has nothing to answer by now."""
    mailbox = act.ref.partition(":")[2]
    items = (*merged(list(_items(conn, act, mailbox, known, day))), *asked_now(conn, known, day).get(mailbox, ()))
    if not items:
        return
    to = recipient(mailbox, known)
    mail = LinksLetter(day, to.address, to.name, known.settings.name, items, known.monitor_name())
    yield Letter(to, mail, [contract_item(one) for one in items])


def _items(conn: Connection, act: ActRow, mailbox: str, known: World, day: dt.date) -> Iterator[Item]:
    for matter in matters(conn, obligations(conn, state="open", due_to=day + AHEAD)):
        for seat in duty_of(matter.row, matter.task, known, matter.company).seats:
            if seat.mailbox == mailbox and seat.role in _ANSWERING and not seat.collective:
                role: Role = seat.role
                late = known.calendar.office_days_between(matter.row.effective, day) if matter.row.effective else 0
                kind: MailKind = "overdue" if late else "reminder"
                one = item(matter, seat.unit, role, kind, "liên kết mới theo đề nghị", known, day)
                one = replace(one, overdue=late)
                yield linked(one, matter, mailbox, known, act.at)
                break
