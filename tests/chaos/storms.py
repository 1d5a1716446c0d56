"""Start/stop storms: real daemons, started and ended at any moment, fifty times in a row."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from nhacviec import config
from nhacviec.app import make_mailer
from scheduler.tick import tick

from .kills import keeping
from .offices import ROOT, adopted, morning, opened
from .tally import Tally, tally

DRIVER = ROOT / "tests" / "acceptance" / "serve_at.py"
STARTS = 50
LONGEST = 2.0  # seconds that a daemon lives at most


def storm(folder: Path, first: dt.date, seed: int, starts: int = STARTS) -> Tally:
    """A daemon a day, ended by SIGTERM or SIGKILL while it starts, works or rests; then a quiet week."""
    chance = random.Random(seed)
    adopted(folder, morning(first)).engine.dispose()
    with keeping() as server:
        server.on_mail = lambda: time.sleep(0.01)  # so that mails are under way when the end comes
        for n in range(starts):
            by = chance.choice([signal.SIGTERM, signal.SIGTERM, signal.SIGKILL])
            _one_life(folder, server.port, morning(first + dt.timedelta(days=n)), chance.uniform(0.4, LONGEST), by)
        office = opened(folder, morning(first), connections=2)
        smtp = config.Smtp(host="127.0.0.1", port=server.port, mode="none", connections=2)
        for n in range(starts, starts + 7):
            for hour in (8, 9):
                tick(office, make_mailer(config.Config(smtp=smtp)), morning(first + dt.timedelta(days=n), hour))
        found = tally(office, Counter(server.message_ids))
        office.engine.dispose()
    return found


def _one_life(folder: Path, port: int, at: dt.datetime, seconds: float, by: signal.Signals) -> None:
    command = [sys.executable, str(DRIVER), f"sqlite:///{folder}/office.db", str(port), at.isoformat()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(by)
        process.wait(30)
