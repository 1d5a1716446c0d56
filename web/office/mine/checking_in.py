"""`/viec-cua-toi/ra-soat/PERIOD`: what the unit says of its duties without a due date in that period."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.answering.account_page import check_in_as_unit, check_in_of_unit
from scheduler.answering.checkin_page import CheckInShown
from scheduler.answering.checkins import RESULT_WORDS
from web.forms import Fault, check_in_in
from web.office.mine.listing import LOOK, SECTION, OfUnit, unit_of
from web.visitor import Visitor

ADDRESS = "/viec-cua-toi/ra-soat/{period}"


@SECTION.router.api_route(ADDRESS, methods=LOOK)
async def show(period: str, visitor: OfUnit) -> Response:
    """The duties, and a form for each."""
    return _page(visitor, await _asked(visitor, period))


@SECTION.router.post(ADDRESS)
async def answer(period: str, visitor: OfUnit) -> Response:
    """Take what is said of one duty, or of all that are not answered yet."""
    shown = await _asked(visitor, period)
    given = check_in_in(visitor.fields)
    if isinstance(given, list):
        return _page(visitor, shown, visitor.fields, given)
    try:
        await asyncio.to_thread(
            check_in_as_unit, visitor.office, period, unit_of(visitor), given, actor=visitor.actor, at=visitor.now
        )
    except NhacviecError as error:
        return _page(visitor, shown, visitor.fields, [Fault("", str(error))])
    return visitor.go(ADDRESS.format(period=period), "Đã ghi nhận.")


async def _asked(visitor: Visitor, period: str) -> CheckInShown:
    shown = await asyncio.to_thread(check_in_of_unit, visitor.office, unit_of(visitor), visitor.now)
    if shown is None or shown.label != period:
        raise HTTPException(404)
    return shown


def _page(
    visitor: Visitor, shown: CheckInShown, fields: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
) -> Response:
    given = {name: (fields or {}).get(name, "") for name in ("task", "result", "note")}
    action = ADDRESS.format(period=shown.label)
    return visitor.page(
        "mine/check_in.html",
        422 if faults else 200,
        shown=shown,
        action=action,
        given=given,
        faults=faults,
        results=RESULT_WORDS,
    )
