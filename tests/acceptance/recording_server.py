"""A mail server in the test's own event loop that keeps every byte it was sent."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

PASSWORD = "mat-khau-khong-duoc-lo"


class Sink:
    """A mail server's memory: every connection, every byte it was sent, every mail and login; `replies` overrides."""

    def __init__(self) -> None:
        self.received: list[bytearray] = []
        self.transports: list[asyncio.Transport] = []
        self.mails: list[bytes] = []
        self.logins: list[bytes] = []
        self.replies: dict[str, list[str]] = {}

    def reply(self, verb: str, usual: str) -> str:
        waiting = self.replies.get(verb)
        return waiting.pop(0) if waiting else usual

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 # aiosmtpd's name
        answer = self.reply("MAIL", "250 OK")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 # aiosmtpd's name
        answer = self.reply("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's name
        answer = self.reply("DATA", "250 2.0.0 queued as 42")
        if answer.startswith("250"):
            self.mails.append(envelope.content)
        return answer

    def log_in(self, server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append(data.password)
        good = data.password == PASSWORD.encode()
        return AuthResult(success=good, handled=good)

    @property
    def connections(self) -> int:
        return len(self.received)


class RecordingSmtp(SMTP):
    """aiosmtpd that keeps what comes over the wire."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not hasattr(self, "wire"):
            self.wire = bytearray()
            self.event_handler.received.append(self.wire)
            self.event_handler.transports.append(transport)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.wire += data
        super().data_received(data)


class DroppingSmtp(RecordingSmtp):
    """Hangs up in the middle of the mail."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 # aiosmtpd's name
        await self.push("354 go on")
        await self._reader.readline()
        self.event_handler.transports[-1].abort()


class SilentSmtp(RecordingSmtp):
    """Takes the mail and never answers."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 # aiosmtpd's name
        await self.push("354 go on")
        await asyncio.Event().wait()


class MuteSmtp(RecordingSmtp):
    """Accepts connections and never greets."""

    async def _handle_client(self) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def serving(
    kind: type[RecordingSmtp] = RecordingSmtp, implicit: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[tuple[Sink, int]]:
    sink = Sink()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: kind(sink, hostname="localhost", authenticator=sink.log_in, loop=loop, **options),
        "127.0.0.1",
        0,
        ssl=implicit,
    )
    try:
        yield sink, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for transport in sink.transports:
            transport.abort()
        await server.wait_closed()
