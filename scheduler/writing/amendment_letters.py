"""Letters about a plan that was amended, restored or taken back: one a mailbox, to those whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from db.duties import obligations
from db.engine import Connection
from db.mails import ActRow, mailboxes_written_to
from db.plans import PlanRow, plan_by_id, tasks
from notifications.model import AmendedDuty, AmendmentLetter, PlanAct
from scheduler.office import World
from scheduler.writing.amended_parts import Side, parting_lines
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter, by_mailbox
from scheduler.writing.merger_letters import duty

_ACTS: dict[str, PlanAct] = {
    "plan_amended": "amended",
    "plan_restored": "restored",
    "plan_undone": "undone",
    "task_unassigned": "reassigned",
}
KINDS = {"added": "assignment", "moved": "correction", "reworded": "correction", "dropped": "correction"}
_REASONS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "plan_amended": lambda detail: f"kế hoạch được sửa đổi theo {detail['document']}",
    "plan_restored": lambda detail: f"hủy sửa đổi theo {detail['document']}",
    "plan_undone": lambda _: "kế hoạch không còn được theo dõi",
    "task_unassigned": lambda _: "đơn vị thôi được giao việc này",
}


def amendment_letters(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """The letters of the act; where the plan itself was taken back, to those who were told of it."""
    plan = plan_by_id(conn, int(act.ref.partition(":")[2]))
    assert plan is not None, "an adopted plan is never deleted"
    undone = act.kind == "plan_undone"
    lines = _all_lines(conn, plan, known, act.day) if undone else act.detail["lines"]
    told = mailboxes_written_to(conn, act.ref) if undone else None
    for mailbox, units in by_mailbox(list(known.register.units), known).items():
        mine = [line for line in lines if line["unit"] in units]
        if mine and (told is None or mailbox in told):
            yield _letter(mailbox, mine, act, plan, known, day)


def _all_lines(conn: Connection, plan: PlanRow, known: World, day: dt.date) -> list[dict[str, Any]]:
    """Every part of every unit, as it was."""
    side = Side(plan, {task.id: task for task in tasks(conn, plan_id=plan.id)})
    owed = {o.task_id for o in obligations(conn, task_ids=list(side.tasks), state="withdrawn")}
    return list(parting_lines(side, frozenset(owed), known, day))


def _letter(
    mailbox: str, lines: Sequence[Mapping[str, Any]], act: ActRow, plan: PlanRow, known: World, day: dt.date
) -> Letter:
    to = recipient(mailbox, known)
    of = {sort: tuple(_duty(line) for line in lines if line["sort"] == sort) for sort in KINDS}
    mail = AmendmentLetter(
        day,
        to.address,
        to.name,
        known.settings.name,
        plan.label,
        act.detail.get("document"),
        _ACTS[act.kind],
        act.detail.get("why"),
        of["added"],
        of["moved"],
        of["reworded"],
        of["dropped"],
        known.monitor_name(),
    )
    reason = _REASONS[act.kind](act.detail)
    return Letter(to, mail, [_item(line, reason) for line in lines])


def _duty(line: Mapping[str, Any]) -> AmendedDuty:
    names = ("old_due_text", "old_phrase", "old_title", "product", "handed_to")
    return AmendedDuty(duty(line), **{name: line.get(name) for name in names})


def _item(line: Mapping[str, Any], reason: str) -> dict[str, Any]:
    return {
        "task": line["task"],
        "unit": line["unit"],
        "role": line["role"],
        "kind": KINDS[line["sort"]],
        "due": line["due"] if line["sort"] != "dropped" else None,
        "rung": None,
        "reason": reason,
    }
