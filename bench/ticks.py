"""A tick with 1,000 duties due, alone and among a million that are not; and a beat with nothing to do, in CPU.

python -m bench.ticks [OTHERS [postgresql]]
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.stage import FIRST, MORNING, add_duties, office
from db.engine import writing
from db.facts import set_fact
from rules.workdays import ONE_DAY
from scheduler.daemon import Daemon
from scheduler.engine import Inline
from scheduler.office import Office
from scheduler.simulation.simulate import Sink
from scheduler.tick import tick
from tests.postgresql import AS_INSTALLED, running

DUE = 1_000
OTHERS = 1_000_000
UNITS = 1_000
DAYS = (0, 1, 2)
BEATS = 50


def main(others: int = OTHERS, kind: str = "sqlite") -> None:
    with _places(kind) as place:
        alone, among = _measured(place(), 0), _measured(place(), others)
    print(f"  {DUE:,} due: {alone[0]:.3f} s; among {others:,} open: {among[0]:.3f} s")
    print(f"  ratio: {among[0] / alone[0]:.2f}; needed 1.5 or less")
    print(f"  idle beat: {alone[1]:.2f} ms of CPU; among {others:,}: {among[1]:.2f} ms; needed 5 or less")
    print(f"  beat after any change: {alone[2]:.0f} ms of CPU; among {others:,}: {among[2]:.0f} ms")


@contextmanager
def _places(kind: str) -> Iterator[Callable[[], str]]:
    """Gives the addresses of new databases."""
    if kind == "postgresql":
        with running(AS_INSTALLED) as server:
            yield lambda: server.url(server.fresh())
        return
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        numbers = itertools.count()
        yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"


def _measured(place: str, others: int) -> tuple[float, float, float]:
    """Seconds of a tick with `DUE` due, the median of days; CPU milliseconds of an idle beat and of a whole one."""
    where, taken = office(place, UNITS), []
    if others:
        add_duties(where, others, dt.date(2025, 12, 31), MORNING + 1000 * ONE_DAY, UNITS)
        settle(where)
    tick(where, Sink(), MORNING)
    for day in DAYS:
        at = MORNING + day * ONE_DAY
        add_duties(where, DUE, FIRST + (7 + day) * ONE_DAY, at, UNITS)
        begun = time.perf_counter()
        assert tick(where, Sink(), at).digests == UNITS
        taken.append(time.perf_counter() - begun)
    whole, *idle = asyncio.run(_beats(where, at))
    where.engine.dispose()
    return statistics.median(taken), 1000 * statistics.median(idle), 1000 * whole


def settle(where: Office) -> None:
    """What PostgreSQL does by itself in the minutes after so many rows came, done now and not while others measure."""
    if where.engine.dialect.name == "postgresql":
        with where.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            for work in ("VACUUM ANALYZE", "CHECKPOINT"):
                conn.exec_driver_sql(work)


async def _beats(where: Office, at: dt.datetime) -> list[float]:
    """CPU seconds of beats when nothing is owed: a whole one, since something was written, then idle ones."""
    daemon, used = Daemon(where, Sink(), Inline(lambda: at), lambda: at), []
    await daemon.beat()
    with writing(where.engine) as conn:
        set_fact(conn, "bench", "changed")
    for _ in range(BEATS):
        begun = time.process_time()
        await daemon.beat()
        used.append(time.process_time() - begun)
    daemon.close()
    return used


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OTHERS, *sys.argv[2:])
