"""`/bao-cao`: the report on a period, to read, to print, to take away, and issued."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from rules.access import AccountRole
from rules.errors import NhacviecError
from rules.report import Period, period_of
from rules.say import say_day
from rules.written_day import date_of
from scheduler.clock import local_day
from scheduler.reports.report_page import (
    MOST,
    UnknownReportUnitError,
    offered,
    report_workbook,
    shown_report,
)
from scheduler.reports.reporting import AlreadyIssuedError, issue
from web.forms import Fault
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section(
    "Báo cáo",
    "/bao-cao",
    "Tình hình thực hiện theo quý, 6 tháng, năm, tháng.",
    ("administrator", "monitor", "leader"),
)
ISSUERS: tuple[AccountRole, ...] = ("administrator", "monitor")
LOOK = ["GET", "HEAD"]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPANS = {
    "Q1": "Quý I",
    "Q2": "Quý II",
    "Q3": "Quý III",
    "Q4": "Quý IV",
    "H1": "6 tháng đầu năm",
    "9M": "9 tháng đầu năm",
    "H2": "6 tháng cuối năm",
    "nam": "Cả năm",
    **{f"{month:02}": f"Tháng {month}" for month in range(1, 13)},
}
"""The part of the year, as a label writes it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: as it is typed, and as it is understood. `period` None where it is not."""

    year: str
    span: str
    unit: str
    day: str
    period: Period | None
    at: dt.date | None
    faults: tuple[Fault, ...]

    def query(self, **changed: str) -> str:
        """The same as the query of an address."""
        values = {"nam": self.year, "ky": self.span, "don-vi": self.unit, "den": self.day} | changed
        return urlencode({name: value for name, value in values.items() if value})


@SECTION.router.api_route("/bao-cao", methods=LOOK)
async def show(visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """The report that is asked for; of the present quarter where nothing is."""
    today = local_day(visitor.now)
    asked = _asked(visitor.request.query_params, today)
    choices = await asyncio.to_thread(offered, visitor.office, today)
    faults, made = list(asked.faults), None
    if asked.period and not faults:
        try:
            made = await asyncio.to_thread(shown_report, visitor.office, asked.period, today, asked.at, asked.unit)
        except NhacviecError as error:
            faults.append(_refused(error))
    return visitor.page(
        "reports/report.html",
        422 if faults else 200,
        asked=asked,
        choices=choices,
        spans=SPANS,
        made=made,
        most=MOST,
        issues=visitor.who.role in ISSUERS,
        faults=faults,
    )


@SECTION.router.api_route("/bao-cao/tep", methods=LOOK)
async def take_away(visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """The same as an Excel file."""
    today = local_day(visitor.now)
    asked = _asked(visitor.request.query_params, today)
    if asked.period is None or asked.faults:
        raise HTTPException(404)
    try:
        content = await asyncio.to_thread(report_workbook, visitor.office, asked.period, today, asked.at, asked.unit)
    except NhacviecError:
        raise HTTPException(404) from None
    name = f"bao-cao-{asked.period.label}{f'-{asked.unit}' if asked.unit else ''}"
    name = re.sub(r"[^\w.-]", "-", name, flags=re.ASCII)
    return Response(content, media_type=SHEET, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


@SECTION.router.api_route("/bao-cao/phat-hanh", methods=LOOK)
async def confirm(visitor: Annotated[Visitor, signed_in(*ISSUERS)]) -> Response:
    """What issuing means, and the figures that would be kept."""
    return await _confirmed(visitor, _asked(visitor.request.query_params, local_day(visitor.now)))


@SECTION.router.post("/bao-cao/phat-hanh")
async def take_issue(visitor: Annotated[Visitor, signed_in(*ISSUERS)]) -> Response:
    """Keep the figures as they are."""
    asked = _asked(visitor.fields, local_day(visitor.now))
    if asked.period is None or asked.faults:
        raise HTTPException(404)
    try:
        made = await asyncio.to_thread(
            issue, visitor.office, asked.period, asked.at, now=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return await _confirmed(visitor, asked, [_refused(error)])
    said = f"Đã phát hành báo cáo {made.period.words}, tính đến ngày {say_day(made.at)}; số liệu được giữ nguyên."
    return visitor.go(f"/bao-cao?{asked.query(den=say_day(made.at))}", said)


async def _confirmed(visitor: Visitor, asked: Asked, faults: Sequence[Fault] = ()) -> Response:
    """Of the whole office: what is issued is not of one unit."""
    if asked.period is None or asked.faults or asked.unit:
        raise HTTPException(404)
    today = local_day(visitor.now)
    try:
        made = await asyncio.to_thread(shown_report, visitor.office, asked.period, today, asked.at, "")
    except NhacviecError:
        raise HTTPException(404) from None
    pairs = [("nam", asked.year), ("ky", asked.span), ("den", say_day(made.at))]
    values = {"asked": asked, "made": made, "pairs": pairs, "faults": faults}
    return visitor.page("reports/issue.html", 422 if faults else 200, **values)


def _asked(given: Mapping[str, str], today: dt.date) -> Asked:
    named = "nam" in given or "ky" in given
    year = given.get("nam", "" if named else str(today.year)).strip()
    span = given.get("ky", "nam" if named else f"Q{(today.month + 2) // 3}").strip()
    day = given.get("den", "").strip()
    period = period_of(year if span == "nam" else f"{year}-{span}") if span in SPANS else None
    at, faults = date_of(day), []
    if period is None:
        faults.append(Fault("nam", "Hãy chọn kỳ và năm của báo cáo."))
    if day and at is None:
        faults.append(Fault("den", "Ngày tính số liệu cần là một ngày có thật, ví dụ 31/3/2026."))
    return Asked(year, span, given.get("don-vi", "").strip(), day, period, at, tuple(faults))


def _refused(error: NhacviecError) -> Fault:
    if isinstance(error, AlreadyIssuedError):
        return Fault("", str(error))
    if isinstance(error, UnknownReportUnitError):
        return Fault("don-vi", str(error))
    return Fault("den" if "ngày tính số liệu" in str(error) else "nam", str(error))
