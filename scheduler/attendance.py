"""The days on which the office was at work, and a clock that was ahead.

A clock that runs days ahead for a while says things too soon. Once it is set right, what was said on days that have not
been yet counts for nothing, and all that is owed is computed anew: else the office would be silent until those days.
"""

from __future__ import annotations

import datetime as dt
import logging

from db.attendance import attend, last_attended, unattend
from db.duties import forget_schedules
from db.engine import Connection, reading, writing
from db.facts import drop_fact, fact, set_fact
from db.mails import mark_too_soon
from db.outbox import pull_back
from rules.errors import NhacviecError
from rules.say import say_day
from scheduler.clock import local_day
from scheduler.duties.recompute import recompute
from scheduler.office import Office

log = logging.getLogger(__name__)
_POSTPONED = "postponed_at"
MOST_AHEAD = dt.timedelta(days=31)
"""A clock further behind the last day of work than this is wrong now (a dead battery), not set right."""


class ClockBehindError(NhacviecError):
    """Đồng hồ máy chỉ ngày {today}, lùi quá một tháng so với ngày làm việc gần nhất đã ghi ({last}); chưa gửi gì, hãy \
chỉnh lại đồng hồ."""


def set_right(office: Office, at: dt.datetime) -> None:
    """Before a day's mails: take back days that lie ahead of `at`, if there are any.

    Raises `ClockBehindError` where they lie so far ahead that it is this clock that is wrong.
    """
    today = local_day(at)
    with reading(office.engine) as conn:
        last, postponed = last_attended(conn), fact(conn, _POSTPONED)
    if last is not None and last - today > MOST_AHEAD:
        raise ClockBehindError(today=say_day(today), last=say_day(last))
    later = last is not None and last > today
    if not later and (postponed is None or dt.datetime.fromisoformat(postponed) <= at):
        return
    log.warning("clock_was_ahead", extra={"attended": last, "postponed": postponed})
    with writing(office.engine) as conn:
        mark_too_soon(conn, today)
        pull_back(conn, at, today)
        forget_schedules(conn)
        unattend(conn, today)
        drop_fact(conn, _POSTPONED)
    recompute(office, at)


def note_postponed(conn: Connection, at: dt.datetime) -> None:
    """Outside sending hours something was put off until they begin."""
    set_fact(conn, _POSTPONED, at.isoformat())


def note(office: Office, at: dt.datetime) -> None:
    """After a day's mails: all that the day owed is in the outbox."""
    today = local_day(at)
    with reading(office.engine) as conn:
        if last_attended(conn) == today:
            return
    with writing(office.engine) as conn:
        attend(conn, today, at)
