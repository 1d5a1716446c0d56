"""Which things a digest tells, where and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest

from notifications.digest import by_unit, counts, in_order, section_of, sections
from notifications.model import GRAVITY, Item, MailKind, gravest

LATE = Item(
    task="1.I.9",
    title="Báo cáo tự kiểm tra",
    unit="ccvc",
    unit_name="Phòng Công chức, viên chức",
    role="lead",
    kind="overdue",
    rung="O+4",
    due=dt.date(2026, 2, 25),
    days_left=-6,
    overdue=4,
    plan="Kế hoạch số 12/KH-SNV",
    place="Phụ lục 1, mục I, số 9",
    phrase="Trước ngày 26/02",
    why_date="“trước ngày 26/02” là chậm nhất ngày 25/02",
    reason="quá hạn 4 ngày làm việc",
    period="Năm 2026",
)
SOON = replace(LATE, task="1.I.10", kind="reminder", rung="T-7", due=dt.date(2026, 3, 10), days_left=7, overdue=0)


@pytest.mark.parametrize(
    ("item", "section"),
    [
        (LATE, "late"),
        (replace(LATE, overdue=0), "late"),
        (replace(LATE, kind="due", overdue=0, days_left=-2), "today"),
        (replace(SOON, kind="due", days_left=0), "today"),
        (replace(SOON, days_left=1), "week"),
        (SOON, "week"),
        (replace(SOON, days_left=8), "later"),
        (replace(SOON, kind="info"), "know"),
        (replace(SOON, due=None, days_left=None), "know"),
        (replace(LATE, kind="question"), "ask"),
        (replace(LATE, kind="question", role="monitor"), "decide"),
    ],
)
def test_an_item_stands_in_the_section_of_its_urgency(item: Item, section: str) -> None:
    assert section_of(item) == section


def test_the_most_urgent_comes_first_and_row_ten_after_row_nine() -> None:
    nine = replace(SOON, task="1.I.9")
    later = replace(SOON, task="1.I.1", due=dt.date(2026, 3, 30), days_left=27)
    longer = replace(LATE, task="2.I.1", overdue=9)
    assert in_order([later, SOON, nine, LATE, longer]) == (longer, LATE, nine, SOON, later)


def test_two_notices_of_one_occurrence_are_told_once_by_the_graver() -> None:
    escalated = replace(LATE, kind="escalation", reason="đã báo người đứng đầu đơn vị")
    assert in_order([LATE, escalated, LATE]) == (escalated,)


def test_two_periods_of_one_task_are_both_told() -> None:
    other = replace(LATE, period="Năm 2025", due=dt.date(2025, 2, 25), overdue=240)
    assert in_order([LATE, other]) == (other, LATE)


def test_a_question_stays_beside_the_notice_of_the_same_work() -> None:
    question = replace(LATE, kind="question")
    assert set(in_order([LATE, question])) == {LATE, question}


def test_each_role_of_one_mailbox_is_told_its_own() -> None:
    assert len(in_order([SOON, replace(SOON, role="coordinating"), replace(SOON, unit="thanh-tra")])) == 3


def test_a_cut_digest_keeps_the_most_urgent_and_counts_the_rest() -> None:
    items = in_order([LATE, *(replace(SOON, task=f"1.II.{row}") for row in range(1, 6))])
    late, week = sections(items, 3)
    assert (late.key, late.total, late.items) == ("late", 1, (LATE,))
    assert (week.key, week.total, len(week.items)) == ("week", 5, 2)
    assert counts(items[3:]) == {"week": 3}


def test_the_leaders_list_names_the_unit_with_the_longest_overdue_work_first() -> None:
    mine = replace(LATE, role="leadership", overdue=12)
    theirs = replace(mine, unit="thanh-tra", unit_name="Thanh tra Sở", overdue=24)
    their_other = replace(theirs, task="1.I.11", overdue=11)
    assert by_unit([mine, their_other, theirs]) == (theirs, their_other, mine)


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [(("reminder", "escalation", "overdue"), "escalation"), (("info", "question"), "question"), (("info",), "info")],
)
def test_a_mail_is_named_by_its_gravest_item(kinds: tuple[MailKind, ...], kind: MailKind) -> None:
    assert gravest(kinds) == kind


def test_every_kind_has_one_place_in_the_order_of_gravity() -> None:
    assert sorted(GRAVITY) == sorted(get_args(MailKind))
