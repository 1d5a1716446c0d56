"""Announcements: what tasks waited for has happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.tables import announcement, announcement_task
from rules.model import Offset


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """One announcement; `due` or `within` is there where the announcer set one. Days are local dates.

    `dated_on` is the day on which its present date was entered: that of the announcement, or of the last change.
    `in_force` is the day from which the announced paper has effect, where that was entered.
    """

    id: int
    event_key: str
    words: str
    happened: dt.date
    received: dt.date | None
    document: str | None
    due: dt.date | None
    within: Offset | None
    announced_on: dt.date
    revoked: bool
    revoked_why: str | None
    task_ids: tuple[int, ...]
    dated_on: dt.date
    note: str | None = None
    in_force: dt.date | None = None

    @property
    def label(self) -> str:
        """The label of the occurrences it opens."""
        return f"event:{self.id}"


def add_announcement(conn: sa.Connection, task_ids: Sequence[int], **values: Any) -> int:
    """Store an announcement for the tasks it opens; gives its id."""
    key = conn.execute(sa.insert(announcement).values(**values)).inserted_primary_key
    assert key is not None
    opened = [{"announcement_id": int(key[0]), "task_id": task_id} for task_id in task_ids]
    conn.execute(sa.insert(announcement_task), opened)
    return int(key[0])


def announcements(conn: sa.Connection) -> list[AnnouncementRow]:
    """Every announcement, oldest first, revoked ones too."""
    opened: dict[int, tuple[int, ...]] = {}
    for r in conn.execute(sa.select(announcement_task).order_by(announcement_task.c.task_id)):
        opened[r.announcement_id] = (*opened.get(r.announcement_id, ()), r.task_id)
    rows = conn.execute(sa.select(announcement).order_by(announcement.c.id))
    return [
        AnnouncementRow(
            r.id,
            r.event_key,
            r.words,
            r.happened,
            r.received,
            r.document,
            r.due,
            Offset(r.within_n, r.within_unit) if r.within_n is not None else None,
            r.announced_on,
            r.revoked_at is not None,
            r.revoked_why,
            opened.get(r.id, ()),
            r.dated_on or r.announced_on,
            r.note,
            r.in_force,
        )
        for r in rows
    ]


def change_announcement(conn: sa.Connection, announcement_id: int, **values: Any) -> None:
    """Give an announcement other dates; the tasks it was made for stay."""
    conn.execute(sa.update(announcement).where(announcement.c.id == announcement_id).values(**values))


def revoke_announcement(conn: sa.Connection, announcement_id: int, *, at: dt.datetime, why: str) -> None:
    """Mark an announcement as revoked; it stays, with the reason."""
    chosen = sa.update(announcement).where(announcement.c.id == announcement_id)
    conn.execute(chosen.values(revoked_at=at, revoked_why=why))
