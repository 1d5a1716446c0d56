"""What a pause holds back, found on a copy of the database: looking changes nothing."""

from __future__ import annotations

import datetime as dt
import tempfile

from db.copying import copy_database
from db.engine import reading
from db.pause import Pause
from nhacviec.app import open_office
from nhacviec.config import Config
from scheduler.delivering.pausing import Undecided, live_through, waiting
from scheduler.office import Office


def undecided(config: Config, office: Office, held: Pause, until: dt.datetime) -> Undecided:
    """The mails that waited, and those that the days from the backup to `until` would have written.

    The second are known on SQLite only, where a copy costs little.
    """
    with reading(office.engine) as conn:
        waited = waiting(conn)
    if held.since is None or office.engine.dialect.name != "sqlite":
        return Undecided(waited, ())
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        copy = f"sqlite:///{folder}/copy.db"
        copy_database(config.data.database, copy)
        there = open_office(config, until, database=copy)
        try:
            return Undecided(waited, live_through(there, held.since, until))
        finally:
            there.engine.dispose()
