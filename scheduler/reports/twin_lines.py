"""The tasks that an obligation's own is linked with, and what that means for its mails, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from db.duties import ObligationRow
from rules.say import say_day
from rules.status import STATUS_WORDS, status_of
from scheduler.duties.twin_story import Companion


def twin_lines(companions: Sequence[Companion], own: ObligationRow, today: dt.date) -> Iterator[str]:
    """One line a task that the one of `own` is linked with: which, since when and by whom, who is reminded how."""
    if companions:
        yield "Liên kết là một việc:"
    for one in companions:
        since = f"từ ngày {say_day(one.since.linked_on)}, bởi {one.since.linked_by}"
        yield f"  nhiệm vụ {one.task.name}, {one.plan.label} ({since}): {_how(one, own, today)}"


def _how(one: Companion, own: ObligationRow, today: dt.date) -> str:
    row = one.row
    if row is None:
        return "không có kỳ hoặc ngày đến hạn nào trùng với việc này, nên nhắc riêng"
    other = f"việc số {row.id}{_due(row)}"
    if one.how == "speaks":
        earlier = ", theo hạn sớm hơn của việc này" if row.due != own.due else ", trong thư của việc này"
        return f"nhắc chung với {other}{earlier}"
    if one.how == "spoken_for" and one.speaker:
        speaker = one.speaker.row
        earlier = ", theo hạn sớm hơn" if speaker.due != own.due else ", trong thư"
        return (
            f"nhắc chung với {other}{earlier} của việc số {speaker.id}{_due(speaker) if speaker.id != row.id else ''}"
        )
    if one.how == "extended":
        return f"nhắc riêng với {other}, vì hạn được gia hạn nên khác nhau"
    state = status_of(row.state, row.in_time_until, row.done_on, today, doubted=row.doubted)
    return f"{other}, {STATUS_WORDS[state]}, nên không nhắc chung"


def _due(row: ObligationRow) -> str:
    return f" (hạn {say_day(row.due)})" if row.due else ""
