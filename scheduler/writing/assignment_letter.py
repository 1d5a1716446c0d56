"""The letter that tells a mailbox of its parts in a plan, when the plan is adopted or units are chosen later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.engine import Connection
from db.mails import ActRow
from db.plans import PlanRow, plan_by_id, tasks
from notifications.model import AssignmentLetter
from scheduler.office import World
from scheduler.writing.duty_lines import DueText, Part, due_text, duty_line
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter, by_mailbox


def assignment_letter(
    mailbox: str,
    plan: PlanRow,
    parts: Sequence[Part],
    dates: Mapping[int, DueText],
    notes: Sequence[str],
    known: World,
    day: dt.date,
    reason: str,
) -> Letter:
    """The letter with `parts`, those that the mailbox's units lead first; `dates` are by the number of a task."""
    to = recipient(mailbox, known)
    of = {role: [part for part in parts if part.role == role] for role in ("lead", "coordinating")}
    mail = AssignmentLetter(
        day,
        to.address,
        to.name,
        known.settings.name,
        plan.label,
        f"{plan.years[0]}–{plan.years[1]}",
        f"{plan.issued:%d/%m/%Y}" if plan.issued else None,
        tuple(duty_line(part, dates[part.task.id], known) for part in of["lead"]),
        tuple(duty_line(part, dates[part.task.id], known) for part in of["coordinating"]),
        tuple(notes),
        known.monitor_name(),
    )
    told = [*of["lead"], *of["coordinating"]]
    return Letter(to, mail, [_item(part, dates[part.task.id][0], reason) for part in told])


def _item(part: Part, next_due: dt.date | None, reason: str) -> dict[str, Any]:
    return {
        "task": part.task.name,
        "unit": part.member.unit,
        "role": part.role,
        "kind": "assignment",
        "due": next_due.isoformat() if next_due else None,
        "rung": None,
        "reason": reason,
    }


def chosen_letters(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """To each unit that was given a part in a task of a plan in force."""
    plan = plan_by_id(conn, int(act.ref.partition(":")[2]))
    assert plan is not None, "an adopted plan is never deleted"
    for task in tasks(conn, ids=[act.detail["task"]]):
        role, dates = act.detail["role"], {task.id: due_text(task, plan, known, day)}
        members = task.leads if role == "lead" else task.coordinating
        for mailbox, units in by_mailbox(act.detail["units"], known).items():
            if parts := [Part(task, role, one) for one in members if one.unit in units]:
                yield assignment_letter(mailbox, plan, parts, dates, (), known, day, "đơn vị được giao thêm việc này")
