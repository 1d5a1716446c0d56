"""An obligation as the command line gives it: as JSON, and in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from db.register import Register
from rules.say import say_day, say_label
from rules.status import Status, status_of
from scheduler.compose import Matter

STATUS_WORDS: dict[Status, str] = {
    "open_in_time": "còn hạn",
    "open_overdue": "quá hạn",
    "done_on_time": "xong đúng hạn",
    "done_late": "xong muộn",
    "waiting": "chờ ngày hạn",
    "past": "đã qua trước khi theo dõi",
    "void": "trước ngày ban hành",
    "withdrawn": "đã rút",
    "cancelled": "đã hủy",
    "merged": "đã nhập vào việc khác",
}


DOUBTED = ", báo chậm, chờ xác nhận"


def status(matter: Matter, today: dt.date) -> Status:
    """How the obligation stands on the local day `today`."""
    row = matter.row
    return status_of(row.state, row.in_time_until, row.done_on, today, doubted=row.doubted)


def as_json(matter: Matter, today: dt.date) -> dict[str, Any]:
    """The object of `obligation list --json`."""
    row = matter.row
    return {
        "id": row.id,
        "plan": matter.plan.id,
        "task": matter.task.name,
        "text": matter.task.text,
        "unit": row.held_by,
        "period": row.label,
        "due": row.due,
        "effective": row.effective,
        "provisional": row.provisional,
        "status": status(matter, today),
        "done_on": row.done_on,
        "reported_at": row.reported_at,
        "doubted": row.doubted,
        "document": row.document,
    }


def in_words(matter: Matter, today: dt.date) -> str:
    """The status, with the day where the obligation is done."""
    done, doubted = matter.row.done_on, matter.row.doubted
    said = f" ({say_day(done)}{DOUBTED if doubted else ''})" if done else ""
    return f"{STATUS_WORDS[status(matter, today)]}{said}"


def about(matter: Matter, known: Register) -> str:
    """Which obligation: "việc số 7 (1.I.6, Thanh tra, hạn 31/03/2022)"."""
    row = matter.row
    due = f"hạn {say_day(row.due)}" if row.due else "chưa có hạn"
    return f"việc số {row.id} ({matter.task.name}, {known.name_of(row.held_by)}, {due})"


def period_in_words(label: str) -> str:
    """Quý I/2022; "công bố số 3" for what an announcement opened."""
    return say_label(label) or f"công bố số {label.partition(':')[2]}"
