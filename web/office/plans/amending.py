"""An amended text compared with the plan in force, which task is which, and its adoption."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.clock import local_day
from scheduler.planning.change_lines import change_lines
from scheduler.planning.plan_changes import PlanChanges
from scheduler.uploads.answering import take_pairs
from scheduler.uploads.carrying_out import carry_out_amendment, changes, refuse_at_once
from scheduler.uploads.paper import Paper, paper
from web.forms import Fault
from web.office.plans.adopting import seen_version
from web.office.plans.section import LOOK, SECTION, Actor, upload_path
from web.visitor import Visitor

NEW = "-"
"""What stands for: none of the plan's tasks."""
PAGE = "so-sanh"


@SECTION.router.api_route("/ke-hoach/tep/{number:int}/so-sanh", methods=LOOK)
async def show(number: int, visitor: Actor) -> Response:
    """What the amended text changes."""
    return await _page(visitor, await asyncio.to_thread(paper, visitor.office, number))


@SECTION.router.post("/ke-hoach/tep/{number:int}/so-sanh")
async def take_answers(number: int, visitor: Actor) -> Response:
    """Which task is which."""
    given = {name.removeprefix("cap-"): old for name, old in visitor.pairs if name.startswith("cap-") and old}
    found = await asyncio.to_thread(paper, visitor.office, number)
    if not given:
        return await _page(visitor, found, Fault("", "Hãy chọn nhiệm vụ cũ hoặc «nhiệm vụ mới» cho từng câu hỏi."))
    pairs = {new: "" if old == NEW else old for new, old in given.items()}
    await asyncio.to_thread(take_pairs, visitor.office, number, pairs)
    return visitor.go(upload_path(number, PAGE), "Đã ghi cách ghép nhiệm vụ.")


@SECTION.router.post("/ke-hoach/tep/{number:int}/ap-dung")
async def take(number: int, visitor: Actor) -> Response:
    """Let it be the plan's text from now on."""
    version = seen_version(visitor)
    try:
        done = await asyncio.to_thread(
            carry_out_amendment, visitor.office, number, version, at=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return await _page(visitor, await asyncio.to_thread(paper, visitor.office, number), Fault("", str(error)))
    told = f"{done.told} đơn vị nhận thư" if done.told else "không đơn vị nào có việc thay đổi"
    said = f"Đã sửa đổi kế hoạch theo {done.amendment.label}; {told}. Nếu nhầm, chọn «Hủy lần sửa đổi mới nhất»."
    return visitor.go(f"/ke-hoach/{done.plan.id}", said)


async def _page(visitor: Visitor, found: Paper, fault: Fault | None = None) -> Response:
    if found.row.amends is None:
        return visitor.go(upload_path(found.row.id, "xem-truoc"))
    faults, differing = [fault] if fault else [], None
    try:
        differing = await asyncio.to_thread(_changes, visitor, found)
        if not faults:
            await asyncio.to_thread(refuse_at_once, visitor.office, found)
    except NhacviecError as error:
        faults = [Fault("", str(error))]
    parts = change_lines(differing, found.known.register.name_of) if differing else ()
    texts = {one.new.name: one.new.text for one in differing.added if one.new} if differing else {}
    old = {one.old.name: one.old.text for one in differing.dropped if one.old} if differing else {}
    return visitor.page(
        "plans/changes.html",
        422 if faults else 200,
        found=found,
        changes=differing,
        parts=parts,
        texts=texts,
        old=old,
        new=NEW,
        faults=faults,
        path=upload_path(found.row.id),
    )


def _changes(visitor: Visitor, found: Paper) -> PlanChanges:
    return changes(visitor.office, found, local_day(visitor.now))
