"""A document under review: what was read of it, what is open, what was decided."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.uploads.answering import said, take_back
from scheduler.uploads.decision_file import drafted, take_decisions
from scheduler.uploads.paper import Paper, paper
from scheduler.uploads.review_rows import review_rows
from scheduler.uploads.taking import upload
from web.forms import Fault, page_number
from web.office.plans.section import LOOK, SECTION, Actor, Sender, upload_path
from web.office.plans.uploading import LOOK_AGAIN
from web.visitor import Visitor

EACH = 30
"""Tasks on one page."""
TYPES = {
    "toml": "application/toml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@SECTION.router.api_route("/ke-hoach/tep/{number:int}", methods=LOOK)
async def show(number: int, visitor: Actor) -> Response:
    """How far the reading is, why nothing was read, or the review."""
    row = await asyncio.to_thread(upload, visitor.office, number)
    if row.state == "read":
        return _review(visitor, await asyncio.to_thread(paper, visitor.office, number))
    stopped = row.state == "reading" and (row.claimed_until is None or row.claimed_until <= visitor.now)
    response = visitor.page("plans/reading.html", row=row, stopped=stopped)
    if row.state == "reading" and not stopped:
        response.headers["Refresh"] = LOOK_AGAIN
    return response


def _review(visitor: Visitor, found: Paper, faults: list[Fault] | None = None) -> Response:
    rows, at = review_rows(found), page_number(visitor.request.query_params)
    return visitor.page(
        "plans/review.html",
        422 if faults else 200,
        found=found,
        rows=rows[(at - 1) * EACH : at * EACH],
        at=at,
        more=len(rows) > at * EACH,
        decided=said(found),
        faults=faults or [],
        path=upload_path(found.row.id),
    )


@SECTION.router.post("/ke-hoach/tep/{number:int}/sua-lai")
async def decide_anew(number: int, visitor: Actor) -> Response:
    """One thing is decided no more; it is asked about again."""
    kind, name = visitor.fields.get("kind", ""), visitor.fields.get("name", "")
    await asyncio.to_thread(take_back, visitor.office, number, kind, name)
    return visitor.go(upload_path(number), "Đã bỏ một quyết định; nếu cần, câu hỏi được nêu lại.")


@SECTION.router.api_route("/ke-hoach/tep/{number:int}/quyet-dinh.{kind}", methods=LOOK)
async def give_file(number: int, kind: str, visitor: Actor) -> Response:
    """The open questions as a file to fill in elsewhere."""
    found = await asyncio.to_thread(paper, visitor.office, number)
    kind = kind if kind in TYPES else "toml"
    content = await asyncio.to_thread(drafted, found, kind)
    given = f'attachment; filename="quyet-dinh-{number}.{kind}"'
    return Response(content, media_type=TYPES[kind], headers={"Content-Disposition": given})


@SECTION.router.post("/ke-hoach/tep/{number:int}/quyet-dinh")
async def take_file(number: int, visitor: Sender) -> Response:
    """Such a file, filled in."""
    if visitor.file is None:
        found = await asyncio.to_thread(paper, visitor.office, number)
        return _review(visitor, found, [Fault("file", "Hãy chọn tệp quyết định đã điền.")])
    try:
        found = await asyncio.to_thread(take_decisions, visitor.office, number, visitor.file)
    except NhacviecError as error:
        found = await asyncio.to_thread(paper, visitor.office, number)
        return _review(visitor, found, [Fault("file", str(error))])
    left = len(found.review.questions)
    more = f"còn {left} chỗ cần quyết định" if left else "không còn chỗ nào cần quyết định"
    return visitor.go(upload_path(number), f"Đã nhận các quyết định trong tệp; {more}.")
