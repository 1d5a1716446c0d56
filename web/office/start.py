"""`/`: where whoever is signed in begins; who is not is told how to answer, and where to sign in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.office import overview
from web.pages import page
from web.visitor import whoever

router = APIRouter()


@router.api_route("/", methods=["GET", "HEAD"])
async def start(request: Request) -> Response:
    """The sections that are there for the visitor; who follows the plans begins with the overview."""
    visitor = await whoever(request)
    if visitor is None:
        return page("outside.html", office=_office(request))
    return visitor.go(overview.SECTION.path) if visitor.who.role in overview.START_OF else visitor.page("start.html")


def _office(request: Request) -> str:
    name: str = request.app.state.site.desk.office.settings.name
    return name
