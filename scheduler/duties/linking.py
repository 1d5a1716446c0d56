"""Equal tasks of plans in force are linked as one work by a person, and taken apart again; what meets is shown first.

A link changes no obligation, only who speaks: each plan keeps its own rows, dates and figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from db.duties import obligations
from db.engine import Connection, reading, writing
from db.history import record
from db.plans import PlanRow, TaskRow, plan_by_id, tasks
from db.twins import TwinRow, add_twins, drop_twins, join_works, twin_rows
from plans.comparison import closeness
from rules.errors import NhacviecError
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.duties.twins import Company, Twin, works
from scheduler.office import Office, world
from scheduler.planning.amendment import UnknownPlanError, plan_in_force

Name: TypeAlias = tuple[int, str]
"""A task as a person names it: the number of its plan, and its printed name there."""


class LinkError(NhacviecError):
    """Chưa liên kết gì: {reason}."""


class NotLinkedError(NhacviecError):
    """Nhiệm vụ «{name}» của kế hoạch số {id} không liên kết với nhiệm vụ nào; xem «nhacviec plan twins»."""


@dataclass(frozen=True, slots=True)
class Linking:
    """What linking two tasks comes to. `share` is how much of their words they have in common, 1 for all.

    `meets` are the open obligations that are one work from then on, `alone` those that go on by themselves, `settled`
    works of which one is reported done and another is still open. `since`: they were linked before.
    """

    tasks: tuple[tuple[PlanRow, TaskRow], ...]
    share: float
    meets: tuple[Company, ...]
    alone: tuple[Twin, ...]
    settled: tuple[tuple[Twin, Twin], ...]
    since: TwinRow | None


@dataclass(frozen=True, slots=True)
class LinkedSet:
    """Tasks that are one work, each with its plan, and who linked it when, in the same order."""

    tasks: tuple[tuple[PlanRow, TaskRow], ...]
    rows: tuple[TwinRow, ...]


def linked_sets(conn: Connection, plan_id: int | None = None) -> list[LinkedSet]:
    """Every work that tasks are linked as, or those that a task of the plan is of."""
    works_of: dict[int, list[TwinRow]] = {}
    for row in twin_rows(conn):
        works_of.setdefault(row.work, []).append(row)
    found = [
        LinkedSet(tuple(_with_plans(conn, [row.task_id for row in rows])), tuple(rows)) for rows in works_of.values()
    ]
    return [one for one in found if plan_id is None or any(plan.id == plan_id for plan, _ in one.tasks)]


def preview(office: Office, one: Name, other: Name) -> Linking:
    """What `link` would do; nothing is written. Raises `UnknownPlanError`, `PlanNotInForceError`, `LinkError`."""
    with reading(office.engine) as conn:
        return _linking(conn, one, other)


def link(office: Office, one: Name, other: Name, *, at: dt.datetime, actor: str) -> Linking:
    """Link two tasks, and with them all that either is linked with. Done a second time it changes nothing.

    Raises what `preview` does.
    """
    today = local_day(at)
    with writing(office.engine) as conn:
        found = _linking(conn, one, other)
        if found.since:
            return found
        (_, first), (_, second) = found.tasks[:2]
        _store(conn, (first.id, second.id), at, actor)
        for (_, task), (plan, twin) in ((found.tasks[0], found.tasks[1]), (found.tasks[1], found.tasks[0])):
            _record(conn, task, plan, twin, "linked", at, actor)
        _reschedule(conn, office, [task.id for _, task in found.tasks], today)
        return found


def unlink(office: Office, plan_id: int, name: str, *, at: dt.datetime, actor: str) -> list[tuple[PlanRow, TaskRow]]:
    """Take a task out of its work; gives those that it was linked with. One that is left alone is linked no more.

    What was said while they were linked counts as heard by each. Raises `UnknownPlanError`, `NotLinkedError`.
    """
    with writing(office.engine) as conn:
        task = _linked_task(conn, plan_id, name)
        others = [row.task_id for row in twin_rows(conn, [task.id]) if row.task_id != task.id]
        drop_twins(conn, [task.id, *(others if len(others) == 1 else ())])
        (here, *left) = _with_plans(conn, [task.id, *others])
        for plan, other in left:
            _record(conn, task, plan, other, "unlinked", at, actor)
            _record(conn, other, here[0], task, "unlinked", at, actor)
        _reschedule(conn, office, [task.id, *others], local_day(at))
        return left


def _linking(conn: Connection, one: Name, other: Name) -> Linking:
    first, second = _task(conn, *one), _task(conn, *other)
    _refuse(first, second)
    known = twin_rows(conn, [first.id, second.id])
    work = {row.task_id: row.work for row in known}
    since = next((row for row in known if row.task_id == second.id), None)
    ids = list(dict.fromkeys([first.id, second.id, *(row.task_id for row in known)]))
    would_be = dict.fromkeys(ids, ids[0])
    rows = _with_plans(conn, ids)
    meets = tuple(works(conn, would_be))
    settled = tuple(_settled(conn, would_be))
    met = {twin.row.id for company in (*meets, *settled) for twin in company}
    open_ones = obligations(conn, task_ids=ids, state="open")
    by_task = {task.id: (plan, task) for plan, task in rows}
    alone = tuple(
        Twin(row, by_task[row.task_id][1], by_task[row.task_id][0])
        for row in open_ones
        if row.due and row.id not in met
    )
    return Linking(
        tuple(rows),
        closeness(first.text, second.text),
        meets,
        alone,
        settled,
        since if first.id in work and work[first.id] == work.get(second.id) else None,
    )


def _settled(conn: Connection, linked: Mapping[int, int]) -> list[tuple[Twin, Twin]]:
    """Of each work that is done in one plan: what was done, and what is open in another."""
    found = []
    for company in works(conn, linked, ("open", "done")):
        done = [twin for twin in company if twin.row.state == "done"]
        found += [(done[0], twin) for twin in company if done and twin.row.state == "open"]
    return found


def _task(conn: Connection, plan_id: int, name: str) -> TaskRow:
    plan = plan_in_force(conn, plan_id)
    for task in tasks(conn, plan_id=plan.id):
        if task.name == name:
            return task
    raise LinkError(reason=f"kế hoạch số {plan.id} không có nhiệm vụ «{name}»; xem «nhacviec plan show {plan.id}»")


def _refuse(one: TaskRow, other: TaskRow) -> None:
    if one.plan_id == other.plan_id:
        raise LinkError(reason="hai nhiệm vụ phải thuộc hai kế hoạch khác nhau")
    if not {member.unit for member in one.leads} & {member.unit for member in other.leads}:
        raise LinkError(reason="hai nhiệm vụ không có đơn vị chủ trì chung, nên không có thư nhắc nào để gộp")


def _linked_task(conn: Connection, plan_id: int, name: str) -> TaskRow:
    """The task, be its plan in force or not and the task withdrawn or not."""
    if plan_by_id(conn, plan_id) is None:
        raise UnknownPlanError(id=plan_id)
    named_so = [task for task in tasks(conn, plan_id=plan_id, withdrawn=True) if task.name == name]
    linked = {row.task_id for row in twin_rows(conn, [task.id for task in named_so])}
    for task in sorted(named_so, key=lambda task: task.withdrawn_on is not None):
        if task.id in linked:
            return task
    raise NotLinkedError(name=name, id=plan_id)


def _with_plans(conn: Connection, ids: Sequence[int]) -> list[tuple[PlanRow, TaskRow]]:
    by_task = {task.id: task for task in tasks(conn, ids=ids)}
    found = [(plan_by_id(conn, by_task[number].plan_id), by_task[number]) for number in ids]
    return [(plan, task) for plan, task in found if plan is not None]


def _store(conn: Connection, ids: tuple[int, int], at: dt.datetime, actor: str) -> None:
    known = {row.task_id: row.work for row in twin_rows(conn, ids)}
    work = next((known[number] for number in ids if number in known), min(ids))
    join_works(conn, [known[number] for number in ids if number in known], work)
    told = {"work": work, "linked_on": local_day(at), "linked_at": at, "linked_by": actor}
    add_twins(conn, [{"task_id": number, **told} for number in ids if number not in known])


def _record(
    conn: Connection, task: TaskRow, plan: PlanRow, twin: TaskRow, what: str, at: dt.datetime, actor: str
) -> None:
    said = f"nhiệm vụ {twin.name}, {plan.label}"
    record(conn, at=at, actor=actor, subject=f"task:{task.id}", what=what, twin=said, twin_id=twin.id)


def _reschedule(conn: Connection, office: Office, task_ids: Sequence[int], today: dt.date) -> None:
    rows = obligations(conn, task_ids=task_ids, state="open")
    reschedule(conn, rows, world(office, conn, on=today), today)
