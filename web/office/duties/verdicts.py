"""What the monitor decides of an obligation: a page that says what will happen, then the form on it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.errors import NhacviecError
from rules.say import say_day
from rules.written_day import date_of
from scheduler.answering.answers import EarlyDayError, FutureDayError, NoReasonError, report_done
from scheduler.answering.verdicts import cancel, confirm, keep, reopen
from scheduler.clock import local_day
from scheduler.reports.duty_pages import DutyPage
from web.forms import LONGEST, Fault
from web.office.duties.listing import LOOK, SECTION
from web.office.duties.pages import ACTORS, seen_duty
from web.visitor import Visitor, signed_in

Actor: TypeAlias = Annotated[Visitor, signed_in(*ACTORS)]
BACK = "Nếu ghi nhầm, mở lại việc ở trang này."


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to decide. `can` names it in `DutyPage.can`; `fields` are asked for; `said` what was done."""

    can: str
    title: str
    button: str
    told: str
    fields: tuple[str, ...]
    do: Callable[..., object]
    said: str
    danger: bool = False


ACTS: Mapping[str, Act] = {
    "hoan-thanh": Act(
        "done",
        "Ghi hoàn thành",
        "Ghi việc đã hoàn thành",
        "Việc được ghi là đơn vị chủ trì đã hoàn thành; từ đó không ai bị nhắc về việc này nữa.",
        ("on", "document"),
        report_done,
        f"Đã ghi việc số {{number}} hoàn thành ngày {{on}}. {BACK}",
    ),
    "xac-nhan": Act(
        "confirm",
        "Xác nhận báo cáo chậm",
        "Xác nhận đã hoàn thành đúng ngày báo",
        "Báo cáo đến muộn so với ngày hoàn thành. Khi xác nhận, việc được tính theo ngày hoàn thành mà đơn vị báo.",
        ("by",),
        confirm,
        "Đã xác nhận báo cáo của việc số {number}; đơn vị được báo bằng thư.",
    ),
    "mo-lai": Act(
        "reopen",
        "Mở lại việc",
        "Mở lại việc này",
        "Việc trở lại đang mở với thời hạn như cũ; đơn vị được báo bằng thư kèm lý do và được nhắc tiếp.",
        ("why",),
        reopen,
        "Đã mở lại việc số {number}; đơn vị được báo bằng thư.",
    ),
    "huy": Act(
        "cancel",
        "Thôi giao việc",
        "Thôi giao việc này",
        "Không ai bị nhắc về việc này nữa; đơn vị được báo bằng thư kèm lý do.",
        ("why",),
        cancel,
        f"Đã thôi giao việc số {{number}}. {BACK}",
        danger=True,
    ),
    "van-giao": Act(
        "keep",
        "Vẫn giao đơn vị",
        "Vẫn giao việc này cho đơn vị",
        "Đơn vị đã báo không phải việc của mình. Khi vẫn giao, đơn vị được báo bằng thư kèm lý do.",
        ("why",),
        keep,
        "Đã ghi: việc số {number} vẫn giao đơn vị; đơn vị được báo bằng thư.",
    ),
}
LABELS = {
    "on": "Ngày hoàn thành",
    "document": "Văn bản, sản phẩm",
    "why": "Lý do",
    "by": "Người xác nhận",
}
_BESIDE: tuple[tuple[type[NhacviecError], str], ...] = (
    (FutureDayError, "on"),
    (EarlyDayError, "on"),
    (NoReasonError, "why"),
)


@SECTION.router.api_route("/viec/{number}/{act}", methods=LOOK)
async def ask(number: int, act: str, visitor: Actor) -> Response:
    """What will happen, with the form that does it."""
    seen, chosen = await seen_duty(number, visitor), _act(act)
    given = {"on": say_day(local_day(visitor.now)), "by": visitor.who.person}
    return _page(visitor, seen, act, chosen, given)


@SECTION.router.post("/viec/{number}/{act}")
async def take(number: int, act: str, visitor: Actor) -> Response:
    """Done by the use case of the command line, under the visitor's name."""
    seen, chosen = await seen_duty(number, visitor), _act(act)
    typed = {name: " ".join(visitor.fields.get(name, "").split()) for name in chosen.fields}
    on = date_of(typed.get("on", ""))
    if faults := list(_wrong(typed, on)):
        return _page(visitor, seen, act, chosen, typed, faults)
    given: dict[str, Any] = {**typed, "on": on} if "on" in typed else dict(typed)
    if "document" in given:
        given["document"] = given["document"] or None
    try:
        await asyncio.to_thread(chosen.do, visitor.office, number, at=visitor.now, actor=visitor.actor, **given)
    except NhacviecError as error:
        field = next((name for kind, name in _BESIDE if isinstance(error, kind)), "")
        return _page(visitor, seen, act, chosen, typed, [Fault(field, str(error))])
    return visitor.go(f"/viec/{number}", chosen.said.format(number=number, on=say_day(on) if on else ""))


def _act(name: str) -> Act:
    if name not in ACTS:
        raise HTTPException(404)
    return ACTS[name]


def _wrong(typed: Mapping[str, str], on: dt.date | None) -> Sequence[Fault]:
    faults = []
    if "on" in typed and on is None:
        faults.append(Fault("on", "Ngày hoàn thành cần là một ngày có thật, ví dụ 31/3/2026."))
    if typed.get("why") == "":
        faults.append(Fault("why", "Hãy ghi lý do; lý do được ghi trong thư gửi đơn vị và trong nhật ký."))
    if typed.get("by") == "":
        faults.append(Fault("by", "Hãy ghi họ tên người xác nhận."))
    for name, most in (("why", LONGEST["note"]), ("document", LONGEST["document"]), ("by", LONGEST["address"])):
        if len(typed.get(name, "")) > most:
            faults.append(Fault(name, f"{LABELS[name]} quá dài: nhiều nhất {most} chữ cái."))
    return faults


def _page(
    visitor: Visitor, seen: DutyPage, name: str, act: Act, given: Mapping[str, str], faults: Sequence[Fault] = ()
) -> Response:
    """Where it cannot be done as things stand, the page says so and has no form."""
    possible = act.can in seen.can
    values = {field: given.get(field, "") for field in LABELS}
    status = 422 if faults else 200 if possible else 409
    return visitor.page(
        "duties/verdict.html",
        status,
        seen=seen,
        act=act,
        action=f"/viec/{seen.number}/{name}",
        given=values,
        labels=LABELS,
        possible=possible,
        faults=faults,
    )
