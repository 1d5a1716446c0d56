"""What an announced event makes due: whose limit counts, from which day, and that nobody is late from the start."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhacviec import holidays
from rules.event_due import EventDue, EventLimits, Told, event_due
from rules.model import Offset, OnEvent

CALENDAR = holidays.load()
EVENT = OnEvent("Bộ Nội vụ công bố TTHC", "Bộ Nội vụ")
TUESDAY = dt.date(2022, 3, 15)
TOLD = Told(EVENT.text, TUESDAY, TUESDAY)
FIVE, TEN = Offset(5, "working_day"), Offset(10, "working_day")
BY_ACT = EventLimits(acts=(("công bố", TEN), ("Công bố  TTHC", FIVE)))
NONE = EventLimits()
DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2026, 6, 30))
OFFSETS = st.builds(
    Offset, st.integers(-60, 60).filter(bool), st.sampled_from(["working_day", "day", "week", "month", "year"])
)


def dated(told: Told = TOLD, event: OnEvent = EVENT, limits: EventLimits = NONE) -> EventDue:
    return event_due(told, event, limits, CALENDAR)


@pytest.mark.parametrize(
    ("told", "event", "limits", "due"),
    [
        ({"due": dt.date(2022, 4, 30)}, {"offset": TEN}, BY_ACT, dt.date(2022, 4, 30)),
        ({"within": TEN}, {"offset": FIVE}, BY_ACT, dt.date(2022, 3, 29)),
        ({}, {"offset": TEN}, BY_ACT, dt.date(2022, 3, 29)),
        ({}, {}, BY_ACT, dt.date(2022, 3, 22)),
        ({}, {"text": "Bộ Nội vụ công bố danh mục"}, BY_ACT, dt.date(2022, 3, 29)),
        ({}, {"text": "Bộ Nội vụ phê duyệt"}, replace(BY_ACT, default=FIVE), dt.date(2022, 3, 22)),
        ({}, {"text": "Bộ Nội vụ phê duyệt"}, BY_ACT, None),
    ],
)
def test_the_nearest_limit_counts(
    told: dict[str, Any], event: dict[str, Any], limits: EventLimits, due: dt.date | None
) -> None:
    assert dated(replace(TOLD, **told), replace(EVENT, **event), limits).due == due


def test_an_act_is_known_by_whole_words() -> None:
    limits = EventLimits(acts=(("ban hành", FIVE),))
    assert limits.of_act("UBND tỉnh Ban hành Kế hoạch") == ("ban hành", FIVE)
    assert limits.of_act("UBND tỉnh ban hànhs") is None


def test_only_the_default_limit_is_provisional() -> None:
    assert not dated(limits=BY_ACT).provisional
    assert dated(limits=EventLimits(default=FIVE)).provisional


def test_the_receipt_counts_where_the_office_or_the_phrase_says_so() -> None:
    received = replace(TOLD, received=dt.date(2022, 3, 18), within=FIVE)
    assert dated(received).due == dt.date(2022, 3, 22)
    by_office = dated(received, limits=EventLimits(from_receipt=True))
    assert by_office.due == dt.date(2022, 3, 25)
    assert ("Cơ quan tính thời hạn từ ngày nhận văn bản.", "events.count_from") in by_office.trace
    assert dated(received, OnEvent("nhận được văn bản của Bộ Nội vụ")).due == dt.date(2022, 3, 25)
    assert dated(replace(received, received=None), limits=EventLimits(from_receipt=True)).due == dt.date(2022, 3, 22)


def test_a_limit_that_had_run_out_is_counted_from_the_day_of_entry() -> None:
    late = dated(replace(TOLD, within=TEN, entered=dt.date(2022, 6, 1)))
    assert (late.due, late.provisional, late.over) == (dt.date(2022, 6, 15), True, False)
    assert late.trace[-1][0] == (
        "Hạn tính từ sự kiện là 29/03/2022, đã qua khi công bố được ghi, nên tính từ ngày ghi (01/06/2022): "
        "15/06/2022, tạm tính cho đến khi có hạn được ấn định."
    )


def test_a_limit_that_still_runs_is_not_prolonged_by_late_entry() -> None:
    assert dated(replace(TOLD, within=TEN, entered=dt.date(2022, 3, 29))).due == dt.date(2022, 3, 29)


STOPPED = EventLimits(acts=(("công bố TTHC", TEN),), stops=(("công bố", Offset(-5, "day")),))


@pytest.mark.parametrize(
    ("in_force", "due", "says"),
    [
        (dt.date(2022, 3, 31), dt.date(2022, 3, 26), "Hạn là ngày chót: thứ Bảy, 26/03/2022."),
        (dt.date(2022, 4, 3), dt.date(2022, 3, 29), "5 ngày trước ngày đó: thứ Ba, 29/03/2022."),
        (dt.date(2022, 3, 19), dt.date(2022, 3, 29), "đã qua khi công bố được ghi nên không rút ngắn hạn"),
    ],
)
def test_an_act_is_done_before_its_paper_takes_effect(in_force: dt.date, due: dt.date, says: str) -> None:
    on = dated(replace(TOLD, in_force=in_force), limits=STOPPED)
    assert (on.due, on.effective) == (due, due)
    assert on.provisional == ("không rút" in says)
    assert says in on.trace[-1][0]


def test_a_last_day_is_a_date_where_there_is_no_other() -> None:
    on = dated(replace(TOLD, in_force=dt.date(2022, 3, 31)), limits=replace(STOPPED, acts=()))
    assert (on.due, [cites for _, cites in on.trace]) == (dt.date(2022, 3, 26), ["", "events.acts", "events.acts"])
    past = dated(replace(TOLD, in_force=dt.date(2022, 3, 16)), limits=replace(STOPPED, acts=()))
    assert (past.due, past.provisional) == (None, False)


def test_a_day_set_by_hand_stands_behind_the_last_day_and_says_so() -> None:
    on = dated(replace(TOLD, due=dt.date(2022, 3, 30), in_force=dt.date(2022, 3, 31)), limits=STOPPED)
    assert on.due == dt.date(2022, 3, 30)
    assert on.trace[-1][0] == "Hạn do người công bố ấn định sau ngày chót đó và được giữ."


def test_only_acts_that_the_office_names_have_a_last_day() -> None:
    on = dated(replace(TOLD, in_force=dt.date(2022, 3, 31), within=TEN), limits=BY_ACT)
    assert on.due == dt.date(2022, 3, 29)
    assert "không đặt ngày chót" in on.trace[-1][0]


def test_a_day_set_by_hand_in_the_past_waits_for_a_decision() -> None:
    past = dated(replace(TOLD, due=TUESDAY, entered=dt.date(2022, 3, 16)))
    assert (past.due, past.over) == (TUESDAY, True)


def test_a_limit_that_counts_back_into_the_past_is_asked_about() -> None:
    gone = dated(replace(TOLD, within=Offset(-5, "day")))
    assert (gone.due, gone.trace[-1][0].startswith("Hạn tính lùi từ sự kiện là 10/03/2022")) == (None, True)


@given(DAYS, DAYS, st.none() | DAYS, OFFSETS, st.booleans())
def test_nobody_is_late_on_the_day_of_entry(
    happened: dt.date, entered: dt.date, received: dt.date | None, limit: Offset, from_receipt: bool
) -> None:
    told = Told(EVENT.text, happened, entered, received, within=limit)
    found = dated(told, limits=EventLimits(from_receipt=from_receipt))
    assert found.effective is None or found.effective >= entered
    assert (found.due is None) == (found.effective is None)
