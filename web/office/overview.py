"""`/tong-quan`: what needs the monitor today, and the year so far."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from starlette.responses import Response

from rules.say import say_day
from rules.workdays import ONE_DAY
from scheduler.reports.overview import Overview, overview
from web.forms import EVERY
from web.navigation import Section
from web.visitor import Visitor, signed_in

SECTION = Section("Tổng quan", "/tong-quan", "Việc cần làm hôm nay, và cả năm.", ("administrator", "monitor", "leader"))


@dataclass(frozen=True, slots=True)
class Need:
    """So many of something that somebody has to see to; `path` has the list behind the number, where there is one."""

    words: str
    count: int
    path: str


@SECTION.router.api_route("/tong-quan", methods=["GET", "HEAD"])
async def show(visitor: Annotated[Visitor, signed_in(*SECTION.roles)]) -> Response:
    """All of it on one page."""
    seen = await asyncio.to_thread(overview, visitor.office, visitor.now)
    there = {one.path for one in visitor.site.sections if visitor.who.role in one.roles}
    return visitor.page("overview.html", **page_values(seen, there))


def page_values(seen: Overview, there: Collection[str]) -> dict[str, Any]:
    """What the template needs; `there` are the sections that may be opened."""
    needs = [one for one in _needs(seen) if one.count]
    says = {"listed": listed, "of_year": of_year, "of_month": of_month, "rate": rate}
    return {"seen": seen, "needs": needs, "there": there, **says}


def listed(**asked: object) -> str:
    """The address of the list of duties that are asked for."""
    return f"/nhiem-vu?{urlencode(asked)}"


def of_year(unit: str, year: int) -> str:
    """The list of what that unit leads and has to do in the year."""
    days = {"tu": f"01/01/{year}", "den": f"31/12/{year}"}
    return listed(**{"don-vi": unit, "vai-tro": "lead", "tinh-trang": EVERY} | days)


def of_month(month: int, year: int) -> str:
    """The list of what is due in the month."""
    first = dt.date(year, month, 1)
    last = (first + 31 * ONE_DAY).replace(day=1) - ONE_DAY
    return listed(**{"tinh-trang": EVERY, "tu": say_day(first), "den": say_day(last)})


def rate(share: float | None) -> str:
    """85,7 %; a dash where nothing is done or overdue yet."""
    return "–" if share is None else f"{share:.1%}".replace(".", ",").replace("%", " %")


def _needs(seen: Overview) -> Iterator[Need]:
    """In the order of their haste."""
    counted = seen.waiting
    after = seen.undecided_after
    yield Need("việc quá hạn", seen.overdue, _in("open_overdue"))
    yield Need(f"việc cần quyết định, quá hạn hơn {after} ngày làm việc", counted["undecided"], _in("undecided"))
    yield Need("việc đến hạn trong 7 ngày tới", counted["soon_7"], _in("soon_7"))
    yield Need("việc đến hạn trong 30 ngày tới", counted["soon_30"], _in("soon_30"))
    yield Need("đề nghị gia hạn chưa quyết định", counted["asked_later"], _in("asked_later"))
    yield Need("việc đơn vị báo không phải của mình, chờ quyết định", counted["declined"], _in("declined"))
    yield Need("báo hoàn thành muộn, chờ xác nhận", counted["doubted"], _in("doubted"))
    yield Need("việc chưa có ngày đến hạn", counted["waiting"], _in("waiting"))
    yield Need("nhiệm vụ chờ sự kiện, cần hỏi đã xảy ra chưa", counted["event"], _in("event"))
    yield Need("nhiệm vụ chưa có ngày tính được", counted["undated"], _in("undated"))
    yield Need("trong số đó có cụm từ thời hạn chưa đọc hết", counted["unread"], _in("unread"))
    yield Need("nhiệm vụ chưa chọn đủ đơn vị", counted["unassigned"], _in("unassigned"))
    yield Need("đơn vị chưa có địa chỉ nhận thư của mình", seen.unaddressed, "/don-vi")
    yield Need("hộp thư đã ngừng gửi vì thư bị trả lại", seen.suspended, "/don-vi")


def _in(status: str) -> str:
    return listed(**{"tinh-trang": status})
