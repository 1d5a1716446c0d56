"""Mail servers that misbehave on the wire, before, within and after a mail."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, AnyStr

from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.acceptance.troubled_server import Talk, TroubledServer

KEPT = "250 OK, kept"
SLOWLY = 0.25  # seconds a byte; an answer of ten takes longer than the client waits


class CrookedServer(TroubledServer):
    """`mood` says how it misbehaves, "" that it does not. `logins`: the passwords that it was sent."""

    def __init__(self, mood: str = "", starttls: ssl.SSLContext | None = None, login: bool = False) -> None:
        super().__init__()
        self.mood, self.starttls, self.login = mood, starttls, login
        self.logins: list[bytes] = []

    def talk(self, loop: asyncio.AbstractEventLoop) -> Talk:
        options: dict[str, Any] = {}
        if self.login:
            options = {"authenticator": self._log_in, "auth_require_tls": False}
        return Crooked(self, hostname="localhost", loop=loop, tls_context=self.starttls, **options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        return KEPT if answer == "250 OK" else answer

    def _log_in(self, server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append(data.password)
        return AuthResult(success=True)


class Crooked(Talk):
    """One connection of a crooked server."""

    taken = 0

    @property
    def mood(self) -> str:
        return str(self.event_handler.mood)

    async def _handle_client(self) -> None:
        match self.mood:
            case "mute":
                await asyncio.Event().wait()
            case "hangs up at once":
                self.cut()
                return
            case "garbage banner":
                await self._say(b"\x00\xff\xfe\x80 HTTP/1.1 200 OK\r\n\r\n")
                await asyncio.Event().wait()
            case "banner drips":
                await self._drip(b"220 localhost ESMTP, rather slow today\r\n")
            case "banner too late":
                await asyncio.sleep(2)
        await super()._handle_client()

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 # aiosmtpd's name
        if self.mood == "421 in the middle" and self.taken:
            await self.push("421 4.3.2 shutting down")
            self.cut()
            return
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 # aiosmtpd's name
        if self.mood == "drops within the mail":
            await self.push("354 go on")
            await self._reader.readline()
            self.cut()
            return
        await super().smtp_DATA(arg)
        self.taken += 1
        if self.mood == "closes after each mail":
            self.cut()

    async def push(self, status: AnyStr) -> None:
        """The answer to a mail that the server has kept, which may never come, or come as something else."""
        if status != KEPT or self.mood not in _AFTER:
            await super().push(status)
        elif self.mood == "drops after the mail":
            self.cut()
        elif self.mood == "garbage for an answer":
            await self._say(b"\xff\xfe\x00 ???\r\n")
        elif self.mood == "answer drips":
            await self._drip(b"250 OK, kept\r\n")
        else:
            await asyncio.Event().wait()

    async def _say(self, words: bytes) -> None:
        assert self._writer is not None
        self._writer.write(words)
        await self._writer.drain()

    async def _drip(self, words: bytes) -> None:
        for byte in words:
            await self._say(bytes([byte]))
            await asyncio.sleep(SLOWLY)


_AFTER = ("drops after the mail", "garbage for an answer", "answer drips", "no answer to the mail")
MOODS = (
    "mute",
    "hangs up at once",
    "garbage banner",
    "banner drips",
    "banner too late",
    "421 in the middle",
    "closes after each mail",
    "drops within the mail",
    *_AFTER,
)
