"""The figures of the overview, each counted by the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.duty_queues import IN_TIME_UNTIL, OF_TASKS, Beyond, Condition, Queue, of_queue, of_status
from db.tables import contact, holiday_year, obligation, occurrence, plan, task, unit

OF_DUTIES: tuple[Queue, ...] = ("soon_7", "soon_30", "undecided", "doubted", "declined", "asked_later")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """Of one unit's duties: overdue now; and, of those that belong to the year, the four counts of a report."""

    code: str
    name: str
    overdue: int
    done_on_time: int
    done_late: int
    open_in_time: int
    open_overdue: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """Of the duties due in a month of the year: all, those done, those overdue now."""

    month: int
    due: int
    done: int
    overdue: int


def _sum(condition: Condition) -> sa.Label[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0).label(None)


def by_unit(conn: sa.Connection, today: dt.date) -> list[UnitRow]:
    """Every unit that holds an open duty, or one that belongs to the year of `today`, in the register's order.

    What belongs to the year, and how it stands, is as in `rules.report.standing` for that year as at `today`.
    """
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    o = obligation.c
    done = sa.and_(o.state == "done", o.done_on <= today)
    belongs = sa.and_(o.due <= last, sa.or_(o.due >= first, o.state == "open", o.done_on >= first))
    late = sa.or_(o.doubted, o.done_on > IN_TIME_UNTIL)
    overdue = today > IN_TIME_UNTIL
    rows = (
        sa.select(
            o.held_by,
            _sum(sa.and_(o.state == "open", overdue)),
            _sum(sa.and_(belongs, done, sa.not_(late))),
            _sum(sa.and_(belongs, done, late)),
            _sum(sa.and_(belongs, sa.not_(done), sa.not_(overdue))),
            _sum(sa.and_(belongs, sa.not_(done), overdue)),
        )
        .where(o.state.in_(("open", "done")), o.due.is_not(None))
        .group_by(o.held_by)
        .subquery()
    )
    named = sa.select(unit.c.name, rows).join(rows, rows.c.held_by == unit.c.code).order_by(unit.c.position)
    return [UnitRow(r[1], r[0], *map(int, r[2:])) for r in conn.execute(named)]


def by_month(conn: sa.Connection, today: dt.date) -> list[MonthRow]:
    """Each month of the year of `today` in which something is due."""
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    month, done = sa.extract("month", obligation.c.due), obligation.c.state == "done"
    rows = sa.select(month, sa.func.count(), _sum(done), _sum(of_status("open_overdue", today)))
    chosen = rows.where(obligation.c.due.between(first, last), obligation.c.state.in_(("open", "done")))
    return [MonthRow(*map(int, r)) for r in conn.execute(chosen.group_by(month).order_by(month))]


def waiting(conn: sa.Connection, today: dt.date, beyond: Beyond) -> dict[str, int]:
    """How many wait in each of the queues: duties, of `OF_TASKS` tasks."""
    # A queue of duties stands on `obligation` alone, unless the ladder differs by task; then its task is needed.
    from_ = _joined() if beyond.of_tasks else obligation
    duties = [
        sa.select(sa.func.count()).select_from(from_).where(of_queue(name, beyond, today)).scalar_subquery()
        for name in OF_DUTIES
    ]
    undated = sa.select(sa.func.count()).where(obligation.c.state == "open", IN_TIME_UNTIL.is_(None))
    joined = task.join(plan, plan.c.id == task.c.plan_id)
    tasks = [
        sa.select(sa.func.count()).select_from(joined).where(of_queue(name, beyond, today)).scalar_subquery()
        for name in OF_TASKS
    ]
    found = conn.execute(sa.select(*duties, undated.scalar_subquery(), *tasks)).one()
    return dict(zip((*OF_DUTIES, "waiting", *OF_TASKS), map(int, found), strict=True))


def _joined() -> sa.FromClause:
    duty = obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
    return duty.join(task, task.c.id == occurrence.c.task_id)


def unreached(conn: sa.Connection, today: dt.date) -> tuple[int, int]:
    """How many mailboxes are suspended, and how many units of today have no address of their own to write to."""
    suspended = sa.select(sa.func.count(sa.distinct(contact.c.mailbox))).where(contact.c.suspended_at.is_not(None))
    own = sa.select(contact.c.id).where(
        contact.c.unit_code == unit.c.code, contact.c.role == "lead", contact.c.suspended_at.is_(None)
    )
    going = sa.or_(unit.c.valid_to.is_(None), unit.c.valid_to >= today)
    begun = sa.or_(unit.c.valid_from.is_(None), unit.c.valid_from <= today)
    silent = sa.select(sa.func.count()).select_from(unit).where(going, begun, sa.not_(own.exists()))
    found = conn.execute(sa.select(suspended.scalar_subquery(), silent.scalar_subquery())).one()
    return int(found[0]), int(found[1])


def known_years(conn: sa.Connection) -> frozenset[int]:
    """The years whose holiday notice is in the table."""
    return frozenset(conn.execute(sa.select(holiday_year.c.year)).scalars())


def scopes(conn: sa.Connection) -> list[tuple[int, int, str | None, str | None, str]]:
    """Of every task its number, its plan's number in the system and as printed, its section and printed name."""
    rows: Any = sa.select(task.c.id, task.c.plan_id, plan.c.number, task.c.section, task.c.name)
    return [tuple(r) for r in conn.execute(rows.join(plan, plan.c.id == task.c.plan_id))]
