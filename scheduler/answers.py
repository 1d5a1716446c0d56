"""What units and the monitor say of an obligation."""

from __future__ import annotations

import datetime as dt

from db.duties import ObligationRow, change_obligations, obligations
from db.engine import writing
from db.history import record
from rules.errors import NhacviecError
from rules.say import say_day
from scheduler.clock import local_day
from scheduler.office import Office


class UnknownObligationError(NhacviecError):
    """Không có việc số {id}; xem danh sách bằng lệnh «nhacviec obligation list»."""


class ClosedObligationError(NhacviecError):
    """Việc số {id} không còn mở (hiện: {state}); không báo hoàn thành được."""


class FutureDayError(NhacviecError):
    """Ngày hoàn thành {day} ở tương lai; hãy ghi ngày đã hoàn thành thật."""


STATE_WORDS = {
    "open": "đang mở",
    "done": "đã hoàn thành",
    "cancelled": "đã hủy",
    "withdrawn": "đã rút",
    "merged": "đã nhập vào việc khác",
    "void": "trước khi ban hành kế hoạch",
    "past": "đã qua trước khi theo dõi",
}


def report_done(
    office: Office, obligation_id: int, *, on: dt.date, at: dt.datetime, actor: str, document: str | None = None
) -> ObligationRow:
    """The obligation was met on the local day `on`; nothing more is said of it, to anybody.

    A duty that was over before the plan was followed may be reported too: that is somebody deciding. Raises
    `UnknownObligationError`, `ClosedObligationError`, `FutureDayError`.
    """
    if on > local_day(at):
        raise FutureDayError(day=say_day(on))
    with writing(office.engine) as conn:
        found = obligations(conn, ids=[obligation_id])
        if not found:
            raise UnknownObligationError(id=obligation_id)
        if found[0].state not in ("open", "past"):
            raise ClosedObligationError(id=obligation_id, state=STATE_WORDS[found[0].state])
        change_obligations(
            conn, [obligation_id], state="done", done_on=on, reported_at=at, document=document, next_notice_at=None
        )
        subject = f"obligation:{obligation_id}"
        record(conn, at=at, actor=actor, subject=subject, what="done", on=on, document=document)
        return obligations(conn, ids=[obligation_id])[0]
