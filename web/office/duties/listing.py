"""`/nhiem-vu`: tasks and what is owed of them, narrowed and searched; `/nhiem-vu/tai-ve` has the same as a workbook."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlencode

from starlette.responses import Response

from rules.errors import NhacviecError
from rules.written_day import date_of
from scheduler.clock import local_day
from scheduler.reports.duty_list import WORDS, Choices, Wanted, choices, duty_file, duty_page
from web.forms import EVERY, Fault, page_number
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section(
    "Nhiệm vụ", "/nhiem-vu", "Mọi nhiệm vụ và từng kỳ hạn; lọc, tìm, tải về.", ("administrator", "monitor", "leader")
)
LOOK = ["GET", "HEAD"]
NAMES = ("tim", "ke-hoach", "muc", "don-vi", "vai-tro", "tinh-trang", "tu", "den")
PARTS = {"lead": "chủ trì", "coordinating": "phối hợp"}
DAYS = {"tu": "Hạn từ ngày", "den": "Hạn đến ngày"}
STATUSES: Mapping[str, str] = {EVERY: "tất cả"} | dict(WORDS)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Reader: TypeAlias = Annotated[Visitor, signed_in(*SECTION.roles)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form above the list says: as typed, as a search, and what is wrong with it."""

    typed: Mapping[str, str]
    search: Wanted
    faults: tuple[Fault, ...]


@SECTION.router.api_route("/nhiem-vu", methods=LOOK)
async def show(visitor: Reader) -> Response:
    """By due date, page by page."""
    there = await asyncio.to_thread(choices, visitor.office, _number(visitor.request.query_params.get("ke-hoach", "")))
    asked = read(visitor.request.query_params, there)
    return await _shown(visitor, asked, there)


@SECTION.router.api_route("/nhiem-vu/tai-ve", methods=LOOK)
async def download(visitor: Reader) -> Response:
    """All of what is looked for."""
    there = await asyncio.to_thread(choices, visitor.office, _number(visitor.request.query_params.get("ke-hoach", "")))
    asked = read(visitor.request.query_params, there)
    if asked.faults:
        return await _shown(visitor, asked, there)
    words, today = asked.typed["tim"], local_day(visitor.now)
    try:
        content = await asyncio.to_thread(duty_file, visitor.office, asked.search, words, today)
    except NhacviecError as error:
        return await _shown(visitor, Asked(asked.typed, asked.search, (Fault("ke-hoach", str(error)),)), there)
    named = {"Content-Disposition": f'attachment; filename="nhiem-vu-{today:%Y%m%d}.xlsx"'}
    return Response(content, media_type=WORKBOOK, headers=named)


async def _shown(visitor: Visitor, asked: Asked, there: Choices) -> Response:
    found, today = None, local_day(visitor.now)
    if not asked.faults:
        page = page_number(visitor.request.query_params)
        found = await asyncio.to_thread(duty_page, visitor.office, asked.search, asked.typed["tim"], page, today)
    query = urlencode({name: value for name, value in asked.typed.items() if value})
    return visitor.page(
        "duties/list.html",
        422 if asked.faults else 200,
        found=found,
        asked=asked.typed,
        there=there,
        parts=PARTS,
        statuses=STATUSES,
        faults=asked.faults,
        file=f"/nhiem-vu/tai-ve?{query}" if query else "/nhiem-vu/tai-ve",
    )


def read(query: Mapping[str, str], there: Choices) -> Asked:
    """The search that the form asks for. Without a status it is of what is not done."""
    typed = {name: query.get(name, "").strip() for name in NAMES}
    days = {name: date_of(typed[name]) for name in DAYS}
    faults = [
        Fault(name, f"{label} cần là một ngày có thật, ví dụ 31/3/2026.")
        for name, label in DAYS.items()
        if typed[name] and days[name] is None
    ]
    if typed["vai-tro"] and not typed["don-vi"]:
        faults.append(Fault("don-vi", "Hãy chọn đơn vị để lọc theo vai trò của đơn vị ấy."))
    table, _, label = typed["muc"].partition(":")
    wanted: dict[str, Any] = {
        "plan": _number(typed["ke-hoach"]) if typed["ke-hoach"] in there.plans else None,
        "unit": typed["don-vi"] if typed["don-vi"] in there.units else None,
        "part": typed["vai-tro"] if typed["vai-tro"] in PARTS else None,
        "section": (int(table), label) if typed["muc"] in there.sections else None,
        "status": _status(typed["tinh-trang"]),
    }
    return Asked(typed, Wanted(**wanted, due_from=days["tu"], due_to=days["den"]), tuple(faults))


def _status(typed: str) -> str | None:
    if typed == EVERY:
        return None
    return typed if typed in WORDS else "unfinished"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
