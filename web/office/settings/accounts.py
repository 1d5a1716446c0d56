"""`/cai-dat/tai-khoan`: who may sign in, for administrators; as `nhacviec user`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.access import ACCOUNT_ROLES
from rules.errors import NhacviecError
from scheduler.accounts import accounts as use
from scheduler.accounts.links import PATH, MadeLink, make_link
from scheduler.clock import local_day
from scheduler.reports.unit_names import unit_names
from web.forms import Fault
from web.office.settings.section import ADMINISTRATOR, LOOK, SECTION
from web.visitor import Visitor

ACCOUNTS = "/cai-dat/tai-khoan"
GIVEN = ("login", "person", "role", "unit")
TO_FIELDS: tuple[tuple[type[NhacviecError], str], ...] = (
    (use.LoginNameError, "login"),
    (use.TakenLoginError, "login"),
    (use.PersonNameError, "person"),
    (use.AccountUnitError, "unit"),
    (use.LastAdministratorError, "role"),
)
"""Beside which field a refusal stands."""


@SECTION.router.api_route(ACCOUNTS, methods=LOOK)
async def show(visitor: Annotated[Visitor, ADMINISTRATOR]) -> Response:
    """Every account, and the form for another."""
    return await _list(visitor)


@SECTION.router.post(ACCOUNTS)
async def add(visitor: Annotated[Visitor, ADMINISTRATOR]) -> Response:
    """As `nhacviec user add`; the link is on the page that answers and never again."""
    part = _part(visitor)
    if isinstance(part, Fault):
        return await _list(visitor, [part])
    login, person = visitor.fields.get("login", ""), visitor.fields.get("person", "")
    try:
        await asyncio.to_thread(
            use.create, visitor.office, login, person or login, part, at=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return await _list(visitor, [_fault(error)])
    return await _link(visitor, login)


@SECTION.router.api_route(ACCOUNTS + "/{login}", methods=LOOK)
async def show_one(login: str, visitor: Annotated[Visitor, ADMINISTRATOR]) -> Response:
    """One account, and what can be done with it."""
    return await _one(visitor, login)


@SECTION.router.post(ACCOUNTS + "/{login}/vai-tro")
async def give_part(login: str, visitor: Annotated[Visitor, ADMINISTRATOR]) -> Response:
    """As `nhacviec user role`."""
    part = _part(visitor)
    if isinstance(part, Fault):
        return await _one(visitor, login, [part])
    said = f"Từ nay {login} có vai trò {ACCOUNT_ROLES[part.role]}; người dùng phải đăng nhập lại."
    return await _do(visitor, login, partial(use.give_part, visitor.office, login, part), said)


@SECTION.router.post(ACCOUNTS + "/{login}/khoa")
async def disable(login: str, visitor: Annotated[Visitor, ADMINISTRATOR]) -> Response:
    """As `nhacviec user disable`; it may be enabled again on the same page."""
    said = f"Đã khóa tài khoản {login}; mọi phiên đang mở đã kết thúc."
    return await _do(visitor, login, partial(use.disable, visitor.office, login), said)


@SECTION.router.post(ACCOUNTS + "/{login}/mo-lai")
async def enable(login: str, visitor: Annotated[Visitor, ADMINISTRATOR]) -> Response:
    """As `nhacviec user enable`."""
    return await _do(visitor, login, partial(use.enable, visitor.office, login), f"Đã mở lại tài khoản {login}.")


@SECTION.router.post(ACCOUNTS + "/{login}/lien-ket")
async def give_link(login: str, visitor: Annotated[Visitor, ADMINISTRATOR]) -> Response:
    """As `nhacviec user passwd --link`."""
    try:
        return await _link(visitor, login)
    except NhacviecError as error:
        return await _one(visitor, login, [_fault(error)])


async def _link(visitor: Visitor, login: str) -> Response:
    made: MadeLink = await asyncio.to_thread(make_link, visitor.office, login, at=visitor.now, actor=visitor.actor)
    link = f"{visitor.site.machine.address}{PATH}{made.token}"
    return visitor.page("settings/account_link.html", made=made, link=link)


async def _do(visitor: Visitor, login: str, deed: Callable[..., object], said: str) -> Response:
    try:
        await asyncio.to_thread(deed, at=visitor.now, actor=visitor.actor)
    except NhacviecError as error:
        return await _one(visitor, login, [_fault(error)])
    return visitor.go(f"{ACCOUNTS}/{login}", said)


def _part(visitor: Visitor) -> use.Part | Fault:
    role = next((one for one in ACCOUNT_ROLES if one == visitor.fields.get("role")), None)
    unit = visitor.fields.get("unit") or None
    if role is None:
        return Fault("role", "Hãy chọn vai trò.")
    if role == "unit" and unit is None:
        return Fault("unit", "Hãy chọn đơn vị của tài khoản.")
    return use.Part(role, unit)


def _fault(error: NhacviecError) -> Fault:
    return Fault(next((field for kind, field in TO_FIELDS if isinstance(error, kind)), ""), str(error))


async def _list(visitor: Visitor, faults: Sequence[Fault] = ()) -> Response:
    found = await asyncio.to_thread(use.all_accounts, visitor.office)
    return visitor.page(
        "settings/accounts.html", 422 if faults else 200, found=found, **await _shared(visitor), faults=faults
    )


async def _one(visitor: Visitor, login: str, faults: Sequence[Fault] = ()) -> Response:
    found = await asyncio.to_thread(use.all_accounts, visitor.office)
    one = next((one for one in found if one.login == use.folded(login)), None)
    if one is None:
        raise HTTPException(404)
    return visitor.page(
        "settings/account.html", 422 if faults else 200, one=one, **await _shared(visitor), faults=faults
    )


async def _shared(visitor: Visitor) -> dict[str, object]:
    names = await asyncio.to_thread(unit_names, visitor.office, local_day(visitor.now))
    given = {name: visitor.fields.get(name, "") for name in GIVEN}
    return {"names": names, "roles": ACCOUNT_ROLES, "state_of": use.state_of, "given": given}
