"""Reports on the report calendar: the four of a year with their dates, beside the literal reading."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhacviec import holidays
from rules.due import resolve
from rules.model import Closing, Each, ReportUnit, Rule, Several, Span, Yearly, decode, encode
from rules.parse import parse
from rules.report_windows import days_after_close, label_of, last_day, on_report_calendar, period_of
from rules.say import say

CALENDAR = holidays.load()
LITERAL = parse("Định kỳ hằng quý, 6 tháng, năm gửi báo cáo").rule
UNITS: list[ReportUnit] = ["month", "quarter", "half", "year"]


def dates(rule: Rule, year: int) -> list[tuple[str, tuple[str, ...], str]]:
    found = resolve(rule, (year, year), CALENDAR).occurrences
    return [(o.label, o.also, o.due.isoformat()) for o in found if o.due]


def test_both_readings_are_one_duty_a_date_named_by_all_its_periods() -> None:
    by_law = on_report_calendar(LITERAL)
    assert by_law is not None
    assert dates(LITERAL, 2022) == [
        ("2022-Q1", (), "2022-03-31"),
        ("2022-Q2", ("2022-H1",), "2022-06-30"),
        ("2022-Q3", (), "2022-09-30"),
        ("2022-Q4", ("2022-H2", "2022"), "2022-12-31"),
    ]
    assert days_after_close(by_law) == ("15/3", "15/6", "15/9", "15/12")
    assert dates(by_law, 2022) == [
        ("2022-Q1", (), "2022-03-15"),
        ("2022-Q2", ("2022-H1",), "2022-06-15"),
        ("2022-Q3", (), "2022-09-15"),
        ("2022-Q4", ("2022-H2", "2022"), "2022-12-15"),
    ]


def test_the_report_is_due_on_a_working_day_and_provisional_without_a_notice() -> None:
    assert [due for _, _, due in dates(Closing("month", 1), 2024)][:3] == ["2024-01-15", "2024-02-15", "2024-03-15"]
    assert [due for _, _, due in dates(Closing("quarter", 1), 2025)] == [
        "2025-03-17",
        "2025-06-16",
        "2025-09-15",
        "2025-12-15",
    ]
    (one,) = resolve(Closing("year"), (2090, 2090), CALENDAR).occurrences
    assert one.provisional


@pytest.mark.parametrize("words", ["Trước ngày 15/12 hằng năm", "Quý I hằng năm", "Thường xuyên", "Ngày 20 hằng tháng"])
def test_what_names_a_day_of_its_own_has_no_other_reading(words: str) -> None:
    assert on_report_calendar(parse(words).rule) is None


@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=4, unique=True), st.integers(1, 5))
def test_the_reading_is_written_stored_and_read_back_the_same(units: list[ReportUnit], after: int) -> None:
    parts = tuple(Closing(unit, after) for unit in units)
    rule: Rule = parts[0] if len(parts) == 1 else Several(parts)
    assert parse(say(rule)).rule == rule
    assert decode(encode(rule)) == rule


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)))
def test_a_day_lies_in_the_period_that_bears_its_label(day: dt.date) -> None:
    n = period_of("quarter", day)
    assert label_of("quarter", day.year, n) == Span("quarter", n, year=day.year).label()
    assert (last_day("quarter", day.year, n).day, last_day("quarter", day.year, n).month) == (14, 3 * n)


def test_the_calendar_reading_comes_of_whole_periods_only() -> None:
    assert on_report_calendar(Each("quarter")) == Closing("quarter")
    assert on_report_calendar(Each("quarter", day=20)) is None
    assert on_report_calendar(Yearly(Span("year"))) == Closing("year")
