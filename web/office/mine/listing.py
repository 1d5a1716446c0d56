"""`/viec-cua-toi`: what the unit leads or takes part in, the most urgent first."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypeAlias

from starlette.exceptions import HTTPException
from starlette.responses import Response

from scheduler.answering.account_page import check_in_of_unit
from scheduler.clock import local_day
from scheduler.reports.unit_duties import GROUPS, PARTS, my_duties
from web.forms import page_number
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section(
    "Việc của tôi", "/viec-cua-toi", "Việc đơn vị chủ trì, phối hợp: hạn, còn bao nhiêu ngày, trả lời.", ("unit",)
)
LOOK = ["GET", "HEAD"]
OfUnit: TypeAlias = Annotated[Visitor, signed_in(*SECTION.roles)]


@SECTION.router.api_route("/viec-cua-toi", methods=LOOK)
async def show(visitor: OfUnit) -> Response:
    """All groups with their first lines, or page by page the one that is asked for (`nhom`)."""
    query, unit = visitor.request.query_params, unit_of(visitor)
    part = next((one for one in PARTS if one == query.get("vai-tro")), None)
    group = next((one for one in GROUPS if one == query.get("nhom")), None)
    today, page = local_day(visitor.now), page_number(query)
    seen = await asyncio.to_thread(my_duties, visitor.office, unit, today, part=part, group=group, page=page)
    check_in = await asyncio.to_thread(check_in_of_unit, visitor.office, unit, visitor.now)
    return visitor.page(
        "mine/list.html", seen=seen, parts=PARTS, words=GROUPS, part=part, group=group, page=page, check_in=check_in
    )


def unit_of(visitor: Visitor) -> str:
    """The unit of a unit's account."""
    if visitor.who.unit is None:
        raise HTTPException(404)
    return visitor.who.unit
