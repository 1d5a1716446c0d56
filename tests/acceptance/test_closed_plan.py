"""A plan ends: the monitor is asked in time, each open duty is decided, nothing is dropped unseen; it can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.engine import reading
from rules.report import period_of
from scheduler.answering.answers import report_done
from scheduler.clock import Hours
from scheduler.office import world
from scheduler.planning.closing import (
    NoCancelReasonError,
    StrangeDutyError,
    TwiceDecidedError,
    UndecidedDutyError,
    Verdicts,
    close,
    preview,
)
from scheduler.planning.heir_duty import NoHeirError, StrangeHeirError
from scheduler.planning.undoing import undo
from scheduler.reports.reporting import report
from scheduler.reports.telling import telling

from .closed_plan import CLOSING, FIRST, LAST_QUARTER, TwoPlans
from .conftest import World
from .installation import Installation

AT = Hours().opening(CLOSING)
Lines = list[dict[str, Any]]


@pytest.fixture
def plans(make_world: Callable[..., World], tmp_path: Path) -> TwoPlans:
    """The first plan in force, its second task overdue, its successor adopted; all letters of that written."""
    made = TwoPlans(make_world(), tmp_path)
    made.begin()
    made.live(LAST_QUARTER, CLOSING - dt.timedelta(days=6))
    made.succeed()
    made.live(CLOSING - dt.timedelta(days=5), CLOSING - dt.timedelta(days=1))
    return made


def decided(plans: TwoPlans) -> Verdicts:
    """The report goes on in the other plan, the overdue review is finished, the conference is cancelled."""
    report, review, conference = (plans.held(1, stt).id for stt in "123")
    return Verdicts(finish=(review,), cancel=(conference,), carry={report: None})


def closed(plans: TwoPlans) -> Lines:
    """Closes plan 1; the mails of that morning's tick."""
    close(plans.world.office, 1, decided(plans), why="hết thời kỳ kế hoạch", at=AT, actor="test")
    return plans.world.tick(AT + dt.timedelta(minutes=5))


def asked(lines: Lines) -> list[tuple[str, str]]:
    """Questions about the end of a plan: the day and the reason."""
    return [
        (line["at"][:10], item["reason"])
        for line in lines
        for item in line["items"]
        if item["kind"] == "question" and "mỗi tháng hỏi một lần" in item["reason"]
    ]


def test_the_monitor_is_asked_ninety_days_before_and_each_month_until_it_is_closed(
    make_world: Callable[..., World], tmp_path: Path
) -> None:
    plans = TwoPlans(make_world(), tmp_path)
    plans.begin()
    plans.live(FIRST, dt.date(2022, 10, 1))
    assert asked(plans.world.lines) == []
    lines = plans.live(dt.date(2022, 10, 2), dt.date(2023, 1, 31))
    ahead, over = "kế hoạch hết thời kỳ 31/12/2022", "kế hoạch đã hết thời kỳ từ 31/12/2022"
    tail = ", chưa được đóng; mỗi tháng hỏi một lần"
    assert asked(lines) == [
        ("2022-10-03", ahead + tail),
        ("2022-11-01", ahead + tail),
        ("2022-12-01", ahead + tail),
        ("2023-01-03", over + tail),
    ]
    close(
        plans.world.office,
        1,
        Verdicts(rest="finish"),
        why=None,
        at=Hours().opening(dt.date(2023, 2, 1)),
        actor="test",
    )
    assert asked(plans.live(dt.date(2023, 2, 1), dt.date(2023, 3, 3))) == []


def test_a_plan_is_not_closed_while_a_duty_is_undecided(plans: TwoPlans) -> None:
    report, review, conference = (plans.held(1, stt).id for stt in "123")
    with pytest.raises(UndecidedDutyError, match=rf"còn 2 việc đang mở chưa có quyết định \({review}, {conference}\)"):
        close(plans.world.office, 1, Verdicts(finish=(report,)), why=None, at=AT, actor="test")
    assert {plans.held(1, stt).state for stt in "123"} == {"open"}
    found = preview(plans.world.office, 1, Verdicts(), AT)
    assert [one.matter.row.id for one in found.undecided] == sorted(
        (report, review, conference), key=lambda n: (plans_due(plans, n), n)
    )


def plans_due(plans: TwoPlans, number: int) -> dt.date:
    due = next(row.due for stt in "123" if (row := plans.held(1, stt)).id == number)
    assert due is not None
    return due


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (lambda ids: Verdicts(rest="carry"), NoHeirError),
        (lambda ids: Verdicts(carry={ids[1]: "2:1.-.1"}, rest="finish"), StrangeHeirError),
        (lambda ids: Verdicts(finish=(9999,), rest="finish"), StrangeDutyError),
        (lambda ids: Verdicts(finish=ids[:1], cancel=ids[:1], rest="finish"), TwiceDecidedError),
        (lambda ids: Verdicts(rest="cancel"), NoCancelReasonError),
    ],
    ids=["no equal task", "task of another unit", "unknown number", "decided twice", "cancelled without a reason"],
)
def test_what_cannot_be_decided_so_is_refused_and_nothing_is_written(
    plans: TwoPlans, said: Callable[[tuple[int, ...]], Verdicts], error: type[Exception]
) -> None:
    ids = tuple(plans.held(1, stt).id for stt in "123")
    with pytest.raises(error):
        close(plans.world.office, 1, said(ids), why=None, at=AT, actor="test")
    assert {plans.held(1, stt).state for stt in "123"} == {"open"}


def test_each_unit_gets_one_letter_with_what_becomes_of_its_work(plans: TwoPlans) -> None:
    letters = [line for line in closed(plans) if line["class"] == "letter"]
    said = {
        line["unit"]: [(item["task"], item["kind"], item["due"]) for item in line["items"] if item["role"] == "lead"]
        for line in letters
    }
    assert len(letters) == 2
    assert said == {
        "van-phong": [("1.-.1", "decision", None), ("1.-.3", "decision", None), ("1.-.4", "info", None)],
        "thanh-tra": [("1.-.2", "info", "2022-11-20"), ("1.-.5", "info", None)],
    }
    assert {item["reason"] for line in letters for item in line["items"]} == {"kế hoạch được đóng"}


def test_only_what_is_still_to_be_done_is_reminded_of_and_it_can_be_done(plans: TwoPlans) -> None:
    closed(plans)
    review = plans.held(1, "2")
    lines = plans.live(CLOSING + dt.timedelta(days=1), dt.date(2023, 1, 20))
    told = {item["task"] for line in lines for item in line["items"] if (item["due"] or "9999") < "2023"}
    assert told == {"1.-.2"}
    at = Hours().opening(dt.date(2023, 1, 20))
    report_done(plans.world.office, review.id, on=dt.date(2023, 1, 19), at=at, actor="test")
    assert plans.held(1, "2").state == "done"
    after = plans.live(dt.date(2023, 1, 27), dt.date(2023, 2, 28))
    assert not [item for line in after for item in line["items"] if item["due"] == "2022-11-20"]


def test_what_is_carried_over_names_its_heir_in_both_stories(plans: TwoPlans) -> None:
    report, heir = plans.held(1, "1"), plans.held(2, "1")
    closed(plans)
    with reading(plans.world.office.engine) as conn:
        known = world(plans.world.office, conn)
        old = [(e.what, e.detail.get("into")) for e in telling(conn, known, report.id, CLOSING).deeds]
        new = [(e.what, e.detail.get("of")) for e in telling(conn, known, heir.id, CLOSING).deeds]
    assert ("carried", heir.id) in old
    assert ("continues", report.id) in new
    assert (plans.held(1, "1").state, plans.held(2, "1").state) == ("merged", "open")


def test_a_closed_plan_is_opened_again_with_what_it_had_let_go(plans: TwoPlans) -> None:
    closed(plans)
    undone = undo(plans.world.office, 1, why="đóng nhầm", sure=False, at=AT + dt.timedelta(hours=1), actor="test")
    letters = [line for line in plans.world.tick(AT + dt.timedelta(hours=2)) if line["class"] == "letter"]
    assert (undone.what, undone.plan.status) == ("closing", "adopted")
    assert {plans.held(1, stt).state for stt in "123"} == {"open"}
    lead = [item["task"] for line in letters for item in line["items"] if item["role"] == "lead"]
    assert sorted(lead) == ["1.-.1", "1.-.3"]
    later = plans.live(CLOSING + dt.timedelta(days=1), dt.date(2022, 12, 31))
    assert "1.-.3" in {item["task"] for line in later for item in line["items"]}


def test_the_report_still_tells_of_the_closed_plan(plans: TwoPlans) -> None:
    closed(plans)
    quarter = period_of("2022-Q4")
    assert quarter is not None
    with reading(plans.world.office.engine) as conn:
        made = report(plans.world.office, conn, quarter, CLOSING)
    assert [line.task for line in made.lines if line.plan == 1] == ["1.-.2"]
    assert {one.task: one.sort for one in made.apart if one.plan == 1} == {
        "1.-.1": "carried",
        "1.-.4": "continuous",
        "1.-.5": "event",
    }


def test_closing_lists_what_is_open_and_waits_for_decisions(here: Installation) -> None:
    run = here.run("plan", "close", "1")
    assert run.status == 2
    assert run.out.startswith("Chưa đóng kế hoạch số 1: ")
    assert "việc chưa có quyết định:" in run.out
    assert run.err.startswith("Chưa đóng kế hoạch số 1: còn ")
    assert here.run("plan", "list", "--json").json[0]["status"] == "adopted"


def test_closing_and_opening_again_as_json(here: Installation) -> None:
    opened = [one["id"] for one in here.run("obligation", "list", "--json").json if one["status"] == "open_in_time"]
    dropped = f"{opened[0]},{opened[1]}"
    said = here.run("plan", "close", "1", "--cancel", dropped, "--rest", "finish", "--reason", "trùng", "--json").json
    counted = [one["decision"] for one in said["obligations"]]
    assert (said["closed"], counted.count("cancel"), counted.count("finish")) == (True, 2, len(opened) - 2)
    assert said["ended"]
    assert here.run("plan", "list", "--json").json[0]["status"] == "closed"
    again = here.run("plan", "undo", "1", "--json").json
    assert again["undone"] == "closing"
    assert here.run("obligation", "show", str(opened[0]), "--json").json["status"] == "open_in_time"
