"""The ladder: the defaults of the office on a real calendar, and what must hold however the days fall."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nhacviec.holidays import load
from rules.ladder import Duty, Given, Notice, Policy, Seat, decide, is_list_day, next_day
from rules.workdays import ONE_DAY, days

CALENDAR = load()
POLICY = Policy()
LEAD = Seat("lead", "lead@x", "ccvc")
CHAIN = (
    LEAD,
    Seat("head", "head@x", "ccvc"),
    Seat("monitor", "monitor@x", "ccvc"),
    Seat("leadership", "deputy@x", "ccvc", level=1),
    Seat("leadership", "director@x", "ccvc", level=2),
)
ALL = (*CHAIN, Seat("coordinating", "one@x", "van-phong"), Seat("coordinating", "many@x", "thi-dua", collective=True))


@dataclass
class Office:
    """Days in a row: what was said on each, and what a mail server took."""

    duty: Duty
    policy: Policy = POLICY
    said: list[tuple[dt.date, Notice]] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)

    def work(self, day: dt.date, *, delivers: bool = True) -> dt.date | None:
        decision = decide(self.duty, self.policy, CALENDAR, self.given, day)
        for notice in decision.notices:
            self.said.append((day, notice))
            taken = day if delivers else None
            self.given.append(Given(notice.role, notice.rung, notice.mailbox, day, taken))
        return decision.next_day

    def run(self, first: dt.date, last: dt.date, on: Callable[[dt.date], bool] = lambda day: True) -> Office:
        for day in days(first, last):
            if CALENDAR.is_office_day(day) and on(day):
                self.work(day)
        return self

    def heard(self, mailbox: str) -> list[tuple[str, str]]:
        return [(f"{day:%d/%m}", n.rung) for day, n in self.said if n.mailbox == mailbox]


def duty(due: dt.date, since: dt.date, seats: tuple[Seat, ...] = ALL) -> Duty:
    return Duty(due, due, since, seats)


def test_a_lead_hears_at_each_rung_moved_off_days_off() -> None:
    office = Office(duty(dt.date(2022, 3, 31), dt.date(2022, 1, 10))).run(dt.date(2022, 1, 10), dt.date(2022, 3, 31))
    assert office.heard("lead@x") == [
        ("01/03", "T-30"),
        ("17/03", "T-14"),
        ("24/03", "T-7"),
        ("28/03", "T-3"),
        ("30/03", "T-1"),
        ("31/03", "T-0"),
    ]
    assert office.heard("one@x") == [("17/03", "T-14"), ("28/03", "T-3")]
    assert office.heard("many@x") == [("17/03", "T-14")]


def test_rungs_that_meet_before_a_holiday_are_one_notice_worded_by_the_days_really_left() -> None:
    office = Office(duty(dt.date(2022, 2, 3), dt.date(2022, 1, 20))).run(dt.date(2022, 1, 20), dt.date(2022, 2, 4))
    assert [(n.rung, n.days_left) for _, n in office.said if n.role == "lead"] == [("T-7", 7), ("T-0", 6)]
    assert "rơi vào ngày nghỉ" in office.said[-1][1].reason


def test_an_overdue_duty_climbs_the_chain_in_order() -> None:
    office = Office(duty(dt.date(2022, 3, 31), dt.date(2022, 3, 30), CHAIN)).run(
        dt.date(2022, 4, 1), dt.date(2022, 4, 30)
    )
    assert office.heard("lead@x")[:3] == [("01/04", "O+1"), ("05/04", "O+3"), ("08/04", "O+6")]
    assert office.heard("head@x") == [("04/04", "O+2")]
    assert office.heard("monitor@x") == [("07/04", "O+5")]
    assert office.heard("deputy@x") == [("18/04", "O+11"), ("25/04", "O+16")]
    assert office.heard("director@x") == [("25/04", "O+16")]
    lead = [n for _, n in office.said if n.mailbox == "lead@x"]
    assert lead[0].reported == ()
    assert lead[-1].reported == ("head", "monitor", "leadership")


def test_the_monitor_is_skipped_where_its_own_unit_leads_and_still_decides_in_the_end() -> None:
    own = replace(duty(dt.date(2022, 3, 31), dt.date(2022, 3, 30), CHAIN), monitor_leads=True)
    office = Office(own).run(dt.date(2022, 4, 1), dt.date(2022, 8, 31))
    assert [(n.kind, n.rung) for _, n in office.said if n.mailbox == "monitor@x"] == [
        ("question", "O+61"),
        ("question", "O+63"),
        ("question", "O+84"),
    ]
    assert office.heard("deputy@x")[0] == ("18/04", "O+11")


def test_after_twenty_days_weekly_and_after_sixty_only_the_monitor() -> None:
    office = Office(duty(dt.date(2022, 3, 31), dt.date(2022, 3, 30), CHAIN)).run(
        dt.date(2022, 4, 1), dt.date(2022, 9, 30)
    )
    late = {int(n.rung[2:]): day for day, n in office.said if n.role == "lead"}
    assert all(is_list_day(CALENDAR, day) for n, day in late.items() if n > POLICY.weekly_after)
    assert max(late) <= POLICY.undecided_after
    assert {n.role for _, n in office.said if n.overdue > POLICY.undecided_after} == {"monitor"}


def test_three_weeks_off_over_tet_give_only_the_latest_rung_and_cost_the_unit_no_step() -> None:
    office = Office(duty(dt.date(2022, 1, 26), dt.date(2021, 12, 1), CHAIN))
    office.run(
        dt.date(2021, 12, 1), dt.date(2022, 3, 1), on=lambda d: not dt.date(2022, 1, 20) <= d <= dt.date(2022, 2, 11)
    )
    back = [(f"{day:%d/%m}", n.mailbox, n.rung) for day, n in office.said if day >= dt.date(2022, 1, 20)]
    assert back[:4] == [
        ("14/02", "lead@x", "O+8"),
        ("15/02", "head@x", "O+9"),
        ("16/02", "monitor@x", "O+10"),
        ("17/02", "lead@x", "O+11"),
    ]


def test_what_is_owed_to_a_mailbox_already_served_waits_for_the_next_office_day() -> None:
    one = duty(dt.date(2022, 3, 31), dt.date(2022, 3, 1), (LEAD,))
    decision = decide(one, POLICY, CALENDAR, [], dt.date(2022, 3, 25), frozenset({"lead@x"}))
    assert decision.notices == ()
    assert decision.next_day == dt.date(2022, 3, 28)


def test_a_step_waits_until_the_step_below_was_delivered() -> None:
    office = Office(duty(dt.date(2022, 3, 31), dt.date(2022, 3, 30), CHAIN))
    for day in days(dt.date(2022, 4, 1), dt.date(2022, 4, 20)):
        if CALENDAR.is_office_day(day):
            office.work(day, delivers=False)
    assert {n.role for _, n in office.said} == {"lead"}


def test_a_step_is_looked_at_again_as_soon_as_the_mail_on_its_way_may_have_arrived() -> None:
    one = duty(dt.date(2022, 1, 31), dt.date(2022, 1, 28), CHAIN)
    on_its_way = [Given("lead", "O+1", "lead@x", dt.date(2022, 2, 7), None)]
    decision = decide(one, POLICY, CALENDAR, on_its_way, dt.date(2022, 2, 7))
    assert decision.next_day == dt.date(2022, 2, 8)


dates = st.dates(dt.date(2021, 1, 1), dt.date(2026, 6, 30))
off_days = st.sets(st.integers(0, 200), max_size=120)


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    due = draw(dates)
    effective = CALENDAR.next_working(due) if draw(st.booleans()) else due
    seats = draw(st.sets(st.sampled_from(ALL))) | {LEAD}
    return Duty(
        due, effective, due - dt.timedelta(days=draw(st.integers(-20, 60))), tuple(sorted(seats, key=ALL.index))
    )


def run(one: Duty, off: set[int]) -> Office:
    first = one.since + ONE_DAY
    return Office(one).run(first, first + dt.timedelta(days=160), on=lambda day: (day - first).days not in off)


@settings(max_examples=60, deadline=None)
@given(duties(), off_days)
def test_nothing_is_owed_twice_and_one_mailbox_hears_once_a_day(one: Duty, off: set[int]) -> None:
    office = run(one, off)
    assert max(Counter((n.rung, n.mailbox) for _, n in office.said).values(), default=0) <= 1
    assert max(Counter((day, n.mailbox) for day, n in office.said).values(), default=0) <= 1


@settings(max_examples=60, deadline=None)
@given(duties(), off_days)
def test_no_step_is_taken_before_the_one_below_it_was_delivered(one: Duty, off: set[int]) -> None:
    office = run(one, off)
    first = {(n.role, n.mailbox): day for day, n in reversed(office.said) if n.overdue}
    steps = [first[key] for seat in one.seats if (key := (seat.role, seat.mailbox)) in first]
    assert all(below < above for below, above in pairwise(steps))


@settings(max_examples=50, deadline=None)
@given(duties(), off_days)
def test_the_lead_is_told_on_the_first_day_back_whatever_was_missed(one: Duty, off: set[int]) -> None:
    always, sometimes = run(one, set()), run(one, off)
    days_back = [d for d in days(one.since + ONE_DAY, one.since + dt.timedelta(days=160)) if CALENDAR.is_office_day(d)]
    days_back = [d for d in days_back if (d - one.since - ONE_DAY).days not in off]
    for owed, notice in always.said:
        back = next((day for day in days_back if day >= owed), None)
        if notice.role == "lead" and back and not past_urging(one, back):
            assert any(owed <= day <= back for day, n in sometimes.said if n.role == "lead")


def past_urging(one: Duty, day: dt.date) -> bool:
    """Whether `day` lies beyond the days on which leads are urged: from then on the monitor decides."""
    return CALENDAR.office_days_between(one.effective, day) > POLICY.undecided_after


@settings(max_examples=50, deadline=None)
@given(duties(), off_days)
def test_the_next_day_is_in_the_future_on_an_office_day_and_nothing_is_owed_before_it(one: Duty, off: set[int]) -> None:
    office = Office(one)
    due_next = next_day(one, POLICY, CALENDAR, (), one.since)
    for day in days(one.since + ONE_DAY, one.since + dt.timedelta(days=160)):
        if not CALENDAR.is_office_day(day) or (day - one.since).days in off:
            continue
        said = len(office.said)
        after = office.work(day)
        assert len(office.said) == said or (due_next is not None and day >= due_next)
        assert after is None or (after > day and CALENDAR.is_office_day(after))
        due_next = after


@settings(max_examples=40, deadline=None)
@given(duties(), off_days)
def test_a_moved_date_starts_afresh(one: Duty, off: set[int]) -> None:
    later = one.effective + dt.timedelta(days=45)
    moved = replace(one, due=later, effective=later, since=one.effective)
    said = run(moved, off).said
    assert all(n.rung.startswith("T-") for day, n in said if day <= later)
