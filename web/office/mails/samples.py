"""`/thu/mau`: what each kind of mail looks like, with made-up content."""

from __future__ import annotations

import asyncio
from typing import Annotated

from starlette.responses import Response

from scheduler.reports.mail_samples import KINDS, sample
from web.office.mails.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor


@SECTION.router.api_route("/thu/mau", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """One sample, as `nhacviec mail preview` draws it."""
    asked = visitor.request.query_params.get("loai", "")
    kind = asked if asked in KINDS else next(iter(KINDS))
    return visitor.page("mails/samples.html", kinds=KINDS, kind=kind, sample=await asyncio.to_thread(sample, kind))
