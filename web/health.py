"""For machines that watch: `/healthz` (the process lives), `/readyz` (mail can leave), `/metrics` (Prometheus).

They hold no personal data, and answer only who asks on this machine without a proxy between, unless the office has
opened them; to others they do not exist.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rules.errors import NhacviecError
from scheduler.office import Office
from scheduler.vitals import readiness, vitals
from web.metrics import CONTENT_TYPE, exposition

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Any of these headers says that a proxy stands between: who asks is not on this machine."""


class Health:
    """The three answers for one office. `alive`: whether the loop of this process still goes round."""

    def __init__(
        self, office: Office, clock: Callable[[], dt.datetime], alive: Callable[[], bool], *, open_to_all: bool
    ) -> None:
        self._office, self._clock, self._alive, self._open = office, clock, alive, open_to_all

    def routes(self) -> list[Route]:
        """Where they are."""
        places = {"/healthz": self.health, "/readyz": self.ready, "/metrics": self.metrics}
        return [Route(path, self._guarded(answer), methods=["GET"]) for path, answer in places.items()]

    async def health(self) -> Response:
        """200 while the loop beats, else 503."""
        alive = self._alive()
        return JSONResponse({"alive": alive}, 200 if alive else 503)

    async def ready(self) -> Response:
        """200 where mail can leave; 503 with the reasons."""
        troubles = await asyncio.to_thread(readiness, self._office, self._clock())
        return JSONResponse({"ready": not troubles, "reasons": list(troubles)}, 503 if troubles else 200)

    async def metrics(self) -> Response:
        """The figures; 503 while the database does not give them."""
        try:
            found = await asyncio.to_thread(vitals, self._office, self._clock())
        except NhacviecError:
            return Response("", 503, media_type=CONTENT_TYPE)
        return Response(exposition(found), headers={"Content-Type": CONTENT_TYPE})

    def _guarded(self, answer: Callable[[], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            if not (self._open or _asked_here(request)):
                raise HTTPException(404)
            return await answer()

        return handle


def _asked_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    address = ipaddress.ip_address(request.client.host)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
