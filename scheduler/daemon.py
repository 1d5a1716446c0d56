"""The daemon: beats of the engine, each writing what is owed and delivering it, until somebody stops it.

Trouble of the machine (no mail server, a full disk, a locked file) is one sentence in the log and on `doctor`; the next
beat tries again, and nothing is lost meanwhile because rows carry the truth.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from db.announcements import announcements
from db.changes import Watch
from db.duties import obligations
from db.engine import Connection, reading, writing
from db.facts import set_fact
from db.mails import add_act
from db.plans import plan_by_id, plans, tasks
from notifications.smtp import Mailer
from rules.errors import NhacviecError
from scheduler.auditing.audit import audit_nightly
from scheduler.changes.planned_mergers import carry_out
from scheduler.clock import local_day
from scheduler.delivering.courier import Courier
from scheduler.delivering.inbox import Inbox
from scheduler.duties.recompute import recompute
from scheduler.duties.unfold import Moved, unfold
from scheduler.engine import Engine
from scheduler.office import Office, World, world
from scheduler.stillness import Stillness
from scheduler.tick import next_instant, write_mails
from scheduler.uploads.taking import put_old_away
from scheduler.vitals import BEAT_FRESH, keep_beat, nightly_missed

log = logging.getLogger(__name__)

PARTING = 0.2
ENDING = 0.2
"""Seconds of `stop_seconds` kept for parting from the mail server, and for the process to end."""


@dataclass
class Daemon:
    """One office's daemon.

    `on_ready` is called once it works, `on_beat` after each beat that went well or failed by trouble that no new start
    would mend (a watchdog's heartbeat). `still_alone` raises where another daemon works on the database by now; this
    one then stands by and tries at each beat. `stop_seconds` is what `run` takes at most after `stop`.
    """

    office: Office
    mailer: Mailer
    engine: Engine
    clock: Callable[[], dt.datetime]
    inbox: Inbox | None = None
    collect_every: dt.timedelta = dt.timedelta(minutes=5)
    nightly_at: dt.time = dt.time(2)
    check_every: float = 30
    stop_seconds: float = 5
    name: str = "daemon"
    still_alone: Callable[[], None] = lambda: None
    on_ready: Callable[[], None] = lambda: None
    on_beat: Callable[[], None] = lambda: None
    _stopped: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _courier: Courier = field(init=False)
    _still: Stillness = field(init=False)
    _beaten: float = field(default_factory=time.monotonic, init=False)

    def __post_init__(self) -> None:
        self._courier = Courier(self.office, self.mailer, self.clock, self.name)
        self.engine.carries(self._carry)
        self._still = Stillness(Watch(self.office.engine), self.office.settings.hours)

    async def run(self) -> bool:
        """Serve until `stop`; False where the mail in hand could not be finished in time (its claim will expire)."""
        await asyncio.to_thread(recompute, self.office, self.clock())
        if await asyncio.to_thread(nightly_missed, self.office, self.clock()):
            await self.nightly()
        self.engine.every("nightly", self.nightly_at, self.nightly)
        if self.inbox:
            self.engine.repeat("inbox", self.collect_every, self.collect)
        await self.engine.start(self.beat)
        log.info("daemon_started", extra={"daemon": self.name})
        self.on_ready()
        await self._stopped.wait()
        log.info("daemon_stopping", extra={"daemon": self.name})
        finished = await self.engine.drain(self.stop_seconds - PARTING - ENDING)
        if not finished:
            log.warning("stopped_in_mid_mail", extra={"claims_expire_after": self.office.settings.claim})
        with suppress(TimeoutError):  # a server that does not say good-bye is left without
            async with asyncio.timeout(PARTING):
                await self.mailer.close()
        self.close()
        log.info("daemon_stopped", extra={"daemon": self.name})
        return finished

    def stop(self) -> None:
        """End the daemon; safe to call from a signal handler of the event loop, and more than once."""
        self._courier.stop()
        self._stopped.set()

    async def beat(self) -> dt.datetime | None:
        """Write what is owed, deliver it; gives the next instant at which there is something to do."""
        upcoming = None
        try:
            await asyncio.to_thread(self.still_alone)
            if not await asyncio.to_thread(self._still.lasts, self.clock()):
                await self._whole_beat()
            upcoming = self._still.until
            await asyncio.to_thread(keep_beat, self.office, self.clock(), self._still.watch)
        except NhacviecError as error:
            log.error("beat_failed", extra={"reason": str(error)})
        self._beaten = time.monotonic()
        self.on_beat()
        return upcoming

    async def _whole_beat(self) -> None:
        await asyncio.to_thread(self._still.begin, self.clock())
        await self.engine.alone("tick", self._tick)
        self._still.end(await asyncio.to_thread(next_instant, self.office, self.clock()))

    async def _tick(self) -> None:
        await asyncio.to_thread(write_mails, self.office, self.clock())
        await self.engine.carry()

    async def _carry(self, most: int | None) -> None:
        # Half: what a command writes meanwhile is to be noticed within `check_every`, however full the outbox is.
        await self._courier.drain(self.check_every / 2 if most is None else math.inf, most)

    def close(self) -> None:
        """Let go of what beats keep open; `run` does."""
        self._still.watch.close()

    def alive(self) -> bool:
        """Whether the loop went round lately, however that beat ended."""
        return time.monotonic() - self._beaten < BEAT_FRESH.total_seconds()

    async def collect(self) -> None:
        """Read what came back, in a thread of its own: a slow mailbox delays no mail."""
        assert self.inbox is not None, "without a mailbox nobody asks for this"
        try:
            done = await asyncio.to_thread(self.inbox.collect)
        except NhacviecError as error:
            log.error("inbox_failed", extra={"reason": str(error)})
            return
        if done.ours:
            self.engine.wake()

    async def nightly(self) -> None:
        """Carry out mergers whose day has come, unfold everything anew, recompute schedules made under other rules;
        then look whether anything was left out.
        """
        try:
            await asyncio.to_thread(self.still_alone)
            await asyncio.to_thread(partial(carry_out, self.office, self.clock(), again=True))
            await asyncio.to_thread(unfold_all, self.office, self.clock())
            await asyncio.to_thread(recompute, self.office, self.clock())
            await asyncio.to_thread(put_old_away, self.office, self.clock())
            await asyncio.to_thread(audit_nightly, self.office, self.clock())
        except NhacviecError as error:
            log.error("nightly_failed", extra={"reason": str(error)})
        self.engine.wake()


def unfold_all(office: Office, at: dt.datetime) -> list[Moved]:
    """Bring every plan in force in step with its rules, announcements and the calendar; dates that moved are told.

    Of a closed plan only what is still to be finished. A transaction a plan, so that commands need not wait long; the
    plans of which dates move have one together, since all of it is told in one act.
    """
    today = local_day(at)
    known = world(office, on=today)
    with reading(office.engine) as conn:
        in_force = [plan.id for plan in plans(conn, "adopted", "closed")]
    moving = [plan_id for plan_id in in_force if not _unfold_alone(office, known, plan_id, at)]
    with writing(office.engine) as conn:
        moved = [one for plan_id in moving for one in _unfold(conn, known, plan_id, at)]
        if moved:
            changes = [[m.obligation_id, m.old_due, m.new_due] for m in moved]
            reason = "lịch làm việc hoặc kế hoạch đã thay đổi"
            add_act(conn, "dates_moved", "calendar", at=at, day=today, reason=reason, changes=changes)
        set_fact(conn, "unfolded_at", at.isoformat())
    log.info("unfolded", extra={"moved": len(moved)})
    return moved


class _DatesMoveError(Exception):
    """Take back what was written: it is to be written together with what is said of it."""


def _unfold_alone(office: Office, known: World, plan_id: int, at: dt.datetime) -> bool:
    """Unfold the plan in a transaction of its own; False, and nothing written, where dates of it move."""
    try:
        with writing(office.engine) as conn:
            if _unfold(conn, known, plan_id, at):
                raise _DatesMoveError
    except _DatesMoveError:
        return False
    return True


def _unfold(conn: Connection, known: World, plan_id: int, at: dt.datetime) -> list[Moved]:
    plan = plan_by_id(conn, plan_id)
    if plan is None or plan.status == "undone":  # meanwhile
        return []
    rows = tasks(conn, plan_id=plan.id)
    if plan.status == "closed":
        open_ones = obligations(conn, task_ids=[task.id for task in rows], state="open")
        unfinished = {row.task_id for row in open_ones}
        rows = [task for task in rows if task.id in unfinished]
    told = announcements(conn)
    return unfold(conn, known, plan, rows, told, at=at, today=local_day(at), actor="nhacviec").moved
