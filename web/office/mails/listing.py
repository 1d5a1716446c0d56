"""`/thu`: the outbox, the newest mail first."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.responses import Response

from rules.written_day import date_of
from scheduler.reports.mail_pages import FILTER, STANDINGS, Wanted, mails_page
from web.forms import Fault, page_number
from web.office.mails.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor

DAYS = {"tu": "Từ ngày", "den": "Đến ngày"}


@SECTION.router.api_route("/thu", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As the form above them asks."""
    query = visitor.request.query_params
    asked = {name: query.get(name, "").strip() for name in ("tinh-trang", "hop-thu", "tu", "den")}
    days = {name: date_of(asked[name]) for name in DAYS}
    faults = [
        Fault(name, f"{label} cần là một ngày có thật, ví dụ 31/3/2026.")
        for name, label in DAYS.items()
        if asked[name] and days[name] is None
    ]
    wanted = Wanted(asked["tinh-trang"], asked["hop-thu"], days["tu"], days["den"], page_number(query))
    found = None if faults else await asyncio.to_thread(mails_page, visitor.office, wanted)
    return visitor.page(
        "mails/list.html",
        422 if faults else 200,
        found=found,
        asked=asked,
        filter=FILTER,
        chosen=STANDINGS.get(asked["tinh-trang"]),
        standings=STANDINGS.values(),
        faults=faults,
    )
