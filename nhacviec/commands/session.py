"""What every command over the database starts with: the configuration, the office, this instant, who acts."""

from __future__ import annotations

import datetime as dt
import getpass
from dataclasses import dataclass
from pathlib import Path

from nhacviec import config
from nhacviec.app import open_office
from nhacviec.config import Config
from scheduler import clock
from scheduler.office import Office


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command. `actor` is what the history records; `at` is aware."""

    config: Config
    office: Office
    at: dt.datetime
    actor: str

    @property
    def today(self) -> dt.date:
        """The local day."""
        return clock.local_day(self.at)


def begin(config_path: Path | None) -> Session:
    """The office of the configuration in force, as of now, for whoever is logged in."""
    settings, at = config.load(config_path), clock.now()
    return Session(settings, open_office(settings, at), at, user())


def user() -> str:
    """Who is logged in, by name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user that the system has no name for
        return "dòng lệnh"
