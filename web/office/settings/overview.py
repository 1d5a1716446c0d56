"""`/cai-dat`: what config.toml decides, in words; nothing can be changed here."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.responses import Response

from scheduler.reports.settings_page import settings_page
from web.office.settings.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor


@SECTION.router.api_route("/cai-dat", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """The ladder and the other settings, no secret among them."""
    found = await asyncio.to_thread(settings_page, visitor.office)
    return visitor.page("settings/overview.html", found=found, mail=visitor.site.machine.mail)
