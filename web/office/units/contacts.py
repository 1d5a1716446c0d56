"""`/don-vi/thanh-tra/dia-chi?…`: one contact: absent and who hears meanwhile, written to again, written to no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.say import say_day
from rules.written_day import date_of
from scheduler.changes.unit_edits import UnitEditError, drop_contact, end_absence, enter_absence, resume_contact
from scheduler.clock import local_day
from scheduler.reports.unit_pages import ContactSeen, contact_seen
from web.forms import Fault
from web.office.units.one_unit import known_unit
from web.office.units.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor

FIELDS = {"first": "Ngày đầu vắng mặt", "last": "Ngày cuối vắng mặt"}
GIVEN = ("first", "last", "substitute")


@SECTION.router.api_route("/don-vi/{code}/dia-chi", methods=LOOK)
async def show(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """The contact that the query names by `vai-tro` and `hop-thu`."""
    query = visitor.request.query_params
    return await _page(visitor, code, query.get("vai-tro", ""), query.get("hop-thu", ""))


@SECTION.router.post("/don-vi/{code}/vang-mat")
async def absent(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec unit contact --absent`; the first day is today where none is given."""
    written = {name: visitor.fields.get(name, "").strip() for name in GIVEN}
    first = date_of(written["first"]) if written["first"] else local_day(visitor.now)
    last = date_of(written["last"])
    wrong = [name for name, day in (("first", first), ("last", last)) if day is None]
    if first is None or last is None:
        faults = [Fault(name, f"{FIELDS[name]} cần là một ngày có thật, ví dụ 31/3/2026.") for name in wrong]
        return await _page(visitor, code, *_named(visitor), faults)
    given: dict[str, Any] = {"days": (first, last), "substitute": written["substitute"] or None}
    until = f"vắng mặt từ {say_day(first)} đến hết {say_day(last)}"
    instead = f"thư gửi cho {written['substitute']}" if written["substitute"] else "thư gửi cho địa chỉ tiếp theo"
    return await _do(visitor, code, partial(enter_absence, **given), f"{{}} {until}; trong thời gian đó {instead}.")


@SECTION.router.post("/don-vi/{code}/co-mat")
async def present(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec unit contact --present`."""
    return await _do(visitor, code, end_absence, "{} không còn ghi vắng mặt; thư lại gửi tới địa chỉ này.")


@SECTION.router.post("/don-vi/{code}/gui-lai")
async def resume(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec unit contact --resume`."""
    return await _do(visitor, code, resume_contact, "Lại gửi thư tới {}.")


@SECTION.router.post("/don-vi/{code}/bo-dia-chi")
async def remove(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec unit contact --remove`; it may be added again on the page of the unit."""
    said = "Đã bỏ {}. Nếu bỏ nhầm, thêm lại ở mục Thêm địa chỉ."
    return await _do(visitor, code, drop_contact, said)


async def _do(visitor: Visitor, code: str, deed: Callable[..., None], said: str) -> Response:
    role, address = _named(visitor)
    await _known(visitor, code, role, address)
    try:
        await asyncio.to_thread(deed, visitor.office, code, role, address, at=visitor.now, actor=visitor.actor)
    except UnitEditError as error:
        return await _page(visitor, code, role, address, [Fault(error.about, str(error))])
    return visitor.go(f"/don-vi/{code}", said.replace("{}", address))


def _named(visitor: Visitor) -> tuple[str, str]:
    return visitor.fields.get("role", ""), visitor.fields.get("address", "")


async def _known(visitor: Visitor, code: str, role: str, address: str) -> ContactSeen:
    found = contact_seen(await known_unit(visitor, code), role, address)
    if found is None:
        raise HTTPException(404)
    return found


async def _page(visitor: Visitor, code: str, role: str, address: str, faults: Sequence[Fault] = ()) -> Response:
    unit = await known_unit(visitor, code)
    contact = contact_seen(unit, role, address)
    if contact is None:
        raise HTTPException(404)
    given = {name: visitor.fields.get(name, "") for name in GIVEN}
    status = 422 if faults else 200
    return visitor.page("units/contact.html", status, unit=unit, contact=contact, code=code, given=given, faults=faults)
