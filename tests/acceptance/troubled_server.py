"""A mail server in a thread of its own that can be down, refuse, be slow, hang up or fall silent."""

from __future__ import annotations

import asyncio
import email
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from aiosmtpd.smtp import SMTP

InData = Literal["take", "hold", "hang_up", "lose_answer", "mute"]
"""take: keep the mail and say so. hold: the same once `released` is set. hang_up: in the middle of the mail.
lose_answer: keep it and hang up. mute: keep it and never answer."""


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class TroubledServer:
    """What the tests set and see. `refuse`: the answer at RCPT by mailbox, "*" for every one; `after_data`: the same
    once the server has the mail, which it then does not keep. `kept`: the mails that
    the server has, each with its mailbox. `on_mail` is called for each in the server's thread, before the answer."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.in_data: InData = "take"
        self.refuse: dict[str, str] = {}
        self.after_data: dict[str, str] = {}
        self.offered: list[str] = []
        self.kept: list[tuple[str, bytes]] = []
        self.says_goodbye = True
        self.released = threading.Event()
        self.on_mail: Callable[[], object] = lambda: None
        self.implicit: ssl.SSLContext | None = None
        self._changed = threading.Condition()

    @property
    def message_ids(self) -> list[str]:
        return [str(email.message_from_bytes(body)["Message-ID"]) for _, body in self.kept]

    @property
    def mailboxes(self) -> list[str]:
        return [mailbox for mailbox, _ in self.kept]

    @property
    def most_often(self) -> int:
        """How often the mail that came most often came."""
        return max(Counter(self.message_ids).values(), default=0)

    def wait_for_mails(self, number: int, seconds: float = 20) -> None:
        """Wait until the server has so many mails."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.kept) >= number, seconds), f"{len(self.kept)} of {number}"

    def keep(self, mailbox: str, body: bytes) -> None:
        with self._changed:
            self.kept.append((mailbox, body))
            self._changed.notify_all()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 # aiosmtpd's name
        self.offered.append(address)
        if answer := self.refuse.get(address) or self.refuse.get("*"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's name
        if answer := self.after_data.get(envelope.rcpt_tos[0]):
            return answer
        self.keep(envelope.rcpt_tos[0], envelope.original_content)
        await asyncio.to_thread(self.on_mail)
        if self.in_data == "hold":
            await asyncio.to_thread(self.released.wait, 60)
        if self.in_data == "lose_answer":
            server.transport.abort()
        if self.in_data in ("lose_answer", "mute"):
            await asyncio.Event().wait()
        return "250 OK"

    def talk(self, loop: asyncio.AbstractEventLoop) -> Talk:
        """The protocol of one connection."""
        return Talk(self, hostname="localhost", loop=loop)

    @contextmanager
    def listening(self) -> Iterator[TroubledServer]:
        """The server is up within the block; may be entered again."""
        thread = _Listening(self)
        thread.start()
        assert thread.up.wait(10)
        try:
            yield self
        finally:
            self.released.set()
            thread.end()


class Talk(SMTP):
    def cut(self) -> None:
        """Hang up without a word."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 # aiosmtpd's name
        if self.event_handler.in_data != "hang_up":
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.readline()
        self.cut()

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 # aiosmtpd's name
        if not self.event_handler.says_goodbye:
            await asyncio.Event().wait()
        await super().smtp_QUIT(arg)


class _Listening(threading.Thread):
    def __init__(self, server: TroubledServer) -> None:
        super().__init__()
        self.up = threading.Event()
        self._server = server
        self._loop: asyncio.AbstractEventLoop
        self._over: asyncio.Event

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        talks: list[Talk] = []

        def talk() -> Talk:
            talks.append(self._server.talk(self._loop))
            return talks[-1]

        where = ("127.0.0.1", self._server.port)
        listener = await self._loop.create_server(talk, *where, ssl=self._server.implicit)
        self.up.set()
        await self._over.wait()
        listener.close()
        for one in talks:
            one.cut()
        await listener.wait_closed()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self.join()
