"""How an obligation stands beside tasks that its own is linked with: what meets it, who speaks, or why each alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.duties import ObligationRow, obligations
from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans, tasks
from db.twins import TwinRow, twin_rows
from scheduler.duties.twins import Company, Twin, works
from scheduler.writing.compose import Matter

How: TypeAlias = Literal["speaks", "spoken_for", "closed", "extended", "none"]
"""This one speaks for the other; another speaks for this one; one of the two is closed; an extension gave another date;
the other task has nothing of the period or the day."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A linked task, its obligation that is meant (None where there is none), and how the two stand.

    `since` is the later of the two rows of the link; `speaker` is who speaks, where another than this one does.
    """

    plan: PlanRow
    task: TaskRow
    since: TwinRow
    row: ObligationRow | None
    how: How
    speaker: Twin | None = None


def companions(conn: Connection, one: Matter) -> list[Companion]:
    """What the obligation's task is linked with, in the order of linking; empty where it is not linked."""
    linked = twin_rows(conn, [one.task.id])
    own = next((row for row in linked if row.task_id == one.task.id), None)
    if own is None:
        return []
    rows = obligations(conn, task_ids=[row.task_id for row in linked])
    met = next((c for c in works(conn, {r.task_id: r.work for r in linked}, _ANY) if _has(c, one)), ())
    by_task = {task.id: task for task in tasks(conn, ids=[row.task_id for row in linked])}
    by_plan = {plan.id: plan for plan in plans(conn)}
    found = []
    for link in (row for row in linked if row.task_id != one.task.id):
        task, since = by_task[link.task_id], max(own, link, key=lambda row: row.linked_at)
        row, how, speaker = _stands(one, met, [row for row in rows if row.task_id == task.id])
        found.append(Companion(by_plan[task.plan_id], task, since, row, how, speaker))
    return found


_ANY = ("open", "past", "done")


def _has(company: Company, one: Matter) -> bool:
    return any(twin.row.id == one.row.id for twin in company)


def _stands(
    one: Matter, met: Company, theirs: Sequence[ObligationRow]
) -> tuple[ObligationRow | None, How, Twin | None]:
    ids = {row.id for row in theirs}
    twin = next((twin for twin in met if twin.row.id in ids), None)
    if twin is None:
        same = [row for row in theirs if (row.held_by, row.label) == (one.row.held_by, one.row.label)]
        if same and {same[0].state, one.row.state} != {"open"}:
            return same[0], "closed", None
        apart = same and (same[0].extended or one.row.extended)
        return (same[0], "extended", None) if apart else (None, "none", None)
    if (twin.row.state, one.row.state) != ("open", "open"):
        return twin.row, "closed", None
    first = one.company[0] if one.company else twin
    return (twin.row, "speaks", None) if first.row.id == one.row.id else (twin.row, "spoken_for", first)
