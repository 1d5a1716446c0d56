"""The holiday notice: asked for while it is missing, entered once, and every date that leans on it computed anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.duties import obligations
from db.engine import reading
from nhacviec import holidays
from nhacviec.holiday_check import differences
from rules.model import Offset
from rules.workdays import SpecialDay, YearNotice
from scheduler.changes.events import Announcement, announce
from scheduler.changes.holidays import KnownYearError, NoticeFaultError, add_notice
from scheduler.clock import LOCAL

from .conftest import World
from .installation import Installation

TET_2027 = [dt.date(2027, 2, day) for day in (4, 5, 8, 9, 10)]


def notice_2027(*days: dt.date) -> YearNotice:
    return YearNotice(2027, "TB 1/TB-BNV", tuple(SpecialDay(day, "Nghỉ", "TB 1/TB-BNV") for day in (*TET_2027, *days)))


def asked(lines: list[dict[str, Any]]) -> list[str]:
    return [line["at"][:10] for line in lines for item in line["items"] if item["task"] is None]


def test_the_monitor_is_asked_weekly_from_november_until_the_notice_is_in(make_world: Callable[..., World]) -> None:
    world = make_world()
    lines = []
    for n in range(45):
        day = dt.date(2026, 10, 19) + dt.timedelta(days=n)
        if day == dt.date(2026, 11, 26):
            at = dt.datetime.combine(day, dt.time(7), LOCAL)
            add_notice(world.office, notice_2027(), replace=False, at=at, actor="test")
        for hour in (8, 15):
            lines += world.tick(dt.datetime.combine(day, dt.time(hour), LOCAL))
    assert asked(lines) == ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]
    assert {(item["role"], item["kind"], item["due"]) for line in lines for item in line["items"]} == {
        ("monitor", "question", None)
    }


def test_a_date_that_leaned_on_a_missing_notice_moves_with_it_and_is_told(make_world: Callable[..., World]) -> None:
    world = make_world()
    at = dt.datetime(2027, 1, 25, 9, 0, tzinfo=LOCAL)
    world.adopt(dt.datetime(2021, 12, 1, 9, 0, tzinfo=LOCAL))
    told = Announcement("bo-noi-vu-cong-bo-tthc", at.date(), within=Offset(10, "working_day"))
    announce(world.office, told, at=at, actor="test")
    world.tick(at)
    before = provisional(world)
    moved = add_notice(world.office, notice_2027(), replace=False, at=at + dt.timedelta(hours=1), actor="test")
    after = provisional(world)
    assert [row.provisional for row in before] == [True]
    assert [row.provisional for row in after] == [False]
    assert [(one.old_due, one.new_due) for one in moved] == [(before[0].due, after[0].due)]
    lines = world.tick(at + dt.timedelta(hours=2))
    assert [(line["class"], line["kind"], line["unit"]) for line in lines] == [("letter", "correction", "van-phong")]


def provisional(world: World) -> list[Any]:
    with reading(world.office.engine) as conn:
        return [row for row in obligations(conn, state="open") if row.label.startswith("event:")]


@pytest.mark.parametrize(
    ("notice", "why"),
    [
        (YearNotice(2027, "TB 1", ()), "chưa có các ngày nghỉ Tết"),
        (notice_2027(dt.date(2027, 5, 1)), "01/05/2027 là thứ Bảy"),
        (notice_2027(dt.date(2026, 12, 31)), "31/12/2026 không thuộc năm 2027"),
    ],
)
def test_a_notice_that_cannot_be_right_is_refused(
    make_world: Callable[..., World], notice: YearNotice, why: str
) -> None:
    world, at = make_world(), dt.datetime(2026, 11, 1, tzinfo=LOCAL)
    with pytest.raises(NoticeFaultError, match=why):
        add_notice(world.office, notice, replace=False, at=at, actor="test")


def test_a_known_year_is_replaced_only_on_purpose(make_world: Callable[..., World]) -> None:
    world, at = make_world(), dt.datetime(2026, 11, 1, tzinfo=LOCAL)
    add_notice(world.office, notice_2027(), replace=False, at=at, actor="test")
    with pytest.raises(KnownYearError, match="--replace"):
        add_notice(world.office, notice_2027(), replace=False, at=at, actor="test")
    add_notice(world.office, notice_2027(), replace=True, at=at, actor="test")


def test_the_library_differs_from_the_notices_where_it_was_too_early() -> None:
    calendar = holidays.load()
    found = [line for year in calendar.notices for line in differences(calendar, year)]
    assert [line[:20] for line in found] == ["Thứ Sáu, 02/01/2026:", "Thứ Bảy, 10/01/2026:"]


def test_the_commands_list_add_and_check(tmp_path: Path) -> None:
    installed = Installation.made_in(tmp_path)
    assert "Nghỉ hoán đổi với 10/01/2026" in installed.run("holidays", "list", "2026").out
    assert "tạm tính" in installed.run("holidays", "list", "2027").out
    refused = installed.run("holidays", "add", "2027", "--notice", "TB 1", "--off", "2027-01-01")
    assert (refused.status, "chưa có các ngày nghỉ Tết" in refused.err) == (2, True)
    offs = [part for day in TET_2027 for part in ("--off", f"{day}=Tết")]
    added = installed.run("holidays", "add", "2027", "--notice", "TB 1/TB-BNV", *offs)
    assert (added.status, "5 ngày nghỉ" in added.out, "Giỗ Tổ" in added.err) == (0, True, True)
    assert "02/01/2026" in installed.run("holidays", "check", "2026").out
    assert installed.run("holidays", "check", "2026", "--strict").status == 1
