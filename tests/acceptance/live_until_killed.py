"""A process that lives day after day on a virtual clock, mailing over real SMTP, until NHACVIEC_KILL_AT ends it.

    live_until_killed.py DATABASE PORT LAST NOW_FILE

It writes each instant into NOW_FILE before its tick. Started again it first lives through the rest of the day in which
it was killed, tick by tick until the claims of the killed process have expired, so that each day's mails arrive on it.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

from nhacviec import config
from nhacviec.app import make_mailer, open_office
from scheduler.clock import LOCAL
from scheduler.tick import tick

CLAIM = dt.timedelta(minutes=5)
UNITS = Path(__file__).parents[2] / "examples" / "units.toml"


def main(database: str, port: str, last: str, now_file: str) -> None:
    smtp = config.Smtp(host="127.0.0.1", port=int(port), mode="none", connections=3, timeout_seconds=5)
    settings = config.Config(data=config.Data(units=UNITS), smtp=smtp)
    progress = Path(now_file)
    begun = dt.datetime.fromisoformat(progress.read_text())
    office, mailer = open_office(settings, begun, database=database), make_mailer(settings)
    for at in instants(begun, dt.date.fromisoformat(last)):
        progress.write_text(at.isoformat())
        tick(office, mailer, at)


def instants(begun: dt.datetime, last: dt.date) -> Iterator[dt.datetime]:
    yield from (begun + n * CLAIM for n in (1, 2))
    day = begun.date() + dt.timedelta(days=1)
    while day <= last:
        yield dt.datetime.combine(day, dt.time(8), LOCAL)
        day += dt.timedelta(days=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
