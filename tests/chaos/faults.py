"""Faults on the two seams where a step becomes true: the commit, and the hand-over of a mail.

Each call may fail *before* it does anything, or *do its work and say that it failed*. Seeded, so that a run can be
repeated.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from unittest import mock

from db.engine import Engine
from notifications.smtp import Outcome


@dataclass
class Chance:
    """How often a call fails; `rate` may be set to 0 once the trouble is over. `met` counts what happened."""

    seed: int
    rate: float
    met: Counter[str] = field(default_factory=Counter)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def falls(self) -> bool:
        return self._random.random() < self.rate

    def one_of(self, names: list[str]) -> str:
        """One of the faults, counted."""
        name = self._random.choice(names)
        self.met[name] += 1
        return name


def disk_error() -> sqlite3.OperationalError:
    """What the driver raises when the disk fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR, "SQLITE_IOERR"
    return error


@contextmanager
def commits_failing(engine: Engine, chance: Chance) -> Iterator[None]:
    """Within the block commits of what was written fail by chance: before they happen, or after, as a lie."""
    truly: Callable[[Any], None] = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        falls = _wrote(connection) and chance.falls()
        when = chance.one_of(["commit refused", "commit done, said to have failed"]) if falls else ""
        if when != "commit refused":
            truly(connection)
        if when:
            raise disk_error()

    with mock.patch.object(engine.dialect, "do_commit", do_commit):
        yield


def _wrote(connection: Any) -> bool:
    """Whether the transaction may write; `db.engine` has the driver refuse it in the others."""
    return bool(connection.execute("PRAGMA query_only").fetchone() == (0,))


_BEFORE = {
    "no server": Outcome("temporary", None, "không nhận kết nối", fault="server"),
    "mailbox busy": Outcome("temporary", 450, "450 4.2.1 mailbox busy", fault="recipient"),
    "greylisted": Outcome("temporary", 451, "451 4.7.1 greylisted", fault="mail"),
    "broke off within the mail": Outcome("uncertain", None, "mất kết nối", True, "server"),
}
_AFTER = {
    "taken, answer lost": Outcome("uncertain", None, "mất kết nối", True, "server"),
    "taken, said 451": Outcome("temporary", 451, "451 4.3.0 later", True, "mail"),
}


@dataclass
class FaultyMailer:
    """A mail server that takes what it is given, seen through a line that fails by chance.

    `kept`: Message-ID → how many copies it has. `lied_about`: copies that it took and answered with a refusal for the
    time being; nobody who believes the answer could know.
    """

    chance: Chance
    kept: Counter[str] = field(default_factory=Counter)
    lied_about: Counter[str] = field(default_factory=Counter)

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        number = str(message_from_bytes(message)["Message-ID"])
        fault = self.chance.one_of([*_BEFORE, *_AFTER]) if self.chance.falls() else ""
        if fault in _BEFORE:
            return _BEFORE[fault]
        self.kept[number] += 1
        self.lied_about[number] += fault == "taken, said 451"
        return _AFTER.get(fault, Outcome("delivered", 250, "250 OK", reached_data=True))

    async def check(self) -> str:
        return "sẵn sàng"

    async def close(self) -> None:
        """Nothing is kept open."""
