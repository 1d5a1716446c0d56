"""`python -m bench.sink [SECONDS]`: a mail server that takes everything and keeps nothing, in a process of its own.

It prints its port, and answers each mail after so many seconds. An SMTP conversation in as few steps as there are, so
that it is never what is measured.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
_END = b"\r\n.\r\n"


class Conversation(asyncio.Protocol):
    """One connection."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._received = b""
        self._in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._received += data
        while self._take():
            pass

    def _take(self) -> bool:
        """Answer the next command or mail, if it is there whole."""
        end = _END if self._in_mail else b"\r\n"
        taken, found, rest = self._received.partition(end)
        if not found:
            return False
        self._received = rest
        if self._in_mail:
            self._in_mail = False
            asyncio.get_running_loop().call_later(self._delay, self._transport.write, b"250 taken\r\n")
        else:
            verb = taken[:4].upper()
            self._in_mail = verb == b"DATA"
            self._transport.write(_ANSWERS.get(verb, b"250 go on\r\n"))
        return True


@contextmanager
def sink(delay: float = 0) -> Iterator[int]:
    """A sink that runs meanwhile; gives its port on this machine."""
    command = [sys.executable, "-m", "bench.sink", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.terminate()


async def _serve(delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(delay), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
