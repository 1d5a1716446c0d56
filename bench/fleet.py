"""Processes of a fleet beside each other and a daemon by itself: mails to a server that takes its time, and rest.

The server answers each mail after 20 ms; every process has four connections, so 200 mails a second are its limit.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench.delivery import fill
from bench.measure import Rate, show
from bench.sink import sink
from bench.stage import MORNING, office
from db.engine import Engine, reading
from tests.postgresql import AS_INSTALLED, Server, running

NODE = Path(__file__).parents[1] / "tests" / "acceptance" / "serve_at.py"
DELAY = 0.02
MAILS, FIRST = 3_000, 200
"""A rate is taken from the 200th mail on, when every process is at work."""
TURNS = 3
REST = 30.0


def main() -> None:
    with running(AS_INSTALLED) as server, sink(DELAY) as port:
        rates = {
            name: statistics.median(_rate(server, port, *how) for _ in range(TURNS)) for name, how in KINDS.items()
        }
        one = Rate(ONE, rates[ONE], "mails")
        for name, found in rates.items():
            show(Rate(name, found, "mails"), one)
        print(f"  two ÷ one: {rates[TWO] / rates[ONE]:.2f}; needed 1.7")
        print(f"  at rest: {_at_rest(server, port):.2%} of a core a process; needed 3% or less")


ONE, TWO = "one process of a fleet, PostgreSQL", "two processes of a fleet, PostgreSQL"
KINDS: dict[str, tuple[str, int]] = {
    "a daemon by itself, SQLite": ("sqlite", 1),
    "a daemon by itself, PostgreSQL": ("inline", 1),
    ONE: ("dbos", 1),
    TWO: ("dbos", 2),
}


def _median_rate(server: Server, port: int, kind: str, size: int) -> float:
    return statistics.median(_rate(server, port, kind, size) for _ in range(TURNS))


def _rate(server: Server, port: int, kind: str, size: int) -> float:
    """Mails a second."""
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        address = f"sqlite:///{folder}/bench.db" if kind == "sqlite" else server.url(server.fresh())
        where = office(address, units=100)
        fill(where, MAILS)
        with _processes(address, port, kind, size):
            begun = _when(where.engine, FIRST)
            ended = _when(where.engine, MAILS)
        where.engine.dispose()
    return (MAILS - FIRST) / (ended - begun)


def _at_rest(server: Server, port: int) -> float:
    """Of a core that a process of three needs, with nothing to do and a look each half minute."""
    address = server.url(server.fresh())
    office(address, units=100).engine.dispose()
    with _processes(address, port, "dbos", 3) as nodes:
        time.sleep(REST)  # all that comes of a start
        before = [_cpu(node.pid) for node in nodes]
        time.sleep(2 * REST)
        used = [_cpu(node.pid) - begun for node, begun in zip(nodes, before, strict=True)]
    return statistics.mean(used) / (2 * REST)


@contextmanager
def _processes(address: str, port: int, kind: str, size: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    engine = "dbos" if kind == "dbos" else "inline"
    settings = (f"daemon.engine={engine}", "daemon.check_every_seconds=30")
    command = [sys.executable, str(NODE), address, str(port), MORNING.isoformat(), *settings]
    nodes = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(size)]
    try:
        yield nodes
    finally:
        for node in nodes:
            node.terminate()
        for node in nodes:
            node.wait()


def _when(engine: Engine, mails: int) -> float:
    """When so many had been sent."""
    sent = sa.text("SELECT count(*) FROM outbox WHERE state = 'sent'")
    while True:
        with reading(engine) as conn:
            if conn.execute(sent).scalar_one() >= mails:
                return time.monotonic()
        time.sleep(0.02)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
