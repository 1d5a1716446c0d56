"""An obligation in a few words: how it stands, its period, the mark that a page gives it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from rules.say import say_day, say_label
from rules.status import STATUS_WORDS, Status

SOON = 7
"""Calendar days ahead within which an open duty is marked as due soon."""
_TAGS: Mapping[str, str] = {
    "open_overdue": "overdue",
    "open_in_time": "open",
    "waiting": "waiting",
    "done_on_time": "done",
    "done_late": "done",
}


def status_words(status: Status, done_on: dt.date | None, *, doubted: bool) -> str:
    """Xong đúng hạn (30/11/2022): the status, with the day where the duty is done."""
    doubt = ", báo chậm, chờ xác nhận" if doubted else ""
    return f"{STATUS_WORDS[status]}{f' ({say_day(done_on)}{doubt})' if done_on else ''}"


def tag_of(status: Status, due: dt.date | None, today: dt.date) -> str:
    """The kind of mark that a page gives the status."""
    if status == "open_in_time" and due and (due - today).days <= SOON:
        return "soon"
    return _TAGS.get(status, "")


def period_words(label: str) -> str:
    """Quý I/2022; công bố số 3."""
    return say_label(label) or f"công bố số {label.partition(':')[2]}"
