"""`make fleet`: three processes and one PostgreSQL live through a year of the plan in ten minutes.

Their clock walks through the sending hours of office days, and stands at the end of each until the day's work is done:
else one would be busy with a day when another has done the next, for which no real night is short enough. On the way
processes are killed and replaced, the database is restarted, units report duties done and an event is announced.
Figures at the end; ends with 1 where a mail is lost, or came twice and was not counted.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from db.attendance import attended, last_attended
from db.duties import obligations
from db.engine import reading
from db.facts import fact
from db.holidays import load_calendar
from db.mails import counts
from db.outbox import due_mails, resting_until
from rules.errors import NhacviecError
from rules.workdays import days
from scheduler.answering.answers import report_done
from scheduler.changes.events import Announcement, announce, awaited_events
from scheduler.office import Office
from tests.acceptance.nodes import ROOT, delivered_by, troubled_words
from tests.acceptance.processes import Process
from tests.acceptance.shared_clock import SharedClock
from tests.acceptance.troubled_server import TroubledServer
from tests.postgresql import SURE, Server, running

from .kills import keeping
from .offices import adopted, morning
from .tally import tally

DRIVER = ROOT / "tests" / "acceptance" / "live_in_fleet.py"
YEAR, SIZE = 2022, 3
DAY = 2.2  # real seconds in which an office day's nine hours pass
SPEED = 9 * 3600 / DAY
STROKE, CLAIM = 3600, 4 * 86_400
"""Virtual seconds. A claim outlasts the whole conversation with a mail server, which takes real ones, and a night."""
KILL_EVERY, RESTART_EVERY, DONE_EVERY, TOLD_ON = 17, 23, 5, 60
"""In office days; on the last of them an event is announced."""
PATIENCE = 120.0


@dataclass
class Node:
    """One process, and what it had used when last looked at."""

    name: str
    process: Process
    cpu: float = 0.0
    memory: int = 0

    def look(self) -> None:
        """Seconds of CPU so far, and the most memory seen, in MB."""
        place = Path(f"/proc/{self.process.pid}")
        used = place.joinpath("stat").read_text().rpartition(")")[2].split()[11:13]
        now = next(line for line in place.joinpath("status").read_text().splitlines() if line.startswith("VmRSS"))
        self.cpu = sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
        self.memory = max(self.memory, int(now.split()[1]) // 1024)


@dataclass
class Year:
    """The fleet on its database, as it lives."""

    server: Server
    mail: TroubledServer
    office: Office
    url: str
    clock: SharedClock
    running: ExitStack
    chance: random.Random = field(default_factory=lambda: random.Random(YEAR))
    nodes: list[Node] = field(default_factory=list)
    dead: list[Node] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)
    since: int = 0
    done: int = 0
    told: int = 0

    def live(self) -> None:
        """From the first office day to the last, and until all is sent."""
        with reading(self.office.engine) as conn:
            calendar = load_calendar(conn)
        open_days = [day for day in days(dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)) if calendar.is_office_day(day)]
        self.clock.set(morning(open_days[0], 7), 0)
        for _ in range(SIZE):
            self._join()
        for node in self.nodes:
            node.process.wait_for("daemon_started")
        for number, day in enumerate(open_days, 1):
            self.clock.set(morning(day), SPEED)
            ends = time.monotonic() + DAY
            self._supervise()
            self._trouble(number, day)
            time.sleep(max(0.0, ends - time.monotonic()))
            self._night(day)
        self._finish(open_days[-1])

    def _supervise(self) -> None:
        """Start those again that met no database when they started, as systemd does; no other has ended."""
        for node in list(self.nodes):
            if node.process.alive:
                node.look()
                continue
            assert not any("daemon_started" in line for line in node.process.log), node.process.log[-5:]
            self.nodes.remove(node)
            self._join()

    def _trouble(self, number: int, day: dt.date) -> None:
        time.sleep(self.chance.uniform(0, DAY / 2))
        if number % DONE_EVERY == 0:
            self._report(day)
        if number == TOLD_ON:
            self._tell(day)
        if number % KILL_EVERY == 0:
            self._kill()
        if number % RESTART_EVERY == 0:
            self._restart()

    def _night(self, day: dt.date) -> None:
        """Wait until all is written, what may leave that day has left, and nobody is in mid-turn."""
        until = time.monotonic() + PATIENCE
        while not self._rests(day):
            assert time.monotonic() < until, f"{day} does not end: {[node.process.log[-3:] for node in self.nodes]}"
            time.sleep(0.05)

    def _rests(self, day: dt.date) -> bool:
        with reading(self.office.engine) as conn:
            now, rests_until = self.clock(), resting_until(conn)
            rests = rests_until is not None and rests_until > now
            if last_attended(conn) != day or (due_mails(conn, now) and not rests):
                return False
        names = ", ".join(f"'{node.name}'" for node in self.nodes)
        busy = f"name = 'turn' AND status = 'PENDING' AND executor_id IN ({names}) AND created_at > {self.since}"
        return self._asked("count(*)", busy) == 0

    def taken(self, node: Node, name: str) -> int:
        """How many turns, or jobs, it has taken."""
        return self._asked("count(*)", f"name = '{name}' AND executor_id = '{node.name}'")

    def _asked(self, what: str, condition: str) -> int:
        """What the engine's rows answer."""
        question = f"SELECT {what} FROM dbos.workflow_status WHERE {condition}"
        (found,) = self.server.say(question, str(self.office.engine.url.database))[0]
        return int(str(found))

    def _join(self) -> None:
        given = map(str, (self.url, self.mail.port, self.clock.file, STROKE, CLAIM))
        process = Process([sys.executable, str(DRIVER), *given], ROOT, PYTHONPATH=str(ROOT))
        node = Node(f"node-{process.pid}", self.running.enter_context(process))
        self.nodes.append(node)

    def _kill(self) -> None:
        node = self.chance.choice([node for node in self.nodes if node.process.alive])
        node.look()
        assert node.process.end(signal.SIGKILL)[0] == -signal.SIGKILL, node.process.log[-1:]
        self.nodes.remove(node)
        self.dead.append(node)
        self._join()

    def _restart(self) -> None:
        """Stop or crash it, leave it away for a moment; until a beat has gone well again, delivery has stalled.

        The clock stands meanwhile. How a turn ended that went on before may have been lost with the database.
        """
        begun, now = time.monotonic(), self.clock()
        self.clock.set(now, 0)
        self.server.stop(self.chance.choice([signal.SIGINT, signal.SIGQUIT]))
        time.sleep(self.chance.uniform(0, 1.5))
        self.server.start()
        self.clock.set(now, SPEED)
        self.since = self._asked("coalesce(max(created_at), 0)", "true")
        before = self._beat()
        while self._beat() == before:
            assert time.monotonic() - begun < PATIENCE
            time.sleep(0.02)
        self.stalls.append(time.monotonic() - begun)

    def _beat(self) -> str | None:
        with reading(self.office.engine) as conn:
            return fact(conn, "beat_at")

    def _report(self, day: dt.date) -> None:
        with reading(self.office.engine) as conn:
            rows = [row for row in obligations(conn, state="open", due_to=day + dt.timedelta(days=20)) if row.due]
        if rows:
            with suppress(NhacviecError):  # too early for that one
                report_done(self.office, self.chance.choice(rows).id, on=day, at=self.clock(), actor="đơn vị")
                self.done += 1

    def _tell(self, day: dt.date) -> None:
        event = awaited_events(self.office)[0]
        announce(self.office, Announcement(event.key, day, all_tasks=True), at=self.clock(), actor="Văn phòng")
        self.told += 1

    def _finish(self, last: dt.date) -> None:
        """Some more days, on which the last claims expire."""
        until, day = time.monotonic() + PATIENCE, last
        while self._left():
            assert time.monotonic() < until, "not everything is sent"
            day += dt.timedelta(days=1)
            self.clock.set(morning(day), SPEED)
            time.sleep(DAY)
        for node in self.nodes:
            node.look()
            assert node.process.end()[0] == 0, node.process.log[-1:]

    def _left(self) -> int:
        with reading(self.office.engine) as conn:
            states = counts(conn)
        return states.get("queued", 0) + states.get("sending", 0)


def report(year: Year) -> int:
    """Print what came of it; gives 1 where something is wrong."""
    found = tally(year.office, Counter(year.mail.message_ids))
    with reading(year.office.engine) as conn:
        lived = len(attended(conn, dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)))
    everyone = [*year.nodes, *year.dead]
    tracebacks = troubled_words([node.process for node in everyone])
    print(f"office days {lived}; killed {len(year.dead)}; database restarted {len(year.stalls)}", end="; ")
    print(f"duties reported done {year.done}; events announced {year.told}")
    print(f"mails owed {found.owed}, delivered {found.delivered}, twice {found.duplicated}", end=", ")
    print(f"counted {found.counted}, lost {len(found.lost)} (what the auditor misses among them)", end="; ")
    print(f"tracebacks {len(tracebacks)}")
    stalls = sorted(year.stalls)
    middle, longest = stalls[len(stalls) // 2], stalls[-1]
    print(f"from the database's end to the next good beat: {middle:.1f} s as a rule, {longest:.1f} s at most")
    print("\n| process | turns | jobs | mails | CPU s | memory MB |\n|---|--:|--:|--:|--:|--:|")
    for node in everyone:
        turns, jobs = (year.taken(node, name) for name in ("turn", "deliver"))
        print(f"| {node.name} | {turns} | {jobs} | {delivered_by(node.process)} | {node.cpu:.0f} | {node.memory} |")
    wrong = [*found.lost, *found.unexplained, *tracebacks]
    for one in wrong:
        print(f"WRONG: {one}")
    return 1 if wrong else 0


def main() -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, running(SURE) as server, keeping() as mail, ExitStack() as alive:
        url = server.url(server.fresh())
        office = adopted(Path(folder), morning(dt.date(YEAR, 1, 1)), database=url)
        year = Year(server, mail, office, url, SharedClock(Path(folder) / "clock"), alive)
        year.live()
        wrong = report(year)
        office.engine.dispose()
    print(f"\n{time.monotonic() - begun:.0f} seconds")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
