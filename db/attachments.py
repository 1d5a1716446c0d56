"""Files that came with reports of *done*; what is in them is read only when it is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from db.tables import attachment


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One file without its content; `name` is safe to give a file, `size` in bytes."""

    id: int
    obligation_id: int
    unit: str
    name: str
    kind: str
    size: int
    sha256: str
    actor: str
    at: dt.datetime


def add_attachment(
    conn: sa.Connection,
    obligation_id: int,
    unit: str,
    *,
    name: str,
    kind: str,
    sha256: str,
    actor: str,
    at: dt.datetime,
    content: bytes,
) -> None:
    """Store a file, in the transaction of the report that it came with."""
    conn.execute(
        sa.insert(attachment).values(
            obligation_id=obligation_id,
            unit_code=unit,
            name=name,
            kind=kind,
            size=len(content),
            sha256=sha256,
            actor=actor,
            at=at,
            content=content,
        )
    )


def attachments(conn: sa.Connection, obligation_id: int) -> list[AttachmentRow]:
    """The files about the obligation, in the order in which they came."""
    c = attachment.c
    rows = conn.execute(
        sa.select(c.id, c.obligation_id, c.unit_code, c.name, c.kind, c.size, c.sha256, c.actor, c.at)
        .where(c.obligation_id == obligation_id)
        .order_by(c.id)
    )
    return [AttachmentRow(*row) for row in rows]


def attached_content(conn: sa.Connection, attachment_id: int) -> bytes:
    """What is in the file of that number."""
    found = conn.execute(sa.select(attachment.c.content).where(attachment.c.id == attachment_id)).scalar_one()
    return bytes(found)
