"""Who asks: every page of the office's site begins with `signed_in`, which lets in or refuses.

    @router.post("/viec/{number}")
    async def keep(number: int, visitor: Annotated[Visitor, signed_in("monitor")]) -> Response: ...

Whoever is not signed in is sent to sign in; whoever has another role is refused. A form is read here, within its
limits, and refused unless it came from a page of this very session (a token in it, and what the browser says of its
origin), so no handler can forget to ask.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rules.access import ACCOUNT_ROLES, AccountRole
from rules.errors import NhacviecError
from scheduler.accounts.signing_in import SignedIn, who_sits
from scheduler.answering.attachments import Sent
from scheduler.office import Office, Settings
from web.cookies import SAID, SESSION, Cookies
from web.desk import Desk
from web.forms import first_of_each, read_pairs
from web.machine import Machine
from web.navigation import Section, menu
from web.pages import page
from web.uploads import read_with_file

LOOKING = ("GET", "HEAD")


class NotSignedInError(NhacviecError):
    """Chưa đăng nhập."""


class NotForRoleError(NhacviecError):
    """Trang này không dành cho tài khoản vai trò {role}."""


class StaleFormError(NhacviecError):
    """Biểu mẫu đã cũ hoặc không phải của phiên đăng nhập này; chưa ghi gì."""


class TooHastyError(NhacviecError):
    """Quá nhiều lần gửi; hãy chờ một phút rồi thử lại."""


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share; `app.state.site`."""

    desk: Desk
    cookies: Cookies
    sections: tuple[Section, ...]
    machine: Machine = field(default_factory=Machine)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in, at one request of his. `now` is aware; `pairs` and `file` are what a form brought."""

    request: Request
    site: Site
    who: SignedIn
    now: dt.datetime
    pairs: Sequence[tuple[str, str]] = ()
    file: Sent | None = None
    fields: Mapping[str, str] = field(init=False)
    """The first value of each field."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", first_of_each(self.pairs))

    @property
    def office(self) -> Office:
        """What use cases work on."""
        return self.site.desk.office

    @property
    def actor(self) -> str:
        """Who the history says it was."""
        return self.who.login

    def all_of(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for given, value in self.pairs if given == name]

    def sees_unit(self, code: str | None) -> bool:
        """Whether what belongs to that unit is for this visitor: units see only their own."""
        return self.who.role != "unit" or (code is not None and code == self.who.unit)

    def only_own(self, code: str | None) -> None:
        """404 for what belongs to another unit, as if there were no such thing."""
        if not self.sees_unit(code):
            raise HTTPException(404)

    def address(self, **changed: object) -> str:
        """This page's address with other values in its query; None takes one out."""
        query = dict(self.request.query_params) | changed
        kept = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{self.request.url.path}?{urlencode(kept)}" if kept else self.request.url.path

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The page of that template, in the frame."""
        said = self.site.cookies.said(self.request, self.who.token)
        response = page(template, status, **(self.frame() | values), said=said)
        if said:
            self.site.cookies.drop(response, SAID)
        return response

    def frame(self) -> dict[str, Any]:
        """What `frame.html` needs beside the page's own values."""
        return {
            "office": self.office.settings.name,
            "visitor": self,
            "role_words": ACCOUNT_ROLES[self.who.role],
            "menu": menu(self.site.sections, self.who.role, self.request.url.path),
            "form": self.site.desk.form_token(self.who.token),
        }

    def go(self, path: str, said: str = "") -> Response:
        """Send the browser to a page of ours after a form, which then begins with what was done."""
        response = RedirectResponse(path, 303)
        if said:
            self.site.cookies.say(response, said, self.who.token)
        return response


def signed_in(*roles: AccountRole, most_file: int | Callable[[Settings], int] = 0) -> Any:
    """Let in accounts of these roles (any, where none is named). `most_file`: the bytes of a file that forms may bring,
    or which setting says it.

    Handlers take it as `Annotated[Visitor, signed_in(…)]`.
    """

    async def let_in(request: Request) -> Visitor:
        visitor = await whoever(request)
        if visitor is None:
            raise NotSignedInError
        if roles and visitor.who.role not in roles:
            raise NotForRoleError(role=ACCOUNT_ROLES[visitor.who.role])
        desk, session = visitor.site.desk, visitor.who.token
        if request.method in LOOKING:
            if not desk.may_look(request, session):
                raise TooHastyError
            return visitor
        if not desk.may_send(request, session):
            raise TooHastyError
        most = most_file if isinstance(most_file, int) else most_file(visitor.office.settings)
        return await _with_form(visitor, most)

    return Depends(let_in)


async def whoever(request: Request) -> Visitor | None:
    """Who asks, where somebody is signed in; forms are not read."""
    site: Site = request.app.state.site
    token, now = site.cookies.read(request, SESSION), site.desk.clock()
    who = await asyncio.to_thread(who_sits, site.desk.office, token, now) if token else None
    return Visitor(request, site, who, now) if who else None


async def _with_form(visitor: Visitor, most_file: int) -> Visitor:
    request, desk, token = visitor.request, visitor.site.desk, visitor.who.token
    if comes_from_elsewhere(request, desk):
        raise StaleFormError

    def ours(fields: Mapping[str, str]) -> bool:
        return desk.is_ours(fields.get("form", ""), token)

    if most_file:
        fields, file = await read_with_file(request, ours, most_file)
        pairs = list(fields.items())
    else:
        pairs, file = await read_pairs(request), None
    if not ours(first_of_each(pairs)):
        raise StaleFormError
    return Visitor(request, visitor.site, visitor.who, visitor.now, pairs, file)


def comes_from_elsewhere(request: Request, desk: Desk) -> bool:
    """Whether the browser says that a page of others sent the form; one that says nothing is judged by the token."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin", "null")
    if origin == "null":  # what browsers send where our pages forbid the Referer
        return False
    return urlsplit(origin).netloc not in (
        request.headers.get("Host", ""),
        urlsplit(desk.office.settings.public_url).netloc or None,
    )
