"""A process that lives day after day on a virtual clock, mailing over real SMTP, until NHACVIEC_KILL_AT ends it.

    live_until_killed.py DATABASE PORT LAST NOW_FILE

It goes on from the instant in NOW_FILE and writes each instant there before its tick, five minutes after the last one
on the same day, so that the claims of a process that was killed have expired.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from nhacviec import config
from nhacviec.app import make_mailer, open_office
from scheduler.clock import LOCAL
from scheduler.tick import tick

UNITS = Path(__file__).parents[2] / "examples" / "units.toml"


def main(database: str, port: str, last: str, now_file: str) -> None:
    smtp = config.Smtp(host="127.0.0.1", port=int(port), mode="none", connections=3, timeout_seconds=5)
    settings = config.Config(data=config.Data(units=UNITS), smtp=smtp)
    progress = Path(now_file)
    at = dt.datetime.fromisoformat(progress.read_text()) + dt.timedelta(minutes=5)
    office, mailer = open_office(settings, at, database=database), make_mailer(settings)
    while at.date() <= dt.date.fromisoformat(last):
        progress.write_text(at.isoformat())
        tick(office, mailer, at)
        at = dt.datetime.combine(at.date() + dt.timedelta(days=1), dt.time(8), LOCAL)


if __name__ == "__main__":
    main(*sys.argv[1:])
