"""The open questions of a document, answered on the page, some at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.uploads.answering import EACH, Answer, asked, faults, take_answers, tried
from scheduler.uploads.paper import Paper, paper
from web.forms import Fault, page_number
from web.office.plans.section import LOOK, SECTION, Actor, upload_path
from web.visitor import Visitor

PAGE = "cau-hoi"
LONGEST = 300


@SECTION.router.api_route("/ke-hoach/tep/{number:int}/cau-hoi", methods=LOOK)
async def show(number: int, visitor: Actor) -> Response:
    """Some of the questions, the gravest first."""
    return _page(visitor, await asyncio.to_thread(paper, visitor.office, number), {})


@SECTION.router.post("/ke-hoach/tep/{number:int}/cau-hoi")
async def take(number: int, visitor: Actor) -> Response:
    """Keep what was answered; or say how a deadline would be read."""
    found = await asyncio.to_thread(paper, visitor.office, number)
    answers = {one.key: _answer(visitor, one.key) for one in asked(found)}
    if "thu" in visitor.fields:
        heard = {key: tried(found, one.words) for key, one in answers.items() if one.words and _is_phrase(found, key)}
        return _page(visitor, found, answers, heard=heard)
    if wrong := [Fault(key, words) for key, words in faults(found, answers)]:
        return _page(visitor, found, answers, wrong)
    try:
        now = await asyncio.to_thread(take_answers, visitor.office, found, answers)
    except NhacviecError as error:
        return _page(visitor, found, answers, [Fault("", str(error.fields.get("reason", error)))])
    left = len(now.review.questions)
    told = sum(not one.is_empty for one in answers.values())
    done = f"Đã ghi {told} câu trả lời" if told else "Chưa có câu trả lời nào"
    if not left:
        return visitor.go(upload_path(number), f"{done}; không còn chỗ nào cần quyết định.")
    at = page_number(visitor.request.query_params)
    at = at if told and (at - 1) * EACH < left else at + 1 if at * EACH < left else 1
    return visitor.go(f"{upload_path(number, PAGE)}?trang={at}", f"{done}; còn {left} chỗ cần quyết định.")


def _answer(visitor: Visitor, key: str) -> Answer:
    words = " ".join(visitor.fields.get(f"{key}-chu", "").split())[:LONGEST]
    units = [part.strip() for given in visitor.all_of(f"{key}-dv") for part in given.split(";")]
    return Answer(visitor.fields.get(key, ""), words, tuple(filter(None, units)))


def _is_phrase(found: Paper, key: str) -> bool:
    return any(one.key == key and one.phrased for one in asked(found))


def _page(
    visitor: Visitor,
    found: Paper,
    answers: Mapping[str, Answer],
    faults: Sequence[Fault] = (),
    heard: Mapping[str, str] | None = None,
) -> Response:
    """Typed values are kept."""
    questions, at = asked(found), page_number(visitor.request.query_params)
    at = at if (at - 1) * EACH < len(questions) else 1
    units = {unit.code: unit.name for unit in found.register.units if not unit.valid_to}
    return visitor.page(
        "plans/questions.html",
        422 if faults else 200,
        found=found,
        questions=questions[(at - 1) * EACH : at * EACH],
        count=len(questions),
        at=at,
        more=len(questions) > at * EACH,
        answers=answers,
        blank=Answer(),
        heard=heard or {},
        units=units,
        faults=faults,
        path=upload_path(found.row.id),
    )
