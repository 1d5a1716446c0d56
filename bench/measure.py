"""How a figure is taken and shown: the best of a few runs, as a rate, and as a ratio to a limit of the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many things a second."""

    name: str
    per_second: float
    unit: str


def rate(name: str, unit: str, things: int, work: Callable[[], object], runs: int = 3) -> Rate:
    """The best rate of `runs` runs of `work`, which handles `things` things each time."""
    best = min(_seconds(work) for _ in range(runs))
    return Rate(name, things / best, unit)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def show(found: Rate, limit: Rate | None = None) -> None:
    """One line: the rate, and how it stands to its limit."""
    line = f"  {found.name:<52}{found.per_second:>12,.0f} {found.unit}/s"
    if limit is not None:
        line += f"   {found.per_second / limit.per_second:>7.1%} of {limit.name}"
    print(line)
