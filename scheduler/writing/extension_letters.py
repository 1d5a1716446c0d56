"""Letters about extensions: to the monitor when one is asked, to the unit and its helpers when it is decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.duties import obligations
from db.engine import Connection
from db.extensions import ExtensionRow, extensions
from db.mails import ActRow
from db.plans import plan_by_id, tasks
from notifications.extension_page import KINDS
from notifications.model import ExtensionAct, ExtensionLetter, Role
from rules.say import say_day
from scheduler.answering.links import linked
from scheduler.duties.schedule import coordinators
from scheduler.duties.seats import lead_contact
from scheduler.office import World
from scheduler.writing.compose import Matter, contract_item, item
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter

ACTS: dict[str, ExtensionAct] = {
    "extension_asked": "asked",
    "extension_offered": "offered",
    "extension_approved": "approved",
    "extension_refused": "refused",
    "extension_withdrawn": "withdrawn",
    "extension_declined": "declined",
}
_TO_MONITOR = ("asked", "withdrawn", "declined")
_REASONS: dict[ExtensionAct, str] = {
    "asked": "đơn vị chủ trì đề nghị gia hạn, cần ý kiến và quyết định",
    "offered": "Lãnh đạo đề nghị hạn khác, chờ đơn vị trả lời",
    "approved": "đề nghị gia hạn đã có quyết định",
    "refused": "đề nghị gia hạn đã có quyết định",
    "withdrawn": "đơn vị rút đề nghị gia hạn",
    "declined": "đơn vị không nhận hạn được đề nghị",
}


@dataclass(frozen=True, slots=True)
class _Reader:
    """A mailbox, and as what and for which unit it reads."""

    mailbox: str
    role: Role
    unit: str


def extension_letters(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """The letters of one act upon a request; one that was settled before its letter left is not said to wait."""
    row = extensions(conn, ids=[int(act.ref.partition(":")[2])])[0]
    what = ACTS[act.kind]
    if what in ("asked", "offered") and row.state != what:
        return
    duty = obligations(conn, ids=[row.obligation_id])[0]
    task = tasks(conn, ids=[duty.task_id])[0]
    plan = plan_by_id(conn, task.plan_id)
    assert plan is not None, "the plan of a task is never deleted"
    matter, heard = Matter(duty, task, plan), set[str]()
    for reader in _readers(matter, what, known):
        if reader.mailbox not in heard:
            heard.add(reader.mailbox)
            yield _letter(matter, row, act, reader, known, day)


def _readers(matter: Matter, what: ExtensionAct, known: World) -> Iterator[_Reader]:
    """Of a request and its end the monitor; of an answer the unit; of a new date the helpers named singly as well."""
    unit = matter.row.held_by
    if what in _TO_MONITOR:
        yield from (_Reader(contact.mailbox, "monitor", unit) for contact in known.register.monitors()[:1])
        return
    if lead := lead_contact(unit, known.register):
        yield _Reader(lead.mailbox, "lead", unit)
    for member in coordinators(matter.row, matter.task) if what == "approved" else ():
        contact = lead_contact(member.unit, known.register)
        if contact and not member.via:
            yield _Reader(contact.mailbox, "coordinating", member.unit)


def _letter(matter: Matter, row: ExtensionRow, act: ActRow, reader: _Reader, known: World, day: dt.date) -> Letter:
    what, said = ACTS[act.kind], act.detail
    old, new = dt.date.fromisoformat(said["old"]), dt.date.fromisoformat(said["new"])
    told = item(matter, reader.unit, reader.role, KINDS[what], _REASONS[what], known, day)
    due = new if what == "approved" else old
    told = replace(told, due=due, days_left=(due - day).days, note=_note(row))
    told = linked(told, matter, reader.mailbox, known, act.at)
    to = recipient(reader.mailbox, known)
    mail = ExtensionLetter(
        day,
        to.address,
        to.name,
        known.settings.name,
        what,
        row.id,
        told,
        known.register.name_of(row.unit),
        row.asked_on,
        old,
        new,
        row.reason,
        row.opinion,
        said["by"],
        said["document"],
        said["answer"],
        known.monitor_name(),
    )
    return Letter(to, mail, [contract_item(told)])


def _note(row: ExtensionRow) -> str | None:
    if not row.late:
        return None
    return f"Đề nghị ngày {say_day(row.asked_on)}, khi đã quá hạn: được gia hạn thì việc vẫn tính là muộn."
