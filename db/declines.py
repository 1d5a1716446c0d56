"""Declines: a unit said that a duty is not its own, and the monitor has not decided yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from db.tables import answer, obligation


@dataclass(frozen=True, slots=True)
class DeclineRow:
    """`unit` declined the open obligation at `at`, and why."""

    id: int
    obligation_id: int
    unit: str
    at: dt.datetime
    actor: str
    why: str


def open_declines(conn: sa.Connection, obligation_ids: Sequence[int] | None = None) -> list[DeclineRow]:
    """Those that wait for a decision, in the order in which they were given; of all obligations or of some."""
    waits = (answer.c.kind == "declined", answer.c.settled.is_(False), obligation.c.state == "open")
    rows = sa.select(answer).join(obligation, obligation.c.id == answer.c.obligation_id).where(*waits)
    if obligation_ids is not None:
        rows = rows.where(answer.c.obligation_id.in_(obligation_ids))
    return [
        DeclineRow(r.id, r.obligation_id, r.unit_code, r.at, r.actor, r.note or "")
        for r in conn.execute(rows.order_by(answer.c.id))
    ]


def settle_declines(conn: sa.Connection, obligation_ids: Sequence[int], unit: str | None = None) -> None:
    """Nobody has to decide on the declines of these obligations any more: on those of `unit`, or on any."""
    chosen = sa.update(answer).where(answer.c.obligation_id.in_(obligation_ids), answer.c.kind == "declined")
    if unit is not None:
        chosen = chosen.where(answer.c.unit_code == unit)
    conn.execute(chosen.values(settled=True))
