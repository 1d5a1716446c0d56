"""The server of the pages: uvicorn on a socket that was bound beforehand, stopped by whoever runs it."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from rules.errors import UsageError

log = logging.getLogger(__name__)

STOP_SECONDS = 2


class PageServer(uvicorn.Server):
    """Serves until `stop`; signals are the business of the process that runs it."""

    def __init__(self, app: Starlette, address: str) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,  # an address is a key: it is written nowhere
                server_header=False,
                lifespan="off",
                ws="none",
                limit_concurrency=100,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        self._socket = bound(address)

    @property
    def port(self) -> int:
        """The port that is listened at."""
        return int(self._socket.getsockname()[1])

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def run_until_stopped(self) -> None:
        """Serve. The socket takes visitors from now on; they wait until the server is up."""
        self._socket.listen()
        log.info("page_started", extra={"port": self.port})
        await self.serve(sockets=[self._socket])

    def stop(self) -> None:
        """End soon: requests in hand have `STOP_SECONDS`."""
        self.should_exit = True


def bound(address: str) -> socket.socket:
    """A socket bound to `address` ("127.0.0.1:8765", "[::1]:8765"); `UsageError` where that cannot be."""
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host.strip("[]"), int(port)))
    except OSError as error:
        opened.close()
        raise UsageError(reason=f"Không mở được trang web ở {address} ({error.strerror}); xem web.listen.") from error
    return opened
