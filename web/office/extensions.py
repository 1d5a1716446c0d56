"""`/gia-han`: requests for later due dates, the monitor's opinion, and what leaders decide."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.access import AccountRole
from rules.errors import NhacviecError
from rules.say import say_day
from rules.written_day import date_of
from scheduler.answering.extension_lists import (
    OUTCOMES,
    RequestLine,
    Wanted,
    preview_decision,
    request_line,
    requests_page,
)
from scheduler.answering.extensions import (
    Decision,
    HinderedExtensionError,
    OwnDecisionError,
    PaperWantedError,
    Verdict,
    VerdictKind,
    decide,
    give_opinion,
)
from scheduler.clock import local_day
from web.forms import Fault, Number, page_number
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section(
    "Gia hạn",
    "/gia-han",
    "Đề nghị gia hạn: ý kiến, quyết định.",
    ("administrator", "monitor", "leader"),
)
MONITORS: tuple[AccountRole, ...] = ("administrator", "monitor")
LOOK = ["GET", "HEAD"]
NAMES = ("verdict", "to", "reason", "by", "document")
LONGEST = {"reason": 1000, "by": 120, "document": 300, "opinion": 2000}
"""Characters that a field takes."""
VERDICTS: dict[VerdictKind, str] = {
    "approve": "đồng ý gia hạn đến ngày được đề nghị",
    "offer": "đề nghị một hạn khác",
    "refuse": "không đồng ý",
}


@SECTION.router.api_route("/gia-han", methods=LOOK)
async def show(visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """What is undecided, then the settled ones as the form asks."""
    query = visitor.request.query_params
    asked = {name: query.get(name, "").strip() for name in ("ket-qua", "don-vi")}
    outcome = asked["ket-qua"] if asked["ket-qua"] in OUTCOMES else ""
    wanted = Wanted(outcome, asked["don-vi"], page_number(query))
    found = await asyncio.to_thread(requests_page, visitor.office, wanted, local_day(visitor.now))
    return visitor.page("extensions/list.html", found=found, asked=asked, outcomes=OUTCOMES)


@SECTION.router.api_route("/gia-han/{number}", methods=LOOK)
async def show_one(number: Number, visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """One request, with the forms that the visitor may fill in."""
    return _one(visitor, await _request(visitor, number))


@SECTION.router.post("/gia-han/{number}/y-kien")
async def take_opinion(number: Number, visitor: Annotated[Visitor, signed_in(*MONITORS)]) -> Response:
    """The monitor's opinion; a later one takes its place."""
    line = await _request(visitor, number)
    text = " ".join(visitor.fields.get("opinion", "").split())
    if faults := [] if text else [Fault("opinion", "Hãy ghi ý kiến.")]:
        return _one(visitor, line, faults)
    if faults := _too_long({"opinion": text}):
        return _one(visitor, line, faults)
    try:
        await asyncio.to_thread(give_opinion, visitor.office, number, text, at=visitor.now, actor=visitor.actor)
    except NhacviecError as error:
        return _one(visitor, line, [Fault("opinion", str(error))])
    return visitor.go(f"/gia-han/{number}", f"Đã ghi ý kiến về đề nghị gia hạn số {number}.")


@SECTION.router.post("/gia-han/{number}/sua")
async def mend(number: Number, visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """The form for the decision as it was filled in."""
    return _one(visitor, await _request(visitor, number))


@SECTION.router.post("/gia-han/{number}/xem-truoc")
async def preview(number: Number, visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """What the decision would bring."""
    line = await _request(visitor, number)
    given = _decided(visitor)
    if isinstance(given, list):
        return _one(visitor, line, given)
    decision, verdict = given
    try:
        letters = await asyncio.to_thread(
            preview_decision, visitor.office, number, decision, verdict, at=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return _one(visitor, line, [_refused(error, visitor, verdict)])
    pairs = [(name, value) for name, value in visitor.pairs if name in NAMES and value]
    return visitor.page(
        "extensions/preview.html", line=line, decision=decision, verdict=verdict, letters_to=letters, pairs=pairs
    )


@SECTION.router.post("/gia-han/{number}")
async def take_decision(number: Number, visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """Decide, or record what was decided."""
    line = await _request(visitor, number)
    given = _decided(visitor)
    if isinstance(given, list):
        return _one(visitor, line, given)
    decision, verdict = given
    try:
        await asyncio.to_thread(decide, visitor.office, number, decision, verdict, at=visitor.now, actor=visitor.actor)
    except NhacviecError as error:
        return _one(visitor, line, [_refused(error, visitor, verdict)])
    return visitor.go("/gia-han", _said(line, verdict))


async def _request(visitor: Visitor, number: int) -> RequestLine:
    line = await asyncio.to_thread(request_line, visitor.office, number, local_day(visitor.now))
    if line is None:
        raise HTTPException(404)
    return line


def _decided(visitor: Visitor) -> tuple[Decision, Verdict] | list[Fault]:
    """What the form decides: a leader in his own name, others in the name that they write."""
    fields, himself = visitor.fields, visitor.who.role == "leader"
    texts = {name: " ".join(fields.get(name, "").split()) for name in ("reason", "by", "document")}
    kind = next((name for name in VERDICTS if name == fields.get("verdict")), None)
    to, written = date_of(fields.get("to", "")), fields.get("to", "").strip()
    faults = _too_long(texts)
    if kind is None:
        faults.append(Fault("verdict", "Hãy chọn quyết định."))
    if kind == "offer" and to is None:
        faults.append(Fault("to", "Hạn khác cần là một ngày có thật, ví dụ 31/3/2026."))
    if kind != "offer" and written:
        faults.append(Fault("to", "Chỉ ghi ngày khi đề nghị một hạn khác; hãy xóa ngày này hoặc chọn lại."))
    if kind != "refuse" and texts["reason"]:
        faults.append(Fault("reason", "Chỉ ghi lý do khi không đồng ý; hãy xóa hoặc chọn lại."))
    if not himself and not texts["by"]:
        faults.append(Fault("by", "Hãy ghi tên lãnh đạo đã quyết định."))
    if faults or kind is None:
        return faults
    by = visitor.who.person if himself else texts["by"]
    unit = visitor.who.unit if himself else None
    return Decision(by, texts["document"] or None, himself, unit), Verdict(kind, texts["reason"] or None, to)


def _too_long(texts: Mapping[str, str]) -> list[Fault]:
    return [
        Fault(name, f"Nội dung quá dài: nhiều nhất {LONGEST[name]} ký tự.")
        for name, text in texts.items()
        if len(text) > LONGEST[name]
    ]


def _refused(error: NhacviecError, visitor: Visitor, verdict: Verdict) -> Fault:
    """What the rules refuse, beside the field that it is about."""
    if isinstance(error, OwnDecisionError):
        said = "{by} thuộc đơn vị đề nghị ({unit}), không tự quyết định cho mình được; ".format_map(error.fields)
        if visitor.who.role == "leader":
            return Fault("verdict", said + "hãy để lãnh đạo khác quyết định.")
        return Fault("by", said + "hãy ghi tên lãnh đạo đã quyết định.")
    if isinstance(error, PaperWantedError):
        said = "{unit} vừa đề nghị vừa ghi nhận quyết định; hãy ghi số văn bản của lãnh đạo."
        return Fault("document", said.format_map(error.fields))
    if isinstance(error, HinderedExtensionError):
        said = "Không gia hạn đến {to} được: {why}.".format_map(error.fields)
        return Fault("to" if verdict.kind == "offer" else "verdict", said)
    return Fault("verdict", str(error))


def _said(line: RequestLine, verdict: Verdict) -> str:
    if verdict.kind == "approve":
        return f"Đã gia hạn việc số {line.obligation} đến {say_day(line.to_due)}; đơn vị được báo bằng thư."
    if verdict.kind == "refuse":
        return f"Đã ghi: không đồng ý đề nghị gia hạn số {line.id}; hạn giữ nguyên, đơn vị được báo bằng thư."
    assert verdict.to is not None, "an offer names its date"
    return f"Đã đề nghị hạn khác {say_day(verdict.to)} cho đề nghị số {line.id}; đơn vị nhận thì hạn mới đổi."


def _one(visitor: Visitor, line: RequestLine, faults: Sequence[Fault] = ()) -> Response:
    return visitor.page(
        "extensions/one.html",
        422 if faults else 200,
        line=line,
        given={name: visitor.fields.get(name, "") for name in NAMES},
        opinion=visitor.fields.get("opinion", line.opinion or ""),
        monitor=visitor.who.role in MONITORS,
        verdicts=VERDICTS,
        faults=faults,
    )
