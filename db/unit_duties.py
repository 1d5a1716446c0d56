"""What one unit has to do with, or the whole office: obligations with the little of their tasks that lists need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from db.tables import answer, history, obligation, occurrence, plan, task, task_unit

UnitPart: TypeAlias = Literal["lead", "coordinating", "information"]
"""*information*: through a collective's name, so that nothing is to be reported."""


@dataclass(frozen=True, slots=True)
class UnitDutyRow:
    """An obligation that is open or done. `done_on` is of the unit's own part where it co-ordinates."""

    id: int
    part: UnitPart
    held_by: str
    label: str
    due: dt.date | None
    effective: dt.date | None
    late_after: dt.date | None
    due_version: int
    opened_on: dt.date
    state: str
    done_on: dt.date | None
    doubted: bool
    name: str
    text: str
    phrase: str | None
    product: str | None
    plan_title: str
    plan_number: str | None


def unit_duties(conn: sa.Connection, unit: str | None, *, done_since: dt.date | None = None) -> list[UnitDutyRow]:
    """By due date, those without one last: what is open, and what was done on the local day `done_since` or later.

    `unit` None: every obligation of the office, each as its lead has it.
    """
    o, named = obligation.c, task_unit.alias("named")
    mine = sa.and_(named.c.task_id == task.c.id, named.c.role == "coordinating", named.c.unit_code == unit)
    joined = (
        obligation.join(occurrence, o.occurrence_id == occurrence.c.id)
        .join(task, task.c.id == occurrence.c.task_id)
        .join(plan, plan.c.id == task.c.plan_id)
        .outerjoin(named, mine)
    )
    columns: list[sa.ColumnElement[Any]] = [
        *(o[name] for name in ("id", "held_by", "due", "effective", "late_after", "due_version", "opened_on")),
        *(o[name] for name in ("state", "done_on", "doubted")),
        *(task.c[name] for name in ("name", "text", "phrase", "product")),
        *(occurrence.c.id.label("occurrence_id"), occurrence.c.label, occurrence.c.parts_done),
        *(plan.c.title, plan.c.number, named.c.via),
    ]
    wanted = sa.select(*columns).select_from(joined).where(plan.c.status != "undone", _recent(done_since))
    if unit is not None:
        wanted = wanted.where(sa.or_(o.held_by == unit, sa.and_(named.c.task_id.is_not(None), ~_leads(unit))))
    parts = _parts_done(conn, unit) if unit else {}
    rows = conn.execute(wanted.order_by(o.due.is_(None), o.due, task.c.plan_id, task.c.position, o.id))
    found = (_row(r, unit, parts) for r in rows)
    return [row for row in found if row.state == "open" or _is_recent(row.done_on, done_since)]


def changed_at(conn: sa.Connection) -> dict[int, dt.datetime]:
    """When something was last written in the history of each open obligation."""
    about = sa.literal("obligation:") + sa.cast(obligation.c.id, sa.String)
    joined = sa.select(obligation.c.id, sa.func.max(history.c.at, type_=history.c.at.type))
    rows = (
        joined.join(history, history.c.subject == about).where(obligation.c.state == "open").group_by(obligation.c.id)
    )
    return {r[0]: r[1] for r in conn.execute(rows)}


def _recent(since: dt.date | None) -> sa.ColumnElement[bool]:
    is_open = obligation.c.state == "open"
    if since is None:
        return is_open
    return sa.or_(is_open, sa.and_(obligation.c.state == "done", obligation.c.done_on >= since))


def _is_recent(day: dt.date | None, since: dt.date | None) -> bool:
    return since is not None and day is not None and day >= since


def _leads(unit: str) -> sa.ColumnElement[bool]:
    """A unit that leads a task co-ordinates nobody else's obligation of it."""
    led = sa.select(task_unit.c.task_id).where(task_unit.c.task_id == task.c.id, task_unit.c.unit_code == unit)
    return led.where(task_unit.c.role == "lead").exists()


def _parts_done(conn: sa.Connection, unit: str) -> dict[int, dt.date]:
    """By occurrence: the day on which the unit's part was done."""
    joined = sa.select(obligation.c.occurrence_id, sa.func.max(answer.c.done_on)).join(
        answer, answer.c.obligation_id == obligation.c.id
    )
    said = joined.where(answer.c.unit_code == unit, answer.c.kind == "part_done").group_by(obligation.c.occurrence_id)
    return {r[0]: r[1] for r in conn.execute(said)}


def _row(r: sa.Row[Any], unit: str | None, parts: dict[int, dt.date]) -> UnitDutyRow:
    part: UnitPart = "lead" if unit in (None, r.held_by) else "information" if r.via else "coordinating"
    state, done_on = r.state, r.done_on
    if part != "lead" and unit in r.parts_done:
        state, done_on = "done", parts.get(r.occurrence_id, done_on)
    return UnitDutyRow(
        r.id,
        part,
        r.held_by,
        r.label,
        r.due,
        r.effective,
        r.late_after,
        r.due_version,
        r.opened_on,
        state,
        done_on,
        bool(r.doubted) and part == "lead",
        r.name,
        r.text,
        r.phrase,
        r.product,
        r.title,
        r.number,
    )
