"""Tasks that are linked as one work. The rows say what holds now; who linked and unlinked is in the history too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.tables import task_twin


@dataclass(frozen=True, slots=True)
class TwinRow:
    """One linked task; tasks of equal `work` are linked with each other. `linked_on` is the local day."""

    task_id: int
    work: int
    linked_on: dt.date
    linked_at: dt.datetime
    linked_by: str


def twin_rows(conn: sa.Connection, task_ids: Sequence[int] | None = None) -> list[TwinRow]:
    """Every linked task, or those linked with any of `task_ids` and these themselves, by work and number."""
    wanted = sa.select(task_twin).order_by(task_twin.c.work, task_twin.c.task_id)
    if task_ids is not None:
        works = sa.select(task_twin.c.work).where(task_twin.c.task_id.in_(task_ids))
        wanted = wanted.where(task_twin.c.work.in_(works))
    rows = conn.execute(wanted)
    return [TwinRow(r.task_id, r.work, r.linked_on, r.linked_at, r.linked_by) for r in rows]


def add_twins(conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Link tasks that were not linked."""
    if rows:
        conn.execute(sa.insert(task_twin), [dict(row) for row in rows])


def join_works(conn: sa.Connection, works: Sequence[int], into: int) -> None:
    """Let the tasks of `works` be of the work `into`; when and by whom each was linked stays."""
    conn.execute(sa.update(task_twin).where(task_twin.c.work.in_(works)).values(work=into))


def drop_twins(conn: sa.Connection, task_ids: Sequence[int]) -> None:
    """The tasks are linked with nothing any more."""
    conn.execute(sa.delete(task_twin).where(task_twin.c.task_id.in_(task_ids)))
