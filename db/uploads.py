"""Documents sent by the page and under review; what is in the file is read only when it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.tables import upload


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One document without its content and without what was read of it; the columns are told in `db.tables.uploads`."""

    id: int
    name: str
    size: int
    sha256: str
    actor: str
    at: dt.datetime
    amends: int | None
    state: str
    claimed_until: dt.datetime | None
    reached: int
    of_all: int | None
    refusal: str | None
    version: int


_COLUMNS = tuple(upload.c[name] for name in UploadRow.__slots__)


def add_upload(
    conn: sa.Connection,
    *,
    name: str,
    sha256: str,
    actor: str,
    at: dt.datetime,
    amends: int | None,
    claimed_until: dt.datetime,
    content: bytes,
) -> int:
    """Store a document that is to be read; its number."""
    values = {
        "name": name,
        "size": len(content),
        "sha256": sha256,
        "actor": actor,
        "at": at,
        "amends": amends,
        "state": "reading",
        "claimed_until": claimed_until,
        "reached": 0,
        "decisions": {},
        "version": 0,
        "content": content,
    }
    return int(conn.execute(sa.insert(upload).values(values).returning(upload.c.id)).scalar_one())


def uploads(conn: sa.Connection) -> list[UploadRow]:
    """All of them, the newest first."""
    return [UploadRow(*row) for row in conn.execute(sa.select(*_COLUMNS).order_by(upload.c.id.desc()))]


def upload_by_id(conn: sa.Connection, number: int) -> UploadRow | None:
    """The document of that number, if it is there still."""
    row = conn.execute(sa.select(*_COLUMNS).where(upload.c.id == number)).first()
    return UploadRow(*row) if row else None


def uploaded_content(conn: sa.Connection, number: int) -> bytes | None:
    """What is in the file; None where it is there no more."""
    found = conn.execute(sa.select(upload.c.content).where(upload.c.id == number)).scalar_one_or_none()
    return None if found is None else bytes(found)


def uploaded_document(conn: sa.Connection, number: int) -> Mapping[str, Any] | None:
    """What was read of it, as it was stored; None where nothing was."""
    found: Mapping[str, Any] | None = conn.execute(
        sa.select(upload.c.document).where(upload.c.id == number)
    ).scalar_one_or_none()
    return found


def uploaded_decisions(conn: sa.Connection, number: int) -> dict[str, Any]:
    """What was decided about it, as it was stored."""
    found: dict[str, Any] | None = conn.execute(
        sa.select(upload.c.decisions).where(upload.c.id == number)
    ).scalar_one_or_none()
    return found or {}


def change_upload(conn: sa.Connection, number: int, **values: Any) -> bool:
    """Change what is stored of a document; whether it is there still."""
    return conn.execute(sa.update(upload).where(upload.c.id == number).values(**values)).rowcount > 0


def drop_upload(conn: sa.Connection, number: int) -> bool:
    """Delete a document with all that was decided about it; whether it was there."""
    return conn.execute(sa.delete(upload).where(upload.c.id == number)).rowcount > 0


def drop_uploads_of(conn: sa.Connection, until: dt.datetime) -> int:
    """Delete the documents that came by that instant; how many there were."""
    return conn.execute(sa.delete(upload).where(upload.c.at <= until)).rowcount
