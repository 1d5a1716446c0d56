"""A clock that is set back and forth: what was said is not said again, what is owed is said in the end."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rules.workdays import days
from scheduler.office import Office
from scheduler.tick import tick

from .faults import Chance, FaultyMailer
from .offices import adopted, copied, morning
from .tally import Tally, heard, tally

FIRST, LAST = dt.date(2022, 11, 28), dt.date(2023, 1, 6)
HOURS, DAYS = dt.timedelta(hours=1), dt.timedelta(days=1)
STEPS: dict[str, tuple[dt.timedelta, ...]] = {
    "hours back and forth": (-9 * HOURS, -3 * HOURS, -1 * HOURS, 2 * HOURS, 7 * HOURS),
    "days back": (-1 * DAYS, -3 * DAYS, -10 * DAYS),
    "a day forth and back": (1 * DAYS,),
    "days forth and back": (3 * DAYS, 10 * DAYS),
}


def lived(office: Office, steps: tuple[dt.timedelta, ...], seed: int) -> tuple[Tally, set[tuple[str, str, str, str]]]:
    """A tick each morning; on about a third of the days the clock is wrong for one more tick, then set right."""
    mailer, chance = FaultyMailer(Chance(0, 0.0)), random.Random(seed)
    for at in _instants(steps, chance):
        tick(office, mailer, at)
    return tally(office, mailer.kept), heard(office, mailer.kept)


def _instants(steps: tuple[dt.timedelta, ...], chance: random.Random) -> Iterator[dt.datetime]:
    for day in days(FIRST, LAST):
        yield morning(day)
        if steps and chance.random() < 0.35:
            yield morning(day) + chance.choice(steps)
        yield morning(day, 14)


def all_steps(folder: Path) -> Iterator[tuple[str, Tally]]:
    """Each kind of step through six weeks, beside weeks without."""
    pattern = adopted(folder / "pattern", morning(FIRST))
    _, steady = lived(copied(pattern, folder / "steady", morning(FIRST)), (), 0)
    for n, (name, steps) in enumerate(STEPS.items()):
        office = copied(pattern, folder / str(n), morning(FIRST))
        found, told = lived(office, steps, n)
        office.engine.dispose()
        yield name, replace(found, lost=(*found.lost, *map(str, sorted(steady - told))))
