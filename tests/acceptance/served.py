"""An office with its pages served, over real HTTP on this machine."""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import sqlalchemy as sa

from db.answers import AnswerRow, answers
from db.duties import ObligationRow
from db.engine import reading
from db.tables import metadata
from scheduler.answering.links import Link, signed
from scheduler.clock import LOCAL
from scheduler.office import world as known_world
from web.app import make_app
from web.machine import Machine
from web.server import PageServer

if TYPE_CHECKING:
    from .conftest import World

LEAD = "van-phong@snv.example.test"


@dataclass
class Reply:
    status: int
    headers: Message
    text: str


@dataclass
class Site:
    """An office with its page served; `now` is what its clock says."""

    world: World
    now: dt.datetime = field(default_factory=lambda: dt.datetime(2022, 12, 1, 9, tzinfo=LOCAL))
    port: int = 0

    def token(self, row: ObligationRow, unit: str = "van-phong", mailbox: str = LEAD) -> str:
        return signed(Link(row.id, unit, mailbox, dt.datetime(2022, 11, 17, 9, tzinfo=LOCAL)), self.key)

    @property
    def key(self) -> bytes:
        return known_world(self.world.office).link_key

    def ask(self, path: str, method: str = "GET", **fields: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(fields) if method == "POST" else None, sent)
        got = connection.getresponse()
        reply = Reply(got.status, got.headers, got.read().decode())
        connection.close()
        return reply

    def send(self, token: str, **fields: str) -> Reply:
        """The form as the page of the token has it."""
        found = re.search(r'name="form" value="(\w+)"', self.ask(f"/tra-loi/{token}").text)
        assert found
        return self.ask(f"/tra-loi/{token}", "POST", form=found[1], **fields)

    def everything(self) -> list[Any]:
        """All rows of all tables."""
        with reading(self.world.office.engine) as conn:
            return [conn.execute(sa.select(table)).all() for table in metadata.sorted_tables]

    def answers(self, row: ObligationRow) -> list[AnswerRow]:
        with reading(self.world.office.engine) as conn:
            return answers(conn, row.id)


@contextmanager
def served(world: World, machine: Machine | None = None, listen: str = "127.0.0.1:0") -> Iterator[Site]:
    """The pages of the office, until the end of the block; `listen` is an address and port, of which 0 is any."""
    site = Site(world)
    server = PageServer(make_app(world.office, lambda: site.now, machine=machine), listen)
    site.port = server.port
    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, ready)))
    thread.start()
    assert ready.wait(20)
    try:
        yield site
    finally:
        server.stop()
        thread.join(20)
    assert not thread.is_alive()


async def _serve(server: PageServer, ready: threading.Event) -> None:
    """Serve, and say so once the socket takes visitors."""
    serving = asyncio.ensure_future(server.run_until_stopped())
    asyncio.get_running_loop().call_soon(ready.set)  # after the first step of what was just begun, which listens
    await serving
