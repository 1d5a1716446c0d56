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
from db.facts import clear_fact, fact, set_fact
from db.mails import mark_too_soon
from db.outbox import pull_back
from scheduler.clock import local_day
from scheduler.office import Office
from scheduler.recompute import recompute

log = logging.getLogger(__name__)
_POSTPONED = "postponed_at"


def set_right(office: Office, at: dt.datetime) -> None:
    """Before a day's mails: take back days that lie ahead of `at`, if there are any."""
    today = local_day(at)
    with reading(office.engine) as conn:
        last, postponed = last_attended(conn), fact(conn, _POSTPONED)
    later = last is not None and last > today
    if not later and (postponed is None or dt.datetime.fromisoformat(postponed) <= at):
        return
    log.warning("clock_was_ahead", extra={"attended": last, "postponed": postponed})
    with writing(office.engine) as conn:
        mark_too_soon(conn, today)
        pull_back(conn, at, today)
        forget_schedules(conn)
        unattend(conn, today)
        clear_fact(conn, _POSTPONED)
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
