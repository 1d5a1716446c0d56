"""What the monitor decides of an obligation: a late report is believed, a result is not good enough, a duty is dropped.

Those whom it concerns are told by letter.
"""

from __future__ import annotations

import datetime as dt

from db.declines import open_declines, settle_declines
from db.duties import change_obligations, obligations, occurrences
from db.engine import Connection, writing
from db.history import record
from rules.errors import NhacviecError
from scheduler.answering.answers import answered_at, call_for_letters, reason_given, standing
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.duties.together import done_together
from scheduler.office import Office, world
from scheduler.writing.compose import Matter


class NothingToConfirmError(NhacviecError):
    """Việc số {id} không có báo cáo nào chờ xác nhận."""


class NothingDeclinedError(NhacviecError):
    """Việc số {id} không có đơn vị nào báo không phải việc của mình mà còn chờ quyết định."""


class GoneOccurrenceError(NhacviecError):
    """Việc số {id} không còn trong kế hoạch đang theo dõi; không mở lại được."""


def confirm(office: Office, obligation_id: int, *, at: dt.datetime, actor: str, by: str) -> Matter:
    """The late report is true, `by` whom: the duty counts as done in time. Raises `NothingToConfirmError`.

    The same report on linked duties is confirmed with it.
    """
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("done",), "xác nhận báo cáo")
        if not one.row.doubted:
            raise NothingToConfirmError(id=obligation_id)
        for each in (one, *(other for other in done_together(conn, one) if other.row.doubted)):
            change_obligations(conn, [each.row.id], doubted=False)
            detail = {"by": by, **answered_at(each, one)}
            record(conn, at=at, actor=actor, subject=f"obligation:{each.row.id}", what="confirmed", **detail)
        call_for_letters(conn, "confirmed", one, at, by=by)
        return _since(conn, one)


def reopen(office: Office, obligation_id: int, *, why: str, at: dt.datetime, actor: str) -> Matter:
    """What was done is not good enough (*chưa đạt*), or what was cancelled is wanted after all: the duty is open again.

    The due date stays. The ladder goes on from today: the unit is told by letter, past rungs are not given again.
    Parts that co-ordinators have done stay done. Linked duties that the same report had settled are open again too.
    Raises `GoneOccurrenceError`, `NoReasonError`.
    """
    why = reason_given(why, "lý do")
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("done", "cancelled"), "mở lại")
        if _is_over(conn, one):
            raise GoneOccurrenceError(id=obligation_id)
        everyone = [one, *(other for other in done_together(conn, one) if not _is_over(conn, other))]
        for each in everyone:
            _open_again(conn, each, local_day(at))
            detail = {"why": why, **answered_at(each, one)}
            record(conn, at=at, actor=actor, subject=f"obligation:{each.row.id}", what="reopened", **detail)
        call_for_letters(conn, "reopened", one, at, why=why, was=one.row.state)
        opened = obligations(conn, ids=[each.row.id for each in everyone])
        reschedule(conn, opened, world(office, conn), local_day(at))
        return _since(conn, one)


def _open_again(conn: Connection, one: Matter, today: dt.date) -> None:
    change_obligations(
        conn,
        [one.row.id],
        state="open",
        done_on=None,
        reported_at=None,
        document=None,
        doubted=False,
        due_version=one.row.due_version + 1,
        opened_on=today,
    )


def _is_over(conn: Connection, one: Matter) -> bool:
    return one.plan.status == "undone" or _is_gone(conn, one)


def _is_gone(conn: Connection, one: Matter) -> bool:
    return occurrences(conn, [one.task.id])[one.task.id, one.row.label].state == "withdrawn"


def cancel(office: Office, obligation_id: int, *, why: str, at: dt.datetime, actor: str) -> Matter:
    """The duty need not be done: nobody is reminded of it any more. Raises `NoReasonError`.

    That is said of one plan: duties that it was linked with go on without it.
    """
    why = reason_given(why, "lý do")
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("open", "past"), "hủy")
        change_obligations(conn, [obligation_id], state="cancelled", next_notice_at=None)
        record(conn, at=at, actor=actor, subject=f"obligation:{obligation_id}", what="cancelled", why=why)
        if one.row.state == "open":
            call_for_letters(conn, "cancelled", one, at, why=why)
        others = [twin.row for twin in one.company if twin.row.id != obligation_id]
        reschedule(conn, others, world(office, conn), local_day(at))
        return _since(conn, one)


def keep(office: Office, obligation_id: int, *, why: str, at: dt.datetime, actor: str) -> Matter:
    """Whoever said that the duty is not theirs has it all the same. Raises `NothingDeclinedError`, `NoReasonError`."""
    why = reason_given(why, "lý do")
    with writing(office.engine) as conn:
        one = standing(conn, obligation_id, ("open",), "quyết định vẫn giao")
        units = list(dict.fromkeys(row.unit for row in open_declines(conn, [obligation_id])))
        if not units:
            raise NothingDeclinedError(id=obligation_id)
        settle_declines(conn, [obligation_id])
        record(conn, at=at, actor=actor, subject=f"obligation:{obligation_id}", what="kept", why=why, units=units)
        call_for_letters(conn, "kept", one, at, why=why, units=units)
        return _since(conn, one)


def _since(conn: Connection, one: Matter) -> Matter:
    return Matter(obligations(conn, ids=[one.row.id])[0], one.task, one.plan)
