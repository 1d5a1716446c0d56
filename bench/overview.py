"""The overview with 10,000 obligations: requests a second through the application beside query and template bare."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bench.measure import rate, show
from bench.stage import MORNING, add_duties, office
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import set_password
from scheduler.accounts.signing_in import sign_in
from scheduler.office import Office
from scheduler.reports.overview import overview
from web.app import make_app
from web.cookies import SESSION
from web.office.overview import page_values
from web.pages import page

OBLIGATIONS, UNITS = 10_000, 100
REQUESTS = 40
PASSWORD = "ba con mèo leo cây cau"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        where = office(Path(folder), UNITS)
        for part, due in enumerate((dt.date(2022, 3, 31), dt.date(2022, 6, 30), dt.date(2022, 12, 31))):
            add_duties(where, OBLIGATIONS // 3 + (part == 0), due, MORNING, UNITS)
        at = MORNING + dt.timedelta(days=200)
        ask = _asker(where, at)
        whole = asyncio.run(ask())
        cpu = min(_cpu(ask) for _ in range(3))
        through = rate("the page through the application", "requests", REQUESTS, lambda: asyncio.run(_many(ask)))
        bare = rate("query and template bare", "pages", REQUESTS, lambda: _bare(where, at))
        show(bare)
        show(through, bare)
        print(f"  CPU: {cpu:.1f} ms a request; needed less than 50; page of {len(whole) / 1000:.0f} kB")
        where.engine.dispose()


def _asker(where: Office, at: dt.datetime) -> Callable[[], Coroutine[Any, Any, bytes]]:
    """Asks for the page as a monitor who is signed in, straight through the application, without a socket."""
    create(where, "bench", "Bench", Part("monitor"), at=at, actor="bench")
    set_password(where, "bench", PASSWORD, at=at, actor="bench")
    token = sign_in(where, "bench", PASSWORD, address="127.0.0.1", at=at).token
    minutes = iter(range(10**6))
    # Another minute each time, since a visitor may ask for so many pages a minute.
    app = make_app(where, lambda: at + dt.timedelta(seconds=next(minutes)))
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/tong-quan",
        "raw_path": b"/tong-quan",
        "query_string": b"",
        "headers": [(b"cookie", f"__Host-{SESSION}={token}".encode()), (b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def ask() -> bytes:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await app(dict(scope), receive, send)
        assert sent[0]["status"] == 200, sent[0]
        return b"".join(one.get("body", b"") for one in sent)

    return ask


async def _many(ask: Callable[[], Coroutine[Any, Any, bytes]]) -> None:
    for _ in range(REQUESTS):
        await ask()


def _cpu(ask: Callable[[], Coroutine[Any, Any, bytes]]) -> float:
    begun = time.process_time()
    asyncio.run(_many(ask))
    return (time.process_time() - begun) * 1000 / REQUESTS


def _bare(where: Office, at: dt.datetime) -> None:
    frame: dict[str, Any] = dict.fromkeys(("office", "role_words", "form", "said", "menu"), "")
    frame["visitor"] = {"who": {"person": "Bench"}}
    for _ in range(REQUESTS):
        page("overview.html", **page_values(overview(where, at), {"/nhiem-vu"}), **frame)


if __name__ == "__main__":
    main()
