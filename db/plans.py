"""Adopted plans and their tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.tables import amendment, plan, task, task_group, task_unit
from rules.model import Rule, decode, encode

KIND = "KẾ HOẠCH "


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One adopted plan; `years` are inclusive, `issued` and `adopted_on` local dates."""

    id: int
    title: str
    number: str | None
    issued: dt.date | None
    years: tuple[int, int]
    source_name: str
    source_sha256: str
    status: str
    adopted_on: dt.date

    @property
    def label(self) -> str:
        """How a mail names the plan: "Kế hoạch số 15/KH-SNV – Cải cách hành chính …".

        The kind of document is printed in capitals above the title; here it opens the name, with the number behind it.
        """
        kind, _, rest = self.title.partition(KIND)
        if kind or not rest:
            return f"{self.title} (số {self.number})" if self.number else self.title
        number = f" số {self.number} –" if self.number else ""
        return f"{KIND.capitalize().strip()}{number} {rest}"


@dataclass(frozen=True, slots=True)
class Member:
    """One unit's part in a task; `via` is the collective it was named through, empty where it was named itself."""

    unit: str
    via: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a plan with the units it was given to on the day of adoption, or of the last amendment.

    `ordinal` counts within the section, `position` in the document; `withdrawn_on` is the local day on which an
    amendment dropped it.
    """

    id: int
    plan_id: int
    name: str
    table_no: int
    section: str | None
    heading: str | None
    stt: str | None
    ordinal: int
    text: str
    product: str | None
    lead_text: str | None
    coordinating_text: str | None
    phrase: str | None
    kind: str
    rule: Rule
    event_key: str | None
    from_text: bool
    leads: tuple[Member, ...] = ()
    coordinating: tuple[Member, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    position: int = 0
    withdrawn_on: dt.date | None = None

    @property
    def place(self) -> str:
        """Where the task stands in the document, in words."""
        if self.from_text:
            return "phần lời của văn bản"
        section = f", mục {self.section}" if self.section else ""
        return f"Phụ lục {self.table_no}{section}, số {self.stt or f'thứ {self.ordinal}'}"


def add_plan(conn: sa.Connection, **values: Any) -> int:
    """Store a plan; gives its id."""
    key = conn.execute(sa.insert(plan).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_task(conn: sa.Connection, row: TaskRow) -> int:
    """Store a new task with its parts; the row's own `id` is not looked at. Gives its id."""
    key = conn.execute(sa.insert(task).values(**_task_values(row))).inserted_primary_key
    assert key is not None
    task_id = int(key[0])
    _add_parts(conn, task_id, row)
    return task_id


def change_tasks(conn: sa.Connection, rows: Sequence[TaskRow]) -> None:
    """Store other words, units and rules for tasks that are there, each by its id; they may exchange their names."""
    ids = [row.id for row in rows]
    # A name belongs to one task in force at every instant, so all let go of theirs first.
    conn.execute(
        sa.update(task).where(task.c.id.in_(ids)).values(name=sa.literal("~").concat(sa.cast(task.c.id, sa.String)))
    )
    for table in (task_unit, task_group):
        conn.execute(sa.delete(table).where(table.c.task_id.in_(ids)))
    for row in rows:
        conn.execute(sa.update(task).where(task.c.id == row.id).values(**_task_values(row)))
        _add_parts(conn, row.id, row)


def _task_values(row: TaskRow) -> dict[str, Any]:
    stored = {c.name for c in task.c} - {"id", "rule"}
    return {name: getattr(row, name) for name in stored} | {"rule": encode(row.rule)}


def _add_parts(conn: sa.Connection, task_id: int, row: TaskRow) -> None:
    members = [("lead", one) for one in row.leads] + [("coordinating", one) for one in row.coordinating]
    parts = [
        {"task_id": task_id, "role": role, "unit_code": one.unit, "via": one.via, "position": place}
        for place, (role, one) in enumerate(members)
    ]
    if parts:
        conn.execute(sa.insert(task_unit), parts)
    named = [{"task_id": task_id, "role": role, "group_code": code} for role, code in row.groups]
    if named:
        conn.execute(sa.insert(task_group), named)


def plans(conn: sa.Connection, *statuses: str) -> list[PlanRow]:
    """Every plan, oldest first, or those of the statuses."""
    rows = sa.select(plan).order_by(plan.c.id)
    return [_plan(r) for r in conn.execute(rows.where(plan.c.status.in_(statuses)) if statuses else rows)]


def plan_by_id(conn: sa.Connection, plan_id: int) -> PlanRow | None:
    """The plan of that number, if there is one."""
    row = conn.execute(sa.select(plan).where(plan.c.id == plan_id)).first()
    return None if row is None else _plan(row)


def plan_of_file(conn: sa.Connection, sha256: str) -> PlanRow | None:
    """The plan in force that was read from a file of this content, or amended by one."""
    amended = sa.select(amendment.c.plan_id).where(amendment.c.source_sha256 == sha256, amendment.c.undone_at.is_(None))
    same = sa.or_(plan.c.source_sha256 == sha256, plan.c.id.in_(amended))
    row = conn.execute(sa.select(plan).where(same, plan.c.status == "adopted").order_by(plan.c.id)).first()
    return None if row is None else _plan(row)


def change_plan(conn: sa.Connection, plan_id: int, **values: Any) -> None:
    """Change what is stored of one plan."""
    conn.execute(sa.update(plan).where(plan.c.id == plan_id).values(**values))


def _plan(r: sa.Row[Any]) -> PlanRow:
    years = (r.first_year, r.last_year)
    return PlanRow(r.id, r.title, r.number, r.issued, years, r.source_name, r.source_sha256, r.status, r.adopted_on)


def tasks(
    conn: sa.Connection,
    plan_id: int | None = None,
    ids: Sequence[int] | None = None,
    *,
    withdrawn: bool = False,
    grouped: bool = False,
    waiting: bool = False,
) -> list[TaskRow]:
    """Tasks in document order, with their parts: those of `ids`, else those in force of one plan or of all.

    With `withdrawn` those that amendments dropped are among them. `grouped`: only those that name a collective;
    `waiting`: only those that wait for an event.
    """
    chosen = sa.select(task).order_by(task.c.plan_id, task.c.position, task.c.id)
    if plan_id is not None:
        chosen = chosen.where(task.c.plan_id == plan_id)
    if ids is not None:
        chosen = chosen.where(task.c.id.in_(ids))
    elif not withdrawn:
        chosen = chosen.where(task.c.withdrawn_on.is_(None))
    if grouped:
        chosen = chosen.where(task.c.id.in_(sa.select(task_group.c.task_id)))
    if waiting:
        chosen = chosen.where(task.c.event_key.is_not(None))
    rows = conn.execute(chosen).all()
    if not rows:
        return []
    among = chosen.order_by(None).with_only_columns(task.c.id)
    parts, groups = _parts(conn, among), _groups(conn, among)
    return [
        TaskRow(
            r.id,
            r.plan_id,
            r.name,
            r.table_no,
            r.section,
            r.heading,
            r.stt,
            r.ordinal,
            r.text,
            r.product,
            r.lead_text,
            r.coordinating_text,
            r.phrase,
            r.kind,
            decode(r.rule),
            r.event_key,
            r.from_text,
            parts.get((r.id, "lead"), ()),
            parts.get((r.id, "coordinating"), ()),
            groups.get(r.id, ()),
            r.position,
            r.withdrawn_on,
        )
        for r in rows
    ]


def count_tasks(conn: sa.Connection) -> dict[int, int]:
    """How many tasks are in force, by the number of their plan."""
    in_force = sa.select(task.c.plan_id, sa.func.count()).where(task.c.withdrawn_on.is_(None))
    return dict(conn.execute(in_force.group_by(task.c.plan_id)).tuples().all())


def _parts(conn: sa.Connection, among: sa.Select[Any]) -> dict[tuple[int, str], tuple[Member, ...]]:
    found: dict[tuple[int, str], tuple[Member, ...]] = {}
    rows = sa.select(task_unit).where(task_unit.c.task_id.in_(among))
    for r in conn.execute(rows.order_by(task_unit.c.task_id, task_unit.c.position)):
        key = (r.task_id, r.role)
        found[key] = (*found.get(key, ()), Member(r.unit_code, r.via))
    return found


def _groups(conn: sa.Connection, among: sa.Select[Any]) -> dict[int, tuple[tuple[str, str], ...]]:
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for r in conn.execute(sa.select(task_group).where(task_group.c.task_id.in_(among))):
        found[r.task_id] = (*found.get(r.task_id, ()), (r.role, r.group_code))
    return found
