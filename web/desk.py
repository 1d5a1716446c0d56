"""What every page has in common: the office, its clock, how much a visitor may ask, what is said of a bad link."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.answering.link_page import ExpiredLinkError, MovedLinkError, SpoiledLinkError
from scheduler.answering.links import form_token, is_form_token
from scheduler.office import Office, world
from web.forms import Fault
from web.pages import message, page
from web.protection import Limiter

log = logging.getLogger(__name__)

FORMS_A_MINUTE, PAGES_A_MINUTE = 30, 240
BAD_LINK = (SpoiledLinkError, ExpiredLinkError, MovedLinkError)
STALE = Fault("choice", "Trang đã cũ hoặc biểu mẫu không phải của trang này; hãy mở lại liên kết rồi gửi lại.")


class Desk:
    """Shared by the handlers of one office; `clock` gives the present instant."""

    def __init__(self, office: Office, clock: Callable[[], dt.datetime]) -> None:
        self.office, self.clock = office, clock
        self.key = world(office).link_key
        self._forms, self._pages = Limiter(FORMS_A_MINUTE, clock), Limiter(PAGES_A_MINUTE, clock)

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies are for https alone."""
        return self.office.settings.public_url.startswith("https://")

    def may_look(self, request: Request, who: str | None = None) -> bool:
        """Count a page for its visitor, or for `who` is signed in."""
        return self._pages.allows(who or visitor_address(request))

    def may_send(self, request: Request, who: str | None = None) -> bool:
        """Count a form for its visitor, or for `who` is signed in."""
        return self._forms.allows(who or visitor_address(request))

    def form_token(self, token: str) -> str:
        """What the forms on the page of `token` bring back."""
        return form_token(token, self.key)

    def is_ours(self, form: str, token: str) -> bool:
        """Whether a form came from the page of `token`."""
        return is_form_token(form, token, self.key)

    def refusal(self, error: NhacviecError, token: str) -> Response:
        """A link that is not good: why, and how to get a fresh one."""
        if isinstance(error, MovedLinkError):
            return message("Liên kết không còn dùng", str(error), 410)
        if not isinstance(error, SpoiledLinkError | ExpiredLinkError):
            log.error("page_failed", extra={"reason": str(error)})
            return message("Hệ thống đang bận", "Hãy thử lại sau ít phút.", 503)
        spoiled = isinstance(error, SpoiledLinkError)
        token = "" if spoiled else token
        form = self.form_token(token)
        return page("fresh.html", 404 if spoiled else 410, said=str(error), token=token, form=form, spoiled=spoiled)


def too_many() -> Response:
    """The visitor is in too much haste."""
    return message("Quá nhiều lần gửi", "Hãy chờ một phút rồi thử lại.", 429)


def too_large() -> Response:
    """The form is larger than any of ours."""
    return message("Nội dung quá dài", "Trang này không nhận nội dung dài như vậy.", 413)


def visitor_address(request: Request) -> str:
    """Whence a request comes; a proxy on this machine names its visitor."""
    return request.client.host if request.client else ""
