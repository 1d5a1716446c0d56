"""The application: which address is whose.

GET and HEAD write nothing (but that a session is in use), so whatever opens links before their reader does (scanners,
previews) is harmless.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.office import Office
from web import accounts
from web.answers import Answers
from web.check_ins import CheckIns
from web.cookies import Cookies
from web.desk import Desk
from web.fresh import FreshLinks
from web.health import Health
from web.machine import Machine
from web.office import start
from web.office.sections import SECTIONS
from web.pages import STYLE, STYLE_ADDRESS
from web.protection import Headers, headers_for
from web.refusals import HANDLERS
from web.visitor import Site


async def _style(request: Request) -> Response:
    """A year under the address that names this very content, since another content has another one."""
    named = str(request.url).endswith(STYLE_ADDRESS)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"} if named else {}
    return Response(STYLE, media_type="text/css", headers=headers)


def make_app(
    office: Office,
    clock: Callable[[], dt.datetime],
    *,
    alive: Callable[[], bool] = lambda: True,
    open_health: bool = False,
    machine: Machine | None = None,
) -> FastAPI:
    """The site of one office. `alive`: whether the daemon in this process, if there is one, still goes round;
    `open_health`: whether others than this machine may ask how it is.
    """
    desk = Desk(office, clock)
    answers, check_ins, links = Answers(desk), CheckIns(desk), FreshLinks(desk)
    routes: list[BaseRoute] = [
        Route("/trang.css", _style),
        Route("/tra-loi/{token}", answers.show, methods=["GET"]),
        Route("/tra-loi/{token}", answers.answer, methods=["POST"]),
        Route("/ra-soat/{token}", check_ins.show, methods=["GET"]),
        Route("/ra-soat/{token}", check_ins.answer, methods=["POST"]),
        Route("/lien-ket-moi", links.fresh, methods=["POST"]),
        Route("/da-gui", links.sent),
        *Health(office, clock, alive, open_to_all=open_health).routes(),
    ]
    app = FastAPI(
        openapi_url=None,  # and so no /docs: the site is for people
        routes=routes,
        middleware=[Middleware(Headers, headers_for(office.settings.public_url))],
        exception_handlers=dict(HANDLERS),
    )
    app.state.site = Site(desk, Cookies(desk.secure, desk.key), SECTIONS, machine or Machine())
    for router in (start.router, accounts.router, *(one.router for one in SECTIONS)):
        app.include_router(router)
    return app
