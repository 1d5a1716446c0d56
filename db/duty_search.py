"""Duties looked for: tasks with what each lead unit owes of them, narrowed, sorted by due date, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from db.duty_queues import OF_TASKS, Beyond, Condition, Queue, condition
from db.tables import obligation, occurrence, plan, task, task_unit, unit
from rules.extensions import in_time_until
from rules.status import Status

Part: TypeAlias = Literal["lead", "coordinating"]


@dataclass(frozen=True, slots=True)
class Search:
    """What must hold; None: anything. Due days are inclusive, and with one of them what has no date is left out.

    `part` is that of `unit`. `section` is the number of its table and its label; those within it belong to it.
    """

    plan: int | None = None
    unit: str | None = None
    part: Part | None = None
    section: tuple[int, str] | None = None
    status: Status | Queue | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    task_ids: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A task with one of its obligations; `obligation` None: none came of it, and so no state and no date."""

    task: int
    name: str
    text: str
    phrase: str | None
    kind: str
    plan: int
    plan_title: str
    plan_number: str | None
    obligation: int | None
    label: str | None
    unit: str | None
    due: dt.date | None
    in_time_until: dt.date | None
    state: str | None
    done_on: dt.date | None
    doubted: bool
    document: str | None


_DUTY = occurrence.join(obligation, obligation.c.occurrence_id == occurrence.c.id)
_ALL = task.join(plan, plan.c.id == task.c.plan_id).outerjoin(_DUTY, occurrence.c.task_id == task.c.id)
_TASKS = task.join(plan, plan.c.id == task.c.plan_id).outerjoin(_DUTY, sa.false())
"""Each task once, whatever came of it."""
_KNOWN = sa.or_(obligation.c.id.is_not(None), task.c.withdrawn_on.is_(None))
"""A task that was dropped before anybody owed it is no more."""


def count_found(conn: sa.Connection, search: Search, today: dt.date, beyond: Beyond) -> int:
    """How many rows there are."""
    rows = sa.select(sa.func.count()).select_from(_rows_of(search)).where(*_conditions(search, today, beyond))
    return int(conn.execute(rows).scalar_one())


def found(
    conn: sa.Connection, search: Search, today: dt.date, beyond: Beyond, *, skip: int = 0, most: int
) -> list[FoundRow]:
    """Rows by due date, those without one last; `most` at most, after `skip` of them."""
    t, o = task.c, obligation.c
    columns: list[sa.ColumnElement[Any]] = [t[name] for name in ("id", "name", "text", "phrase", "kind", "plan_id")]
    columns += [plan.c.title, plan.c.number, occurrence.c.label, *(o[name].label(f"o_{name}") for name in _OWN)]
    rows = sa.select(*columns)
    chosen = rows.select_from(_rows_of(search)).where(*_conditions(search, today, beyond))
    ordered = chosen.order_by(o.due.is_(None), o.due, t.plan_id, t.position, t.id, o.id)
    return [_row(r) for r in conn.execute(ordered.offset(skip).limit(most))]


_OWN = ("id", "held_by", "due", "effective", "late_after", "state", "done_on", "doubted", "document")


def _row(r: sa.Row[Any]) -> FoundRow:
    until = in_time_until(r.o_effective, r.o_late_after)
    return FoundRow(
        r.id,
        r.name,
        r.text,
        r.phrase,
        r.kind,
        r.plan_id,
        r.title,
        r.number,
        r.o_id,
        r.label,
        r.o_held_by,
        r.o_due,
        until,
        r.o_state,
        r.o_done_on,
        bool(r.o_doubted),
        r.o_document,
    )


def _rows_of(search: Search) -> sa.FromClause:
    return _TASKS if search.status in OF_TASKS else _ALL


def _conditions(search: Search, today: dt.date, beyond: Beyond) -> list[Condition]:
    wanted: list[Condition | None] = [
        _KNOWN,
        plan.c.status != "undone",
        None if search.plan is None else plan.c.id == search.plan,
        None if search.unit is None else _has_part(search.unit, search.part),
        None if search.section is None else _is_within(*search.section),
        None if search.status is None else condition(search.status, today, beyond),
        None if search.due_from is None else obligation.c.due >= search.due_from,
        None if search.due_to is None else obligation.c.due <= search.due_to,
        None if search.task_ids is None else task.c.id.in_(search.task_ids),
    ]
    return [one for one in wanted if one is not None]


def _has_part(code: str, part: Part | None) -> Condition:
    """A lead is who holds the obligation now; where there is none, who is named as lead."""
    held = sa.or_(obligation.c.held_by == code, sa.and_(obligation.c.id.is_(None), _is_named(code, "lead")))
    helps = sa.and_(_is_named(code, "coordinating"), sa.or_(obligation.c.id.is_(None), obligation.c.held_by != code))
    if part is None:
        return sa.or_(held, helps)
    return held if part == "lead" else helps


def _is_named(code: str, role: Part) -> Condition:
    named = sa.select(task_unit.c.task_id).where(task_unit.c.unit_code == code, task_unit.c.role == role)
    return task.c.id.in_(named)


def _is_within(table_no: int, section: str) -> Condition:
    inner = task.c.section.startswith(f"{section}/", autoescape=True)
    return sa.and_(task.c.table_no == table_no, sa.or_(task.c.section == section, inner))


def task_texts(conn: sa.Connection) -> list[tuple[int, str, str]]:
    """Number, printed name and text of every task."""
    rows = conn.execute(sa.select(task.c.id, task.c.name, task.c.text))
    return [(r.id, r.name, r.text) for r in rows]


def lead_names(conn: sa.Connection, task_ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of the units that lead each of the tasks, in the order of the plan."""
    joined = sa.select(task_unit.c.task_id, unit.c.name).join(unit, unit.c.code == task_unit.c.unit_code)
    leads = joined.where(task_unit.c.role == "lead", task_unit.c.task_id.in_(list(task_ids)))
    named: dict[int, list[str]] = {}
    for r in conn.execute(leads.order_by(task_unit.c.task_id, task_unit.c.position)):
        named.setdefault(r.task_id, []).append(r.name)
    return named


def sections(conn: sa.Connection, plan_id: int) -> list[tuple[int, str, str | None]]:
    """The sections of a plan in document order: number of the table, label, heading."""
    rows = sa.select(task.c.table_no, task.c.section, sa.func.max(task.c.heading)).where(
        task.c.plan_id == plan_id, task.c.section.is_not(None), task.c.withdrawn_on.is_(None)
    )
    ordered = rows.group_by(task.c.table_no, task.c.section).order_by(sa.func.min(task.c.position))
    return [(r[0], r[1], r[2]) for r in conn.execute(ordered)]


def plan_names(conn: sa.Connection) -> dict[int, tuple[str, str | None]]:
    """Title and number of every plan that was not taken back."""
    rows = sa.select(plan.c.id, plan.c.title, plan.c.number).where(plan.c.status != "undone").order_by(plan.c.id)
    return {r.id: (r.title, r.number) for r in conn.execute(rows)}


def unit_names(conn: sa.Connection) -> dict[str, str]:
    """Every unit's name by its code, in the order of the register."""
    return {r.code: r.name for r in conn.execute(sa.select(unit.c.code, unit.c.name).order_by(unit.c.position))}
