"""`/nhat-ky`: what was done, by whom, when."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.responses import Response

from rules.written_day import date_of
from scheduler.reports.history import KINDS, Wanted, history_page
from web.forms import Fault, page_number
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section("Nhật ký", "/nhat-ky", "Ai đã làm gì, lúc nào.", ("administrator", "monitor"))
DAYS = {"tu": "Từ ngày", "den": "Đến ngày"}


@SECTION.router.api_route("/nhat-ky", methods=["GET", "HEAD"])
async def show(visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """The newest first, as the form above them asks."""
    asked = {name: visitor.request.query_params.get(name, "").strip() for name in ("tu", "den", "nguoi", "loai")}
    days = {name: date_of(asked[name]) for name in DAYS}
    faults = [
        Fault(name, f"{label} cần là một ngày có thật, ví dụ 31/3/2026.")
        for name, label in DAYS.items()
        if asked[name] and days[name] is None
    ]
    number = page_number(visitor.request.query_params)
    kind = asked["loai"] if asked["loai"] in KINDS else ""
    wanted = Wanted(days["tu"], days["den"], asked["nguoi"], kind, number)
    found = None if faults else await asyncio.to_thread(history_page, visitor.office, wanted)
    return visitor.page("history.html", 422 if faults else 200, found=found, asked=asked, kinds=KINDS, faults=faults)
