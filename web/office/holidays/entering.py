"""`/ngay-nghi/them`: a year's notice, what it moves, and then written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from starlette.responses import Response

from rules.errors import NhacviecError
from rules.workdays import SpecialDay, YearNotice
from rules.written_day import date_of
from scheduler.changes.holiday_preview import preview
from scheduler.changes.holidays import KnownYearError, add_notice, day_off
from web.forms import Fault
from web.office.holidays.one_year import year_in
from web.office.holidays.section import LET_IN, LOOK, SECTION
from web.visitor import Visitor

GIVEN = ("year", "notice", "offs", "worked", "replace")
LISTS = {"offs": ("ngày nghỉ", False), "worked": ("ngày làm bù", True)}


@SECTION.router.api_route("/ngay-nghi/them", methods=LOOK)
async def ask(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """The form; the query may name the year."""
    return _form(visitor, {"year": visitor.request.query_params.get("nam", "")})


@SECTION.router.post("/ngay-nghi/sua")
async def ask_again(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """The form with what was typed before."""
    return _form(visitor, visitor.fields)


@SECTION.router.post("/ngay-nghi/xem-truoc")
async def look(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """What the notice would move; nothing is written."""
    notice = notice_in(visitor.fields)
    if isinstance(notice, list):
        return _form(visitor, visitor.fields, notice)
    try:
        found = await asyncio.to_thread(preview, visitor.office, notice, replace=_replaces(visitor), at=visitor.now)
    except NhacviecError as error:
        return _form(visitor, visitor.fields, [_fault(error)])
    given = [(name, visitor.fields.get(name, "")) for name in GIVEN]
    return visitor.page("holidays/preview.html", notice=notice, found=found, given=given)


@SECTION.router.post("/ngay-nghi/them")
async def enter(visitor: Annotated[Visitor, LET_IN]) -> Response:
    """As `nhacviec holidays add`."""
    notice = notice_in(visitor.fields)
    if isinstance(notice, list):
        return _form(visitor, visitor.fields, notice)
    wished = {"replace": _replaces(visitor)}
    try:
        moved = await asyncio.to_thread(
            add_notice, visitor.office, notice, **wished, at=visitor.now, actor=visitor.actor
        )
    except NhacviecError as error:
        return _form(visitor, visitor.fields, [_fault(error)])
    said = f"Đã ghi {notice.notice}; {len(moved)} việc đổi hạn, đơn vị liên quan được báo bằng thư."
    return visitor.go(f"/ngay-nghi?nam={notice.year}", said)


def notice_in(fields: Mapping[str, str]) -> YearNotice | list[Fault]:
    """The notice that the form says: a day a line, with its name behind it."""
    year, number = year_in(fields.get("year", "").strip()), " ".join(fields.get("notice", "").split())
    faults = []
    if year is None:
        faults.append(Fault("year", "Năm cần ghi bằng bốn chữ số, ví dụ 2027."))
    if not number:
        faults.append(Fault("notice", "Hãy ghi số, ký hiệu và ngày của thông báo."))
    found: list[SpecialDay] = []
    for name, (words, worked) in LISTS.items():
        for one in _days(fields.get(name, ""), number, worked=worked):
            if isinstance(one, str):
                faults.append(Fault(name, f"Dòng «{one}» ở {words} cần bắt đầu bằng một ngày có thật, ví dụ 5/2/2027."))
            elif one.date in {day.date for day in found}:
                faults.append(Fault(name, f"Ngày {one.date:%d/%m/%Y} ghi hai lần."))
            else:
                found.append(one)
    if faults or year is None:
        return faults
    return YearNotice(year, number, tuple(sorted(found, key=lambda day: day.date)))


def _days(text: str, notice: str, *, worked: bool) -> Iterator[SpecialDay | str]:
    """Each line's day, or the line where it has none."""
    for line in filter(None, map(str.strip, text.splitlines())):
        written, _, name = line.replace("=", " ").partition(" ")
        day = date_of(written)
        yield day_off(day, name, notice, worked=worked) if day else line


def _replaces(visitor: Visitor) -> bool:
    return visitor.fields.get("replace") == "co"


def _fault(error: NhacviecError) -> Fault:
    if isinstance(error, KnownYearError):
        known = f"Năm {error.fields['year']} đã có {error.fields['notice']}"
        return Fault("replace", f"{known}; nếu đúng là thay bằng thông báo mới, hãy đánh dấu ô này.")
    return Fault("offs", str(error))


def _form(visitor: Visitor, fields: Mapping[str, str], faults: Sequence[Fault] = ()) -> Response:
    given = {name: fields.get(name, "") for name in GIVEN}
    return visitor.page("holidays/notice.html", 422 if faults else 200, given=given, faults=faults)
