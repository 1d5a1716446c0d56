"""A rule said in canonical Vietnamese is read back as the same rule."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules.events import actor_of
from rules.model import (
    Each,
    Fixed,
    Mixed,
    Offset,
    OffsetUnit,
    OnEvent,
    Ongoing,
    Part,
    PeriodUnit,
    Rhythm,
    Rule,
    Several,
    Span,
    Unspecified,
    Yearly,
)
from rules.parse import parse
from rules.say import say

years = st.integers(1990, 2090)
months = st.integers(1, 12)
parts: st.SearchStrategy[Part] = st.sampled_from(("start", "mid", "end"))
bare = st.one_of(
    st.builds(Span, st.just("day"), months, st.integers(1, 28)),
    st.builds(Span, st.just("week"), months, st.sampled_from((1, 2, 3, 4, -1))),
    st.builds(Span, st.just("ten_days"), months, st.integers(1, 3)),
    st.builds(Span, st.just("half_month"), months, st.integers(1, 2)),
    st.builds(Span, st.just("month"), months),
    st.builds(lambda month, part: Span("month", month, part=part), months, parts),
    st.builds(Span, st.just("quarter"), st.integers(1, 4)),
    st.builds(Span, st.just("half"), st.integers(1, 2)),
    st.just(Span("nine_months")),
    st.builds(lambda part: Span("year", part=part), parts),
    st.just(Span("tet")),
    st.just(Span("kings_day")),
)
dated = st.one_of(
    st.builds(lambda span, year: replace(span, year=year), bare, years),
    st.builds(lambda y: Span("year", year=y), years),
)
lagged = st.builds(
    lambda span, lag: replace(span, lag=lag),
    st.builds(Span, st.just("day"), months, st.integers(1, 28)),
    st.sampled_from((1, -1)),
)


def ordered(a: Span, b: Span) -> tuple[Span, Span]:
    return (a, b) if a.in_year(2024).first() <= b.in_year(2024).last() else (b, a)


ranges = st.builds(ordered, dated, dated).filter(lambda pair: pair[0].first() <= pair[1].last() and pair[0] != pair[1])
ranges = ranges.filter(lambda pair: pair[0].unit == "year" or pair[1].unit != "year" or pair[0].year is not None)
fixed = st.one_of(
    st.builds(Fixed, st.one_of(dated, bare, lagged), st.booleans()),
    st.builds(lambda pair: Fixed(pair[1], start=pair[0]), ranges),
)
yearly = st.one_of(
    st.builds(Yearly, bare, st.booleans()),
    st.just(Yearly(Span("year"))),
    st.builds(lambda first: Yearly(Span("year"), first=first), years),
    st.builds(lambda first, more: Yearly(Span("year"), first=first, last=first + more), years, st.integers(0, 9)),
)
units: st.SearchStrategy[PeriodUnit] = st.sampled_from(("month", "quarter", "half"))
each = st.one_of(
    st.builds(Each, units),
    st.builds(lambda day, before: Each("month", day=day, before=before), st.integers(1, 31), st.booleans()),
    st.builds(lambda day, n: Each("month", day=day + n, from_day=day), st.integers(1, 20), st.integers(1, 10)),
    st.builds(
        lambda month, day, before: Each("quarter", month, day, before),
        st.sampled_from((-1, 1, 2, 3)),
        st.integers(1, 31),
        st.booleans(),
    ),
    st.builds(lambda unit: Each(unit, working=True), units),
    st.builds(lambda unit: Each(unit, 1, 1), st.sampled_from(("month", "quarter"))),
)
clauses = st.sampled_from(
    (
        "Bộ Nội vụ công bố TTHC",
        "Kế hoạch của UBND tỉnh",
        "có Quyết định phê duyệt của cấp có thẩm quyền",
        "nhận đủ hồ sơ hợp lệ",
        "được bố trí kinh phí",
    )
)
limits: st.SearchStrategy[OffsetUnit] = st.sampled_from(("working_day", "day", "week", "month", "year"))
offsets = st.builds(Offset, st.integers(1, 120).flatmap(lambda n: st.sampled_from((n, -n))), limits)
events = st.builds(lambda text, offset: OnEvent(text, actor_of(text), offset), clauses, st.none() | offsets)
simple: st.SearchStrategy[Rule] = st.one_of(
    fixed,
    yearly,
    each,
    events,
    st.builds(Ongoing, st.none() | dated),
    st.just(Rhythm("week")),
    st.just(Rhythm("day")),
    st.builds(lambda n: Rhythm("year", n), st.integers(2, 10)),
    st.just(Unspecified()),
)
several = st.one_of(
    st.lists(st.builds(Fixed, dated, st.booleans()), min_size=2, max_size=4, unique=True),
    st.lists(st.one_of(yearly, each), min_size=2, max_size=4, unique=True),
).map(lambda parts: Several(tuple(parts)))
mixed = st.builds(
    lambda first, second: Mixed((first, second)),
    st.one_of(st.just(Ongoing()), events),
    st.one_of(yearly, each, st.builds(Fixed, dated, st.booleans())),
)


@given(st.one_of(simple, several, mixed))
def test_a_rule_that_is_said_is_read_back(rule: Rule) -> None:
    said = say(rule)
    assert parse(said).rule == rule, said
