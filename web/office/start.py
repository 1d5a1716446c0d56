"""`/`: where whoever is signed in begins; who is not is told how to answer, and where to sign in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.pages import page
from web.visitor import whoever

router = APIRouter()


@router.api_route("/", methods=["GET", "HEAD"])
async def start(request: Request) -> Response:
    """The sections that are there for the visitor."""
    visitor = await whoever(request)
    return visitor.page("start.html") if visitor else page("outside.html", office=_office(request))


def _office(request: Request) -> str:
    name: str = request.app.state.site.desk.office.settings.name
    return name
