"""rule → occurrences: labels, explanation, and python-dateutil as the second opinion."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from nhacviec.holidays import load
from rules.counting import Choices
from rules.due import Resolution, resolve
from rules.model import Each, Fixed, OnEvent, PeriodUnit, Rule, Span, Yearly, decode, encode
from rules.parse import parse

CALENDAR = load()


def read(phrase: str, years: tuple[int, int] | None = (2021, 2025), **more: object) -> Resolution:
    return resolve(parse(phrase).rule, years, CALENDAR, **more)  # type: ignore[arg-type] # keywords pass through


@pytest.mark.parametrize(
    ("phrase", "labels"),
    [
        ("Năm 2021", ["2021"]),
        ("Quý I hằng năm", ["2021-Q1", "2022-Q1", "2023-Q1", "2024-Q1", "2025-Q1"]),
        ("Trước ngày 15/12 hằng năm", ["2021-12", "2022-12", "2023-12", "2024-12", "2025-12"]),
        ("Tháng 1/2022", ["2022-01"]),
        ("giai đoạn 2022-2025", ["2025"]),
        ("Ngày 10/3 và 20/3/2022", ["2022-03", "2022-03-#2"]),
        ("6 tháng đầu năm 2022", ["2022-H1"]),
    ],
)
def test_a_key_is_a_period_and_never_a_date(phrase: str, labels: list[str]) -> None:
    assert [o.label for o in read(phrase).occurrences] == labels


def test_a_date_that_ends_several_periods_bears_the_shortest_and_lists_the_rest() -> None:
    found = read("Định kỳ hằng quý, 6 tháng, năm", (2022, 2022)).occurrences
    assert [(o.label, o.also) for o in found] == [
        ("2022-Q1", ()),
        ("2022-Q2", ("2022-H1",)),
        ("2022-Q3", ()),
        ("2022-Q4", ("2022-H2", "2022")),
    ]


def test_trace_says_why_the_day_named_is_already_late() -> None:
    found = read("Trước ngày 15/12 hằng năm", (2021, 2021))
    assert [step.text for step in found.trace] == [
        "Lặp lại hằng năm trong năm 2021.",
        "Trước ngày 15/12/2021: ngày cuối cùng còn trong hạn là thứ Ba, 14/12/2021.",
    ]
    assert "đã là muộn" in found.trace[1].cites


def test_a_written_date_stays_on_a_day_off_unless_the_setting_moves_it() -> None:
    stays = read("Quý III năm 2023").occurrences[0]
    moves = read("Quý III năm 2023", choices=Choices(move_written=True)).occurrences[0]
    assert stays.due == stays.effective == dt.date(2023, 9, 30)
    assert moves.effective == dt.date(2023, 10, 2)
    assert not stays.provisional
    assert not moves.provisional


def test_moving_never_crosses_the_day_named_after_truoc() -> None:
    found = read("Trước ngày 15/12/2024", choices=Choices(move_written=True)).occurrences[0]
    assert found.effective == dt.date(2024, 12, 14)


def test_an_event_with_an_offset_is_dated_when_it_happened() -> None:
    rule = parse("Trong thời hạn 10 ngày làm việc kể từ ngày nhận đủ hồ sơ").rule
    found = resolve(rule, None, CALENDAR, event_date=dt.date(2024, 12, 20), event_label="event:3").occurrences[0]
    assert (found.label, found.due, found.effective) == ("event:3", dt.date(2025, 1, 6), dt.date(2025, 1, 6))


def test_without_the_plans_years_a_recurrence_has_no_dates_and_says_so() -> None:
    found = read("Quý I hằng năm", None)
    assert found.kind == "recurring"
    assert found.occurrences == ()
    assert "quý I" in found.warnings[0]


def test_a_written_year_outside_the_plan_is_kept_and_doubted() -> None:
    found = read("Năm 2027")
    assert [o.due for o in found.occurrences] == [dt.date(2027, 12, 31)]
    assert "«năm 2027»" in found.warnings[0]


units: st.SearchStrategy[PeriodUnit] = st.sampled_from(("month", "quarter", "half"))
days = st.builds(Span, st.just("day"), st.integers(1, 12), st.integers(1, 28))
spans = st.one_of(
    days,
    st.builds(Span, st.just("month"), st.integers(1, 12)),
    st.builds(Span, st.just("quarter"), st.integers(1, 4)),
    st.builds(Span, st.just("half"), st.integers(1, 2)),
    st.just(Span("year")),
)
recurring: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Yearly, spans, st.booleans()),
    st.builds(Each, units, st.just(-1), st.one_of(st.just(-1), st.integers(1, 28))),
)


@given(recurring, st.integers(2000, 2040), st.integers(0, 8))
def test_dates_are_those_of_the_recurrence_rule_by_dateutil(rule: Rule, first: int, more: int) -> None:
    found = resolve(rule, (first, first + more), CALENDAR)
    start, end = dt.datetime(first, 1, 1), dt.datetime(first + more, 12, 31)
    theirs = {
        day.date() for text in found.rrules for day in rrulestr(text, dtstart=start).between(start, end, inc=True)
    }
    assert [o.due for o in found.occurrences] == sorted(theirs)


@given(recurring, st.integers(2000, 2040), st.integers(0, 8))
def test_keys_are_unique_and_dates_ascend(rule: Rule, first: int, more: int) -> None:
    found = resolve(rule, (first, first + more), CALENDAR).occurrences
    assert len({o.label for o in found}) == len(found)
    assert [o.due for o in found] == sorted(o.due for o in found if o.due)


@given(st.one_of(recurring, st.builds(Fixed, spans, st.booleans()), st.builds(OnEvent, st.text())))
def test_a_stored_rule_comes_back_equal(rule: Rule) -> None:
    assert decode(encode(rule)) == rule
