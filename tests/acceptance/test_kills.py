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
from collections.abc import Callable, Iterator, Sequence
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
from .fleet_kills import Pair
from .nodes import troubled_words

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
    url = adopted(make_world())
    # Letters are written on the first day only, so their labels come first.
    ordered = sorted(LABELS, key=lambda name: "letter" not in name)
    kills = live(url, recorder, tmp_path, [f"{label}:{n}" for label in ordered for n in TIMES], LAST)
    assert kills >= 50
    examine(url, recorder[0], year_2022)


def test_kills_on_postgresql_lose_no_mail(
    make_world: Callable[..., World],
    year_2022: list[dict[str, Any]],
    recorder: tuple[Recorder, int],
    postgresql: str,
    tmp_path: Path,
) -> None:
    url = adopted(make_world(postgresql))
    last = dt.date(2022, 2, 28)
    labels = ["lettering:2", "claiming:1", "claimed:2", "enqueuing:2", "recording:1", "answered:2"]
    assert live(url, recorder, tmp_path, labels, last) == len(labels)
    examine(url, recorder[0], [line for line in year_2022 if line["at"][:10] <= last.isoformat()])


def test_kills_of_a_process_of_a_fleet_lose_no_mail(
    make_world: Callable[..., World],
    year_2022: list[dict[str, Any]],
    recorder: tuple[Recorder, int],
    postgresql: str,
    tmp_path: Path,
) -> None:
    url, last = adopted(make_world(postgresql)), dt.date(2022, 1, 24)
    pair = Pair(url, recorder[1], tmp_path, ["lettering:2", "claimed:2", "enqueuing:2", "answered:2"])
    nodes = pair.live(FIRST, last)
    assert (pair.kills, pair.labels) == (4, [])
    assert troubled_words(nodes) == []
    examine(url, recorder[0], [line for line in year_2022 if line["at"][:10] <= last.isoformat()])


def adopted(world: World) -> str:
    """The address of the office's database, with the plan in it."""
    world.adopt(dt.datetime.combine(FIRST, dt.time(0, 1), LOCAL))
    world.office.engine.dispose()
    return world.office.engine.url.render_as_string(hide_password=False)


def live(url: str, recorder: tuple[Recorder, int], folder: Path, labels: Sequence[str], last: dt.date) -> int:
    """Live from the first day to the last, killed at each label in turn; gives the number of kills."""
    now_file = folder / "now"
    now_file.write_text(dt.datetime.combine(FIRST, dt.time(8), LOCAL).isoformat())
    kills = 0
    for label in labels:
        ended = drive(url, recorder[1], now_file, label, last)
        assert ended in (0, -signal.SIGKILL), f"{label}: {ended}"
        kills += ended == -signal.SIGKILL
    assert drive(url, recorder[1], now_file, "", last) == 0
    return kills


def examine(url: str, kept: Recorder, lines: Sequence[dict[str, Any]]) -> None:
    """Exactly these mails were written, each arrived, and none twice that is not counted."""
    engine = open_engine(url)
    with reading(engine) as conn:
        rows = mails(conn)
        bodies = {mail_id.message_id: mail_by_id(conn, mail_id.id) for mail_id in rows}
        counted = possible_duplicates(conn)
    engine.dispose()
    expected = Counter((line["at"][:10], line["to"][0], line["subject"]) for line in lines)
    assert Counter((str(r.day), r.address, r.subject) for r in rows) == expected
    assert {row.state for row in rows} == {"sent"}

    received = Counter(str(email.message_from_bytes(body)["Message-ID"]) for _, body in kept.taken)
    assert set(received) == set(bodies), "lost"
    assert sum(n - 1 for n in received.values()) <= counted
    for _, body in kept.taken:
        stored = bodies[str(email.message_from_bytes(body)["Message-ID"])]
        assert stored is not None
        assert body == stored[1], "what arrives is byte for byte what the outbox holds"


def drive(url: str, port: int, now_file: Path, kill_at: str, last: dt.date) -> int:
    """Run the driver until it ends or is killed; gives how it ended."""
    command = [sys.executable, str(DRIVER), url, str(port), last.isoformat(), str(now_file)]
    return subprocess.run(command, env={**os.environ, "NHACVIEC_KILL_AT": kill_at}, check=False).returncode
