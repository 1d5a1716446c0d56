"""How an obligation stands on a day: derived from what is stored, never stored itself."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias, get_args

Status: TypeAlias = Literal[
    "open_in_time",
    "open_overdue",
    "done_on_time",
    "done_late",
    "waiting",
    "past",
    "void",
    "withdrawn",
    "cancelled",
    "merged",
]
STATUSES: tuple[Status, ...] = get_args(Status)

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
"""How people read them."""

_CLOSED: dict[str, Status] = {s: s for s in ("past", "void", "withdrawn", "cancelled", "merged")}


def status_of(
    state: str, effective: dt.date | None, done_on: dt.date | None, today: dt.date, *, doubted: bool
) -> Status:
    """The status of an obligation stored as `state` (a `KeyError` for an unknown one).

    `effective` is the last day on which it is in time, inclusive; without one an open obligation is *waiting* for its
    date, and a done one was on time. After an extension that was asked for too late it is the day that had passed then
    (`rules.extensions.in_time_until`), whatever the new date: that one moves the reminders and clears no lateness.
    `doubted`: reported so long after `done_on` that it is late until it is confirmed.
    """
    if state == "done":
        return "done_late" if doubted or (effective and done_on and done_on > effective) else "done_on_time"
    if state != "open":
        return _CLOSED[state]
    if effective is None:
        return "waiting"
    return "open_overdue" if effective < today else "open_in_time"
