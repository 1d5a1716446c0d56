"""What a merger brings to a unit, in the words of that moment: its new parts in tasks, with what is due of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from db.duties import ObligationRow
from db.engine import Connection
from db.plans import Member, PlanRow, TaskRow, plans, tasks
from rules.ladder import Role
from rules.say import say_day
from scheduler.office import World
from scheduler.writing.amended_parts import as_json
from scheduler.writing.duty_lines import OVER, DueText, Part, due_text, duty_line


def told_lines(
    conn: Connection, known: World, old: Sequence[str], moved: Sequence[ObligationRow], today: dt.date
) -> list[dict[str, Any]]:
    """The lines as JSON, in the order of the plans: what `old` led, then what they co-ordinated; each task once."""
    open_of: dict[int, list[ObligationRow]] = {}
    for row in moved:
        if row.state == "open":
            open_of.setdefault(row.task_id, []).append(row)
    found: dict[tuple[Role, int], dict[str, Any]] = {}
    for plan in plans(conn, "adopted"):
        for task in tasks(conn, plan_id=plan.id):
            for line in _of_task(task, plan, old, open_of.get(task.id, ()), known, today):
                found.setdefault((line["role"], task.id), line)
    return sorted(found.values(), key=lambda line: line["role"] != "lead")


def _of_task(
    task: TaskRow, plan: PlanRow, old: Sequence[str], held: Sequence[ObligationRow], known: World, today: dt.date
) -> Iterator[dict[str, Any]]:
    parts: list[tuple[Role, Member]] = [("lead", one) for one in task.leads if one.unit in old]
    parts += [("coordinating", one) for one in task.coordinating if one.unit in old and not parts]
    if not parts:
        return
    due = due_text(task, plan, known, today)
    for role, member in parts:
        said = _with_open(due, held, today) if role == "lead" else due
        if said[1] != OVER:
            line = duty_line(Part(task, role, member), said, known)
            before = f"{line.place} (trước đây: {known.register.name_of(member.unit)})"
            yield as_json(replace(line, place=before), member.unit)


def _with_open(due: DueText, held: Sequence[ObligationRow], today: dt.date) -> DueText:
    """What is overdue and what an event has opened stand before the dates to come."""
    late = [row for row in held if row.effective and row.effective < today]
    opened = [row for row in held if row.label.startswith("event:") and row not in late]
    words = [f"quá hạn: {', '.join(say_day(row.due) for row in late if row.due)}"] if late else []
    words += [say_day(row.due) if row.due else "chưa có ngày đến hạn" for row in opened]
    days = [row.due for row in held if row.due]
    return min(days, default=due[0]), "; ".join([*words, *(() if due[1] == OVER and words else (due[1],))])
