"""kill -9 at every labelled point of tick and courier, in real processes that live through a year, again and again."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.faults import LABELS
from tests.acceptance.fleet_kills import Pair
from tests.acceptance.troubled_server import TroubledServer
from tests.postgresql import SURE, running

from .offices import ROOT, adopted, morning, opened
from .tally import Tally, tally

DRIVER = ROOT / "tests" / "acceptance" / "live_until_killed.py"
TIMES = (1, 2, 4, 7)


def killed_through(folder: Path, year: int) -> tuple[int, Tally]:
    """A year of the plan in which each label kills at its 1st, 2nd, 4th and 7th passing; gives how often it did."""
    begun = morning(dt.date(year, 1, 1))
    office = adopted(folder, begun)
    office.engine.dispose()
    now_file = folder / "now"
    now_file.write_text(begun.isoformat())
    with keeping() as server:
        # Letters are written on the first day only, so their labels come first.
        labels = sorted(LABELS, key=lambda name: "letter" not in name)
        ends = [_driven(folder, server.port, now_file, f"{label}:{n}") for label in labels for n in TIMES]
        ends.append(_driven(folder, server.port, now_file, ""))
    assert set(ends) <= {0, -signal.SIGKILL}, ends
    assert ends[-1] == 0
    office = opened(folder, begun)
    found = tally(office, Counter(server.message_ids))
    office.engine.dispose()
    return ends.count(-signal.SIGKILL), found


def killed_in_a_fleet(folder: Path, year: int, times: tuple[int, ...] = TIMES) -> tuple[int, Tally]:
    """The same of one of two processes of a fleet, which is replaced after each death."""
    begun = morning(dt.date(year, 1, 1))
    with running(SURE) as server, keeping() as mail:
        url = server.url(server.fresh())
        adopted(folder, begun, database=url).engine.dispose()
        labels = [f"{label}:{n}" for label in sorted(LABELS, key=lambda name: "letter" not in name) for n in times]
        pair = Pair(url, mail.port, folder, labels)
        pair.live(begun.date(), dt.date(year, 12, 31))
        office = opened(folder, begun, database=url)
        found = tally(office, Counter(mail.message_ids))
        office.engine.dispose()
    return pair.kills, found


def _driven(folder: Path, port: int, now_file: Path, kill_at: str) -> int:
    year = dt.datetime.fromisoformat(now_file.read_text()).year
    url, last = f"sqlite:///{folder}/office.db", f"{year}-12-31"
    command = [sys.executable, str(DRIVER), url, str(port), last, str(now_file)]
    environment = os.environ | {"NHACVIEC_KILL_AT": kill_at, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, check=False, stderr=subprocess.DEVNULL).returncode


@contextmanager
def keeping() -> Iterator[TroubledServer]:
    """A mail server in good health."""
    server = TroubledServer()
    with server.listening():
        yield server
