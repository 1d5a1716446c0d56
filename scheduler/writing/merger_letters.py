"""Letters about a merger: to the unit that goes on, with what came over, and to the last mailboxes of the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from db.engine import Connection
from db.mails import ActRow
from notifications.model import DutyLine, MergerLetter
from scheduler.duties.seats import lead_contact
from scheduler.office import World
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter


def merger_letters(_conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """One a mailbox; a mailbox that heard for a unit that ended and hears for the one that goes on gets one."""
    code = act.ref.partition(":")[2]
    contact = lead_contact(code, known.register)
    ours = contact.mailbox if contact else None
    for mailbox in dict.fromkeys([*([ours] if ours else []), *act.detail["to"]]):
        to = recipient(mailbox, known)
        lines = act.detail["lines"]
        mail = MergerLetter(
            day,
            to.address,
            to.name,
            known.settings.name,
            tuple(map(known.register.name_of, act.detail["old"])),
            known.register.name_of(code),
            dt.date.fromisoformat(act.detail["since"]),
            mailbox == ours,
            tuple(duty(line) for line in lines if line["role"] == "lead"),
            tuple(duty(line) for line in lines if line["role"] == "coordinating"),
            known.monitor_name(),
        )
        yield Letter(to, mail, [_item(line, code) for line in lines])


def duty(line: Mapping[str, Any]) -> DutyLine:
    """The line that an act stores, as a letter has it."""
    return DutyLine(
        line["task"],
        line["title"],
        line["role"],
        line["phrase"],
        dt.date.fromisoformat(line["due"]) if line["due"] else None,
        line["due_text"],
        line["place"],
        line["lead_name"],
        line["via"],
    )


def _item(line: Mapping[str, Any], code: str) -> dict[str, Any]:
    return {
        "task": line["task"],
        "unit": code,
        "role": line["role"],
        "kind": "assignment",
        "due": line["due"],
        "rung": None,
        "reason": "đơn vị được hợp nhất, việc chuyển sang đơn vị tiếp nhận",
    }
