"""Signing in and out (`/dang-nhap`, `/dang-xuat`), a password chosen by a link (`/mat-khau/TOKEN`), one's own account.

Looking changes nothing here either: whatever opens a link before its reader does not use it up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rules.errors import NhacviecError
from scheduler.accounts.accounts import LoginNameError, PersonNameError, TakenLoginError
from scheduler.accounts.links import PATH, UsedLinkError, choose, look, make_first
from scheduler.accounts.passwords import LONGEST, SHORTEST, WeakPasswordError
from scheduler.accounts.signing_in import (
    TooManyTriesError,
    WrongPasswordError,
    WrongPresentPasswordError,
    change_password,
    sign_in,
    sign_out,
)
from scheduler.accounts.tokens import fresh_token
from web.cookies import BEFORE, SESSION
from web.desk import too_many, visitor_address
from web.forms import Fault, read_form
from web.own_path import own_path
from web.pages import message, page
from web.visitor import Site, Visitor, comes_from_elsewhere, signed_in, whoever

router = APIRouter()
LOOK = ["GET", "HEAD"]

SAID = {
    "ra": "Đã đăng xuất.",
    "mat-khau": "Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới.",
}
STALE = Fault("", "Trang đăng nhập đã cũ; hãy nhập lại rồi gửi.")
UNLIKE = Fault("again", "Hai lần nhập mật khẩu chưa giống nhau.")
NEEDED = {"name": "Hãy nhập tên đăng nhập.", "password": "Hãy nhập mật khẩu."}
TO_FIELDS: tuple[tuple[type[NhacviecError], str], ...] = (
    (WrongPasswordError, "name"),
    (TooManyTriesError, "name"),
    (LoginNameError, "name"),
    (TakenLoginError, "name"),
    (PersonNameError, "person"),
    (WrongPresentPasswordError, "present"),
    (WeakPasswordError, "password"),
)
"""Beside which field a refusal stands."""


@router.api_route("/dang-nhap", methods=LOOK)
async def show_sign_in(request: Request) -> Response:
    """The form; whoever is signed in already goes on."""
    wanted = own_path(request.query_params.get("tiep", "/"))
    if await whoever(request):
        return RedirectResponse(wanted, 303)
    said = SAID.get(request.query_params.get("da", ""), "")
    return _sign_in_page(request, {"tiep": wanted}, said=said)


@router.post("/dang-nhap")
async def take_sign_in(request: Request) -> Response:
    """A new session, whatever the browser had before."""
    site: Site = request.app.state.site
    desk, cookies = site.desk, site.cookies
    if not desk.may_send(request):
        return too_many()
    fields = await read_form(request)
    before = cookies.read(request, BEFORE)
    if not before or comes_from_elsewhere(request, desk) or not desk.is_ours(fields.get("form", ""), before):
        return _sign_in_page(request, fields, [STALE], 403)
    if missing := [Fault(name, said) for name, said in NEEDED.items() if not fields.get(name, "").strip()]:
        return _sign_in_page(request, fields, missing, 422)
    given, address = (fields["name"], fields["password"]), visitor_address(request)
    try:
        who = await asyncio.to_thread(sign_in, desk.office, *given, address=address, at=desk.clock())
    except TooManyTriesError as error:
        response = _sign_in_page(request, fields, _faults(error), 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except WrongPasswordError as error:
        return _sign_in_page(request, fields, _faults(error), 422)
    if old := cookies.read(request, SESSION):
        await asyncio.to_thread(sign_out, desk.office, old, at=desk.clock())
    response = RedirectResponse(own_path(fields.get("tiep", "/")), 303)
    cookies.give(response, SESSION, who.token)
    cookies.drop(response, BEFORE)
    return response


@router.post("/dang-xuat")
async def take_sign_out(visitor: Annotated[Visitor, signed_in()]) -> Response:
    """End this session."""
    await asyncio.to_thread(sign_out, visitor.office, visitor.who.token, at=visitor.now)
    response = RedirectResponse("/dang-nhap?da=ra", 303)
    visitor.site.cookies.drop(response, SESSION)
    return response


@router.api_route(PATH + "{token}", methods=LOOK)
async def show_link(request: Request, token: str) -> Response:
    """The form by which a password is chosen."""
    return await _link_page(request, token, {})


@router.post(PATH + "{token}")
async def take_link(request: Request, token: str) -> Response:
    """Keep the password that was chosen; the link is used up."""
    desk = request.app.state.site.desk
    if not desk.may_send(request):
        return too_many()
    fields = await read_form(request)
    if comes_from_elsewhere(request, desk) or not desk.is_ours(fields.get("form", ""), token):
        return await _link_page(request, token, fields, [Fault("", "Trang đã cũ; hãy nhập lại rồi gửi.")], 403)
    password = fields.get("password", "")
    if password != fields.get("again", ""):
        return await _link_page(request, token, fields, [UNLIKE], 422)
    try:
        chooser = await asyncio.to_thread(look, desk.office, token, desk.clock())
        if chooser.login is None:
            names = fields.get("name", ""), fields.get("person", "")
            await asyncio.to_thread(make_first, desk.office, token, *names, password, at=desk.clock())
        else:
            await asyncio.to_thread(choose, desk.office, token, password, at=desk.clock())
    except UsedLinkError as error:
        return _used(error)
    except NhacviecError as error:
        return await _link_page(request, token, fields, _faults(error), 422)
    return RedirectResponse("/dang-nhap?da=mat-khau", 303)


@router.api_route("/tai-khoan", methods=LOOK)
async def show_account(visitor: Annotated[Visitor, signed_in()]) -> Response:
    """Who one is here, and the form for another password."""
    return _account_page(visitor)


@router.post("/tai-khoan/mat-khau")
async def take_password(visitor: Annotated[Visitor, signed_in()]) -> Response:
    """Another password: all other browsers are signed out, this one goes on in a new session."""
    present, password = visitor.fields.get("present", ""), visitor.fields.get("password", "")
    if password != visitor.fields.get("again", ""):
        return _account_page(visitor, [UNLIKE])
    try:
        who = await asyncio.to_thread(change_password, visitor.office, visitor.who, present, password, at=visitor.now)
    except TooManyTriesError as error:
        return _account_page(visitor, [Fault("present", str(error))], 429)
    except NhacviecError as error:
        return _account_page(visitor, _faults(error))
    response = RedirectResponse("/tai-khoan", 303)
    visitor.site.cookies.give(response, SESSION, who.token)
    visitor.site.cookies.say(response, "Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất.", who.token)
    return response


def _sign_in_page(
    request: Request, fields: Mapping[str, str], faults: Sequence[Fault] = (), status: int = 200, said: str = ""
) -> Response:
    site: Site = request.app.state.site
    before = site.cookies.read(request, BEFORE)
    fresh = before or fresh_token()
    response = page(
        "sign_in.html",
        status,
        office=site.desk.office.settings.name,
        form=site.desk.form_token(fresh),
        tiep=own_path(fields.get("tiep", "/")),
        name=fields.get("name", ""),
        faults=faults,
        said=said,
    )
    if not before:
        site.cookies.give(response, BEFORE, fresh)
    return response


async def _link_page(
    request: Request, token: str, fields: Mapping[str, str], faults: Sequence[Fault] = (), status: int = 200
) -> Response:
    desk = request.app.state.site.desk
    if not desk.may_look(request):
        return too_many()
    try:
        chooser = await asyncio.to_thread(look, desk.office, token, desk.clock())
    except UsedLinkError as error:
        return _used(error)
    return page(
        "choose_password.html",
        status,
        office=desk.office.settings.name,
        form=desk.form_token(token),
        chooser=chooser,
        action=f"{PATH}{token}",
        given={name: fields.get(name, "") for name in ("name", "person")},
        lengths=(SHORTEST, LONGEST),
        faults=faults,
    )


def _account_page(visitor: Visitor, faults: Sequence[Fault] = (), status: int = 422) -> Response:
    return visitor.page("account.html", status if faults else 200, faults=faults, lengths=(SHORTEST, LONGEST))


def _used(error: UsedLinkError) -> Response:
    return message("Liên kết không dùng được", str(error), 410)


def _faults(error: NhacviecError) -> list[Fault]:
    return [Fault(next((name for kind, name in TO_FIELDS if isinstance(error, kind)), ""), str(error))]
