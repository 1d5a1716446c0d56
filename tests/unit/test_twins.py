"""Which obligations of linked tasks are one work, and what the one that does not speak keeps of what was said."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhacviec.holidays import load
from rules.ladder import NoticeKind
from rules.twins import Rung, Side, is_spoken_for, own_rung, same_works

CALENDAR = load()
MID, END = dt.date(2022, 12, 14), dt.date(2022, 12, 31)


def side(
    number: int, task: int, label: str, due: dt.date | None, *, unit: str = "ccvc", extended: bool = False
) -> Side:
    return Side(number, task, unit, label, due, extended)


def met(*sides: Side) -> list[tuple[int, ...]]:
    return [tuple(one.id for one in work) for work in same_works(sides)]


def test_one_period_is_one_work_and_the_earlier_date_speaks() -> None:
    assert met(side(1, 1, "2022-12", END), side(2, 2, "2022-12", MID)) == [(2, 1)]


def test_one_day_is_one_work_under_whatever_period() -> None:
    assert met(side(2, 2, "2022-12", END), side(1, 1, "2022", END)) == [(1, 2)]


def test_other_periods_that_end_on_other_days_stay_apart() -> None:
    assert met(side(1, 1, "2022", END), side(2, 2, "2022-12", MID)) == []


def test_another_unit_stays_apart() -> None:
    assert met(side(1, 1, "2022", END), side(2, 2, "2022", END, unit="thanh-tra")) == []


def test_what_has_no_date_meets_nothing() -> None:
    assert met(side(1, 1, "event:3", None), side(2, 2, "event:3", None)) == []


def test_each_occurrence_meets_its_own_and_those_without_a_counterpart_are_left() -> None:
    quarters = [side(n, 1, f"2022-Q{n}", dt.date(2022, 3 * n, 30)) for n in (1, 2, 3, 4)]
    assert met(*quarters, side(9, 2, "2022-Q2", dt.date(2022, 6, 15))) == [(9, 2)]


def test_a_period_goes_before_a_day() -> None:
    """Of two occurrences of one task only one is the other's counterpart."""
    assert met(side(1, 1, "2022-Q4", END), side(2, 1, "2022-12", MID), side(3, 2, "2022-12", END)) == [(2, 3)]


def test_an_extension_separates_unless_the_days_are_the_same_all_the_same() -> None:
    later = dt.date(2023, 1, 20)
    assert met(side(1, 1, "2022-12", later, extended=True), side(2, 2, "2022-12", MID)) == []
    assert met(side(1, 1, "2022-12", later, extended=True), side(2, 2, "2022-12", later, extended=True)) == [(1, 2)]
    assert met(side(1, 1, "2022-12", MID, extended=True), side(2, 2, "2022-12", MID)) == [(1, 2)]


def test_three_plans_are_one_work_too() -> None:
    assert met(side(1, 1, "2022", END), side(2, 2, "2022-12", END), side(3, 3, "2022-12", MID)) == [(3, 1, 2)]


sides = st.builds(
    Side,
    st.integers(1, 99),
    st.integers(1, 3),
    st.sampled_from(("ccvc", "thanh-tra")),
    st.sampled_from(("2022", "2022-12", "2022-Q4")),
    st.sampled_from((MID, END, None)),
    st.booleans(),
)


@given(st.lists(sides, max_size=8, unique_by=lambda one: one.id))
def test_whatever_is_linked_each_stands_in_one_work_at_most_with_none_of_its_own_task(found: list[Side]) -> None:
    works = same_works(found)
    assert works == same_works(found[::-1])
    ids = [one.id for work in works for one in work]
    assert len(ids) == len(set(ids))
    for work in works:
        assert len(work) > 1
        assert work[0].due == min(one.due for one in work if one.due)
        for one, other in combinations(work, 2):
            assert one.unit == other.unit
            assert one.task != other.task


@pytest.mark.parametrize(
    ("today", "kind", "collective", "rung"),
    [
        (dt.date(2022, 11, 30), "reminder", False, Rung("T-31", "reminder")),
        (dt.date(2022, 11, 30), "info", True, Rung("T-31", "info")),
        (dt.date(2022, 12, 16), "overdue", False, Rung("T-15", "reminder")),
        (dt.date(2022, 12, 31), "escalation", False, Rung("T-0", "due")),
        (dt.date(2023, 1, 4), "escalation", False, Rung("O+2", "escalation")),
    ],
)
def test_a_notice_is_kept_by_the_days_of_each_obligation(
    today: dt.date, kind: NoticeKind, collective: bool, rung: Rung
) -> None:
    assert own_rung(END, END, today, CALENDAR, kind, collective) == rung


def test_the_chain_hears_from_the_first_and_a_co_ordinator_where_it_is_named_too() -> None:
    first, second = {("thi-dua", False), ("luu-tru", True)}, {("ton-giao", False)}
    assert not is_spoken_for("lead", "ccvc", False, [])
    assert is_spoken_for("leadership", "ccvc", False, [first])
    assert is_spoken_for("coordinating", "thi-dua", False, [first])
    assert is_spoken_for("coordinating", "luu-tru", True, [first])
    assert not is_spoken_for("coordinating", "luu-tru", False, [first])
    assert not is_spoken_for("coordinating", "ton-giao", False, [first])
    assert is_spoken_for("coordinating", "ton-giao", False, [first, second])
