"""What every answer of the server bears, and how much one visitor may ask."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script at all, nothing from elsewhere, forms only to ourselves, in nobody's frame; the address of a page is a key,
# so it goes into no Referer and no cache.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Not for the domains below ours: a province's domain has many masters.
STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}


def headers_for(public_url: str) -> dict[str, str]:
    """What every answer bears where people come by that address."""
    return HEADERS | (STRICT_TRANSPORT if public_url.startswith("https://") else {})


class Headers:
    """Puts `headers` on every response; one that says itself how long it may be kept stays with that."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                keeps = given.get("Cache-Control")
                given.update(self._headers)
                if keeps:
                    given["Cache-Control"] = keeps
            await send(message)

        await self._app(scope, receive, with_headers)


@dataclass
class Limiter:
    """At most `most` of something a minute for each visitor; `clock` gives the present instant."""

    most: int
    clock: Callable[[], dt.datetime]
    _minute: int = field(default=0, init=False)
    _counts: MutableMapping[str, int] = field(default_factory=Counter, init=False)

    def allows(self, visitor: str) -> bool:
        """Count one more, and say whether it is still within the limit."""
        minute = int(self.clock().timestamp()) // 60
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[visitor] += 1
        return self._counts[visitor] <= self.most
