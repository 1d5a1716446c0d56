"""Limits by the Civil Code, against worked examples that were set by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from nhacviec.holidays import load
from rules.counting import Choices, count
from rules.model import Offset, Part, Span, SpanUnit
from rules.report_windows import data_window
from rules.workdays import ONE_DAY

CALENDAR = load()
VECTORS = Path(__file__).parents[1] / "corpus" / "deadline-vectors.jsonl"
LINES = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]
POINTS: dict[str, tuple[SpanUnit, Part]] = {
    "start_of_month": ("month", "start"),
    "mid_month": ("month", "mid"),
    "end_of_month": ("month", "end"),
    "start_of_year": ("year", "start"),
    "mid_year": ("year", "mid"),
    "end_of_year": ("year", "end"),
}


def worked(line: dict[str, Any]) -> str:
    if line["rule"] == "data_window":
        return "/".join(day.isoformat() for day in data_window(line["unit"], int(line["trigger"]), line["n"]))
    return ended(line).isoformat()


def ended(line: dict[str, Any]) -> dt.date:
    match line["rule"]:
        case "period":
            day = dt.date.fromisoformat(line["trigger"])
            return count(day, Offset(line["n"], line["unit"]), CALENDAR).effective
        case "roll":
            return CALENDAR.next_working(dt.date.fromisoformat(line["trigger"]))
        case "before_date":
            return dt.date.fromisoformat(line["trigger"]) - ONE_DAY
        case "point":
            unit, part = POINTS[line["unit"]]
            year, _, month = line["trigger"].partition("-")
            return Span(unit, int(month or 1), year=int(year), part=part).first()
    raise AssertionError(line["rule"])


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_a_limit_ends_on_the_day_the_law_says(line: dict[str, Any]) -> None:
    assert worked(line) == line["expected"], line["why"]


def test_each_step_of_a_count_names_its_article() -> None:
    counted = count(dt.date(2021, 10, 7), Offset(30, "day"), CALENDAR)
    assert [cites for _, cites in counted.steps] == [
        "Bộ luật Dân sự 2015, Điều 147",
        "Bộ luật Dân sự 2015, Điều 148 khoản 1",
        "Bộ luật Dân sự 2015, Điều 148 khoản 5",
    ]
    assert "thứ Bảy, 06/11/2021" in counted.steps[1][0]


def test_a_count_that_leans_on_a_year_without_a_notice_is_provisional() -> None:
    assert count(dt.date(2027, 1, 25), Offset(10, "working_day"), CALENDAR).provisional
    assert not count(dt.date(2026, 3, 2), Offset(10, "working_day"), CALENDAR).provisional


def test_a_limit_counted_back_stays_where_it_falls() -> None:
    counted = count(dt.date(2022, 5, 16), Offset(-15, "day"), CALENDAR)
    assert counted.nominal == counted.effective == dt.date(2022, 5, 1)


def test_what_the_law_leaves_open_is_a_choice_and_the_default_is_strict() -> None:
    leap, year = dt.date(2024, 2, 29), Offset(1, "year")
    assert count(leap, year, CALENDAR).nominal == dt.date(2025, 2, 28)
    assert count(leap, year, CALENDAR, Choices(leap_day="1/3")).nominal == dt.date(2025, 3, 1)
    saturday = (dt.date(2026, 8, 12), Offset(10, "day"))
    assert count(*saturday, CALENDAR).effective == dt.date(2026, 8, 22)
    assert count(*saturday, CALENDAR, Choices(makeup_saturday_ends=False)).effective == dt.date(2026, 8, 24)
    back = (dt.date(2022, 5, 16), Offset(-15, "day"))
    assert count(*back, CALENDAR, Choices(count_back_margin=1)).effective == dt.date(2022, 4, 30)


def test_a_limit_that_is_not_moved_leans_on_no_notice() -> None:
    assert not count(dt.date(2027, 5, 16), Offset(-15, "day"), CALENDAR).provisional
