"""`/nhiem-vu/NUMBER` and `/viec/NUMBER`: one task, and what one unit owes of it. Units see those that are theirs."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypeAlias
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from scheduler.clock import local_day
from scheduler.reports.duty_pages import DutyPage, attached_file, duty_page, task_page
from web.office.duties.listing import LOOK, SECTION
from web.visitor import Visitor, signed_in

Anybody: TypeAlias = Annotated[Visitor, signed_in()]
ACTORS = ("administrator", "monitor")
"""Who decides; a leader reads."""


@SECTION.router.api_route("/nhiem-vu/{number}", methods=LOOK)
async def show_task(number: int, visitor: Anybody) -> Response:
    """The words as printed, how they were read, and what came of them."""
    seen = await asyncio.to_thread(task_page, visitor.office, number, local_day(visitor.now))
    if seen is None or not _sees(visitor, seen.parts):
        raise HTTPException(404)
    return visitor.page("duties/task.html", seen=seen)


@SECTION.router.api_route("/viec/{number}", methods=LOOK)
async def show_duty(number: int, visitor: Anybody) -> Response:
    """How it stands, how it came to that, and what may be decided now; a unit answers its own on a page of its own."""
    seen = await seen_duty(number, visitor)
    if visitor.who.role == "unit" and visitor.who.unit in seen.answerers:
        return visitor.go(f"/viec-cua-toi/{number}")
    return visitor.page("duties/duty.html", seen=seen, acts=visitor.who.role in ACTORS)


@SECTION.router.api_route("/viec/{number}/tep/{file}", methods=LOOK)
async def give_file(number: int, file: int, visitor: Anybody) -> Response:
    """A file that came with a report, to be kept and not to be opened by the browser."""
    await seen_duty(number, visitor)
    found = await asyncio.to_thread(attached_file, visitor.office, number, file)
    if found is None:
        raise HTTPException(404)
    row, content = found
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"}
    return Response(content, media_type="application/octet-stream", headers=named)


async def seen_duty(number: int, visitor: Visitor) -> DutyPage:
    """The obligation, if there is one of that number that the visitor may see; else 404."""
    seen = await asyncio.to_thread(duty_page, visitor.office, number, local_day(visitor.now))
    if seen is None or not _sees(visitor, seen.parts):
        raise HTTPException(404)
    return seen


def _sees(visitor: Visitor, parts: frozenset[str]) -> bool:
    return visitor.who.role != "unit" or any(map(visitor.sees_unit, parts))
