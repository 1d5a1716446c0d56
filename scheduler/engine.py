"""The engine's port: it says only who works when. Rows and claims carry the truth, so an engine may be lost or swapped.

*Inline* is the default engine: this one process, one loop that sleeps until the next due instant (at most 30 s) and is
woken when something is written.

              start            work is done
        new ────────▶ beating ─────────────▶ pausing
         │               │ ▲                  │   │
         │               │ └──────────────────┘   │
         │               │   woken, due, 30 s     │
         │ drain         │ drain            drain │
         ▼               ▼                        ▼
      stopped ◀───── draining ──────────────▶ stopped
                finished, or out of time

A work that raises is logged, and the next beat tries again: only `drain` ends the loop. An engine has one life.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from rules.errors import NhacviecError
from scheduler.clock import LOCAL

log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[], Awaitable[dt.datetime | None]]
Job: TypeAlias = Callable[[], Awaitable[None]]
Carry: TypeAlias = Callable[[int | None], Awaitable[object]]
"""Delivers what the outbox holds: so many mails at most, or as many as there is time for."""

SHORTEST_PAUSE = 1.0
"""Seconds between two beats that nobody woke, however much there is to do."""


class Engine(Protocol):
    """What runs the office's work."""

    def carries(self, carry: Carry) -> None:
        """Mails are delivered by `carry`; said before the start."""

    async def start(self, work: Work) -> None:
        """Call `work` again and again; it gives the instant at which it next has something to do."""

    async def alone(self, name: str, job: Job) -> None:
        """Run `job`, unless another of the processes that share this work has taken this turn of it."""

    async def carry(self) -> None:
        """Have what the outbox holds delivered, by whichever process: it may have begun, or be over, on return."""

    def wake(self) -> None:
        """Something was written: look now."""

    def every(self, name: str, at: dt.time, job: Job) -> None:
        """Run `job` each day at the local time `at`; a firing missed by less than a day is made up for once."""

    def repeat(self, name: str, every: dt.timedelta, job: Job) -> None:
        """Run `job` now and again and again, `every` so long; never twice at a time."""

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
    _carry: Carry | None = field(default=None, init=False)
    _jobs: set[asyncio.Task[Any]] = field(default_factory=set, init=False)
    _stopping: bool = field(default=False, init=False)
    _beats: int = field(default=0, init=False)
    _next: dt.datetime | None = field(default=None, init=False)

    def carries(self, carry: Carry) -> None:
        """Deliver by `carry`."""
        self._carry = carry

    async def start(self, work: Work) -> None:
        """Begin; the first beat comes at once."""
        self._metronome.start()
        self._loop = asyncio.create_task(self._live(work))

    async def _live(self, work: Work) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                self._next = await work()
            except Exception:  # whatever a work raises, the loop goes on: nobody would see that it had ended
                log.exception("work_failed")
                self._next = None
            self._beats += 1
            await self._pause()

    async def _pause(self) -> None:
        now = self.clock()
        until = now + self.longest if self._next is None else min(self._next, now + self.longest)
        with suppress(TimeoutError):
            async with asyncio.timeout(max((until - now).total_seconds(), SHORTEST_PAUSE)):
                await self._woken.wait()

    async def alone(self, name: str, job: Job) -> None:
        """Run `job`: there is no other process."""
        await job()

    async def carry(self) -> None:
        """Deliver, here and now."""
        assert self._carry is not None, "nobody said how"
        await self._carry(None)

    def wake(self) -> None:
        """Beat now."""
        self._woken.set()

    def every(self, name: str, at: dt.time, job: Job) -> None:
        """Run `job` daily at local time `at`; one that raises is logged and runs again the next day."""
        trigger = CronTrigger(hour=at.hour, minute=at.minute, timezone=LOCAL)
        run = partial(self._run, name, job)
        self._metronome.add_job(run, trigger, id=name, coalesce=True, misfire_grace_time=86_400, max_instances=1)

    def repeat(self, name: str, every: dt.timedelta, job: Job) -> None:
        """Run `job` as soon as the engine lives, then `every` so long; one that raises is logged and runs again."""
        trigger = IntervalTrigger(seconds=every.total_seconds())
        whenever = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        run = partial(self._run, name, job)
        self._metronome.add_job(run, trigger, id=name, next_run_time=self.clock(), **whenever)

    async def _run(self, name: str, job: Job) -> None:
        task = asyncio.current_task()
        assert task is not None, "a coroutine runs in a task"
        self._jobs.add(task)
        try:
            await job()
        except NhacviecError as error:
            log.error("job_failed", extra={"job": name, "reason": str(error)})
        except Exception:  # as above
            log.exception("job_failed", extra={"job": name})
        finally:
            self._jobs.discard(task)

    async def drain(self, timeout: float) -> bool:
        """Stop beating; give the beat and the jobs in hand `timeout` seconds."""
        self._stopping = True
        self._woken.set()
        if self._metronome.running:
            self._metronome.pause()
        finished = await self._finish(timeout)
        if self._metronome.running:
            self._metronome.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in the loop's next turn
        return finished

    async def _finish(self, timeout: float) -> bool:
        in_hand = self._jobs | ({self._loop} if self._loop else set())
        if not in_hand:
            return True
        _, late = await asyncio.wait(in_hand, timeout=timeout)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late

    def health(self) -> dict[str, object]:
        """Running, beats, next instant."""
        running = self._loop is not None and not self._loop.done()
        return {"running": running, "beats": self._beats, "next": self._next}
