"""`/thu/12`: one mail as it was sent, what became of it, and another try."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.clock import say_instant
from scheduler.delivering.retrying import NoRetryError, UnknownMailError, retry_at_once
from scheduler.reports.mail_pages import mail_file, mail_seen
from web.forms import Fault, Number
from web.office.mails.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor


@SECTION.router.api_route("/thu/{number:int}", methods=LOOK)
async def show(number: Number, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """The text part; its links masked, since whoever has one may answer by it."""
    return await _page(visitor, number)


@SECTION.router.api_route("/thu/{number:int}.eml", methods=LOOK)
async def download(number: Number, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """The mail as a file, its links masked."""
    body = await asyncio.to_thread(mail_file, visitor.office, number)
    if body is None:
        raise HTTPException(404)
    name = {"Content-Disposition": f'attachment; filename="thu-{number}.eml"'}
    return Response(body, media_type="message/rfc822", headers=name)


@SECTION.router.post("/thu/{number:int}/gui-lai")
async def retry(number: Number, visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec outbox retry`."""
    try:
        then = await asyncio.to_thread(retry_at_once, visitor.office, number, at=visitor.now, actor=visitor.actor)
    except UnknownMailError as error:
        raise HTTPException(404) from error
    except NoRetryError as error:
        return await _page(visitor, number, error)
    return visitor.go(f"/thu/{number}", f"Thư số {number} sẽ được gửi lại từ {say_instant(then)}.")


async def _page(visitor: Visitor, number: int, refused: NhacviecError | None = None) -> Response:
    found = await asyncio.to_thread(mail_seen, visitor.office, number)
    if found is None:
        raise HTTPException(404)
    faults = [Fault("", str(refused))] if refused else []
    return visitor.page("mails/mail.html", 422 if faults else 200, found=found, number=number, faults=faults)
