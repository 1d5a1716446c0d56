"""Duties without a due date (continuous, weekly, daily) in one period: which they are, what their leads have said.

They have no obligation, so nothing of them is ever overdue. Of what a lead said in a period the last holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from db.checkins import CheckInRow, Result, check_ins
from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans, tasks
from rules.errors import NhacviecError
from rules.model import Mixed, Ongoing, Rhythm, Rule, Several
from rules.report import period_of
from rules.report_windows import FIRST_DAY
from rules.say import say_label
from scheduler.office import World

RESULT_WORDS: dict[Result, str] = {
    "under_way": "vẫn đang thực hiện",
    "done": "đã thực hiện xong trong kỳ",
    "difficulty": "có vướng mắc",
}


class NoPeriodError(NhacviecError):
    """«{period}» không phải một kỳ đã bắt đầu; kỳ ghi dạng 2022, 2022-H1, 2022-Q1 hoặc 2022-03."""


@dataclass(frozen=True, slots=True)
class Round:
    """The duties without a due date in one period, by the units that lead them, with the last answer to each.

    `closed` is the day on which the period's data close.
    """

    label: str
    closed: dt.date
    by_unit: dict[str, tuple[TaskRow, ...]]
    plans: dict[int, PlanRow]
    answers: dict[tuple[int, str], CheckInRow]

    @property
    def words(self) -> str:
        """Quý I/2022."""
        return say_label(self.label)

    def unanswered(self, unit: str) -> list[TaskRow]:
        """The unit's duties of which it has said nothing in this period."""
        return [task for task in self.by_unit.get(unit, ()) if (task.id, unit) not in self.answers]


def round_of(conn: Connection, known: World, label: str, today: dt.date) -> Round:
    """The round of the period of that label, with the plans, units and answers as they are on `today`.

    Raises `NoPeriodError` for what is no period, or one that has not begun.
    """
    period = period_of(label)
    if period is None or period.label != label or "M" in label or period.first > today:
        raise NoPeriodError(period=label)
    closed = period.last.replace(day=FIRST_DAY - 1)
    running = {plan.id: plan for plan in plans(conn, "adopted") if plan.years[0] <= closed.year <= plan.years[1]}
    duties = [task for task in tasks(conn) if task.plan_id in running and goes_on(task.rule, closed)]
    units = dict.fromkeys(member.unit for task in duties for member in task.leads)
    by_unit = {
        unit: tuple(task for task in duties if unit in {member.unit for member in task.leads})
        for unit in units
        if not _ended(unit, known, today)
    }
    said = {(row.task_id, row.unit): row for row in check_ins(conn, period=label)}
    return Round(label, closed, by_unit, running, said)


def goes_on(rule: Rule, day: dt.date) -> bool:
    """Whether the rule has a part without dates that has begun by `day`."""
    return any(_without_dates(part, day) for part in _parts(rule))


def _ended(unit: str, known: World, today: dt.date) -> bool:
    row = known.register.units.get(unit)
    return row is None or row.has_ended(today)


def _parts(rule: Rule) -> Iterator[Rule]:
    if isinstance(rule, Mixed | Several):
        for part in rule.parts:
            yield from _parts(part)
    else:
        yield rule


def _without_dates(rule: Rule, day: dt.date) -> bool:
    """Continuous, or at a rhythm that has no dates; one that begins later is not asked about yet."""
    if isinstance(rule, Ongoing):
        return rule.start is None or rule.start.in_year(day.year).first() <= day
    return isinstance(rule, Rhythm)
