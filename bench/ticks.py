"""A tick with 1,000 duties due, alone and among a million that are not; and an idle tick of both offices, in CPU."""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.stage import FIRST, MORNING, add_duties, office
from rules.workdays import ONE_DAY
from scheduler.office import Office
from scheduler.simulation.simulate import Sink
from scheduler.tick import next_instant, tick

DUE = 1_000
OTHERS = 1_000_000
UNITS = 1_000
IDLE_TICKS = 20


def main(others: int = OTHERS) -> None:
    alone = _measured(0)
    among = _measured(others)
    print(f"  idle tick: {alone[1] * 1000:.2f} ms of CPU; among {others:,}: {among[1] * 1000:.2f} ms; needed 5")
    print(f"  {DUE:,} due: {alone[0]:.3f} s; among {others:,} open: {among[0]:.3f} s")
    print(f"  ratio: {among[0] / alone[0]:.2f}; needed 1.5 or less")


def _measured(others: int) -> tuple[float, float]:
    """Seconds of a tick with `DUE` due, the median of three days, and CPU seconds of one with nothing owed."""
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        where = office(Path(folder), UNITS)
        add_duties(where, DUE, FIRST + dt.timedelta(days=7), MORNING, UNITS)
        if others:
            add_duties(where, others, dt.date(2025, 12, 31), MORNING + 1000 * ONE_DAY, UNITS)
        begun = time.perf_counter()
        tick(where, Sink(), MORNING)
        taken = time.perf_counter() - begun
        idle = statistics.median(_idle(where) for _ in range(IDLE_TICKS))
        where.engine.dispose()
    return taken, idle


def _idle(where: Office) -> float:
    begun = time.process_time()
    tick(where, Sink(), MORNING)
    next_instant(where, MORNING)
    return time.process_time() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OTHERS)
