"""`/thu/tam-dung`, `/thu/gui-tro-lai`: all mail held back; what is held, and the decision that ends it."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from typing import Annotated

from starlette.responses import Response

from rules.written_day import date_of
from scheduler.clock import LOCAL
from scheduler.delivering.pausing import UntilError, mark_as_sent, pause_delivery, send, until_within
from scheduler.reports.held_mails import Held, held_mails
from web.forms import Fault
from web.office.mails.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor

DECISIONS = {
    "send": "Gửi các thư đang giữ: chúng chưa tới người nhận, hoặc không rõ đã tới chưa",
    "mark_sent": "Coi các thư đang giữ là đã gửi: chúng đã tới người nhận, không gửi lại",
}
NO_INSTANT = Fault("until", "Lúc máy cũ ngừng gửi cần ghi giờ:phút và ngày/tháng/năm, ví dụ 16:30 31/3/2026.")


@SECTION.router.api_route("/thu/tam-dung", methods=LOOK)
async def ask(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """What pausing means, before it is done."""
    if await asyncio.to_thread(held_mails, visitor.office):
        return visitor.go("/thu/gui-tro-lai")
    return visitor.page("mails/pause.html")


@SECTION.router.post("/thu/tam-dung")
async def pause(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec outbox pause`; a pause after a restore stays what it is."""
    if not await asyncio.to_thread(held_mails, visitor.office):
        await asyncio.to_thread(pause_delivery, visitor.office, at=visitor.now, since=None, actor=visitor.actor)
    return visitor.go("/thu", "Đã tạm dừng gửi thư; thư đang gửi dở được gửi nốt.")


@SECTION.router.api_route("/thu/gui-tro-lai", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """What is held back, and the choices."""
    return await _page(visitor)


@SECTION.router.post("/thu/gui-tro-lai")
async def decide(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec outbox resume`."""
    office, decision, written = visitor.office, visitor.fields.get("decision"), visitor.fields.get("until", "").strip()
    held = await asyncio.to_thread(held_mails, office)
    if held is None:
        return visitor.go("/thu", "Thư đang được gửi bình thường, không có gì phải quyết định.")
    if decision == "send":
        count = await asyncio.to_thread(send, office, at=visitor.now, actor=visitor.actor)
        return visitor.go("/thu", f"Gửi trở lại từ bây giờ; {count} thư trong hàng đợi được gửi trước.")
    if decision != "mark_sent":
        return await _page(visitor, Fault("decision", "Hãy chọn gửi hay coi là đã gửi."))
    wished = _instant(written)
    if written and wished is None:
        return await _page(visitor, NO_INSTANT)
    try:
        until = until_within(held.pause, wished)
    except UntilError as error:
        return await _page(visitor, Fault("until", str(error)))
    done = await asyncio.to_thread(mark_as_sent, office, until, at=visitor.now, actor=visitor.actor)
    count = len(done.waited) + len(done.written)
    return visitor.go("/thu", f"Đã coi {count} thư là đã gửi; từ bây giờ gửi trở lại bình thường.")


async def _page(visitor: Visitor, fault: Fault | None = None) -> Response:
    found: Held | None = await asyncio.to_thread(held_mails, visitor.office, with_mails=True)
    given = {name: visitor.fields.get(name, "") for name in ("decision", "until")}
    faults = [fault] if fault else []
    status = 422 if fault else 200
    return visitor.page("mails/resume.html", status, found=found, given=given, choices=DECISIONS, faults=faults)


def _instant(text: str) -> dt.datetime | None:
    """16:30 31/3/2026, local."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)\s+(\S+)", text)
    day = date_of(found[3]) if found else None
    return dt.datetime.combine(day, dt.time(int(found[1]), int(found[2])), LOCAL) if found and day else None
