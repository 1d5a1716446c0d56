"""Units are given a part in a task of a plan in force, or it is taken back: members of a collective chosen later, one
that joined it, one that has it instead of another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from db.declines import settle_declines
from db.duties import obligations
from db.engine import Connection, writing
from db.history import record
from db.mails import add_act, unanswered_acts
from db.plans import Member, PlanRow, TaskRow, change_tasks, tasks
from db.register import spellings_of
from plans.units.names import key
from rules.errors import NhacviecError
from rules.ladder import Role
from rules.say import say_day
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.duties.unfold import Deed
from scheduler.office import Office, World, world
from scheduler.planning.amendment import plan_in_force
from scheduler.planning.hand_over import give, take_back
from scheduler.writing.amended_parts import Side, lost_lines


class AssignError(NhacviecError):
    """Nhiệm vụ giữ nguyên các đơn vị: {reason}."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The task as it is now, how many obligations were opened by it, and the numbers of those withdrawn."""

    plan: PlanRow
    task: TaskRow
    opened: int
    withdrawn: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Units, by code, that have a part (`role`) in a task from now on, and units that have it no more, and why."""

    role: Role
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    why: str | None = None


def assign(office: Office, plan_id: int, name: str, choice: Choice, *, at: dt.datetime, actor: str) -> Assigned:
    """Let units lead the task or co-ordinate it from today on, and others no more.

    Where the plan names a collective without members there, those added stand in its place; one of a collective's
    members stays so. Taken back, what a unit still owes is withdrawn and what it has done stays; where nobody chosen is
    left, the collective waits for a choice again. What an event opened falls to a collective's members all the same.
    Each unit is told by a letter. Raises `UnknownPlanError`, `PlanNotInForceError`, `AssignError`.
    """
    today = local_day(at)
    with writing(office.engine) as conn:
        plan, known = plan_in_force(conn, plan_id), world(office, conn, on=today)
        task = _task(conn, plan, name)
        new = _with_units(task, tuple(dict.fromkeys(choice.added)), choice.role, known, today)
        new = _without_units(conn, new, choice, known) if choice.removed else new
        change_tasks(conn, [new])
        before = {row.id for row in obligations(conn, task_ids=[task.id], state="open")}
        deed, withdrawn = Deed(conn, at, today, actor, choice.why), list[int]()
        if choice.role == "lead":
            give(deed, task, new, known)
            withdrawn = take_back(deed, task, new, known)
        now = obligations(conn, task_ids=[task.id], state="open")
        for unit in choice.removed:
            settle_declines(conn, [row.id for row in now], unit)
        reschedule(conn, now, known, today)
        _tell_added(deed, plan, task, new, choice.role)
        if choice.removed:
            _tell_removed(deed, plan, task, new, choice, known, bool(withdrawn))
        return Assigned(plan, new, len({row.id for row in now} - before), tuple(withdrawn))


def _tell_added(deed: Deed, plan: PlanRow, task: TaskRow, new: TaskRow, role: Role) -> None:
    had = {member.unit for member in _members(task, role)}
    added = [one.unit for one in _members(new, role) if one.unit not in had]
    if added:
        detail = {"task": task.name, "role": role, "units": added}
        subject = f"plan:{plan.id}"
        record(deed.conn, at=deed.at, actor=deed.actor, subject=subject, what="units added", **detail)
        add_act(deed.conn, "task_assigned", subject, at=deed.at, day=deed.today, **detail | {"task": task.id})


def _tell_removed(
    deed: Deed, plan: PlanRow, task: TaskRow, new: TaskRow, choice: Choice, known: World, owed: bool
) -> None:
    """A unit that was not told yet that it has the part is not told that it has not."""
    conn, subject = deed.conn, f"plan:{plan.id}"
    detail = {"task": task.name, "role": choice.role, "units": list(choice.removed), "why": choice.why}
    record(conn, at=deed.at, actor=deed.actor, subject=subject, what="units removed", **detail)
    waiting = [act for act in unanswered_acts(conn) if act.ref == subject]
    untold = {
        unit
        for act in waiting
        if act.kind == "task_assigned" and act.detail["task"] == task.id
        for unit in act.detail["units"]
    }
    sides = Side(plan, {task.id: task}), Side(plan, {task.id: new})
    touched = frozenset([task.id] if owed else [])
    lines = [line for line in lost_lines(*sides, touched, known, deed.today) if line["unit"] not in untold]
    if lines and not any(act.kind == "plan_adopted" for act in waiting):
        add_act(conn, "task_unassigned", subject, at=deed.at, day=deed.today, lines=lines, why=choice.why)


def _members(task: TaskRow, role: Role) -> tuple[Member, ...]:
    return task.leads if role == "lead" else task.coordinating


def _without_units(conn: Connection, task: TaskRow, choice: Choice, known: World) -> TaskRow:
    had, role = _members(task, choice.role), choice.role
    for unit in choice.removed:
        if unit in choice.added:
            raise AssignError(reason=f"{known.register.name_of(unit)} vừa được giao thêm vừa thôi giao")
        if unit not in {member.unit for member in had}:
            raise AssignError(reason=f"{known.register.name_of(unit)} không có phần việc này ở nhiệm vụ {task.name}")
    left = tuple(member for member in had if member.unit not in choice.removed)
    groups = task.groups
    if all(member.via for member in left):
        groups += tuple((role, code) for code in _unchosen(conn, task, role, known) if (role, code) not in groups)
    if role == "lead" and not left and not any(part == role for part, _ in groups):
        raise AssignError(reason=f"nhiệm vụ {task.name} sẽ không còn đơn vị chủ trì; hãy giao đơn vị khác bằng --add")
    if role == "lead":
        return replace(task, groups=groups, leads=left)
    return replace(task, groups=groups, coordinating=left)


def _unchosen(conn: Connection, task: TaskRow, role: Role, known: World) -> Iterator[str]:
    """Collectives without members that the plan's words name in the role: they wait for a choice once more."""
    said = key((task.lead_text if role == "lead" else task.coordinating_text) or "")
    _, groups = spellings_of(conn)
    for code, names in groups.items():
        if not known.register.members.get(code) and any(key(name) in said for name in names):
            yield code


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
