"""What is said where a request is not answered: each refusal is a page that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rules.errors import NhacviecError
from scheduler.planning.reviewing import NoRegisterError
from scheduler.uploads.paper import BadDecisionsError, UnreadUploadError
from scheduler.uploads.taking import BusyUploadError, GoneUploadError
from web.desk import too_large, too_many
from web.forms import TooLargeError
from web.pages import message, page
from web.protection import headers_for
from web.visitor import LOOKING, NotForRoleError, NotSignedInError, StaleFormError, TooHastyError, whoever

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


async def _not_signed_in(request: Request, _: NotSignedInError) -> Response:
    """A page is asked for again after signing in; what a form said cannot be."""
    if request.method not in LOOKING:
        return page("session_over.html", 401)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/dang-nhap?{urlencode({'tiep': wanted})}", 303)


async def _not_for_role(request: Request, error: NotForRoleError) -> Response:
    text = f"{error} Nếu cần xem trang này, hãy nhờ người quản trị đổi vai trò của tài khoản."
    return await _said(request, "Không được xem trang này", text, 403)


async def _stale(request: Request, error: StaleFormError) -> Response:
    return await _said(request, "Chưa ghi được", f"{error} Hãy quay lại, tải lại trang rồi gửi lại.", 403)


async def _too_hasty(_: Request, __: TooHastyError) -> Response:
    return too_many()


async def _too_large(_: Request, __: TooLargeError) -> Response:
    return too_large()


async def _unknown(request: Request, __: Exception) -> Response:
    text = "Để trả lời một việc, hãy mở liên kết trong thư nhắc."
    return await _said(request, "Không có trang này", text, 404, "Địa chỉ có thể đã chép thiếu; hãy chọn lại từ menu.")


async def _gone(request: Request, error: GoneUploadError) -> Response:
    return await _said(request, "Không còn văn bản này", str(error), 404)


async def _unread(request: Request, _: UnreadUploadError) -> Response:
    """Where it is told how far the reading is."""
    return RedirectResponse(f"/ke-hoach/tep/{request.path_params['number']}", 303)


async def _cannot(request: Request, error: NhacviecError) -> Response:
    return await _said(request, "Chưa ghi được", str(error), 409)


async def _wrong_way(_: Request, __: Exception) -> Response:
    return message("Không nhận được", "Hãy mở lại liên kết trong thư nhắc.", 405)


async def _broken(request: Request, __: Exception) -> Response:
    """Starlette answers a bug outside of everything else, so this page brings its headers itself."""
    response = message("Có lỗi trong hệ thống", "Hãy thử lại sau; nếu vẫn lỗi, trả lời thư nhắc để báo.", 500)
    response.headers.update(headers_for(request.app.state.site.desk.office.settings.public_url))
    return response


async def _said(request: Request, title: str, text: str, status: int, inside: str = "") -> Response:
    """In the frame for whoever is signed in, where `inside` is said if there is something else to say."""
    visitor = await whoever(request)
    if visitor is None:
        return message(title, text, status)
    return visitor.page("refused.html", status, title=title, text=inside or text)


HANDLERS: Mapping[int | type[Exception], Handler] = {
    404: _unknown,
    405: _wrong_way,
    500: _broken,
    RequestValidationError: _unknown,
    NotSignedInError: _not_signed_in,
    NotForRoleError: _not_for_role,
    StaleFormError: _stale,
    TooHastyError: _too_hasty,
    TooLargeError: _too_large,
    GoneUploadError: _gone,
    UnreadUploadError: _unread,
    BusyUploadError: _cannot,
    BadDecisionsError: _cannot,
    NoRegisterError: _cannot,
}
