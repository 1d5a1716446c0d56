"""PostgreSQL restarted again and again under a fleet at work: stopped or crashed, away for up to ten seconds."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from db.engine import DatabaseTroubleError, Engine, open_engine, reading, writing
from db.mails import counts
from tests.acceptance.nodes import MORNING, at_work_again, delivered_by, nodes_of, troubled_words
from tests.acceptance.processes import Process
from tests.conformance.stored import queue
from tests.postgresql import SURE, Server, running

from .kills import keeping
from .offices import adopted, opened
from .tally import Tally, tally

SECONDS = 600.0
APART = (5.0, 20.0)
AWAY = (0.0, 0.0, 1.0, 3.0, 10.0)
HANDFUL, EVERY = 10, 0.5
"""The load: so many mails each so many seconds."""
AT_ONCE = 1200
CLAIM = 60
SOON = 30.0
"""Seconds within which each process is at work again."""
PATIENCE = 300.0
GROWS_AT_MOST, MOST_THREADS = 1.5, 40


@dataclass(frozen=True)
class Lived:
    """`stalls`: seconds from each start of the database to the next mail; `again`: from the last one until every
    process had sent one. `grown`: by which factor the memory of one grew at most; `threads`: the most that one has.
    """

    tally: Tally
    stalls: tuple[float, ...]
    again: float
    shares: tuple[int, ...]
    grown: float
    threads: int
    tracebacks: tuple[str, ...]

    @property
    def times(self) -> int:
        """How often the database was restarted."""
        return len(self.stalls) + 1

    def examine(self) -> None:
        """All were at work again in time, up to the end, and none grew or told of anything but in sentences."""
        assert self.tracebacks == (), self.tracebacks
        assert max(self.stalls) < SOON, self.stalls
        assert self.again < SOON
        assert min(self.shares) > 0, self.shares
        assert self.grown < GROWS_AT_MOST
        assert self.threads < MOST_THREADS

    def __str__(self) -> str:
        stalls = sorted(self.stalls)
        middle, longest = stalls[len(stalls) // 2], stalls[-1]
        return (
            f"the next mail after {middle:.1f} s as a rule, {longest:.1f} s at most; "
            f"all at work {self.again:.1f} s after the last restart; "
            f"mails each {self.shares}; memory × {self.grown:.2f}; {self.threads} threads at most"
        )


@dataclass
class Load:
    """Mails put into the outbox by another program, each of them once, until it is told to stop."""

    engine: Engine
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        n = 0
        while not self.over.wait(EVERY):
            n += self.queued(f"m{n}", HANDFUL)

    def queued(self, key: str, number: int) -> bool:
        """Whether it could."""
        try:
            with writing(self.engine, beside=True) as conn:
                queue(conn, *(f"{key}-{k}" for k in range(number)), day=MORNING.date(), next_try_at=MORNING)
        except DatabaseTroubleError:
            return False
        return True

    def emptied(self) -> bool:
        """Whether all is sent."""
        with reading(self.engine) as conn:
            left = counts(conn)
        return not left.get("queued") and not left.get("sending")


@contextmanager
def under_load(url: str) -> Iterator[Load]:
    """A load within the block."""
    load = Load(open_engine(url))
    thread = threading.Thread(target=load.run)
    thread.start()
    try:
        yield load
    finally:
        load.over.set()
        thread.join()
        load.engine.dispose()


def through(folder: Path, seconds: float = SECONDS, size: int = 3, seed: int = 1) -> Lived:
    """So long under load, then until all is delivered; the processes are ended in good order."""
    chance, taken = random.Random(seed), list[float]()
    with running(SURE) as server, keeping() as mail:
        url = server.url(server.fresh())
        adopted(folder, MORNING, database=url).engine.dispose()
        mail.on_mail = lambda: taken.append(time.monotonic())
        settings = ("smtp.timeout_seconds=5", f"daemon.claim_seconds={CLAIM}")
        with nodes_of(url, mail, size, *settings) as nodes, under_load(url) as load:
            before = [_memory(node) for node in nodes]
            stalls = list(_restarts(server, taken, chance, seconds))
            back = _restarted(server, chance)
            again = _all_at_work(nodes, load) - back
            load.over.set()
            _patiently(load.emptied)
            grown = max(_memory(node) / then for node, then in zip(nodes, before, strict=True))
            threads = max(int(_status(node, "Threads")) for node in nodes)
            ends = {node.end()[0] for node in nodes}
        assert ends == {0}, ends
        office = opened(folder, MORNING, database=url)
        found = tally(office, Counter(mail.message_ids))
        office.engine.dispose()
    shares = tuple(delivered_by(node) for node in nodes)
    return Lived(found, tuple(stalls), again, shares, grown, threads, tuple(troubled_words(nodes)))


def _restarts(server: Server, taken: list[float], chance: random.Random, seconds: float) -> Iterator[float]:
    """Restart it for so long; gives after each how long it was until the next mail."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(chance.uniform(*APART))
        back, before = _restarted(server, chance), len(taken)
        _patiently(partial(_more, taken, before))
        yield taken[before] - back


def _more(taken: list[float], before: int) -> bool:
    return len(taken) > before


def _restarted(server: Server, chance: random.Random) -> float:
    """Restart it; gives when it was there again."""
    server.stop(chance.choice([signal.SIGINT, signal.SIGQUIT]))
    time.sleep(chance.choice(AWAY))
    server.start()
    return time.monotonic()


def _all_at_work(nodes: list[Process], load: Load) -> float:
    """Give them more than one alone would take up; gives when each had sent one of those."""
    sent = [delivered_by(node) for node in nodes]
    _patiently(lambda: load.queued("at-once", AT_ONCE))
    return at_work_again(nodes, sent, PATIENCE)


def _patiently(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.05)


def _memory(node: Process) -> float:
    return float(_status(node, "VmRSS").split()[0])


def _status(node: Process, name: str) -> str:
    lines = Path(f"/proc/{node.pid}/status").read_text().splitlines()
    return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))
