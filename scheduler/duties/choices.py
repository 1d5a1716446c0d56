"""Units that a person has yet to choose: members of a collective that has none, and those that joined one later.

Nobody is mailed in the place of units that are not chosen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans, tasks
from scheduler.office import World
from scheduler.writing.duty_lines import OVER, due_text


@dataclass(frozen=True, slots=True)
class Choice:
    """A task of a plan in force that names the collective `group` in `role` ("lead", "coordinating").

    `units` joined the collective after the plan was adopted and may be added; none: its members were never chosen.
    """

    plan: PlanRow
    task: TaskRow
    role: str
    group: str
    units: tuple[str, ...]

    @property
    def command(self) -> str:
        """What adds the units; MÃ stands for those that are still to be chosen."""
        added = " ".join(f"--add {unit}" for unit in self.units or ("MÃ",))
        return f"nhacviec plan assign {self.plan.id} {self.task.name} --role {self.role} {added}"


def open_choices(conn: Connection, known: World, today: dt.date, plan_id: int | None = None) -> list[Choice]:
    """Every choice that is open on the local day, of one plan or of all, in document order.

    Plans and tasks that have nothing ahead are left out.
    """
    in_force = {plan.id: plan for plan in plans(conn, "adopted") if plan.years[1] >= today.year}
    return [
        choice
        for task in tasks(conn, plan_id=plan_id, grouped=True)
        if task.plan_id in in_force
        for choice in _of_task(in_force[task.plan_id], task, known, today)
    ]


def _of_task(plan: PlanRow, task: TaskRow, known: World, today: dt.date) -> Iterator[Choice]:
    units = {member.unit for member in (*task.leads, *task.coordinating)}
    found = []
    for role, group in task.groups:
        later = tuple(unit for unit in known.register.members_on(group, today) if unit not in units)
        if later or not known.register.members.get(group):
            found.append(Choice(plan, task, role, group, later))
    if found and due_text(task, plan, known, today)[1] != OVER:
        yield from found
