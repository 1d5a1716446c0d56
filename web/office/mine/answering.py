"""`/viec-cua-toi/NUMBER`: one obligation of the visitor's unit, and its answers, as by the link in a mail."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.errors import NhacviecError
from scheduler.answering.account_page import answer_as_unit, look_as_unit
from scheduler.answering.duty_answers import Shown
from web.answers import THANKS, typed
from web.forms import Fault, Number, answer_in, fault_in
from web.office.duties.pages import seen_duty
from web.office.mine.listing import LOOK, SECTION, OfUnit, unit_of
from web.visitor import Visitor, signed_in

Answering = Annotated[Visitor, signed_in(*SECTION.roles, most_file=lambda settings: settings.most_file)]


@SECTION.router.api_route("/viec-cua-toi/{number}", methods=LOOK)
async def show(number: Number, visitor: OfUnit) -> Response:
    """The words, the dates with the way to them, what happened, and the forms to answer."""
    return await _page(visitor, await _own(visitor, number))


@SECTION.router.post("/viec-cua-toi/{number}")
async def answer(number: Number, visitor: Answering) -> Response:
    """Take the answer in the account's name."""
    duty = await _own(visitor, number)
    given = answer_in(visitor.fields, duty.today, visitor.file)
    if isinstance(given, list):
        return await _page(visitor, duty, visitor.fields, given)
    try:
        await asyncio.to_thread(
            answer_as_unit, visitor.office, number, unit_of(visitor), given, actor=visitor.actor, at=visitor.now
        )
    except NhacviecError as error:
        return await _page(visitor, duty, visitor.fields, [fault_in(error)])
    return visitor.go(f"/viec-cua-toi/{number}", THANKS[given.choice])


async def _own(visitor: Visitor, number: int) -> Shown:
    duty = await asyncio.to_thread(look_as_unit, visitor.office, number, unit_of(visitor), visitor.now)
    if duty is None:
        raise HTTPException(404)
    return duty


async def _page(
    visitor: Visitor, duty: Shown, fields: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
) -> Response:
    seen = await seen_duty(duty.obligation, visitor)
    return visitor.page(
        "mine/duty.html",
        422 if faults else 200,
        duty=duty,
        seen=seen,
        acts=False,
        action=f"/viec-cua-toi/{duty.obligation}",
        given=typed(fields or {}),
        faults=[replace(one, field="") if one.field == "choice" else one for one in faults],
    )
