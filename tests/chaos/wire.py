"""Faults of mail servers over a real socket: some minutes of trouble, then a server in good health."""

from __future__ import annotations

import datetime as dt
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from notifications.smtp import Mode, Server, SmtpMailer
from scheduler.office import Office
from scheduler.tick import tick
from tests.acceptance.certificates import Certificates

from .crooked_server import MOODS, CrookedServer
from .offices import adopted, copied, morning
from .tally import Tally, tally

DAY = dt.date(2022, 1, 4)
BAD, GOOD = (0, 1, 2, 4), (10, 20, 40, 80, 160, 300)
"""Minutes after the office opens at which a tick comes, while the server is in trouble and afterwards."""


@dataclass
class Line:
    """The way to a server: how it is spoken to, with whose authority."""

    server: CrookedServer
    mode: Mode = "none"
    trusted: ssl.SSLContext | None = None

    def deliver(self, office: Office, at: dt.datetime) -> None:
        """One tick."""
        username, password = ("nhacviec", "mat-khau") if self.mode != "none" else (None, None)
        server = Server("127.0.0.1", self.server.port, self.mode, username, password, timeout=1, connections=2)
        tick(office, SmtpMailer(server, ssl_context=self.trusted), at)


def pattern(folder: Path) -> Office:
    """An office whose letters of adoption are to be delivered."""
    return adopted(folder, morning(DAY), connections=2)


Maker: TypeAlias = Callable[[], tuple[Line, Callable[[], None]]]
"""Makes a line in trouble, and what mends it."""


def troubles(certificates: Certificates) -> dict[str, Maker]:
    """By name."""
    makers: dict[str, Maker] = {mood: partial(_moody, mood) for mood in MOODS}
    makers |= {
        "refuses two mailboxes for now": partial(_refusing, "rcpt", "451 4.2.1 try later"),
        "refuses two mailboxes' mails after DATA for now": partial(_refusing, "data", "452 4.3.1 disk full"),
        "no server": _down,
    }
    bad: dict[str, Callable[[], ssl.SSLContext | None]] = {
        "STARTTLS stripped": lambda: None,
        "certificate signed by itself": certificates.self_signed,
        "certificate expired": lambda: certificates.server("127.0.0.1", days=-1),
        "certificate of another name": lambda: certificates.server("other.example"),
        "certificate of an unknown authority": lambda: Certificates(certificates.folder).server("127.0.0.1"),
    }
    return makers | {name: partial(_encrypted, certificates, make) for name, make in bad.items()}


def _moody(mood: str) -> tuple[Line, Callable[[], None]]:
    server = CrookedServer(mood)
    return Line(server), lambda: setattr(server, "mood", "")


def _refusing(where: str, answer: str) -> tuple[Line, Callable[[], None]]:
    server = CrookedServer()
    refused = server.refuse if where == "rcpt" else server.after_data
    refused |= dict.fromkeys(["ccvc@snv.example.test", "thanh-tra@snv.example.test"], answer)
    return Line(server), refused.clear


def _down() -> tuple[Line, Callable[[], None]]:
    server = CrookedServer()
    port, server.port = server.port, 1
    return Line(server), lambda: setattr(server, "port", port)


def _encrypted(certificates: Certificates, bad: Callable[[], ssl.SSLContext | None]) -> tuple[Line, Callable[[], None]]:
    server = CrookedServer(starttls=bad(), login=True)

    def mend() -> None:
        assert server.logins == [], "a password was sent to a server that nobody can vouch for"
        assert server.kept == []
        server.starttls = certificates.server("127.0.0.1")

    return Line(server, "starttls", certificates.trusted()), mend


def through(office: Office, line: Line, mend: Callable[[], None]) -> Tally:
    """Live through the trouble and an ordinary day after it."""
    for at in _minutes(BAD):
        if line.server.port == 1:
            line.deliver(office, at)
        else:
            with line.server.listening():
                line.deliver(office, at)
    mend()
    with line.server.listening():
        for at in [*_minutes(GOOD), morning(DAY + dt.timedelta(days=1))]:
            line.deliver(office, at)
    return tally(office, Counter(line.server.message_ids))


def _minutes(after: tuple[int, ...]) -> Iterator[dt.datetime]:
    return (morning(DAY) + dt.timedelta(minutes=n) for n in after)


def all_troubles(folder: Path) -> Iterator[tuple[str, Tally]]:
    """Every trouble of the wire, each in an office of its own."""
    (folder / "keys").mkdir()
    first, certificates = pattern(folder / "pattern"), Certificates(folder / "keys")
    for n, (name, make) in enumerate(troubles(certificates).items()):
        office = copied(first, folder / str(n), morning(DAY), connections=2)
        yield name, through(office, *make())
        office.engine.dispose()
