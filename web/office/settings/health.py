"""`/cai-dat/tinh-trang`: what `nhacviec doctor` finds; servers are asked only on request."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.responses import Response

from web.office.settings.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor

LEVELS = {"broken": ("Hỏng", "soon"), "look": ("Cần xem", "waiting"), "good": ("Tốt", "done")}


@SECTION.router.api_route("/cai-dat/tinh-trang", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """What can be seen on this machine."""
    return await _page(visitor, network=False)


@SECTION.router.post("/cai-dat/tinh-trang")
async def ask_servers(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """The mail server, the mailbox and the name server too; nothing is written."""
    return await _page(visitor, network=True)


async def _page(visitor: Visitor, *, network: bool) -> Response:
    found = await asyncio.to_thread(visitor.site.machine.examine, visitor.now, network)
    worst_first = sorted(found, key=lambda one: list(LEVELS).index(one.level))
    return visitor.page("settings/health.html", found=worst_first, levels=LEVELS, network=network)
