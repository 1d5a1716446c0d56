"""Amendments of plans in force, the undone ones too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.tables import amendment


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """One amendment. `issued` and `made_on` are local days; `undone_at` is empty while it is in force."""

    id: int
    plan_id: int
    title: str
    number: str | None
    issued: dt.date | None
    source_name: str
    source_sha256: str
    made_on: dt.date
    made_at: dt.datetime
    actor: str
    undone_at: dt.datetime | None
    undone_why: str | None

    @property
    def label(self) -> str:
        """How a sentence names the amending document: "văn bản số 20/KH-SNV ngày 01/07/2023"."""
        dated = f" ngày {self.issued:%d/%m/%Y}" if self.issued else ""
        return f"văn bản số {self.number}{dated}" if self.number else f"văn bản {self.source_name}{dated}"


def add_amendment(conn: sa.Connection, **values: Any) -> int:
    """Store an amendment; gives its id."""
    key = conn.execute(sa.insert(amendment).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def amendments(conn: sa.Connection, plan_id: int) -> list[AmendmentRow]:
    """Every amendment of a plan, oldest first."""
    rows = conn.execute(sa.select(amendment).where(amendment.c.plan_id == plan_id).order_by(amendment.c.id))
    return [_amendment(r) for r in rows]


def latest_amendment(conn: sa.Connection, plan_id: int) -> AmendmentRow | None:
    """The amendment that the plan stands by now; None where it stands as adopted."""
    in_force = [row for row in amendments(conn, plan_id) if row.undone_at is None]
    return in_force[-1] if in_force else None


def stood_before(conn: sa.Connection, amendment_id: int) -> dict[str, Any]:
    """The plan as it stood before the amendment."""
    found: dict[str, Any] = conn.execute(
        sa.select(amendment.c.before).where(amendment.c.id == amendment_id)
    ).scalar_one()
    return found


def mark_undone(conn: sa.Connection, amendment_id: int, *, at: dt.datetime, why: str) -> None:
    """The amendment is no longer in force; it stays, with the reason."""
    conn.execute(sa.update(amendment).where(amendment.c.id == amendment_id).values(undone_at=at, undone_why=why))


def _amendment(r: sa.Row[Any]) -> AmendmentRow:
    return AmendmentRow(
        r.id,
        r.plan_id,
        r.title,
        r.number,
        r.issued,
        r.source_name,
        r.source_sha256,
        r.made_on,
        r.made_at,
        r.actor,
        r.undone_at,
        r.undone_why,
    )
