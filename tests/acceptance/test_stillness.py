"""A beat with nothing to do asks the database one question; whatever could make another one needed does."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import scheduler.daemon
from db.engine import open_engine, writing
from db.facts import set_fact
from scheduler.clock import LOCAL, Hours
from scheduler.daemon import Daemon
from scheduler.engine import Inline
from scheduler.simulation.simulate import Sink
from scheduler.tick import write_mails

from .conftest import World

DAY = dt.date(2022, 1, 4)
MORNING = Hours().opening(DAY)


class Beating:
    """A daemon on a clock of ours; `whole` counts the beats that looked at everything."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.now, self.whole = world, MORNING, 0
        self.daemon = Daemon(world.office, Sink(), Inline(lambda: self.now), lambda: self.now)

        def counted(*args: Any) -> tuple[int, int]:
            self.whole += 1
            return write_mails(*args)

        monkeypatch.setattr(scheduler.daemon, "write_mails", counted)

    def beat(self, at: dt.datetime | None = None) -> bool:
        """Whether a beat looked at everything."""
        self.now, before = at or self.now, self.whole
        asyncio.run(self.daemon.beat())
        return self.whole > before


@pytest.fixture
def beating(make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> Iterator[Beating]:
    world = make_world()
    world.adopt(MORNING - dt.timedelta(minutes=1))
    made = Beating(world, monkeypatch)
    assert made.beat(), "the first beat writes the letters"
    assert made.beat(), "the second sees that something was written"
    assert not made.beat()
    yield made
    made.daemon.close()


def test_the_minutes_mark_of_the_daemon_itself_is_no_change(beating: Beating) -> None:
    assert not any(beating.beat(MORNING + dt.timedelta(minutes=n)) for n in range(1, 10))


def test_what_another_program_commits_is_seen_at_once(beating: Beating) -> None:
    other = open_engine(str(beating.world.office.engine.url))
    with writing(other) as conn:
        set_fact(conn, "anything", "changed")
    other.dispose()
    assert beating.beat()
    assert not beating.beat()


def test_what_this_program_commits_beside_its_beats_is_seen_as_well(beating: Beating) -> None:
    with writing(beating.world.office.engine) as conn:
        set_fact(conn, "anything", "changed")
    assert beating.beat()


@pytest.mark.parametrize(("day", "hour"), [(DAY, 17), (DAY + dt.timedelta(days=1), 0)])
def test_at_the_bounds_of_sending_hours_and_at_midnight_everything_is_asked(
    beating: Beating, day: dt.date, hour: int
) -> None:
    at = dt.datetime.combine(day, dt.time(hour), LOCAL).astimezone(dt.UTC)
    beating.beat(at - dt.timedelta(minutes=1))
    assert not beating.beat(at - dt.timedelta(seconds=1))
    assert beating.beat(at)


def test_a_clock_put_back_is_no_stillness(beating: Beating) -> None:
    assert beating.beat(MORNING - dt.timedelta(seconds=1))


def test_after_a_beat_that_failed_the_next_asks_everything(beating: Beating, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    with writing(beating.world.office.engine) as conn:
        set_fact(conn, "anything", "changed")
    with monkeypatch.context() as patch:
        patch.setattr(scheduler.daemon, "next_instant", broken)
        with pytest.raises(RuntimeError):
            beating.beat()
    assert beating.beat()
