"""kill -9 at every labelled point of tick and courier: every owed mail is delivered, and none twice unawares."""

from __future__ import annotations

import datetime as dt
import email
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from db.engine import open_engine, reading
from db.mails import mail_by_id, mails, possible_duplicates
from scheduler.clock import LOCAL
from scheduler.faults import LABELS

from .conftest import World

TIMES = (1, 2, 4, 7)
DRIVER = Path(__file__).with_name("live_until_killed.py")
FIRST, LAST = dt.date(2022, 1, 1), dt.date(2022, 12, 31)


@dataclass
class Recorder:
    """A mail server that keeps what it accepted."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.original_content, bytes)
        self.taken.append((envelope.rcpt_tos[0], envelope.original_content))
        return "250 OK"


@pytest.fixture
def recorder() -> Iterator[tuple[Recorder, int]]:
    kept = Recorder()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


def test_fifty_kills_lose_no_mail(
    make_world: Callable[..., World], year_2022: list[dict[str, Any]], recorder: tuple[Recorder, int], tmp_path: Path
) -> None:
    kept, port = recorder
    world = make_world()
    world.adopt(dt.datetime.combine(FIRST, dt.time(0, 1), LOCAL))
    url = str(world.office.engine.url)
    world.office.engine.dispose()
    now_file = tmp_path / "now"
    now_file.write_text(dt.datetime.combine(FIRST, dt.time(8), LOCAL).isoformat())

    kills = 0
    # Letters are written on the first day only, so their labels come first.
    for label in [f"{label}:{n}" for label in sorted(LABELS, key=lambda name: "letter" not in name) for n in TIMES]:
        ended = drive(url, port, now_file, label)
        assert ended in (0, -signal.SIGKILL), f"{label}: {ended}"
        kills += ended == -signal.SIGKILL
    assert drive(url, port, now_file, "") == 0
    assert kills >= 50

    expected = Counter((line["at"][:10], line["to"][0], line["subject"]) for line in year_2022)
    engine = open_engine(url)
    with reading(engine) as conn:
        rows = mails(conn)
        bodies = {mail_id.message_id: mail_by_id(conn, mail_id.id) for mail_id in rows}
        counted = possible_duplicates(conn)
    engine.dispose()
    assert Counter((str(r.day), r.address, r.subject) for r in rows) == expected
    assert {row.state for row in rows} == {"sent"}

    received = Counter(str(email.message_from_bytes(body)["Message-ID"]) for _, body in kept.taken)
    assert set(received) == set(bodies), "lost"
    assert sum(n - 1 for n in received.values()) <= counted
    for _, body in kept.taken:
        stored = bodies[str(email.message_from_bytes(body)["Message-ID"])]
        assert stored is not None
        assert body == stored[1], "what arrives is byte for byte what the outbox holds"


def drive(url: str, port: int, now_file: Path, kill_at: str) -> int:
    """Run the driver until it ends or is killed; gives how it ended."""
    command = [sys.executable, str(DRIVER), url, str(port), LAST.isoformat(), str(now_file)]
    return subprocess.run(command, env={**os.environ, "NHACVIEC_KILL_AT": kill_at}, check=False).returncode
