"""The engine's port: it says only who works when. Rows and claims carry the truth, so an engine may be lost or swapped.

*Inline* is the default engine: this one process, one loop that sleeps until the next due instant (at most 30 s) and is
woken when something is written.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from scheduler.clock import LOCAL

Work: TypeAlias = Callable[[], Awaitable[dt.datetime | None]]
Job: TypeAlias = Callable[[], Awaitable[None]]

SHORTEST_PAUSE = 1.0
"""Seconds between two beats that nobody woke, however much there is to do."""


class Engine(Protocol):
    """What runs the office's work."""

    async def start(self, work: Work) -> None:
        """Call `work` again and again; it gives the instant at which it next has something to do."""

    def wake(self) -> None:
        """Something was written: look now."""

    def every(self, name: str, at: dt.time, job: Job) -> None:
        """Run `job` each day at the local time `at`; a firing missed by less than a day is made up for once."""

    async def drain(self, timeout: float) -> bool:
        """Stop: let what is in hand be finished within `timeout` seconds; False where it was not."""

    def health(self) -> dict[str, object]:
        """What the engine knows of itself: running, beats so far, the next one."""


@dataclass
class Inline:
    """One process, APScheduler 3 in memory as the metronome; `clock` gives the present instant."""

    clock: Callable[[], dt.datetime]
    longest: dt.timedelta = dt.timedelta(seconds=30)
    _metronome: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone=LOCAL), init=False)
    _woken: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _loop: asyncio.Task[None] | None = field(default=None, init=False)
    _stopping: bool = field(default=False, init=False)
    _beats: int = field(default=0, init=False)
    _next: dt.datetime | None = field(default=None, init=False)

    async def start(self, work: Work) -> None:
        """Begin; the first beat comes at once."""
        self._metronome.start()
        self._loop = asyncio.create_task(self._beat(work))

    async def _beat(self, work: Work) -> None:
        while not self._stopping:
            self._woken.clear()
            self._next = await work()
            self._beats += 1
            latest = self.clock() + self.longest
            until = latest if self._next is None else min(self._next, latest)
            pause = max((until - self.clock()).total_seconds(), SHORTEST_PAUSE)
            try:
                await asyncio.wait_for(self._woken.wait(), pause)
            except TimeoutError:
                continue

    def wake(self) -> None:
        """Beat now."""
        self._woken.set()

    def every(self, name: str, at: dt.time, job: Job) -> None:
        """Run `job` daily at local time `at`."""
        trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=LOCAL)
        self._metronome.add_job(job, trigger, id=name, coalesce=True, misfire_grace_time=86_400, max_instances=1)

    async def drain(self, timeout: float) -> bool:
        """Stop beating; give what is in hand `timeout` seconds."""
        self._stopping = True
        self._woken.set()
        if self._metronome.running:
            self._metronome.shutdown(wait=False)
        if self._loop is None:
            return True
        done, _ = await asyncio.wait({self._loop}, timeout=timeout)
        if not done:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        elif (error := self._loop.exception()) is not None:
            raise error
        return bool(done)

    def health(self) -> dict[str, object]:
        """Running, beats, next instant."""
        running = self._loop is not None and not self._loop.done()
        return {"running": running, "beats": self._beats, "next": self._next}
