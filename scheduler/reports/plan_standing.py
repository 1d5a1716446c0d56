"""One plan with each of its tasks: the obligations that came of it, how they stand, what check-ins said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from db.amendments import AmendmentRow, amendments
from db.checkins import CheckInRow, check_ins
from db.duties import obligations
from db.engine import Connection
from db.plans import PlanRow, TaskRow, plan_by_id, tasks
from rules.model import Kind
from rules.say import KIND_WORDS, say_day, say_label
from rules.status import STATUS_WORDS, STATUSES, Status, status_of
from scheduler.answering.checkins import RESULT_WORDS
from scheduler.writing.compose import Matter

_KINDS: dict[str, Kind] = {kind: kind for kind in KIND_WORDS}


@dataclass(frozen=True, slots=True)
class Standing:
    """A task, its obligations by due date, and what was said of it in check-ins."""

    task: TaskRow
    held: tuple[Matter, ...]
    checked: tuple[CheckInRow, ...]

    def counted(self, today: dt.date) -> Counter[Status]:
        """How many of its obligations stand how."""
        rows = (matter.row for matter in self.held)
        return Counter(status_of(r.state, r.in_time_until, r.done_on, today, doubted=r.doubted) for r in rows)

    def next_due(self, today: dt.date) -> dt.date | None:
        """The first date ahead of what is open."""
        rows = (matter.row for matter in self.held)
        return min((r.due for r in rows if r.state == "open" and r.due and r.due >= today), default=None)

    def lines(self, today: dt.date) -> Iterator[str]:
        """The next open due date, then how many obligations stand how; or why there are none."""
        counted = self.counted(today)
        told = [f"{counted[status]} {STATUS_WORDS[status]}" for status in STATUSES if status in counted]
        if self.task.withdrawn_on:
            yield f"thôi thực hiện từ {say_day(self.task.withdrawn_on)}"
        elif not self.held:
            yield KIND_WORDS[_KINDS[self.task.kind]]
        elif ahead := self.next_due(today):
            yield f"kỳ tới: {say_day(ahead)}"
        yield from told

    def said(self, name_of: Callable[[str], str]) -> Iterator[str]:
        """What each unit said last of a duty without a due date."""
        for row in {row.unit: row for row in self.checked}.values():
            note = f": {row.note}" if row.note else ""
            yield f"{say_label(row.period)}, {name_of(row.unit)}: {RESULT_WORDS[row.result]}{note}"


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan, its amendments, its tasks in force, then those that were dropped."""

    plan: PlanRow
    amended: tuple[AmendmentRow, ...]
    tasks: tuple[Standing, ...]


def plan_standing(conn: Connection, plan_id: int) -> PlanStanding | None:
    """The plan of that number; None where there is none."""
    plan = plan_by_id(conn, plan_id)
    if plan is None:
        return None
    rows = tasks(conn, plan_id=plan.id, withdrawn=True)
    ids = [task.id for task in rows]
    held: dict[int, list[Matter]] = {task.id: [] for task in rows}
    said: dict[int, list[CheckInRow]] = {task.id: [] for task in rows}
    by_id = {task.id: task for task in rows}
    for row in obligations(conn, task_ids=ids):
        held[row.task_id].append(Matter(row, by_id[row.task_id], plan))
    for one in check_ins(conn, task_ids=ids):
        said[one.task_id].append(one)
    rows.sort(key=lambda task: task.withdrawn_on is not None)
    standings = (Standing(task, tuple(held[task.id]), tuple(said[task.id])) for task in rows)
    return PlanStanding(plan, tuple(amendments(conn, plan.id)), tuple(standings))
