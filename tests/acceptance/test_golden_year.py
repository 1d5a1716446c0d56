"""A year with events announced and revoked, work done late, extensions granted and refused, a merger, an absence.

tests/data/golden-year.txt holds every mail. Its days, readers, rungs and due dates were worked out from the rules by
somebody who had not seen the program. Where the rules leave something open (an escalation step is told once; O+20 is
still on the rhythm), it says what docs/architecture.md and the ladder say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scheduler.clock import LOCAL, Hours
from scheduler.simulation.simulate import as_line, live

from .conftest import World
from .golden_year import ADOPTED, LAST, Year, told

GOLDEN = (Path(__file__).parents[1] / "data" / "golden-year.txt").read_text("utf-8").splitlines()


@pytest.fixture
def year(make_world: Callable[..., World], database: str, tmp_path: Path) -> Iterator[tuple[World, Year]]:
    world = make_world(database)
    yield world, Year(world, tmp_path)
    world.office.engine.dispose()


def test_through_simulate(year: tuple[World, Year]) -> None:
    world, script = year
    mails = live(world.office, script.adopt, ADOPTED, LAST, script.deeds())
    assert told([as_line(mail) for mail in mails]) == GOLDEN


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the same steps, five times as many
def test_through_ticks_every_two_hours(year: tuple[World, Year]) -> None:
    world, script = year
    before = dt.time(7, 30)
    script.adopt(dt.datetime.combine(ADOPTED, before, LOCAL))
    deeds = {deed.day: deed for deed in script.deeds()}
    for n in range((LAST - ADOPTED).days + 1):
        day = ADOPTED + dt.timedelta(days=n)
        if day in deeds:
            deeds.pop(day).act(dt.datetime.combine(day, before, LOCAL))
        for hours in range(0, 10, 2):
            world.tick(Hours().opening(day) + dt.timedelta(hours=hours))
    assert not deeds
    assert told(world.lines) == GOLDEN
