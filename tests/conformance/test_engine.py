"""What every engine does: it beats, takes turns, has mails carried, and stops in time, whatever its work raises."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import logging
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeAlias

import pytest

from db.engine import open_engine
from rules.errors import UsageError
from scheduler.clock import now
from scheduler.engine import Engine, Inline
from scheduler.fleet import Fleet

PATIENCE = 20
Make: TypeAlias = Callable[[], Engine]


@pytest.fixture(params=["inline", "dbos"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes one engine after the other, each by a name of its own; strokes come every second."""
    if request.param == "inline":
        yield lambda: Inline(now, dt.timedelta(seconds=1))
        return
    server, template = request.getfixturevalue("server"), request.getfixturevalue("template")
    name = server.fresh(template)
    engine = open_engine(server.url(name))
    names = itertools.count(1)
    yield lambda: Fleet(engine, f"node-{next(names)}", now, dt.timedelta(seconds=1))
    engine.dispose()
    server.drop(name)


class Work:
    """Counts what it is called for."""

    def __init__(self, raises: Exception | None = None) -> None:
        self.calls: list[Any] = []
        self.raises = raises
        self._called = asyncio.Event()

    async def __call__(self, *given: Any) -> None:
        self.calls.append(given)
        self._called.set()
        if self.raises:
            raise self.raises

    async def next_call(self) -> None:
        self._called.clear()
        async with asyncio.timeout(PATIENCE):
            await self._called.wait()


def live(life: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(life())


def test_it_beats_at_once_and_when_it_is_woken(make: Make) -> None:
    async def life() -> None:
        one, work = make(), Work()
        await one.start(work)
        await work.next_call()
        one.wake()
        await work.next_call()
        assert one.health()["running"] is True
        assert await one.drain(PATIENCE)
        assert one.health()["running"] is False

    live(life)


def test_a_work_that_raises_is_logged_and_the_next_beat_comes(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    async def life() -> None:
        one, work = make(), Work(ValueError("poisoned"))
        await one.start(work)
        await work.next_call()
        await work.next_call()
        assert await one.drain(PATIENCE)

    with caplog.at_level(logging.ERROR):
        live(life)
    assert {record.message for record in caplog.records} == {"work_failed"}


def test_a_turn_is_done_before_the_beat_goes_on_and_raises_what_its_job_raises(make: Make) -> None:
    async def life() -> None:
        one, told = make(), asyncio.get_running_loop().create_future()

        async def refuse() -> None:
            raise UsageError(reason="không được")

        async def beat() -> None:
            try:
                await one.alone("tick", refuse)
            except UsageError as error:
                if not told.done():
                    told.set_result(str(error))

        await one.start(beat)
        async with asyncio.timeout(PATIENCE):
            assert await told == "không được"
        assert await one.drain(PATIENCE)

    live(life)


def test_a_repeated_job_comes_again_also_after_one_that_raised(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    async def life() -> None:
        one, job = make(), Work(ValueError("poisoned"))
        one.repeat("inbox", dt.timedelta(seconds=0.5), job)
        await one.start(Work())
        await job.next_call()
        await job.next_call()
        assert await one.drain(PATIENCE)

    with caplog.at_level(logging.ERROR):
        live(life)
    assert {(record.message, vars(record).get("job")) for record in caplog.records} == {("job_failed", "inbox")}


def test_a_job_that_the_machine_troubles_is_told_in_a_sentence(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    async def life() -> None:
        one, job = make(), Work(UsageError(reason="ổ đĩa đầy"))
        one.repeat("inbox", dt.timedelta(seconds=30), job)
        await one.start(Work())
        await job.next_call()
        assert await one.drain(PATIENCE)

    with caplog.at_level(logging.ERROR):
        live(life)
    told = [(record.message, vars(record)["reason"], record.exc_info) for record in caplog.records]
    assert told == [("job_failed", "ổ đĩa đầy", None)]


def test_work_that_does_not_end_is_given_up_when_time_is_up(make: Make) -> None:
    async def life() -> None:
        one, begun = make(), asyncio.Event()

        async def endless() -> None:
            begun.set()
            await asyncio.Event().wait()

        async def beat() -> None:
            await one.alone("tick", endless)

        await one.start(beat)
        async with asyncio.timeout(PATIENCE):
            await begun.wait()
        assert not await one.drain(0.05)
        assert await one.drain(PATIENCE), "what is left is put away: the next engine of this process finds none"

    live(life)
