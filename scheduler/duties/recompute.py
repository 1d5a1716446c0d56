"""Schedules that were computed under another policy, calendar or register are computed anew."""

from __future__ import annotations

import datetime as dt

from db.duties import computed_otherwise
from db.engine import writing
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.office import Office, world

CHUNK = 500


def recompute(office: Office, at: dt.datetime) -> int:
    """Reschedule the obligations that were computed under another policy, calendar or register; gives how many."""
    known, done, last = world(office, on=local_day(at)), 0, 0
    while True:
        with writing(office.engine) as conn:
            rows = computed_otherwise(conn, known.fingerprint, last, CHUNK)
            reschedule(conn, rows, known, local_day(at))
        done += len(rows)
        last = rows[-1].id if rows else last
        if len(rows) < CHUNK:
            return done
