"""What units said of duties without a due date, by period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from db.answers import Via
from db.tables import check_in

Result: TypeAlias = Literal["under_way", "done", "difficulty"]


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """One answer: the duty goes on, was carried out in the `period` (a label), or meets the difficulty in `note`."""

    task_id: int
    unit: str
    period: str
    result: Result
    note: str | None
    actor: str
    via: Via
    at: dt.datetime


def add_check_ins(conn: sa.Connection, rows: Iterable[CheckInRow]) -> None:
    """Store answers, beside those that were given before."""
    if values := [_values(row) for row in rows]:
        conn.execute(sa.insert(check_in), values)


def check_ins(
    conn: sa.Connection, *, period: str | None = None, unit: str | None = None, task_ids: Iterable[int] | None = None
) -> list[CheckInRow]:
    """Answers in the order given; every condition must hold."""
    chosen = sa.select(check_in).order_by(check_in.c.id)
    if period is not None:
        chosen = chosen.where(check_in.c.period == period)
    if unit is not None:
        chosen = chosen.where(check_in.c.unit_code == unit)
    if task_ids is not None:
        chosen = chosen.where(check_in.c.task_id.in_(list(task_ids)))
    return [
        CheckInRow(r.task_id, r.unit_code, r.period, r.result, r.note, r.actor, r.via, r.at)
        for r in conn.execute(chosen)
    ]


def _values(row: CheckInRow) -> dict[str, Any]:
    return {
        "task_id": row.task_id,
        "unit_code": row.unit,
        "period": row.period,
        "result": row.result,
        "note": row.note,
        "actor": row.actor,
        "via": row.via,
        "at": row.at,
    }
