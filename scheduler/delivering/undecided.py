"""What a pause holds back, found on a copy of the database: looking changes nothing."""

from __future__ import annotations

import datetime as dt

from db.engine import reading
from db.pause import Pause
from scheduler.delivering.pausing import Undecided, live_through, waiting
from scheduler.office import Office
from scheduler.simulation.copied import can_copy, copied


def undecided(office: Office, held: Pause, until: dt.datetime) -> Undecided:
    """The mails that waited, and those that the days from the backup to `until` would have written.

    The second are known on SQLite only, where a copy costs little.
    """
    with reading(office.engine) as conn:
        waited = waiting(conn)
    if held.since is None or not can_copy(office):
        return Undecided(waited, ())
    with copied(office) as there:
        return Undecided(waited, live_through(there, held.since, until))
