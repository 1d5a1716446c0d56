"""Units are given a part in a task of a plan in force: members of a collective chosen later, or one that joined it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.duties import obligations
from db.engine import Connection, writing
from db.history import record
from db.mails import add_act
from db.plans import Member, PlanRow, TaskRow, change_tasks, tasks
from rules.errors import NhacviecError
from rules.ladder import Role
from rules.say import say_day
from scheduler.amendment import plan_in_force
from scheduler.clock import local_day
from scheduler.hand_over import give
from scheduler.office import Office, World, world
from scheduler.schedule import reschedule
from scheduler.unfold import Deed


class AssignError(NhacviecError):
    """Chưa giao thêm đơn vị nào: {reason}."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The task as it is now, and how many obligations were opened by it."""

    plan: PlanRow
    task: TaskRow
    opened: int


def assign(
    office: Office, plan_id: int, name: str, units: Sequence[str], role: Role, *, at: dt.datetime, actor: str
) -> Assigned:
    """Let `units` lead the task (`role` "lead") or co-ordinate it from today on.

    Where the plan names a collective without members there, they stand in its place; one of a collective's members
    stays so. Each unit is told by a letter. Raises `UnknownPlanError`, `PlanNotInForceError`, `AssignError`.
    """
    today = local_day(at)
    with writing(office.engine) as conn:
        plan, known = plan_in_force(conn, plan_id), world(office, conn, on=today)
        task = _task(conn, plan, name)
        new = _with_units(task, tuple(dict.fromkeys(units)), role, known, today)
        change_tasks(conn, [new])
        before = {row.id for row in obligations(conn, task_ids=[task.id], state="open")}
        if role == "lead":
            give(Deed(conn, at, today, actor, None), task, new, known)
        now = obligations(conn, task_ids=[task.id], state="open")
        reschedule(conn, now, known, today)
        had = {member.unit for member in (task.leads if role == "lead" else task.coordinating)}
        added = [one.unit for one in (new.leads if role == "lead" else new.coordinating) if one.unit not in had]
        detail = {"task": task.name, "role": role, "units": added}
        record(conn, at=at, actor=actor, subject=f"plan:{plan.id}", what="units added", **detail)
        if added:
            add_act(conn, "task_assigned", f"plan:{plan.id}", at=at, day=today, **detail | {"task": task.id})
        return Assigned(plan, new, len({row.id for row in now} - before))


def _task(conn: Connection, plan: PlanRow, name: str) -> TaskRow:
    found = next((task for task in tasks(conn, plan_id=plan.id) if task.name == name), None)
    if found is None:
        raise AssignError(
            reason=f"kế hoạch số {plan.id} không có nhiệm vụ «{name}»; xem «nhacviec plan show {plan.id}»"
        )
    return found


def _with_units(task: TaskRow, units: Sequence[str], role: Role, known: World, today: dt.date) -> TaskRow:
    had = task.leads if role == "lead" else task.coordinating
    busy = {member.unit for member in (*task.leads, *had)}
    members = known.register.members
    chooses = any(part == role and not members.get(code) for part, code in task.groups)
    for unit in units:
        if unit not in known.register.units:
            raise AssignError(reason=f"không có đơn vị «{unit}»; xem «nhacviec unit list»")
        one = known.register.units[unit]
        if one.has_ended(today):
            raise AssignError(reason=f"{one.name} đã kết thúc hoạt động ngày {say_day(one.valid_to or today)}")
        # Those a collective stands for may be named beside it already.
        if unit in busy and not chooses:
            raise AssignError(reason=f"{one.name} đã có phần việc này ở nhiệm vụ {task.name}")
    ours = [code for part, code in task.groups if part == role]
    added = [
        Member(unit, next((code for code in ours if unit in members.get(code, ())), ""))
        for unit in units
        if unit not in busy
    ]
    groups = tuple(one for one in task.groups if one[0] != role or members.get(one[1]))
    if role == "lead":
        return replace(task, groups=groups, leads=(*had, *added))
    return replace(task, groups=groups, coordinating=(*had, *added))
