"""The inline engine's own; what it has in common with others is in `tests/conformance/test_engine.py`."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

import pytest

from scheduler import engine as metronome
from scheduler.clock import now
from scheduler.engine import Inline

NOON = dt.datetime(2022, 1, 4, 5, tzinfo=dt.UTC)


class Work:
    """Counts its beats; `beaten` is set at each."""

    def __init__(self, raises: Exception | None = None) -> None:
        self.beats = 0
        self.raises = raises
        self.beaten = asyncio.Event()

    async def __call__(self) -> dt.datetime | None:
        self.beats += 1
        self.beaten.set()
        if self.raises:
            raise self.raises
        return None

    async def next_beat(self) -> None:
        self.beaten.clear()
        async with asyncio.timeout(5):
            await self.beaten.wait()


def test_it_sleeps_until_the_next_instant_and_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metronome, "SHORTEST_PAUSE", 0.01)

    async def life() -> None:
        one, work = Inline(lambda: NOON, dt.timedelta(seconds=0.02)), Work()
        await one.start(work)
        for _ in range(3):
            await work.next_beat()
        assert await one.drain(5)

    asyncio.run(life())


def test_a_daily_job_in_hand_is_finished_and_one_that_raises_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def life() -> list[str]:
        begun, may_end, done = asyncio.Event(), asyncio.Event(), []

        async def slow() -> None:
            begun.set()
            await may_end.wait()
            done.append("slow")

        async def poisoned() -> None:
            raise ValueError("poisoned")

        one = Inline(lambda: NOON)
        one.every("poisoned", dt.time(2), poisoned)
        one.every("slow", dt.time(2), slow)
        await one.start(Work())
        for job in one._metronome.get_jobs():
            job.modify(next_run_time=now())  # as if it were two o'clock
        async with asyncio.timeout(5):
            await begun.wait()
        ending = asyncio.create_task(one.drain(5))
        asyncio.get_running_loop().call_soon(may_end.set)
        assert await ending
        return done

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(life()) == ["slow"]
    assert [(record.message, vars(record)["job"]) for record in caplog.records] == [("job_failed", "poisoned")]


def test_ten_times_fifty_starts_and_stops_end_in_time() -> None:
    async def storm() -> None:
        for _ in range(50):
            one, work = Inline(lambda: NOON), Work()
            one.every("nightly", dt.time(2), asyncio.Event().wait)  # type: ignore[arg-type] # what it gives is not used
            await one.start(work)
            one.wake()
            async with asyncio.timeout(5):
                assert await one.drain(5)

    async def storms() -> None:
        await asyncio.gather(*(storm() for _ in range(10)))

    asyncio.run(storms())
