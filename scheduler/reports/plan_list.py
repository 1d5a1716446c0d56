"""The plans that were adopted, with how the obligations of each stand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db.amendments import AmendmentRow, amendments
from db.duties import states_by_plan
from db.engine import Connection
from db.plans import PlanRow, count_tasks, plans
from rules.say import say_day
from rules.status import Status, status_of

PLAN_STATUS_WORDS = {"adopted": "đang theo dõi", "closed": "đã đóng", "undone": "đã hủy nạp"}
OPEN: tuple[Status, ...] = ("open_in_time", "open_overdue", "waiting")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan with the number of its tasks in force, its obligations by status and its amendments in force."""

    plan: PlanRow
    tasks: int
    counted: Mapping[Status, int]
    amended: tuple[AmendmentRow, ...]

    @property
    def open(self) -> int:
        """The obligations that somebody still has to meet."""
        return sum(self.counted.get(status, 0) for status in OPEN)

    @property
    def overdue(self) -> int:
        """Those of them that are late."""
        return self.counted.get("open_overdue", 0)

    @property
    def standing(self) -> str:
        """How the plan stands, with the day it was adopted."""
        return standing(self.plan.status, self.plan.adopted_on)


def plan_list(conn: Connection, today: dt.date) -> list[PlanLine]:
    """Every plan, the oldest first, as of the local day."""
    counted: dict[int, Counter[Status]] = {}
    for plan_id, state, in_time_until, done_on, doubted in states_by_plan(conn):
        status = status_of(state, in_time_until, done_on, today, doubted=doubted)
        counted.setdefault(plan_id, Counter())[status] += 1
    held = count_tasks(conn)
    return [
        PlanLine(
            plan,
            held.get(plan.id, 0),
            dict(sorted(counted.get(plan.id, {}).items())),
            tuple(row for row in amendments(conn, plan.id) if row.undone_at is None),
        )
        for plan in plans(conn)
    ]


def standing(status: str, adopted_on: dt.date) -> str:
    """How a plan stands, with the day it was adopted."""
    words = PLAN_STATUS_WORDS[status]
    return f"{words} từ {say_day(adopted_on)}" if status == "adopted" else f"nạp ngày {say_day(adopted_on)}, {words}"
