"""What the closing of a plan means to each unit, in the words of that moment: lines that its letter repeats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from db.plans import Member, PlanRow, TaskRow
from notifications.model import DutyLine
from rules.ladder import Role
from rules.say import say_day, say_label
from scheduler.duties.schedule import coordinators
from scheduler.office import World
from scheduler.writing.amended_parts import as_json
from scheduler.writing.compose import Matter
from scheduler.writing.duty_lines import Part, due_text, duty_line


def told_lines(
    plan: PlanRow,
    decided: Sequence[tuple[str, Matter, Matter | None]],
    ended: Sequence[TaskRow],
    known: World,
    today: dt.date,
) -> Iterator[dict[str, Any]]:
    """The lines as JSON: `decided` (a verdict, the obligation, what goes on with it), then tasks that ended."""
    for verdict, one, into in decided:
        for unit, role in concerned(one):
            yield {"sort": verdict, **as_json(_duty(one, role, into, known), unit)}
    for task in ended:
        for member in task.leads:
            line = duty_line(Part(task, "lead", member), due_text(task, plan, known, today), known)
            yield {"sort": "ended", **as_json(line, member.unit)}


def opened_lines(found: Sequence[Matter], known: World) -> Iterator[dict[str, Any]]:
    """The lines of obligations that are open again."""
    for one in found:
        for unit, role in concerned(one):
            yield {"sort": "opened", **as_json(_duty(one, role, None, known), unit)}


def concerned(one: Matter) -> Iterator[tuple[str, Role]]:
    """Who works to a date: the lead, and the co-ordinators named singly."""
    yield one.row.held_by, "lead"
    for member in coordinators(one.row, one.task):
        if not member.via:
            yield member.unit, "coordinating"


def _duty(one: Matter, role: Role, into: Matter | None, known: World) -> DutyLine:
    line = duty_line(Part(one.task, role, Member(one.row.held_by, "")), (one.row.due, _due(one)), known)
    goes_on = f"; tiếp tục ở {into.plan.label}, nhiệm vụ {into.task.name}, {_due(into)}" if into else ""
    return replace(line, due_text=line.due_text + goes_on, lead_name=known.register.name_of(one.row.held_by))


def _due(one: Matter) -> str:
    if one.row.due is None:
        return "chưa có ngày đến hạn"
    period = say_label(one.row.label)
    return f"hạn {say_day(one.row.due)}" + (f" ({period[:1].lower()}{period[1:]})" if period else "")
