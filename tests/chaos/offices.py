"""Offices that have adopted the plan of the tests, each in a folder of its own, and moments of their days."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from pathlib import Path

from nhacviec import config
from nhacviec.app import open_office
from nhacviec.reading import read_for_adoption
from scheduler.clock import LOCAL
from scheduler.office import Office
from scheduler.planning.adoption import adopt

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "tests" / "data" / "plans" / "ke-hoach-cchc-2021-2025.md"
UNITS = ROOT / "examples" / "units.toml"


def morning(day: dt.date, hour: int = 8, minute: int = 0) -> dt.datetime:
    """An instant of the local day."""
    return dt.datetime.combine(day, dt.time(hour, minute), LOCAL)


_ONE = threading.Lock()
"""Alembic migrates one database at a time in a process."""


def opened(folder: Path, at: dt.datetime, connections: int = 1, database: str | None = None) -> Office:
    """The office of the folder, or at the address `database`, made where it is not there yet."""
    settings = config.Config(data=config.Data(units=UNITS), smtp=config.Smtp(connections=connections))
    with _ONE:
        return open_office(settings, at, database=database or f"sqlite:///{folder}/office.db", instance="chaos")


def adopted(folder: Path, at: dt.datetime, connections: int = 1, database: str | None = None) -> Office:
    """An office that adopts the plan one minute before `at`."""
    folder.mkdir(parents=True, exist_ok=True)
    office, before = opened(folder, at, connections, database), at - dt.timedelta(minutes=1)
    document, reviewed = read_for_adoption(office, PLAN)
    adopt(
        office,
        document,
        reviewed,
        source=PLAN,
        period=(2021, 2025),
        issued=dt.date(2021, 11, 1),
        at=before,
        actor="test",
    )
    return office


def copied(office: Office, folder: Path, at: dt.datetime, connections: int = 1) -> Office:
    """The same office again in another folder."""
    office.engine.dispose()
    folder.mkdir(parents=True)
    shutil.copyfile(str(office.engine.url.database), folder / "office.db")
    return opened(folder, at, connections)
