"""An announcement is taken back, or gets another date: what it opened follows, and those who were told are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.announcements import AnnouncementRow, announcements, change_announcement, revoke_announcement
from db.engine import Connection, writing
from db.history import record
from db.mails import add_act, unanswered_acts
from db.plans import tasks
from rules.errors import NhacviecError
from rules.say import say_day
from scheduler.changes.events import check_received, unfold_tasks
from scheduler.clock import local_day
from scheduler.duties.unfold import Moved
from scheduler.office import Office


class UnknownAnnouncementError(NhacviecError):
    """Không có công bố sự kiện số {id}, hoặc công bố đó đã được thu hồi."""


class SameDateError(NhacviecError):
    """Công bố số {id} đã ghi ngày {day}; không có gì thay đổi."""


class DueBeforeEventError(NhacviecError):
    """Công bố số {id} ấn định hạn {due}, trước ngày mới của sự kiện ({day}); hãy ấn định lại bằng --due."""


class DuePassedError(NhacviecError):
    """Hạn {due} đã qua (hôm nay {today}); hãy ấn định một ngày từ hôm nay trở đi."""


@dataclass(frozen=True, slots=True)
class NewDate:
    """Another date of an announced event, as a person tells it; what is None stays as it was."""

    happened: dt.date
    received: dt.date | None = None
    due: dt.date | None = None
    why: str | None = None
    in_force: dt.date | None = None


def revoke(office: Office, announcement_id: int, *, why: str, at: dt.datetime, actor: str) -> list[int]:
    """Take an announcement back: what it opened and is not done is withdrawn, and those who were told are told.

    Gives the numbers of the obligations that were withdrawn.
    """
    with writing(office.engine) as conn:
        return revoked_in(conn, office, announcement_id, why=why, at=at, actor=actor)


def revoked_in(
    conn: Connection, office: Office, announcement_id: int, *, why: str, at: dt.datetime, actor: str
) -> list[int]:
    """The same in a transaction of the caller's."""
    row = standing(conn, announcement_id)
    revoke_announcement(conn, announcement_id, at=at, why=why)
    changed = unfold_tasks(conn, office, tasks(conn, ids=row.task_ids), at, actor, why)
    subject = f"announcement:{announcement_id}"
    record(conn, at=at, actor=actor, subject=subject, what="revoked", why=why)
    if not _untold(conn, subject):
        add_act(conn, "event_revoked", subject, at=at, day=local_day(at), why=why)
    return changed.withdrawn


def redate(office: Office, announcement_id: int, to: NewDate, *, at: dt.datetime, actor: str) -> list[Moved]:
    """Give an announced event another date: what it opened for the tasks chosen then is counted anew, what is done
    stays. Gives the due dates that moved.

    Raises `UnknownAnnouncementError`, `SameDateError`, `DuePassedError`, `DueBeforeEventError`,
    `ReceivedBeforeError`.
    """
    with writing(office.engine) as conn:
        return redated_in(conn, office, announcement_id, to, at=at, actor=actor)


def redated_in(
    conn: Connection, office: Office, announcement_id: int, to: NewDate, *, at: dt.datetime, actor: str
) -> list[Moved]:
    """The same in a transaction of the caller's."""
    row = standing(conn, announcement_id)
    _check(row, to, local_day(at))
    today, subject = local_day(at), f"announcement:{announcement_id}"
    # A paper received before the new day was received of something else.
    received = to.received or (row.received if row.received and row.received >= to.happened else None)
    # A day that was set by hand and stays was entered when it was set.
    entered = row.dated_on if row.due and not to.due else today
    dates = {"happened": to.happened, "received": received, "due": to.due or row.due, "dated_on": entered}
    dates["in_force"] = to.in_force or row.in_force
    within = {"within_n": None, "within_unit": None} if to.due else {}
    change_announcement(conn, announcement_id, **dates, **within)
    reason = _reason(row, to)
    moved = unfold_tasks(conn, office, tasks(conn, ids=row.task_ids), at, actor, reason).moved
    record(conn, at=at, actor=actor, subject=subject, what="redated", old=row.happened, new=to.happened, why=to.why)
    if moved and not _untold(conn, subject):
        changes = [[one.obligation_id, one.old_due, one.new_due] for one in moved]
        add_act(conn, "dates_moved", subject, at=at, day=today, reason=reason, changes=changes)
    return moved


def standing(conn: Connection, announcement_id: int) -> AnnouncementRow:
    """The announcement of that number, not revoked. Raises `UnknownAnnouncementError`."""
    row = next((r for r in announcements(conn) if r.id == announcement_id and not r.revoked), None)
    if row is None:
        raise UnknownAnnouncementError(id=announcement_id)
    return row


def _check(row: AnnouncementRow, to: NewDate, today: dt.date) -> None:
    check_received(to.happened, to.received)
    due = to.due or row.due
    given = ((to.received, row.received), (to.due, row.due), (to.in_force, row.in_force))
    if to.happened == row.happened and all(new in (None, old) for new, old in given):
        raise SameDateError(id=row.id, day=say_day(row.happened))
    if to.due is not None and to.due < today:
        raise DuePassedError(due=say_day(to.due), today=say_day(today))
    if due is not None and due < to.happened:
        raise DueBeforeEventError(id=row.id, due=say_day(due), day=say_day(to.happened))


def _reason(row: AnnouncementRow, to: NewDate) -> str:
    said = f"ngày của sự kiện «{row.words}» đổi từ {say_day(row.happened)} thành {say_day(to.happened)}"
    if to.happened == row.happened:
        said = f"thời hạn của sự kiện «{row.words}» ngày {say_day(row.happened)} được tính lại"
    return f"{said}: {to.why}" if to.why else said


def _untold(conn: Connection, subject: str) -> bool:
    """Nobody was told yet that the event happened: the letter will say how things stand when it is written."""
    return any(act.kind == "event_opened" and act.ref == subject for act in unanswered_acts(conn))
