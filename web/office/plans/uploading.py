"""A document is sent, and waited for while it is read."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.uploads.taking import put_away, read_upload, take, take_again, upload
from web.forms import Fault
from web.office.plans.listing import page_of
from web.office.plans.section import LOOK, SECTION, Actor, Sender, upload_path
from web.visitor import Visitor

MEGABYTE = 2**20
LOOK_AGAIN = "2"
"""Seconds after which a page that waits asks anew."""


@SECTION.router.api_route("/ke-hoach/nap", methods=LOOK)
async def show_form(visitor: Actor) -> Response:
    """The form for a new plan."""
    return _form(visitor, "/ke-hoach/nap", "")


@SECTION.router.post("/ke-hoach/nap")
async def take_new(visitor: Sender) -> Response:
    """A new plan's document."""
    return await _take(visitor, None, "/ke-hoach/nap", "")


@SECTION.router.api_route("/ke-hoach/{number:int}/sua-doi", methods=LOOK)
async def show_amending_form(number: int, visitor: Actor) -> Response:
    """The form for the amended text of a plan in force."""
    found, _ = await page_of(number, visitor)
    return _form(visitor, f"/ke-hoach/{number}/sua-doi", found.standing.plan.label)


@SECTION.router.post("/ke-hoach/{number:int}/sua-doi")
async def take_amending(number: int, visitor: Sender) -> Response:
    """The amended text of a plan in force."""
    found, _ = await page_of(number, visitor)
    return await _take(visitor, number, f"/ke-hoach/{number}/sua-doi", found.standing.plan.label)


async def _take(visitor: Visitor, amends: int | None, path: str, label: str) -> Response:
    try:
        number = await asyncio.to_thread(
            take, visitor.office, visitor.file, amends, at=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return _form(visitor, path, label, [Fault("file", str(error))])
    _start(visitor, number)
    return visitor.go(upload_path(number))


def _start(visitor: Visitor, number: int) -> None:
    """Read it beside the requests; the thread ends with the process, and the claim then runs out."""
    reads = threading.Thread(target=read_upload, args=(visitor.office, number, visitor.site.desk.clock), daemon=True)
    reads.start()


def _form(visitor: Visitor, path: str, amends: str, faults: Sequence[Fault] = ()) -> Response:
    most = visitor.office.settings.most_plan // MEGABYTE
    return visitor.page("plans/upload.html", 422 if faults else 200, path=path, amends=amends, most=most, faults=faults)


@SECTION.router.post("/ke-hoach/tep/{number:int}/doc-lai")
async def read_again(number: int, visitor: Actor) -> Response:
    """Read once more what was broken off or refused."""
    await asyncio.to_thread(take_again, visitor.office, number, at=visitor.now)
    _start(visitor, number)
    return visitor.go(upload_path(number))


@SECTION.router.api_route("/ke-hoach/tep/{number:int}/bo", methods=LOOK)
async def ask_put_away(number: int, visitor: Actor) -> Response:
    """Whether to put the document away."""
    row = await asyncio.to_thread(upload, visitor.office, number)
    return visitor.page("plans/put_away.html", row=row)


@SECTION.router.post("/ke-hoach/tep/{number:int}/bo")
async def take_put_away(number: int, visitor: Actor) -> Response:
    """Put it away with all that was decided about it."""
    await asyncio.to_thread(put_away, visitor.office, number)
    return visitor.go("/ke-hoach", "Đã bỏ văn bản đang rà soát; các kế hoạch đang theo dõi không đổi.")
