"""The list of plans, and the page of one."""

from __future__ import annotations

import asyncio
import datetime as dt

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.status import STATUS_WORDS
from scheduler.clock import local_day
from scheduler.reports.plan_pages import PlanPage, by_heading, plan_overview, plan_page
from scheduler.uploads.taking import all_uploads
from web.forms import page_number
from web.office.plans.section import LOOK, SECTION, Reader, may_act

EACH = 60
"""Tasks on one page."""


@SECTION.router.api_route("/ke-hoach", methods=LOOK)
async def show_all(visitor: Reader) -> Response:
    """The plans in force first, then those that are over; above them the documents under review."""
    lines = await asyncio.to_thread(plan_overview, visitor.office, local_day(visitor.now))
    acts = may_act(visitor)
    waiting = await asyncio.to_thread(all_uploads, visitor.office) if acts else []
    return visitor.page("plans/list.html", lines=lines, waiting=waiting, acts=acts)


@SECTION.router.api_route("/ke-hoach/{number:int}", methods=LOOK)
async def show_one(number: int, visitor: Reader) -> Response:
    """The plan's tasks by section, each with how it stands; its amendments; what may be done with it."""
    found, today = await page_of(number, visitor)
    at = page_number(visitor.request.query_params)
    tasks = found.standing.tasks[(at - 1) * EACH : at * EACH]
    more = len(found.standing.tasks) > at * EACH
    return visitor.page(
        "plans/plan.html",
        found=found,
        plan=found.standing.plan,
        groups=by_heading(tasks),
        today=today,
        at=at,
        more=more,
        acts=may_act(visitor),
        status_words=STATUS_WORDS,
    )


async def page_of(number: int, visitor: Reader) -> tuple[PlanPage, dt.date]:
    """The plan of that number as of today; 404 where there is none."""
    today = local_day(visitor.now)
    found = await asyncio.to_thread(plan_page, visitor.office, number, today)
    if found is None:
        raise HTTPException(404)
    return found, today
