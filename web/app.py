"""The application: `/tra-loi/TOKEN` shows a duty and takes its answer, `/lien-ket-moi` mails fresh links; how the
process is, for machines (`web/health.py`).

GET and HEAD write nothing, so whatever opens links before their reader does (scanners, previews) is harmless.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rules.errors import NhacviecError
from scheduler.link_page import ExpiredLinkError, MovedLinkError, Shown, SpoiledLinkError, give, look, mailbox_of
from scheduler.links import ask_fresh, form_token, is_form_token
from scheduler.office import Office, world
from web.forms import LONGEST, Fault, TooLargeError, answer_in, read_form
from web.health import Health
from web.pages import STYLE, message, page
from web.protection import Headers, Limiter

log = logging.getLogger(__name__)

THANKS = {
    "acknowledged": "Đã ghi nhận: đơn vị đã nhận việc.",
    "progress": "Đã ghi nhận tiến độ.",
    "done": "Đã ghi nhận: đã hoàn thành.",
    "declined": "Đã ghi nhận và chuyển bộ phận theo dõi; việc vẫn được nhắc cho đến khi có quyết định.",
}
FORMS_A_MINUTE, PAGES_A_MINUTE = 30, 240


class Site:
    """The handlers, for one office; `clock` gives the present instant."""

    def __init__(self, office: Office, clock: Callable[[], dt.datetime]) -> None:
        self._office, self._clock = office, clock
        self._key = world(office).link_key
        self._forms, self._pages = Limiter(FORMS_A_MINUTE, clock), Limiter(PAGES_A_MINUTE, clock)

    async def show(self, request: Request) -> Response:
        """The duty, and the forms to answer it."""
        if not self._pages.allows(_visitor(request)):
            return _too_many()
        token = request.path_params["token"]
        try:
            shown = await asyncio.to_thread(look, self._office, token, self._clock())
        except NhacviecError as error:
            return self._refusal(error, token)
        return self._duty(shown, token, thanks=THANKS.get(request.query_params.get("da", "")))

    async def answer(self, request: Request) -> Response:
        """Take a form, then send the reader back to the page, so that reloading it answers nothing twice."""
        if not self._forms.allows(_visitor(request)):
            return _too_many()
        token = request.path_params["token"]
        try:
            fields = await read_form(request)
            shown = await asyncio.to_thread(look, self._office, token, self._clock())
            if not is_form_token(fields.get("form", ""), token, self._key):
                return self._duty(shown, token, faults=[_STALE], status=403)
            given = answer_in(fields, shown.today)
            if isinstance(given, list):
                return self._duty(shown, token, fields=fields, faults=given, status=422)
            await asyncio.to_thread(give, self._office, token, given, self._clock())
        except TooLargeError:
            return message("Nội dung quá dài", "Trang này không nhận nội dung dài như vậy.", 413)
        except (SpoiledLinkError, ExpiredLinkError, MovedLinkError) as error:
            return self._refusal(error, token)
        except NhacviecError as error:
            return self._duty(shown, token, fields=fields, faults=[Fault("on", str(error))], status=422)
        return RedirectResponse(f"/tra-loi/{token}?da={given.choice}", 303)

    async def fresh(self, request: Request) -> Response:
        """Mail fresh links; who asks is told the same whether or not the office knows the mailbox."""
        if not self._forms.allows(_visitor(request)):
            return _too_many()
        try:
            fields = await read_form(request)
        except TooLargeError:
            return message("Nội dung quá dài", "Trang này không nhận nội dung dài như vậy.", 413)
        token = fields.get("token", "")
        if not is_form_token(fields.get("form", ""), token, self._key):
            return message("Chưa gửi được", _STALE.said, 403)
        mailbox = await asyncio.to_thread(mailbox_of, self._office, token) or fields.get("address", "")
        if len(mailbox) <= LONGEST["address"]:
            await asyncio.to_thread(ask_fresh, self._office, mailbox, self._clock())
        return RedirectResponse("/da-gui", 303)

    async def sent(self, _: Request) -> Response:
        """What is said after `fresh`."""
        text = (
            "Nếu địa chỉ có trong danh bạ của cơ quan và có việc cần trả lời, thư với liên kết mới sẽ đến trong giờ "
            "làm việc. Mỗi địa chỉ được gửi nhiều nhất một lần mỗi giờ."
        )
        return message("Đã nhận đề nghị", text, 200)

    def _duty(
        self,
        shown: Shown,
        token: str,
        *,
        thanks: str | None = None,
        fields: Mapping[str, str] | None = None,
        faults: Sequence[Fault] = (),
        status: int = 200,
    ) -> Response:
        given = {name: (fields or {}).get(name, "") for name in ("choice", "on", "document", "note")}
        form, office = form_token(token, self._key), self._office.settings.name
        return page(
            "duty.html",
            status,
            duty=shown,
            office=office,
            token=token,
            form=form,
            thanks=thanks,
            given=given,
            faults=faults,
        )

    def _refusal(self, error: NhacviecError, token: str) -> Response:
        """A link that is not good: why, and how to get a fresh one."""
        if isinstance(error, MovedLinkError):
            return message("Liên kết không còn dùng", str(error), 410)
        if not isinstance(error, SpoiledLinkError | ExpiredLinkError):
            log.error("page_failed", extra={"reason": str(error)})
            return message("Hệ thống đang bận", "Hãy thử lại sau ít phút.", 503)
        spoiled = isinstance(error, SpoiledLinkError)
        token = "" if spoiled else token
        form = form_token(token, self._key)
        return page("fresh.html", 404 if spoiled else 410, said=str(error), token=token, form=form, spoiled=spoiled)


_STALE = Fault("choice", "Trang đã cũ hoặc biểu mẫu không phải của trang này; hãy mở lại liên kết rồi gửi lại.")


def _visitor(request: Request) -> str:
    return request.client.host if request.client else ""


def _too_many() -> Response:
    return message("Quá nhiều lần gửi", "Hãy chờ một phút rồi thử lại.", 429)


async def _home(_: Request) -> Response:
    return message("Hệ thống nhắc việc", "Để trả lời một việc, hãy mở liên kết trong thư nhắc.", 200)


async def _style(_: Request) -> Response:
    return Response(STYLE, media_type="text/css")


async def _unknown(_: Request, __: Exception) -> Response:
    return message("Không có trang này", "Để trả lời một việc, hãy mở liên kết trong thư nhắc.", 404)


async def _wrong_way(_: Request, __: Exception) -> Response:
    return message("Không nhận được", "Hãy mở lại liên kết trong thư nhắc.", 405)


async def _broken(_: Request, __: Exception) -> Response:
    return message("Có lỗi trong hệ thống", "Hãy thử lại sau; nếu vẫn lỗi, trả lời thư nhắc để báo.", 500)


def make_app(
    office: Office,
    clock: Callable[[], dt.datetime],
    *,
    alive: Callable[[], bool] = lambda: True,
    open_health: bool = False,
) -> Starlette:
    """The site of one office. `alive`: whether the daemon in this process, if there is one, still goes round;
    `open_health`: whether others than this machine may ask how it is.
    """
    site = Site(office, clock)
    routes = [
        Route("/", _home),
        Route("/trang.css", _style),
        Route("/tra-loi/{token}", site.show, methods=["GET"]),
        Route("/tra-loi/{token}", site.answer, methods=["POST"]),
        Route("/lien-ket-moi", site.fresh, methods=["POST"]),
        Route("/da-gui", site.sent),
        *Health(office, clock, alive, open_to_all=open_health).routes(),
    ]
    handlers = {404: _unknown, 405: _wrong_way, 500: _broken}
    return Starlette(routes=routes, middleware=[Middleware(Headers)], exception_handlers=handlers)
