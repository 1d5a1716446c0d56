"""`python -m tests.chaos [months|kills|wire|databases|clocks|storms|fleet-kills|fleet …]`: all, or the parts named.

Prints the table of docs/reliability.md. Ends with 1 where anything was lost, or came twice and was not counted.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rules.workdays import days

from . import clocks, databases, kills, months, restarts, storms, wire
from .offices import adopted, copied, morning
from .tally import EMPTY, Tally, Told

MONTHS, YEARS, STORMS = 20, (2022, 2023, 2024, 2025), 10
HEAD = "| trouble | times | owed | delivered | twice | counted | lost |\n|---|--:|--:|--:|--:|--:|--:|"


def of_months(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    pattern = adopted(folder / "pattern", morning(months.FIRST))
    steady = months.lived(copied(pattern, folder / "steady", morning(months.FIRST)), 0, 0.0)
    whole, met, unheard = EMPTY, 0, set[Told]()
    for seed in range(MONTHS):
        office = copied(pattern, folder / str(seed), morning(months.FIRST))
        month = months.lived(office, seed, 0.02 + seed / 200)
        office.engine.dispose()
        whole, met, unheard = whole + month.tally, met + month.met.total(), unheard | (steady.heard - month.heard)
    assert not unheard, unheard
    yield f"any commit, any mail: before, or after and a lie ({MONTHS} months)", met, whole


def of_kills(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    with ThreadPoolExecutor(2) as pool:
        for year, (times, found) in zip(
            YEARS, pool.map(lambda year: kills.killed_through(folder / str(year), year), YEARS), strict=True
        ):
            yield f"kill -9 at every labelled point, year {year}", times, found


def of_wire(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    yield from ((f"mail server: {name}", 1, found) for name, found in wire.all_troubles(folder))


def of_databases(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    yield from ((f"database: {name}", 1, found) for name, found in databases.all_faults(folder))


def of_clocks(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    yield from ((f"clock: {name}", 1, found) for name, found in clocks.all_steps(folder))


def of_storms(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    begins = list(days(months.FIRST.replace(year=2021), months.FIRST))[:: 365 // STORMS][:STORMS]
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda n: storms.storm(folder / str(n), begins[n], n), range(STORMS))
        yield f"start/stop storms, {STORMS} × {storms.STARTS}", STORMS * storms.STARTS, sum(found, EMPTY)


def of_fleet_kills(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    times, found = kills.killed_in_a_fleet(folder, 2022)
    yield "kill -9 of one of a fleet's two processes at every labelled point, year 2022", times, found


def of_fleet(folder: Path) -> Iterator[tuple[str, int, Tally]]:
    lived = restarts.through(folder)
    lived.examine()
    print(f"  {lived}", file=sys.stderr)
    yield (
        f"PostgreSQL restarted under a fleet of three for {restarts.SECONDS / 60:.0f} minutes",
        lived.times,
        lived.tally,
    )


PARTS = {
    "months": of_months,
    "kills": of_kills,
    "wire": of_wire,
    "databases": of_databases,
    "clocks": of_clocks,
    "storms": of_storms,
    "fleet-kills": of_fleet_kills,
    "fleet": of_fleet,
}


def main(names: list[str]) -> int:
    logging.disable(logging.CRITICAL)
    print(HEAD)
    whole, times, begun = EMPTY, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for name in names or PARTS:
            (place := Path(folder) / name).mkdir()
            for what, often, found in PARTS[name](place):
                whole, times = whole + found, times + often
                print(_row(what, often, found), flush=True)
    print(_row("**all**", times, whole))
    print(f"\n{time.monotonic() - begun:.0f} seconds")
    for wrong in (*whole.lost, *whole.unexplained):
        print(f"LOST OR TWICE: {wrong}")
    return 1 if whole.lost or whole.unexplained else 0


def _row(what: str, times: int, found: Tally) -> str:
    counted = f"{found.counted} + {found.lied} lied" if found.lied else str(found.counted)
    numbers = (times, found.owed, found.delivered, found.duplicated, counted, len(found.lost))
    return f"| {what} | {' | '.join(map(str, numbers))} |"


sys.exit(main(sys.argv[1:]))
