"""A plan is taken back or closed, each on a page that says first what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from rules.errors import NhacviecError
from rules.status import STATUS_WORDS, status_of
from scheduler.clock import local_day
from scheduler.planning.closing import (
    Closing,
    Decided,
    NoCancelReasonError,
    UndecidedDutyError,
    Verdict,
    Verdicts,
    close,
    preview,
)
from scheduler.planning.undoing import AmendedOnceError, DoneAlreadyError, undo
from scheduler.reports.plan_pages import PlanPage
from web.forms import Fault, page_number
from web.office.plans.listing import page_of
from web.office.plans.section import LOOK, SECTION, Actor
from web.visitor import Visitor

EACH = 40
"""Open obligations on one page."""
VERDICT_WORDS: Mapping[Verdict, str] = {
    "finish": "làm tiếp cho đến khi xong, vẫn nhắc hạn",
    "carry": "chuyển sang việc cùng nội dung của kế hoạch khác",
    "cancel": "hủy, không nhắc nữa",
}
SAID = {
    "amendment": "Đã hủy lần sửa đổi mới nhất; kế hoạch trở lại như trước.",
    "plan": "Đã hủy việc nạp kế hoạch; không đơn vị nào được nhắc về kế hoạch này nữa.",
    "closing": "Đã mở lại kế hoạch.",
}


@SECTION.router.api_route("/ke-hoach/{number:int}/huy", methods=LOOK)
async def ask_undo(number: int, visitor: Actor) -> Response:
    """What would be taken back."""
    found, _ = await page_of(number, visitor)
    return _undo_page(visitor, found)


@SECTION.router.post("/ke-hoach/{number:int}/huy")
async def take_undo(number: int, visitor: Actor) -> Response:
    """Take it back: what the page said, and nothing that came after it."""
    found, _ = await page_of(number, visitor)
    if visitor.fields.get("what") != _undone_by(found):
        return _undo_page(visitor, found, Fault("", "Kế hoạch vừa thay đổi; hãy xem lại trang này rồi làm tiếp."))
    why, sure = " ".join(visitor.fields.get("why", "").split())[:500], visitor.fields.get("sure") == "co"
    try:
        done = await asyncio.to_thread(
            undo, visitor.office, number, why=why or None, sure=sure, at=visitor.now, actor=visitor.actor
        )
    except (DoneAlreadyError, AmendedOnceError):
        said = "Kế hoạch đã có kết quả hoặc đã từng sửa đổi: hãy đánh dấu vào ô xác nhận nếu vẫn muốn hủy cả việc nạp."
        return _undo_page(visitor, found, Fault("sure", said))
    except NhacviecError as error:
        return _undo_page(visitor, found, Fault("", str(error)))
    return visitor.go(f"/ke-hoach/{number}", SAID[done.what])


def _undone_by(found: PlanPage) -> str:
    """What undoing takes back as the plan stands; empty where nothing can be."""
    if found.standing.plan.status == "closed":
        return "closing"
    if found.standing.plan.status != "adopted":
        return ""
    in_force = [row for row in found.standing.amended if row.undone_at is None]
    return f"amendment:{in_force[-1].id}" if in_force else "plan"


def _undo_page(visitor: Visitor, found: PlanPage, fault: Fault | None = None) -> Response:
    in_force = [row for row in found.standing.amended if row.undone_at is None]
    return visitor.page(
        "plans/undo.html",
        422 if fault else 200,
        found=found,
        plan=found.standing.plan,
        what=_undone_by(found),
        amendment=in_force[-1] if in_force else None,
        given=visitor.fields,
        faults=[fault] if fault else [],
    )


@SECTION.router.api_route("/ke-hoach/{number:int}/dong", methods=LOOK)
async def ask_close(number: int, visitor: Actor) -> Response:
    """The obligations that are open, each to be decided."""
    await page_of(number, visitor)
    return await _close_page(visitor, number)


@SECTION.router.post("/ke-hoach/{number:int}/dong")
async def take_close(number: int, visitor: Actor) -> Response:
    """Show what the decisions come to, then close as shown."""
    await page_of(number, visitor)
    said, why = _verdicts(visitor.fields), " ".join(visitor.fields.get("why", "").split())[:500]
    try:
        found = await asyncio.to_thread(preview, visitor.office, number, said, visitor.now)
        if found.undecided:
            left = len(found.undecided)
            fault = Fault(
                "rest", f"Còn {left} việc chưa có quyết định; hãy chọn cho từng việc hoặc cho các việc còn lại."
            )
            return await _close_page(visitor, number, fault)
        if found.of("cancel") and not why:
            return await _close_page(visitor, number, Fault("why", "Hãy ghi lý do hủy; lý do được nêu trong thư."))
        if visitor.fields.get("sure") != "co":
            return await _close_page(visitor, number, shown=found)
        await asyncio.to_thread(
            close, visitor.office, number, said, why=why or None, at=visitor.now, actor=visitor.actor
        )
    except (UndecidedDutyError, NoCancelReasonError):
        fault = Fault("", "Kế hoạch vừa thay đổi; hãy xem lại các việc còn mở rồi làm tiếp.")
        return await _close_page(visitor, number, fault)
    except NhacviecError as error:
        return await _close_page(visitor, number, Fault("", str(error)))
    said_so = "Đã đóng kế hoạch; các đơn vị liên quan nhận thư trong giờ gửi thư. Nếu nhầm, chọn «Mở lại kế hoạch»."
    return visitor.go(f"/ke-hoach/{number}", said_so)


def _verdicts(fields: Mapping[str, str]) -> Verdicts:
    """What the form says of each obligation (`viec-12`), and of the rest."""
    by: dict[str, list[int]] = {verdict: [] for verdict in VERDICT_WORDS}
    for name, verdict in fields.items():
        number = name.removeprefix("viec-")
        if name.startswith("viec-") and number.isdecimal() and verdict in by:
            by[verdict].append(int(number))
    rest = next((verdict for verdict in VERDICT_WORDS if verdict == fields.get("rest")), None)
    return Verdicts(tuple(by["finish"]), tuple(by["cancel"]), dict.fromkeys(by["carry"]), rest)


async def _close_page(
    visitor: Visitor, number: int, fault: Fault | None = None, shown: Closing | None = None
) -> Response:
    """`shown`: what the decisions come to, to be confirmed."""
    faults, found = [fault] if fault else [], shown
    if found is None:
        try:
            found = await asyncio.to_thread(preview, visitor.office, number, Verdicts(), visitor.now)
        except NhacviecError as error:
            faults = [Fault("", str(error))]
    decided, at = found.decided if found else (), page_number(visitor.request.query_params)
    rows = [_row(one, visitor) for one in decided[(at - 1) * EACH : at * EACH]]
    here = {f"viec-{one['number']}" for one in rows}
    said = {name: value for name, value in visitor.fields.items() if name.startswith("viec-") and value}
    return visitor.page(
        "plans/close.html",
        422 if faults else 200,
        found=found,
        number=number,
        rows=rows,
        confirming=shown is not None,
        counts={words: len(shown.of(verdict)) for verdict, words in VERDICT_WORDS.items()} if shown else {},
        at=at,
        more=len(decided) > at * EACH,
        kept={name: value for name, value in said.items() if shown or name not in here},
        verdicts=VERDICT_WORDS,
        given=visitor.fields,
        faults=faults,
    )


def _row(one: Decided, visitor: Visitor) -> dict[str, Any]:
    row, today = one.matter.row, local_day(visitor.now)
    status = status_of(row.state, row.in_time_until, row.done_on, today, doubted=row.doubted)
    return {
        "number": row.id,
        "task": one.matter.task,
        "due": row.due,
        "status": status,
        "words": STATUS_WORDS[status],
        "verdict": one.verdict,
        "into": one.into,
    }
