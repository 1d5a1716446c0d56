"""Plans of 50 tasks over five years for 1,000 units in one register: time, memory, and how both grow with the plans."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.stage import MORNING, adopt_plans, office
from db.duties import obligations
from db.engine import reading
from rules.workdays import ONE_DAY
from scheduler.daemon import unfold_all

UNITS = 1_000
PLANS = (10, 100)
"""A thousand take some minutes: `python -m bench.unfolding 1000`."""


def main() -> None:
    """Each number of plans in a process of its own, whose memory is its own."""
    for plans in PLANS:
        subprocess.run([sys.executable, "-m", "bench.unfolding", str(plans)], check=True)


def measured(plans: int) -> None:
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        where = office(Path(folder), UNITS)
        empty, begun = peak(), time.perf_counter()
        adopt_plans(where, 0, plans, UNITS)
        adopted, after = time.perf_counter() - begun, peak()
        begun = time.perf_counter()
        moved = unfold_all(where, MORNING + ONE_DAY)
        again = time.perf_counter() - begun
        assert not moved, "unfolding again changes nothing"
        nightly = peak()
        with reading(where.engine) as conn:
            held = len(obligations(conn))
        size = Path(folder, "bench.db").stat().st_size / 2**20
        where.engine.dispose()
    adopting, unfolding = 1000 * adopted / plans, 1000 * again / plans
    print(f"  {plans:>5,} plans, {held:>7,} obligations, {size:4.0f} MB on the disk")
    print(f"        adopted: {adopting:4.0f} ms a plan, {after - empty:3.0f} MB of memory")
    print(f"        unfolded again: {unfolding:4.0f} ms a plan, {nightly - empty:3.0f} MB of memory")


def peak() -> float:
    """The most memory this process has had, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    measured(int(sys.argv[1]))
