"""An announcement gets another date, or is revoked: form, preview of what changes, and the deed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.errors import NhacviecError
from rules.say import say_day
from scheduler.changes.event_changes import NewDate
from scheduler.changes.event_lists import AnnouncedShown, announced_event
from scheduler.changes.event_previews import (
    ChangedSincePreviewError,
    preview_redating,
    preview_revocation,
    redate_as_seen,
    revoke_as_seen,
)
from scheduler.clock import local_day
from web.forms import Fault, Number
from web.office.events.fields import NAMES, carried, new_date_in, reason_in, refused
from web.office.events.roles import ACTORS
from web.visitor import Visitor, signed_in

router = APIRouter()
Actor = Annotated[Visitor, signed_in(*ACTORS)]
LOOK = ["GET", "HEAD"]
REDATE, REVOKE = "/su-kien/{number}/ghi-lai-ngay", "/su-kien/{number}/thu-hoi"


@router.api_route(REDATE, methods=LOOK)
async def show_redating(number: Number, visitor: Actor) -> Response:
    """The form with the dates as they stand."""
    return _redating(visitor, await _standing(visitor, number))


@router.post(f"{REDATE}/sua")
async def mend_redating(number: Number, visitor: Actor) -> Response:
    """The form as it was filled in."""
    return _redating(visitor, await _standing(visitor, number))


@router.post(f"{REDATE}/xem-truoc")
async def preview_redate(number: Number, visitor: Actor) -> Response:
    """Which dates would move."""
    one = await _standing(visitor, number)
    to = new_date_in(visitor.fields)
    return _redating(visitor, one, to) if isinstance(to, list) else await _redate_preview(visitor, one, to)


@router.post(REDATE)
async def redate(number: Number, visitor: Actor) -> Response:
    """Give it the other date, as the preview showed."""
    one = await _standing(visitor, number)
    to = new_date_in(visitor.fields)
    if isinstance(to, list):
        return _redating(visitor, one, to)
    mark = visitor.fields.get("mark", "")
    try:
        seen = await asyncio.to_thread(
            redate_as_seen, visitor.office, number, to, mark, at=visitor.now, actor=visitor.actor
        )
    except ChangedSincePreviewError as error:
        return await _redate_preview(visitor, one, to, [refused(error)])
    except NhacviecError as error:
        return _redating(visitor, one, [refused(error)])
    moving = f"{len(seen.changes)} việc đổi hạn" if seen.changes else "không việc nào đổi hạn"
    return visitor.go(f"/su-kien/{number}", f"Công bố số {number} nay ghi ngày {say_day(to.happened)}; {moving}.")


@router.api_route(REVOKE, methods=LOOK)
async def show_revoking(number: Number, visitor: Actor) -> Response:
    """The form for the reason."""
    return _revoking(visitor, await _standing(visitor, number))


@router.post(f"{REVOKE}/sua")
async def mend_revoking(number: Number, visitor: Actor) -> Response:
    """The form as it was filled in."""
    return _revoking(visitor, await _standing(visitor, number))


@router.post(f"{REVOKE}/xem-truoc")
async def preview_revoke(number: Number, visitor: Actor) -> Response:
    """What would be withdrawn."""
    one = await _standing(visitor, number)
    why = reason_in(visitor.fields)
    return _revoking(visitor, one, why) if isinstance(why, list) else await _revoke_preview(visitor, one, why)


@router.post(REVOKE)
async def revoke(number: Number, visitor: Actor) -> Response:
    """Take it back, as the preview showed."""
    one = await _standing(visitor, number)
    why = reason_in(visitor.fields)
    if isinstance(why, list):
        return _revoking(visitor, one, why)
    mark = visitor.fields.get("mark", "")
    try:
        seen = await asyncio.to_thread(
            revoke_as_seen, visitor.office, number, why, mark, at=visitor.now, actor=visitor.actor
        )
    except ChangedSincePreviewError as error:
        return await _revoke_preview(visitor, one, why, [refused(error)])
    except NhacviecError as error:
        return _revoking(visitor, one, [refused(error)])
    said = f"Đã thu hồi công bố số {number}: rút {len(seen.changes)} việc, {len(seen.letters)} thư sẽ gửi."
    return visitor.go(f"/su-kien/{number}", said)


async def _standing(visitor: Visitor, number: int) -> AnnouncedShown:
    """404 also where it is revoked: nothing about it changes any more."""
    one = await asyncio.to_thread(announced_event, visitor.office, number, local_day(visitor.now))
    if one is None or one.revoked:
        raise HTTPException(404)
    return one


async def _redate_preview(visitor: Visitor, one: AnnouncedShown, to: NewDate, faults: Sequence[Fault] = ()) -> Response:
    try:
        seen = await asyncio.to_thread(
            preview_redating, visitor.office, one.id, to, at=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return _redating(visitor, one, [refused(error)])
    pairs = [*carried(visitor), ("mark", seen.mark)]
    values = {"one": one, "to": to, "seen": seen, "pairs": pairs, "faults": faults}
    return visitor.page("events/redate_preview.html", 422 if faults else 200, **values)


async def _revoke_preview(visitor: Visitor, one: AnnouncedShown, why: str, faults: Sequence[Fault] = ()) -> Response:
    try:
        seen = await asyncio.to_thread(
            preview_revocation, visitor.office, one.id, why, at=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return _revoking(visitor, one, [refused(error)])
    pairs = [*carried(visitor), ("mark", seen.mark)]
    values = {"one": one, "why": why, "seen": seen, "pairs": pairs, "faults": faults}
    return visitor.page("events/revoke_preview.html", 422 if faults else 200, **values)


def _redating(visitor: Visitor, one: AnnouncedShown, faults: Sequence[Fault] = ()) -> Response:
    given = {name: visitor.fields.get(name, "") for name in NAMES}
    if not visitor.pairs:
        given["happened"] = say_day(one.happened)
    return visitor.page("events/redate.html", 422 if faults else 200, one=one, given=given, faults=faults)


def _revoking(visitor: Visitor, one: AnnouncedShown, faults: Sequence[Fault] = ()) -> Response:
    reason = visitor.fields.get("reason", "")
    return visitor.page("events/revoke.html", 422 if faults else 200, one=one, reason=reason, faults=faults)
