"""The application: which address is whose, and what is said where there is none.

GET and HEAD write nothing, so whatever opens links before their reader does (scanners, previews) is harmless.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scheduler.office import Office
from web.answers import Answers
from web.check_ins import CheckIns
from web.desk import Desk
from web.fresh import FreshLinks
from web.health import Health
from web.pages import STYLE, message
from web.protection import Headers


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
    desk = Desk(office, clock)
    answers, check_ins, links = Answers(desk), CheckIns(desk), FreshLinks(desk)
    routes = [
        Route("/", _home),
        Route("/trang.css", _style),
        Route("/tra-loi/{token}", answers.show, methods=["GET"]),
        Route("/tra-loi/{token}", answers.answer, methods=["POST"]),
        Route("/ra-soat/{token}", check_ins.show, methods=["GET"]),
        Route("/ra-soat/{token}", check_ins.answer, methods=["POST"]),
        Route("/lien-ket-moi", links.fresh, methods=["POST"]),
        Route("/da-gui", links.sent),
        *Health(office, clock, alive, open_to_all=open_health).routes(),
    ]
    handlers = {404: _unknown, 405: _wrong_way, 500: _broken}
    return Starlette(routes=routes, middleware=[Middleware(Headers)], exception_handlers=handlers)
