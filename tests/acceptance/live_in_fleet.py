"""A process of a fleet that lives on a virtual clock shared by all, mailing over real SMTP.

    live_in_fleet.py DATABASE PORT CLOCK_FILE STROKE CLAIM

STROKE and CLAIM are virtual seconds. It looks at the clock again and again: the engine itself sleeps in real time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from nhacviec import config
from nhacviec.app import at_work, make_mailer, open_office, serve
from nhacviec.logs import start_logging
from scheduler.daemon import Daemon
from scheduler.engine import Job, Work
from scheduler.fleet import Fleet
from scheduler.office import Office
from tests.acceptance.shared_clock import SharedClock

UNITS = Path(__file__).parents[2] / "examples" / "units.toml"
LOOK = 0.15  # seconds between two looks at the clock


@dataclass
class FastFleet(Fleet):
    """A fleet whose strokes and nights come by its clock, however fast that goes."""

    _nightly: dict[str, Job] = field(default_factory=dict, init=False)
    _looking: asyncio.Task[None] | None = field(default=None, init=False)

    def every(self, name: str, at: dt.time, job: Job) -> None:
        self._nightly[name] = job

    async def start(self, work: Work) -> None:
        await super().start(work)
        self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while not self._stopping:
            day = self.clock().date()
            for name, job in self._nightly.items():
                await self._heart._run(name, partial(self._take, name, f"{name}:{day}", job))
            self._heart.wake()
            await asyncio.sleep(LOOK)


def main(database: str, port: str, clock_file: str, stroke: str, claim: str) -> None:
    clock, name = SharedClock(Path(clock_file)), f"node-{os.getpid()}"
    smtp = config.Smtp(host="127.0.0.1", port=int(port), mode="none", connections=3, timeout_seconds=2)
    daemon_settings = config.Daemon(engine="dbos", claim_seconds=int(claim))
    configured = config.Config(data=config.Data(database=database, units=UNITS), smtp=smtp, daemon=daemon_settings)
    office = open_office(configured, clock())
    fleet = FastFleet(office.engine, name, clock, dt.timedelta(seconds=int(stroke)))
    told = Office(office.engine, office.settings, fleet.hand_over)
    daemon = Daemon(told, make_mailer(configured), fleet, clock, name=name)
    with at_work(office, configured, name) as daemon.still_alone:
        start_logging()
        asyncio.run(serve(daemon))


if __name__ == "__main__":
    main(*sys.argv[1:])
