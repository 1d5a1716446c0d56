"""What an announcement, its new date or its revocation would bring, before anybody says yes.

Each is done in a transaction that is undone, so a preview is never of another opinion than the deed. Its `mark` names
what it shows: a deed that brings the mark of its preview writes only what was seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from db.announcements import AnnouncementRow
from db.duties import obligations
from db.engine import Connection, rehearsing, writing
from db.plans import tasks
from rules.errors import NhacviecError
from scheduler.changes.event_changes import NewDate, redated_in, revoked_in, standing
from scheduler.changes.events import Announcement, announced_in
from scheduler.clock import local_day
from scheduler.duties.unfold import Moved, Wanted
from scheduler.office import Office, World, world
from scheduler.writing.hearers import Hearer, hearers


class ChangedSincePreviewError(NhacviecError):
    """Số liệu đã thay đổi sau khi xem trước; chưa ghi gì. Hãy xem lại bản dưới đây rồi ghi."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A task that opens: for whom, due when, and the steps that led to the day, each with its source."""

    task: str
    text: str
    units: tuple[str, ...]
    due: dt.date | None
    effective: dt.date | None
    provisional: bool
    past: bool
    trace: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An obligation whose date moves, or which is withdrawn (`new` None)."""

    obligation: int
    task: str
    text: str
    unit: str
    old: dt.date | None
    new: dt.date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What opens or changes, how many obligations are done and stay, and who gets a letter."""

    opens: tuple[Opening, ...] = ()
    changes: tuple[Change, ...] = ()
    kept: int = 0
    letters: tuple[Hearer, ...] = ()

    @property
    def mark(self) -> str:
        """Differs where anything shown does."""
        return hashlib.sha256(repr((self.opens, self.changes, self.kept, self.letters)).encode()).hexdigest()[:16]


def preview_announcement(office: Office, told: Announcement, *, at: dt.datetime, actor: str) -> Preview:
    """Raises what `announce` raises."""
    with rehearsing(office.engine) as conn:
        return _announced(conn, office, told, at, actor)[1]


def announce_as_seen(
    office: Office, told: Announcement, mark: str, *, at: dt.datetime, actor: str
) -> tuple[int, Preview]:
    """Announce, if that brings what the preview of that mark showed; gives the announcement's number.

    Raises what `announce` raises, and `ChangedSincePreviewError`.
    """
    with writing(office.engine) as conn:
        number, seen = _announced(conn, office, told, at, actor)
        _check(seen, mark)
        return number, seen


def preview_redating(office: Office, number: int, to: NewDate, *, at: dt.datetime, actor: str) -> Preview:
    """Raises what `redate` raises."""
    with rehearsing(office.engine) as conn:
        return _redated(conn, office, number, to, at, actor)


def redate_as_seen(office: Office, number: int, to: NewDate, mark: str, *, at: dt.datetime, actor: str) -> Preview:
    """Give another date, if that changes what the preview showed. Raises also `ChangedSincePreviewError`."""
    with writing(office.engine) as conn:
        seen = _redated(conn, office, number, to, at, actor)
        _check(seen, mark)
        return seen


def preview_revocation(office: Office, number: int, why: str, *, at: dt.datetime, actor: str) -> Preview:
    """Raises what `revoke` raises."""
    with rehearsing(office.engine) as conn:
        return _revoked(conn, office, number, why, at, actor)


def revoke_as_seen(office: Office, number: int, why: str, mark: str, *, at: dt.datetime, actor: str) -> Preview:
    """Revoke, if that withdraws what the preview showed. Raises also `ChangedSincePreviewError`."""
    with writing(office.engine) as conn:
        seen = _revoked(conn, office, number, why, at, actor)
        _check(seen, mark)
        return seen


def _check(seen: Preview, mark: str) -> None:
    if seen.mark != mark:
        raise ChangedSincePreviewError


def _announced(
    conn: Connection, office: Office, told: Announcement, at: dt.datetime, actor: str
) -> tuple[int, Preview]:
    number, opens = announced_in(conn, office, told, at=at, actor=actor)
    known = world(office, conn, on=local_day(at))
    opening = partial(_opening, known=known)
    return number, Preview(tuple(map(opening, opens)), letters=_letters(conn, number, known, at))


def _redated(conn: Connection, office: Office, number: int, to: NewDate, at: dt.datetime, actor: str) -> Preview:
    row = standing(conn, number)
    moved = redated_in(conn, office, number, to, at=at, actor=actor)
    return _changed(conn, office, row, moved, at)


def _revoked(conn: Connection, office: Office, number: int, why: str, at: dt.datetime, actor: str) -> Preview:
    row = standing(conn, number)
    gone = revoked_in(conn, office, number, why=why, at=at, actor=actor)
    moved = [Moved(one.id, one.due, None) for one in obligations(conn, ids=gone)]
    return _changed(conn, office, row, moved, at)


def _changed(
    conn: Connection, office: Office, row: AnnouncementRow, moved: Sequence[Moved], at: dt.datetime
) -> Preview:
    known = world(office, conn, on=local_day(at))
    by_id = {one.obligation_id: one for one in moved}
    by_task = {task.id: task for task in tasks(conn, ids=row.task_ids)}
    changes = tuple(
        Change(
            one.id,
            by_task[one.task_id].name,
            by_task[one.task_id].text,
            known.register.name_of(one.held_by),
            by_id[one.id].old_due,
            by_id[one.id].new_due,
        )
        for one in obligations(conn, ids=list(by_id))
    )
    opened = obligations(conn, task_ids=row.task_ids)
    kept = sum(one.label == row.label and one.state == "done" for one in opened)
    return Preview(changes=changes, kept=kept, letters=_letters(conn, row.id, known, at))


def _opening(one: Wanted, known: World) -> Opening:
    return Opening(
        one.task.name,
        one.task.text,
        tuple(map(known.register.name_of, one.leads)),
        one.due,
        one.effective,
        one.provisional,
        one.state == "past",
        one.trace,
    )


def _letters(conn: Connection, number: int, known: World, at: dt.datetime) -> tuple[Hearer, ...]:
    return hearers(conn, f"announcement:{number}", known, local_day(at))
