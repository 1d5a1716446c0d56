"""Tasks of plans in force that may be the same work and are not linked: shown to a person, linked by nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans, tasks
from db.twins import twin_rows
from plans.twins import Led, alike


@dataclass(frozen=True, slots=True)
class LikelyTwins:
    """A task of an older plan and one of a later; `share` of their words in common (1: all), `units` that lead both."""

    plan: PlanRow
    task: TaskRow
    other_plan: PlanRow
    other_task: TaskRow
    share: float
    units: tuple[str, ...]

    @property
    def command(self) -> str:
        """What links them."""
        one, other = f"{self.plan.id} {self.task.name}", f"{self.other_plan.id} {self.other_task.name}"
        return f"nhacviec plan link {one} {other}"


def likely_twins(conn: Connection, today: dt.date, plan_id: int | None = None) -> list[LikelyTwins]:
    """Every likely pair of two plans, those of one plan or all.

    Plans that are over on the local day, or have no year in common, have no mail to share and are left out.
    """
    live = [plan for plan in plans(conn, "adopted") if plan.years[1] >= today.year]
    rows = {plan.id: tasks(conn, plan_id=plan.id) for plan in live}
    work = {row.task_id: row.work for row in twin_rows(conn)}
    return [
        pair
        for one, other in combinations(live, 2)
        if plan_id in (None, one.id, other.id) and _years_meet(one, other)
        for pair in _of_plans(one, rows[one.id], other, rows[other.id])
        if work.get(pair.task.id, -1) != work.get(pair.other_task.id, -2)
    ]


def _years_meet(one: PlanRow, other: PlanRow) -> bool:
    return max(one.years[0], other.years[0]) <= min(one.years[1], other.years[1])


def _of_plans(one: PlanRow, mine: list[TaskRow], other: PlanRow, theirs: list[TaskRow]) -> Iterator[LikelyTwins]:
    for pair in alike([_led(task) for task in mine], [_led(task) for task in theirs]):
        task, twin = mine[pair.one], theirs[pair.other]
        led = {member.unit for member in twin.leads}
        units = tuple(dict.fromkeys(member.unit for member in task.leads if member.unit in led))
        yield LikelyTwins(one, task, other, twin, pair.share, units)


def _led(task: TaskRow) -> Led:
    return Led(task.text, frozenset(member.unit for member in task.leads))
