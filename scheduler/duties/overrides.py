"""Overrides of the ladder beside the plans in force: what each names, and what names nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans, tasks
from rules.policies import Override, Place, contradictions
from scheduler.office import World


def is_named(plan: PlanRow, name: str) -> bool:
    """Whether `name` is the plan's number or its id."""
    return Place(plan.id, plan.number).is_in(Override(name))


def doubts(conn: Connection, known: World) -> Iterator[str]:
    """What is to be looked at, a sentence each; none of it keeps the office from working."""
    by_plan = {plan: tasks(conn, plan_id=plan.id) for plan in plans(conn, "adopted")}
    for one in known.settings.overrides:
        meant = [plan for plan in by_plan if is_named(plan, one.plan)]
        if not meant:
            yield f"không có kế hoạch nào đang theo dõi mang số {one.plan}; mốc ghi cho kế hoạch ấy không dùng đến."
        elif len(meant) > 1:
            ids = " hoặc ".join(str(plan.id) for plan in meant)
            yield f"kế hoạch số {ids} đều mang số hiệu {one.plan} và theo mốc ấy; muốn riêng thì ghi plan = {ids}."
        elif not any(Place(p.id, p.number, t.section, t.name).is_in(one) for p in meant for t in by_plan[p]):
            place = f"nhiệm vụ {one.task}" if one.task else f"mục {one.section}"
            yield f"kế hoạch {one.plan} không có {place}; mốc riêng ghi cho {place} không dùng đến."
    for plan, rows in by_plan.items():
        yield from _of_plan(known, plan, rows)


def _of_plan(known: World, plan: PlanRow, rows: Sequence[TaskRow]) -> Iterator[str]:
    """What only shows where an id and a number mean the same plan: one scope twice, keys that contradict each other."""
    meant = [one for one in known.settings.overrides if is_named(plan, one.plan)]
    if len({one.scope[1:] for one in meant}) < len(meant):
        yield f"kế hoạch số {plan.id} có hai mục cho cùng một phạm vi (theo số hiệu, theo số); mục ghi sau được dùng."
    for task in rows:
        for lower, higher in contradictions(known.ladder_at(plan, task).policy):
            yield f"mốc riêng của nhiệm vụ {task.name}, kế hoạch số {plan.id}: {higher} phải lớn hơn {lower}."
