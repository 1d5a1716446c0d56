"""`/don-vi/thanh-tra`: one unit; an address or a name added, a name dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from starlette.exceptions import HTTPException
from starlette.responses import Response

from scheduler.changes.unit_edits import UnitEditError, drop_alias, enter_alias, enter_contact
from scheduler.clock import local_day
from scheduler.reports.unit_pages import UnitSeen, unit_seen
from web.forms import Fault
from web.office.units.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor

GIVEN = ("role", "address", "name", "spelling")


@SECTION.router.api_route("/don-vi/{code}", methods=LOOK)
async def show(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """All that the register holds of it."""
    return await _page(visitor, code)


@SECTION.router.post("/don-vi/{code}/them-dia-chi")
async def add_contact(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec unit contact --add`."""
    found = await known_unit(visitor, code)
    address, name = (visitor.fields.get(one, "").strip() for one in ("address", "name"))
    role = next((one for one in found.roles if one == visitor.fields.get("role")), None)
    if role is None:
        return await _page(visitor, code, [Fault("role", "Hãy chọn vai trò của địa chỉ.")])
    try:
        await asyncio.to_thread(
            enter_contact, visitor.office, code, role, address, name=name, at=visitor.now, actor=visitor.actor
        )
    except UnitEditError as error:
        return await _page(visitor, code, [Fault("address", str(error))])
    return visitor.go(f"/don-vi/{code}", f"Đã thêm {address} ({found.roles[role]}).")


@SECTION.router.post("/don-vi/{code}/them-ten-goi")
async def add_alias(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec unit alias`."""
    await known_unit(visitor, code)
    spelling = visitor.fields.get("spelling", "")
    try:
        await asyncio.to_thread(enter_alias, visitor.office, code, spelling, at=visitor.now, actor=visitor.actor)
    except UnitEditError as error:
        return await _page(visitor, code, [Fault("spelling", str(error))])
    return visitor.go(
        f"/don-vi/{code}", f"Từ nay kế hoạch ghi «{spelling}» là đơn vị này. Kế hoạch đã nhập giữ nguyên."
    )


@SECTION.router.post("/don-vi/{code}/bo-ten-goi")
async def remove_alias(code: str, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec unit alias --remove`; it may be added again on the same page."""
    await known_unit(visitor, code)
    dropped = visitor.fields.get("dropped", "")
    try:
        await asyncio.to_thread(drop_alias, visitor.office, code, dropped, at=visitor.now, actor=visitor.actor)
    except UnitEditError as error:
        return await _page(visitor, code, [Fault("", str(error))])
    said = f"Từ nay «{dropped}» không còn là tên gọi của đơn vị này. Kế hoạch đã nhập giữ nguyên."
    return visitor.go(f"/don-vi/{code}", said)


async def known_unit(visitor: Visitor, code: str) -> UnitSeen:
    """The unit of that code, or 404."""
    found = await asyncio.to_thread(unit_seen, visitor.office, code, local_day(visitor.now))
    if found is None:
        raise HTTPException(404)
    return found


async def _page(visitor: Visitor, code: str, faults: Sequence[Fault] = ()) -> Response:
    found = await known_unit(visitor, code)
    given = {name: visitor.fields.get(name, "") for name in GIVEN}
    return visitor.page("units/unit.html", 422 if faults else 200, found=found, code=code, given=given, faults=faults)
