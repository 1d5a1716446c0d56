"""Letters about a plan that was closed, or opened again: one a mailbox, with what it means to its units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.engine import Connection
from db.mails import ActRow
from db.plans import PlanRow, plan_by_id
from notifications.model import ClosingAct, ClosingLetter, DutyLine, MailKind
from scheduler.office import World
from scheduler.writing.envelope import recipient
from scheduler.writing.letter import Letter, by_mailbox
from scheduler.writing.merger_letters import duty

_ACTS: dict[str, ClosingAct] = {"plan_closed": "closed", "plan_reopened": "reopened"}
_REASONS: dict[ClosingAct, str] = {"closed": "kế hoạch được đóng", "reopened": "kế hoạch được mở lại"}
KINDS: dict[str, MailKind] = {
    "finish": "info",
    "carry": "decision",
    "cancel": "decision",
    "ended": "info",
    "opened": "decision",
}


def closing_letters(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """The letters of the act; its lines were stored with it."""
    plan = plan_by_id(conn, int(act.ref.partition(":")[2]))
    assert plan is not None, "an adopted plan is never deleted"
    for mailbox, units in by_mailbox(list(known.register.units), known).items():
        if mine := [line for line in act.detail["lines"] if line["unit"] in units]:
            yield _letter(mailbox, mine, act, plan, known, day)


def _letter(
    mailbox: str, lines: Sequence[Mapping[str, Any]], act: ActRow, plan: PlanRow, known: World, day: dt.date
) -> Letter:
    to, what = recipient(mailbox, known), _ACTS[act.kind]
    mail = ClosingLetter(
        day,
        to.address,
        to.name,
        known.settings.name,
        plan.label,
        what,
        act.detail.get("why"),
        finish=_duties(lines, "finish"),
        carried=_duties(lines, "carry"),
        cancelled=_duties(lines, "cancel"),
        ended=_duties(lines, "ended"),
        opened=_duties(lines, "opened"),
        reply_to_name=known.monitor_name(),
    )
    return Letter(to, mail, [_item(line, _REASONS[what]) for line in lines])


def _duties(lines: Sequence[Mapping[str, Any]], sort: str) -> tuple[DutyLine, ...]:
    return tuple(duty(line) for line in lines if line["sort"] == sort)


def _item(line: Mapping[str, Any], reason: str) -> dict[str, Any]:
    goes_on = line["sort"] in ("finish", "opened")
    return {
        "task": line["task"],
        "unit": line["unit"],
        "role": line["role"],
        "kind": KINDS[line["sort"]],
        "due": line["due"] if goes_on else None,
        "rung": None,
        "reason": reason,
    }
