"""`/lich`: a secret address at which calendar programs find the open duties; `/lich/SECRET.ics` is that address."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypeAlias

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scheduler.accounts.calendars import calendar_at, close_calendar, made_at, make_calendar
from web.navigation import Section
from web.visitor import Site, TooHastyError, Visitor, signed_in

SECTION = Section(
    "Lịch", "/lich", "Đưa hạn các việc vào lịch trên điện thoại, máy tính.", ("monitor", "unit", "leader")
)
LOOK = ["GET", "HEAD"]
Owner: TypeAlias = Annotated[Visitor, signed_in(*SECTION.roles)]


@SECTION.router.api_route("/lich", methods=LOOK)
async def show(visitor: Owner) -> Response:
    """What the calendar is good for, and whether there is an address."""
    return await _page(visitor)


@SECTION.router.post("/lich")
async def make(visitor: Owner) -> Response:
    """A new address, which is on the page that answers and never again."""
    token = await asyncio.to_thread(make_calendar, visitor.office, visitor.who.number, visitor.actor, at=visitor.now)
    return await _page(visitor, f"{visitor.site.machine.address}/lich/{token}.ics")


@SECTION.router.post("/lich/bo")
async def close(visitor: Owner) -> Response:
    """No address any more."""
    await asyncio.to_thread(close_calendar, visitor.office, visitor.who.number, visitor.actor, at=visitor.now)
    return visitor.go("/lich", "Đã bỏ địa chỉ lịch; địa chỉ cũ không còn mở được.")


@SECTION.router.api_route("/lich/{secret}.ics", methods=LOOK)
async def feed(secret: str, request: Request) -> Response:
    """The calendar, to whoever has the secret; nothing where the reader has this very one already."""
    site: Site = request.app.state.site
    if not site.desk.may_look(request):
        raise TooHastyError
    found = await asyncio.to_thread(calendar_at, site.desk.office, secret, site.desk.clock())
    if found is None:
        raise HTTPException(404)
    mark = f'"{found.mark}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if mark in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'attachment; filename="nhac-viec.ics"'
    return Response(found.content, media_type="text/calendar", headers=headers)


async def _page(visitor: Visitor, address: str = "") -> Response:
    made = await asyncio.to_thread(made_at, visitor.office, visitor.who.number)
    return visitor.page("calendar.html", made=made, address=address)
