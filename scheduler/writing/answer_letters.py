"""Letters about answers: to the monitor what a unit asks of it, to the units what the monitor decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from db.declines import open_declines
from db.duties import obligations
from db.engine import Connection
from db.mails import ActRow
from notifications.model import AnswerAct, AnswerLetter, MailKind, Role
from rules.say import say_date
from scheduler.answering.links import linked
from scheduler.duties.schedule import coordinators
from scheduler.duties.seats import lead_contact
from scheduler.duties.twin_words import named_together, others_of
from scheduler.office import World
from scheduler.writing.compose import Matter, contract_item, item
from scheduler.writing.digests import matters
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter

ASKING: tuple[AnswerAct, ...] = ("declined", "reported_late")
"""Acts of units, which the monitor answers; the others are the monitor's."""

_ACTS: dict[str, AnswerAct] = {
    "declined": "declined",
    "reported_late": "reported_late",
    "confirmed": "confirmed",
    "reopened": "reopened",
    "cancelled": "cancelled",
    "kept": "kept",
}
_STILL: dict[str, tuple[str, ...]] = {
    "declined": ("open",),
    "reported_late": ("done",),
    "confirmed": ("done",),
    "reopened": ("open",),
    "resumed": ("open",),
    "cancelled": ("cancelled",),
    "kept": ("open",),
}
_REASONS: dict[str, str] = {
    "declined": "đơn vị báo không phải việc của mình: {why}",
    "reported_late": "đơn vị báo hoàn thành chậm",
    "confirmed": "báo cáo chậm đã được {by} xác nhận",
    "reopened": "kết quả chưa đạt: {why}",
    "resumed": "việc đã thôi thực hiện nay thực hiện trở lại: {why}",
    "cancelled": "việc không phải thực hiện nữa: {why}",
    "kept": "việc vẫn giao cho đơn vị: {why}",
}


def answer_letters(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """The letters of the act; none where it no longer holds by the time they could leave."""
    (one,) = matters(conn, obligations(conn, ids=[int(act.ref.partition(":")[2])]))
    what: AnswerAct = "resumed" if act.detail.get("was") == "cancelled" else _ACTS[act.kind]
    if one.row.state not in _STILL[what] or (what == "reported_late" and not one.row.doubted):
        return
    if what == "declined" and not any(row.unit == act.detail["unit"] for row in open_declines(conn, [one.row.id])):
        return
    for mailbox, unit, role in _readers(what, one, known, act.detail.get("units", ())):
        yield _letter(mailbox, unit, role, what, act, one, known, day)


def _readers(what: AnswerAct, one: Matter, known: World, declined_by: Sequence[str]) -> Iterator[tuple[str, str, Role]]:
    """One seat a mailbox: the monitor where it is asked, who declined where that is decided, else the lead and the
    co-ordinators named singly.
    """
    if what == "kept":
        for unit in declined_by:
            if seat := lead_contact(unit, known.register):
                yield seat.mailbox, unit, "lead" if unit == one.row.held_by else "coordinating"
        return
    if what in ASKING:
        for contact in known.register.monitors()[:1]:
            yield contact.mailbox, one.row.held_by, "monitor"
        return
    told = set()
    if lead := lead_contact(one.row.held_by, known.register):
        told.add(lead.mailbox)
        yield lead.mailbox, one.row.held_by, "lead"
    helping = () if what == "confirmed" else coordinators(one.row, one.task)
    for member in helping:
        seat = None if member.via else lead_contact(member.unit, known.register)
        if seat and seat.mailbox not in told:
            told.add(seat.mailbox)
            yield seat.mailbox, member.unit, "coordinating"


def _letter(
    mailbox: str, unit: str, role: Role, what: AnswerAct, act: ActRow, one: Matter, known: World, day: dt.date
) -> Letter:
    kind: MailKind = "question" if what in ASKING else "decision"
    detail: dict[str, Any] = act.detail
    reason = _REASONS[what].format(why=detail.get("why", ""), by=detail.get("by", ""))
    said, to = item(one, unit, role, kind, reason, known, day), recipient(mailbox, known)
    if role != "coordinating":
        said = named_together(said, others_of(one))
    if one.row.state == "open":
        said = linked(said, one, mailbox, known, act.at)
    on = detail.get("on")
    mail = AnswerLetter(
        day,
        to.address,
        to.name,
        known.settings.name,
        what,
        one.row.id,
        known.register.name_of(detail.get("unit") or one.row.held_by),
        said,
        known.monitor_name(),
        why=detail.get("why"),
        by=detail.get("by"),
        on=say_date(dt.date.fromisoformat(on)) if on else None,
    )
    return Letter(to, mail, [contract_item(said)])
