"""Events awaited and announced, and one announcement with what it opened."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from scheduler.changes.event_lists import announced_event, announced_page, events_page
from scheduler.clock import local_day
from web.forms import Number, page_number
from web.office.events.roles import ACTORS, READERS
from web.visitor import Visitor, signed_in

router = APIRouter()
LOOK = ["GET", "HEAD"]


@router.api_route("/su-kien", methods=LOOK)
async def show(visitor: Annotated[Visitor, signed_in(*READERS)]) -> Response:
    """What is awaited, in document order, and the latest announcements."""
    number = page_number(visitor.request.query_params)
    found = await asyncio.to_thread(events_page, visitor.office, number, local_day(visitor.now))
    return visitor.page("events/list.html", found=found, acts=visitor.who.role in ACTORS)


@router.api_route("/su-kien/da-ghi-nhan", methods=LOOK)
async def show_announced(visitor: Annotated[Visitor, signed_in(*READERS)]) -> Response:
    """All announcements, the newest first."""
    number = page_number(visitor.request.query_params)
    found = await asyncio.to_thread(announced_page, visitor.office, number, local_day(visitor.now))
    return visitor.page("events/all.html", found=found)


@router.api_route("/su-kien/{number}", methods=LOOK)
async def show_one(number: Number, visitor: Annotated[Visitor, signed_in(*READERS)]) -> Response:
    """One announcement."""
    one = await asyncio.to_thread(announced_event, visitor.office, number, local_day(visitor.now))
    if one is None:
        raise HTTPException(404)
    return visitor.page("events/announced.html", one=one, acts=visitor.who.role in ACTORS)
