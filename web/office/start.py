"""`/`: where whoever is signed in begins; who is not is told how to answer, and where to sign in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rules.access import AccountRole
from web.pages import page
from web.visitor import whoever

router = APIRouter()
BEGINNINGS: dict[AccountRole, str] = {
    "administrator": "/tong-quan",
    "monitor": "/tong-quan",
    "leader": "/qua-han",
    "unit": "/viec-cua-toi",
}
"""The page with which a role begins; others see their sections."""


@router.api_route("/", methods=["GET", "HEAD"])
async def start(request: Request) -> Response:
    """The page that the visitor begins with, else the sections that are there for him."""
    visitor = await whoever(request)
    if visitor and visitor.who.role in BEGINNINGS:
        return RedirectResponse(BEGINNINGS[visitor.who.role], 303)
    return visitor.page("start.html") if visitor else page("outside.html", office=_office(request))


def _office(request: Request) -> str:
    name: str = request.app.state.site.desk.office.settings.name
    return name
