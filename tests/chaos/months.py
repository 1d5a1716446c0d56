"""A month in which any commit and any mail may fail, then some quiet days: what was lost, what came twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from unittest import mock

from db.engine import DatabaseTroubleError
from rules.workdays import days
from scheduler.delivering import courier
from scheduler.office import Office
from scheduler.tick import tick

from .faults import Chance, FaultyMailer, commits_failing
from .offices import morning
from .tally import Tally, Told, heard, tally

FIRST, LAST, QUIET = dt.date(2022, 11, 28), dt.date(2022, 12, 27), dt.date(2023, 1, 6)


@dataclass(frozen=True)
class Month:
    """What came of a month; `met` counts its faults by name, `troubled` the ticks that broke off."""

    tally: Tally
    heard: set[Told]
    met: Counter[str]
    troubled: int


def lived(office: Office, seed: int, rate: float) -> Month:
    """Live through it, five ticks a day, with faults at `rate` a call until `LAST`; 0 is an undisturbed month."""
    chance, troubled = Chance(seed, rate), 0
    mailer = FaultyMailer(chance)
    with commits_failing(office.engine, chance), mock.patch.object(courier, "RECORDING_PAUSE", 0.0):
        for at in instants():
            chance.rate = rate if at < morning(LAST) else 0.0
            done = False
            with suppress(DatabaseTroubleError):
                tick(office, mailer, at)
                done = True
            troubled += not done
    return Month(tally(office, mailer.kept, mailer.lied_about), heard(office, mailer.kept), chance.met, troubled)


def instants() -> Iterator[dt.datetime]:
    """Every two hours of sending time."""
    for day in days(FIRST, QUIET):
        yield from (morning(day, hour) for hour in range(8, 17, 2))
