"""Obligations of linked tasks that are one work: read from the rows, decided by `rules.twins`, stored nowhere.

So an extension, a merger or an amendment that changes what meets what needs no step of its own here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from db.duties import ObligationRow, obligations
from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans, tasks
from db.twins import twin_rows
from rules.twins import Side, same_works

_MEETING = ("open", "past", "done")
"""States in which an obligation takes part: one that is done does not let its counterpart meet another period."""


@dataclass(frozen=True, slots=True)
class Twin:
    """An obligation of a linked task, with what it is about."""

    row: ObligationRow
    task: TaskRow
    plan: PlanRow


Company: TypeAlias = tuple[Twin, ...]
"""Obligations that are one work, the one that speaks for all first; empty for one that is alone."""


def companies(conn: Connection, rows: Iterable[ObligationRow], states: Sequence[str] = ("open",)) -> dict[int, Company]:
    """The company of each of `rows`, and of those they meet, by number; only obligations in `states` are in it."""
    linked = {one.task_id: one.work for one in twin_rows(conn, sorted({row.task_id for row in rows}))}
    return {twin.row.id: met for met in works(conn, linked, states) for twin in met} if linked else {}


def works(conn: Connection, linked: Mapping[int, int], states: Sequence[str] = ("open",)) -> Iterator[Company]:
    """What meets among tasks, each with its work. The links need not be stored: they may be looked at beforehand."""
    by_task = {task.id: task for task in tasks(conn, ids=list(linked))}
    by_plan = {plan.id: plan for plan in plans(conn)}
    held = [row for row in obligations(conn, task_ids=list(by_task)) if row.state in _MEETING]
    by_id = {row.id: row for row in held}
    for work in dict.fromkeys(linked.values()):
        for met in same_works(_side(row) for row in held if linked[row.task_id] == work):
            found = [by_id[side.id] for side in met if by_id[side.id].state in states]
            if len(found) > 1:
                yield tuple(_twin(row, by_task, by_plan) for row in found)


def _side(row: ObligationRow) -> Side:
    return Side(row.id, row.task_id, row.held_by, row.label, row.due, row.extended)


def _twin(row: ObligationRow, by_task: dict[int, TaskRow], by_plan: dict[int, PlanRow]) -> Twin:
    task = by_task[row.task_id]
    return Twin(row, task, by_plan[task.plan_id])


def with_linked(conn: Connection, task_ids: Sequence[int]) -> list[int]:
    """The tasks, and those that are linked with them: what changes for the ones may change for the others."""
    return sorted({*task_ids, *(one.task_id for one in twin_rows(conn, task_ids))})
