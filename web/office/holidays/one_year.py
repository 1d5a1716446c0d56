"""`/ngay-nghi?nam=2027`: the days off of one year, each with the paper that says so."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

from starlette.responses import Response

from scheduler.clock import local_day
from scheduler.reports.holiday_page import FIRST_YEAR, LAST_YEAR, holiday_page
from web.office.holidays.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor


@SECTION.router.api_route("/ngay-nghi", methods=LOOK)
async def show(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """This year, unless the query names another one."""
    today = local_day(visitor.now)
    year = year_in(visitor.request.query_params.get("nam", "")) or today.year
    found = await asyncio.to_thread(holiday_page, visitor.office, year)
    missing = [one for one in (today.year, today.year + 1) if one not in found.known]
    years = sorted({*found.known, today.year, today.year + 1, year})
    return visitor.page("holidays/year.html", found=found, missing=missing, years=years)


def year_in(text: str) -> int | None:
    """A year that may have a notice; None for anything else."""
    return int(text) if re.fullmatch(r"\d{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR else None
