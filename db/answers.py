"""What units said of their obligations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

import sqlalchemy as sa

from db.tables import answer

AnswerKind: TypeAlias = Literal["acknowledged", "progress", "done", "declined", "part_done"]
Via: TypeAlias = Literal["link", "command"]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer; `unit` is in whose name it was given, `done_on` a local day, `at` when it was said."""

    obligation_id: int
    kind: AnswerKind
    unit: str
    actor: str
    via: Via
    at: dt.datetime
    done_on: dt.date | None = None
    document: str | None = None
    note: str | None = None


def add_answer(conn: sa.Connection, row: AnswerRow) -> None:
    """Store an answer, in the transaction of its effect."""
    conn.execute(
        sa.insert(answer).values(
            obligation_id=row.obligation_id,
            kind=row.kind,
            unit_code=row.unit,
            actor=row.actor,
            via=row.via,
            at=row.at,
            done_on=row.done_on,
            document=row.document,
            note=row.note,
        )
    )


def answers(conn: sa.Connection, obligation_id: int) -> list[AnswerRow]:
    """Every answer about the obligation, in the order given."""
    rows = conn.execute(sa.select(answer).where(answer.c.obligation_id == obligation_id).order_by(answer.c.id))
    return [
        AnswerRow(r.obligation_id, r.kind, r.unit_code, r.actor, r.via, r.at, r.done_on, r.document, r.note)
        for r in rows
    ]
