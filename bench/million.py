"""Plans adopted and unfolded alone and among a million duties of 1,000 units on PostgreSQL, and what memory it takes.

python -m bench.million [OTHERS]
"""

from __future__ import annotations

import datetime as dt
import sys
import time

from bench.stage import FIRST, MORNING, TASKS, add_duties, adopt_plans, office
from bench.ticks import settle
from bench.unfolding import peak
from db.engine import reading, writing
from db.plans import PlanRow, plans, tasks
from rules.workdays import ONE_DAY
from scheduler.duties.unfold import unfold
from scheduler.office import Office, world
from tests.postgresql import AS_INSTALLED, running

OTHERS, UNITS, PLANS = 1_000_000, 1_000, 20


def main(others: int = OTHERS) -> None:
    with running(AS_INSTALLED) as server:
        where, begun = office(server.url(server.fresh()), UNITS), peak()
        alone = _measured(where, 0)
        add_duties(where, others, dt.date(2025, 12, 31), MORNING + 1000 * ONE_DAY, UNITS)
        settle(where)
        among = _measured(where, PLANS)
        where.engine.dispose()
    for what, one, other in zip(("adopted", "unfolded again"), alone, among, strict=True):
        print(f"  a plan of {TASKS} tasks {what}: {one:.0f} ms; among {others:,} duties {other:.0f} ms")
    print(f"  memory: {begun:.0f} MB at the start, {peak():.0f} MB at most")


def _measured(where: Office, first: int) -> tuple[float, float]:
    """Milliseconds to adopt one of `PLANS` plans, numbered from `first`, and to unfold it again."""
    with reading(where.engine) as conn:
        before = {plan.id for plan in plans(conn)}
    begun = time.perf_counter()
    adopt_plans(where, first, first + PLANS, UNITS)
    adopted = time.perf_counter()
    with reading(where.engine) as conn:
        new = [plan for plan in plans(conn) if plan.id not in before]
    for plan in new:
        _unfold(where, plan)
    return 1000 * (adopted - begun) / PLANS, 1000 * (time.perf_counter() - adopted) / PLANS


def _unfold(where: Office, plan: PlanRow) -> None:
    with writing(where.engine) as conn:
        known, stored = world(where, conn), tasks(conn, plan_id=plan.id)
        unfold(conn, known, plan, stored, (), at=MORNING + ONE_DAY, today=FIRST + ONE_DAY, actor="bench")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OTHERS)
