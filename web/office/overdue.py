"""`/qua-han`: what is overdue, for leaders, and nothing else."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.responses import Response

from scheduler.clock import local_day
from scheduler.reports.overdue import overdue_page
from web.forms import page_number
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section(
    "Quá hạn",
    "/qua-han",
    "Việc gì quá hạn, của ai, đã báo cáo tới đâu.",
    ("leader", "monitor", "administrator"),
)


@SECTION.router.api_route("/qua-han", methods=["GET", "HEAD"])
async def show(visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """The longest overdue first, and how it went over a year."""
    number = page_number(visitor.request.query_params)
    found = await asyncio.to_thread(overdue_page, visitor.office, number, local_day(visitor.now))
    return visitor.page("overdue.html", found=found)
