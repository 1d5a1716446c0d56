"""Processes of a fleet on one PostgreSQL, each a real daemon that mails over real SMTP on this machine."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scheduler.clock import LOCAL

from .processes import PATIENCE, Process
from .troubled_server import TroubledServer

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).with_name("serve_at.py")
MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)  # a Tuesday, the first working day of 2022


@contextmanager
def nodes_of(url: str, mail: TroubledServer, size: int, *settings: str, **environment: str) -> Iterator[list[Process]]:
    """So many processes, all of them at work from the morning on; each finds strokes a second apart."""
    command = [sys.executable, str(DRIVER), url, str(mail.port), MORNING.isoformat(), "daemon.engine=dbos", *settings]
    with ExitStack() as stack:
        nodes = [
            stack.enter_context(Process(command, ROOT, **{"PYTHONPATH": str(ROOT), **environment})) for _ in range(size)
        ]
        for node in nodes:
            node.wait_for("daemon_started")
        yield nodes


def delivered_by(node: Process) -> int:
    """How many mails it sent."""
    return sum("mail_delivered" in line for line in node.log)


def at_work_again(nodes: list[Process], sent: list[int], patience: float = PATIENCE) -> float:
    """Wait until each has sent more than it had; gives the instant."""
    until = time.monotonic() + patience
    while any(delivered_by(node) <= before for node, before in zip(nodes, sent, strict=True)):
        assert time.monotonic() < until, [delivered_by(node) for node in nodes]
        time.sleep(0.05)
    return time.monotonic()


def troubled_words(nodes: list[Process]) -> list[str]:
    """What was logged with a traceback, which nothing that the machine does may cause."""
    return [line for node in nodes for line in node.log if "raceback" in line]
