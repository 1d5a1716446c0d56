"""`/cai-dat/mot-nam-thu`: the mail that one unit would get over a stretch of days."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Annotated

from starlette.responses import Response

from rules.say import say_day
from rules.written_day import date_of
from scheduler.clock import local_day
from scheduler.reports.unit_ahead import mails_ahead
from scheduler.reports.unit_names import unit_names
from web.forms import Fault, page_number
from web.office.settings.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor

EACH = 100
LONGEST = dt.timedelta(days=366)


@SECTION.router.api_route("/cai-dat/mot-nam-thu", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As the form above asks; a year from today where it names no days."""
    query, today = visitor.request.query_params, local_day(visitor.now)
    names = await asyncio.to_thread(unit_names, visitor.office, today)
    asked = {name: query.get(name, "").strip() for name in ("don-vi", "tu", "den")}
    first = date_of(asked["tu"]) if asked["tu"] else today
    last = date_of(asked["den"]) if asked["den"] else (first or today) + LONGEST
    faults = _faults(asked, names, first, last)
    found, number = None, page_number(query)
    if asked["don-vi"] and not faults and first and last:
        found = await asyncio.to_thread(mails_ahead, visitor.office, asked["don-vi"], first, last, today)
    return visitor.page(
        "settings/ahead.html",
        422 if faults else 200,
        found=found,
        lines=found.mails[(number - 1) * EACH : number * EACH] if found else (),
        number=number,
        more=found is not None and len(found.mails) > number * EACH,
        asked=asked,
        names=names,
        period=f"từ {say_day(first)} đến hết {say_day(last)}" if first and last else "",
        faults=faults,
    )


def _faults(asked: dict[str, str], names: dict[str, str], first: dt.date | None, last: dt.date | None) -> list[Fault]:
    faults = []
    if asked["don-vi"] and asked["don-vi"] not in names:
        faults.append(Fault("don-vi", "Hãy chọn một đơn vị trong danh sách."))
    if first is None:
        faults.append(Fault("tu", "Từ ngày cần là một ngày có thật, ví dụ 31/3/2026."))
    if last is None:
        faults.append(Fault("den", "Đến ngày cần là một ngày có thật, ví dụ 31/3/2026."))
    if first and last and not first <= last <= first + LONGEST:
        faults.append(Fault("den", "Đến ngày cần từ ngày đầu trở đi, nhiều nhất một năm."))
    return faults
