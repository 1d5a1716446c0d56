"""The engine of a fleet: any number of processes on one PostgreSQL share the office's work, through DBOS 3.

    every process, at each stroke of the common clock          whichever process has room
    ─────────────────────────────────────────────────          ──────────────────────────
    tick:STROKE ── the first to say it runs it ──▶ mails written ─┐
                                                                  │ in one transaction
                                             job «deliver» ◀──────┘ with the mails
                                                   └──▶ up to `batch` mails claimed and sent

DBOS says who works when, and how often: a turn is taken once, and one rate limit holds for all. What is true stands in
our rows all the same. A job names no mails; whoever runs it claims the most urgent. So a job that is lost with its
process, or one too many, harms nothing: claims expire, and each tick asks for what is due and has no job.

A process bears a name that no other ever has again, since DBOS gives what a dead one had begun only to the same name.
The library has one instance a process, and so has this engine.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import math
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SetWorkflowID

from db.engine import Connection, Engine, in_trouble, writing
from db.lent_engine import lend
from db.outbox import due_mails
from db.pause import paused
from rules.errors import NhacviecError
from scheduler.clock import LOCAL
from scheduler.engine import Carry, Inline, Job, Work

log = logging.getLogger(__name__)

VERSION = "1"
"""Of what a job means: processes of another one leave it alone."""
NAME, QUEUE, DELIVER, TURN = "nhacviec", "mail", "deliver", "turn"
BATCH = 100
"""Mails a job: to begin and end one costs DBOS as much as ten mails."""
JOBS_AT_HAND = 4
"""A process looks for jobs once a second; so many keep its connections busy until it looks again."""
LIMITED_JOBS = 5
"""Jobs that a rate limit counts in each of its periods: an even flow, and more than one look lets through."""
PATIENCE = 20.0
"""Seconds for the database to answer before a beat gives up."""
KEPT = dt.timedelta(days=1)
"""For how long what is over stands in the library's tables."""
FORGETTING = dt.time(3)
FORGOTTEN_AT_ONCE = 500


class EngineSilentError(NhacviecError):
    """Cơ sở dữ liệu không trả lời bộ điều phối trong {seconds} giây; lượt này bỏ qua, lượt sau thử lại."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How mails are cut into jobs: of up to `batch` mails each, at most `jobs` begin in any `period` seconds."""

    batch: int = BATCH
    jobs: int | None = None
    period: float = 0

    @classmethod
    def of(cls, mails_per_minute: int) -> Rate:
        """What keeps to so many mails a minute over all processes; 0 is no limit."""
        if not mails_per_minute:
            return cls()
        batch = max(1, min(BATCH, mails_per_minute // 60))
        return cls(batch, LIMITED_JOBS, LIMITED_JOBS * batch * 60 / mails_per_minute)


class _InOneSentence(logging.Filter):
    """A database that is away, of which the library tells with a traceback: nothing is lost that is not made up for."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, NhacviecError):
            record.msg, record.args, record.exc_info = "engine_troubled", (), None
            record.reason = str(error)
        return True


_IN_ONE_SENTENCE = _InOneSentence()


@dataclass
class Fleet:
    """One process of the fleet, called `node`, on `database`, a PostgreSQL.

    The strokes of the clock are `stroke` apart, and the same for all processes that are told the same.
    """

    database: Engine
    node: str
    clock: Callable[[], dt.datetime]
    stroke: dt.timedelta = dt.timedelta(seconds=30)
    rate: Rate = field(default_factory=Rate)
    _heart: Inline = field(init=False)
    _lent: Engine = field(init=False)
    _client: DBOSClient = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _turn: Callable[[str], None] = field(init=False)
    _turns: dict[str, Job] = field(default_factory=dict, init=False)
    _taken: dict[str, str] = field(default_factory=dict, init=False)
    _carry: Carry = field(init=False)
    _carrying: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _handed: int = field(default=0, init=False)
    _wakes: int = field(default=0, init=False)
    _woken: bool = field(default=False, init=False)
    _stopping: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._heart = Inline(self.clock, self.stroke)
        self._lent = lend(self.database)
        self._client = DBOSClient(
            system_database_engine=self.database, application_name=NAME, lazy=True, retry_connection_errors=False
        )

    def carries(self, carry: Carry) -> None:
        """Deliver by `carry`, a job at a time."""
        self._carry = carry

    async def start(self, work: Work) -> None:
        """Begin: a beat now and at each stroke of the clock, and jobs whenever there are any."""

        async def beat() -> dt.datetime:
            await work()
            return self._stroke_after(self.clock())

        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._launch)
        self.every("forgetting", FORGETTING, self._forget)
        await self._heart.start(beat)

    def _launch(self) -> None:
        library = logging.getLogger("dbos")
        library.addHandler(logging.NullHandler())  # finding one, it adds none of its own: what it says goes to our log
        library.addFilter(_IN_ONE_SENTENCE)
        with in_trouble(self.database):
            DBOS(config=self._config())

            @DBOS.workflow(name=TURN)
            def turn(key: str) -> None:
                if (job := self._turns.pop(key, None)) is not None:
                    self._run(job)

            @DBOS.workflow(name=DELIVER)
            def deliver() -> None:
                self._run(self._deliver)

            self._turn = turn
            DBOS.launch()
            rate = self.rate
            DBOS.register_queue(
                QUEUE,
                worker_concurrency=JOBS_AT_HAND,
                limiter={"limit": rate.jobs, "period": rate.period} if rate.jobs else None,
                on_conflict="always_update",
            )

    def _config(self) -> DBOSConfig:
        return {
            "name": NAME,
            "system_database_url": self.database.url.render_as_string(hide_password=False),
            "system_database_engine": self._lent,
            "application_version": VERSION,
            "executor_id": self.node,
            "notification_coalesce_sec": 1.0,  # nobody here waits for its notifications
            "log_level": "ERROR",
        }

    def _run(self, job: Job) -> None:
        """Have the daemon's loop do it: connections to the mail server belong to that one. Called in another thread."""
        with suppress(CancelledError):  # the daemon has ended
            asyncio.run_coroutine_threadsafe(_coroutine(job), self._loop).result()

    # A turn is taken once ---------------------------------------------------------------------------------------------

    async def alone(self, name: str, job: Job) -> None:
        """Run `job` unless another process has taken the turn of this stroke; one that was woken takes its own."""
        key = f"{name}:{self._stroke_after(self.clock()):%Y-%m-%dT%H:%M:%S}"
        if self._woken:
            self._woken, self._wakes = False, self._wakes + 1
            key += f":{self.node}:{self._wakes}"
        await self._take(name, key, job)

    async def _take(self, name: str, key: str, job: Job) -> None:
        if self._taken.get(name) == key:
            return
        begun: asyncio.Future[asyncio.Task[None]] = self._loop.create_future()

        async def turn() -> None:
            begun.set_result(task := asyncio.create_task(_coroutine(job)))
            await asyncio.wait([task])  # what it raises is raised to whoever took the turn

        self._turns[key], mine = turn, False
        try:
            async with asyncio.timeout(PATIENCE):
                mine = await asyncio.to_thread(self._begin, key)
        except (TimeoutError, NhacviecError) as error:
            mine = self._turns.pop(key, None) is None  # it had begun before the trouble
            if not mine:
                raise EngineSilentError(seconds=int(PATIENCE)) if isinstance(error, TimeoutError) else error from None
        finally:
            if not mine:
                self._turns.pop(key, None)
        if mine:
            self._taken[name] = key
            await (await begun)

    def _begin(self, key: str) -> bool:
        """Take the turn; whether nobody had before."""
        with SetWorkflowID(key):
            turn = DBOS.start_workflow(self._turn, key)
        return turn.get_status().executor_id == self.node

    # Mails are carried by whoever has room ----------------------------------------------------------------------------

    def hand_over(self, conn: Connection, count: int) -> None:
        """So many mails were put into the outbox in this transaction: with the first of each `batch`, a job is too."""
        before, self._handed = self._handed, self._handed + count
        for _ in range(math.ceil(self._handed / self.rate.batch) - math.ceil(before / self.rate.batch)):
            self._ask(conn)

    async def carry(self) -> None:
        """Ask for as many jobs as what is due still needs: mails that wait no longer, and those a dead process held."""
        await asyncio.to_thread(self._ask_for_the_rest)

    def _ask_for_the_rest(self) -> None:
        self._handed = 0
        with in_trouble(self.database):
            asked = len(self._client.list_workflows(queue_name=QUEUE, status="ENQUEUED", load_input=False))
        with writing(self.database, beside=True) as conn:
            due = 0 if paused(conn) else due_mails(conn, self.clock())
            for _ in range(math.ceil(due / self.rate.batch) - asked):
                self._ask(conn)

    def _ask(self, conn: Connection) -> None:
        job: EnqueueOptions = {"workflow_name": DELIVER, "queue_name": QUEUE, "app_version": VERSION}
        self._client.enqueue_in_transaction(conn, job)

    async def _deliver(self) -> None:
        async with self._carrying:  # one job at a time has the connections
            if self._stopping:
                return
            try:
                await self._carry(self.rate.batch)
            except NhacviecError as error:
                log.error("delivery_failed", extra={"reason": str(error)})

    # The rest of the port ---------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Beat now, whoever has taken this stroke's turn."""
        self._woken = True
        self._heart.wake()

    def every(self, name: str, at: dt.time, job: Job) -> None:
        """Run `job` daily at the local time `at`, in one process."""

        async def turn() -> None:
            await self._take(name, f"{name}:{self.clock().astimezone(LOCAL):%Y-%m-%d}", job)

        self._heart.every(name, at, turn)

    def repeat(self, name: str, every: dt.timedelta, job: Job) -> None:
        """Run `job` once in each stretch of `every`, in one process."""

        async def turn() -> None:
            await self._take(name, f"{name}:{int(self.clock().timestamp() // every.total_seconds())}", job)

        self._heart.repeat(name, every, turn)

    async def drain(self, timeout: float) -> bool:
        """Take nothing up any more, and give what is in hand `timeout` seconds."""
        self._stopping = True
        ends = self._loop.time() + timeout
        finished = await self._heart.drain(timeout)
        try:
            async with asyncio.timeout_at(ends):
                async with self._carrying:
                    pass
                await asyncio.to_thread(self._end)
        except TimeoutError:
            finished = False
        return finished

    def _end(self) -> None:
        DBOS.destroy(destroy_registry=True)
        self._lent.dispose()

    def health(self) -> dict[str, object]:
        """Of this process, with its name."""
        return self._heart.health() | {"node": self.node}

    async def _forget(self) -> None:
        """Delete what was over a day ago, and what dead processes had begun: their mails are asked for anew."""
        before = (self.clock() - KEPT).isoformat()
        while await asyncio.to_thread(self._forget_some, before):
            pass

    def _forget_some(self, before: str) -> bool:
        with in_trouble(self.database):
            found = self._client.list_workflows(
                end_time=before, limit=FORGOTTEN_AT_ONCE, load_input=False, load_output=False, application_name=NAME
            )
            if found:
                self._client.delete_workflows([one.workflow_id for one in found])
        return bool(found)

    def _stroke_after(self, at: dt.datetime) -> dt.datetime:
        return dt.datetime.fromtimestamp((at.timestamp() // self._seconds + 1) * self._seconds, dt.UTC)

    @property
    def _seconds(self) -> float:
        return self.stroke.total_seconds()


async def _coroutine(job: Job) -> None:
    await job()
