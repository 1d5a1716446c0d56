"""What adopting a document would come to, and adopting it."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.uploads.carrying_out import carry_out, refuse_at_once
from scheduler.uploads.paper import Paper, paper
from scheduler.uploads.preview import preview
from web.forms import Fault
from web.office.plans.section import LOOK, SECTION, Actor, upload_path
from web.visitor import Visitor


@SECTION.router.api_route("/ke-hoach/tep/{number:int}/xem-truoc", methods=LOOK)
async def show(number: int, visitor: Actor) -> Response:
    """What will be opened, void and past, and who will be written to."""
    return await _page(visitor, await asyncio.to_thread(paper, visitor.office, number))


@SECTION.router.post("/ke-hoach/tep/{number:int}/nap")
async def take(number: int, visitor: Actor) -> Response:
    """Adopt it as it was shown."""
    version = seen_version(visitor)
    try:
        done = await asyncio.to_thread(carry_out, visitor.office, number, version, at=visitor.now, actor=visitor.actor)
    except NhacviecError as error:
        found = await asyncio.to_thread(paper, visitor.office, number)
        return await _page(visitor, found, Fault("", str(error)))
    counts = f"{done.tasks} nhiệm vụ"
    said = f"Đã nạp kế hoạch: {counts}. Mỗi đơn vị nhận một thư giao việc trong giờ gửi thư của ngày làm việc."
    return visitor.go(f"/ke-hoach/{done.plan.id}", said)


def seen_version(visitor: Visitor) -> int:
    """The version of the decisions that the page showed."""
    given = visitor.fields.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else -1


async def _page(visitor: Visitor, found: Paper, fault: Fault | None = None) -> Response:
    faults = [fault] if fault else []
    if found.row.amends is not None:
        return visitor.go(upload_path(found.row.id, "so-sanh"))
    if found.document.head.period is None:
        return visitor.go(upload_path(found.row.id, "cau-hoi"), "Hãy trả lời câu hỏi về giai đoạn trước khi xem trước.")
    if not faults:
        try:
            await asyncio.to_thread(refuse_at_once, visitor.office, found)
        except NhacviecError as error:
            faults = [Fault("", str(error))]
    will_be = await asyncio.to_thread(preview, found, visitor.now)
    return visitor.page(
        "plans/preview.html",
        422 if faults else 200,
        found=found,
        will_be=will_be,
        faults=faults,
        path=upload_path(found.row.id),
    )
