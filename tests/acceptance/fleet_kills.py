"""Two processes of a fleet, of which one is killed at labelled points, again and again, and then replaced.

Each day it is the first to come, and alone at work until it dies or all is done; the other, whose clock shows an hour
before the office opens until then, does the rest. So each label is reached by the one that is to die there.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from db.attendance import last_attended
from db.engine import Engine, open_engine, reading
from db.holidays import load_calendar
from db.mails import counts
from rules.workdays import days
from scheduler.clock import LOCAL

from .nodes import ROOT
from .processes import Process
from .shared_clock import SharedClock

DRIVER = Path(__file__).with_name("live_in_fleet.py")
STROKE, CLAIM, SPEED = 60, 600, 200.0
"""Virtual seconds, and how many of them pass in a real one."""
OPENS, BEFORE = dt.time(8), dt.time(7)
PATIENCE = 120.0


@dataclass
class Pair:
    """The two on the database `url`, mailing to `port`, with their clocks in `folder`.

    `labels` are those at which one is still to be killed; `kills` how often one was.
    """

    url: str
    port: int
    folder: Path
    labels: list[str]
    kills: int = 0
    _doomed: Process = field(init=False)
    _nodes: ExitStack = field(default_factory=ExitStack, init=False)

    def live(self, first: dt.date, last: dt.date) -> list[Process]:
        """Live through the office days from `first` to `last`, both inclusive; gives whoever lived."""
        engine = open_engine(self.url)
        with reading(engine) as conn:
            calendar = load_calendar(conn)
        office_days = [day for day in days(first, last) if calendar.is_office_day(day)]
        with self._nodes:
            for name in ("doomed", "steady"):
                self._clock(name).set(_local(office_days[0], BEFORE), 0)
            steady = self._started("steady")
            self._doom()
            for day in office_days:
                self._through(day, engine)
            ends = [node.end()[0] for node in (steady, self._doomed)]
        engine.dispose()
        assert ends == [0, 0], ends
        return [steady, self._doomed]

    def _through(self, day: dt.date, engine: Engine) -> None:
        self._clock("steady").set(_local(day, BEFORE), 0)
        self._clock("doomed").set(_local(day, OPENS), SPEED)
        until = time.monotonic() + PATIENCE
        while not _done(engine, day):
            assert time.monotonic() < until, f"{day} does not end"
            if not self._doomed.alive:
                self._replace()
                until = time.monotonic() + PATIENCE
            time.sleep(0.05)

    def _replace(self) -> None:
        assert self._doomed.ended()[0] == -signal.SIGKILL, self._doomed.log[-1:]
        self.kills += 1
        doomed = self._clock("doomed")
        now = doomed()
        if "letter" in self.labels.pop(0):  # letters are written on one day: the next to be killed there goes on alone
            doomed.set(now, 0)
            self._doom()
            self._doomed.wait_for("daemon_started")
            doomed.set(now, SPEED)
        else:
            self._clock("steady").set(now, SPEED)
            self._doom()

    def _doom(self) -> None:
        self._doomed = self._started("doomed", **({"NHACVIEC_KILL_AT": self.labels[0]} if self.labels else {}))

    def _started(self, name: str, **environment: str) -> Process:
        given = (self.url, self.port, self._clock(name).file, STROKE, CLAIM)
        command = [sys.executable, str(DRIVER), *map(str, given)]
        return self._nodes.enter_context(Process(command, ROOT, PYTHONPATH=str(ROOT), **environment))

    def _clock(self, name: str) -> SharedClock:
        return SharedClock(self.folder / name)


def _done(engine: Engine, day: dt.date) -> bool:
    """Whether all that the day owed has been sent."""
    with reading(engine) as conn:
        left = counts(conn)
        return last_attended(conn) == day and not left.get("queued") and not left.get("sending")


def _local(day: dt.date, at: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, at, LOCAL)
