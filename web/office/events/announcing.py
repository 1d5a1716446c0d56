"""An awaited event happened: form, preview of what opens, and the deed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.changes.event_lists import AwaitedShown, awaited_event
from scheduler.changes.event_previews import ChangedSincePreviewError, announce_as_seen, preview_announcement
from scheduler.changes.events import Announcement, RepeatedAnnouncementError
from web.forms import Fault
from web.office.events.fields import NAMES, announcement_in, carried, refused
from web.office.events.roles import ACTORS
from web.visitor import Visitor, signed_in

router = APIRouter()
Actor = Annotated[Visitor, signed_in(*ACTORS)]
PATH = "/su-kien/cho/{key}"


@router.api_route(PATH, methods=["GET", "HEAD"])
async def show(key: str, visitor: Actor) -> Response:
    """The empty form."""
    return _form(visitor, await _event(visitor, key))


@router.post(f"{PATH}/sua")
async def mend(key: str, visitor: Actor) -> Response:
    """The form as it was filled in."""
    return _form(visitor, await _event(visitor, key))


@router.post(f"{PATH}/xem-truoc")
async def preview(key: str, visitor: Actor) -> Response:
    """What the announcement would bring."""
    event = await _event(visitor, key)
    told = announcement_in(visitor, event)
    if isinstance(told, list):
        return _form(visitor, event, told)
    return await _previewed(visitor, event, told)


@router.post(PATH)
async def announce(key: str, visitor: Actor) -> Response:
    """Announce it, as the preview showed."""
    event = await _event(visitor, key)
    told = announcement_in(visitor, event)
    if isinstance(told, list):
        return _form(visitor, event, told)
    mark = visitor.fields.get("mark", "")
    try:
        number, seen = await asyncio.to_thread(
            announce_as_seen, visitor.office, told, mark, at=visitor.now, actor=visitor.actor
        )
    except ChangedSincePreviewError as error:
        return await _previewed(visitor, event, told, [refused(error)])
    except NhacviecError as error:
        return _form(visitor, event, [refused(error)], again=isinstance(error, RepeatedAnnouncementError))
    said = f"Đã ghi nhận sự kiện (công bố số {number}): mở {len(seen.opens)} nhiệm vụ, {len(seen.letters)} thư sẽ gửi."
    return visitor.go(f"/su-kien/{number}", said)


async def _event(visitor: Visitor, key: str) -> AwaitedShown:
    event = await asyncio.to_thread(awaited_event, visitor.office, key)
    if event is None:
        raise HTTPException(404)
    return event


async def _previewed(
    visitor: Visitor, event: AwaitedShown, told: Announcement, faults: Sequence[Fault] = ()
) -> Response:
    try:
        seen = await asyncio.to_thread(preview_announcement, visitor.office, told, at=visitor.now, actor=visitor.actor)
    except NhacviecError as error:
        return _form(visitor, event, [refused(error)], again=isinstance(error, RepeatedAnnouncementError))
    return visitor.page(
        "events/announce_preview.html",
        422 if faults else 200,
        event=event,
        told=told,
        seen=seen,
        pairs=[*carried(visitor), ("mark", seen.mark)],
        faults=faults,
    )


def _form(visitor: Visitor, event: AwaitedShown, faults: Sequence[Fault] = (), *, again: bool = False) -> Response:
    return visitor.page(
        "events/announce.html",
        422 if faults else 200,
        event=event,
        given={name: visitor.fields.get(name, "") for name in NAMES},
        chosen=visitor.all_of("task"),
        choices={str(one.id): f"{one.name}: {one.text}" for one in event.tasks},
        again=again or "again" in visitor.fields,
        faults=faults,
    )
