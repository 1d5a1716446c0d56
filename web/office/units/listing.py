"""`/don-vi`: every unit with its addresses and what it holds."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.responses import Response

from scheduler.clock import local_day
from scheduler.reports.unit_pages import units_page
from web.forms import page_number
from web.office.units.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor


@SECTION.router.api_route("/don-vi", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As the form above them asks."""
    query = visitor.request.query_params
    asked, number = query.get("tim", "").strip(), page_number(query)
    found = await asyncio.to_thread(units_page, visitor.office, asked, number, local_day(visitor.now))
    return visitor.page("units/list.html", found=found, asked=asked)
