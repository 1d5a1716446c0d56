"""What units answer and the monitor decides, and the mails that follow or stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from db.answers import answers
from db.declines import open_declines
from db.duties import ObligationRow, obligations
from db.engine import reading
from db.plans import tasks
from rules.errors import NhacviecError
from rules.status import status_of
from scheduler.answering.answers import (
    ClosedObligationError,
    CollectivePartError,
    EarlyDayError,
    FutureDayError,
    NoReasonError,
    NotConcernedError,
    PartDoneError,
    Teller,
    UnknownObligationError,
    acknowledge,
    decline,
    report_done,
    report_progress,
)
from scheduler.answering.verdicts import (
    GoneOccurrenceError,
    NothingDeclinedError,
    NothingToConfirmError,
    cancel,
    confirm,
    keep,
    reopen,
)
from scheduler.clock import LOCAL
from scheduler.planning.undoing import undo

from .conftest import World

LEAD, HELPER = "cchc-vtlt@snv.example.test", "tcbc-tcpcp@snv.example.test"
MONITOR = "theo-doi-ke-hoach@snv.example.test"


def at(text: str, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(hour), LOCAL)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """The plan adopted on 4 January 2022, its letters sent."""
    made = make_world()
    made.adopt(at("2022-01-04", 7))
    made.tick(at("2022-01-04", 8))
    return made


def one(world: World, task: str, label: str, unit: str | None = None) -> ObligationRow:
    with reading(world.office.engine) as conn:
        ids = [row.id for row in tasks(conn) if row.name == task]
        found = [o for o in obligations(conn, task_ids=ids, unit=unit) if o.label == label]
    assert found
    return found[0]


def days(world: World, first: str, last: str) -> list[dict[str, Any]]:
    """A tick each morning of the days, both inclusive; gives the lines of all mails."""
    day, lines = dt.date.fromisoformat(first), []
    while day <= dt.date.fromisoformat(last):
        lines += world.tick(at(day.isoformat(), 8))
        day += dt.timedelta(days=1)
    return lines


def about(lines: list[dict[str, Any]], task: str) -> list[tuple[str, str, str, str | None]]:
    """Day, mailbox, role, rung of each item about the task."""
    return [
        (line["at"][:10], line["to"][0], item["role"], item["rung"])
        for line in lines
        for item in line["items"]
        if item["task"] == task
    ]


def status(world: World, row: ObligationRow, today: str) -> str:
    now = standing(world, row)
    return status_of(now.state, now.effective, now.done_on, dt.date.fromisoformat(today), doubted=now.doubted)


def standing(world: World, row: ObligationRow) -> ObligationRow:
    with reading(world.office.engine) as conn:
        return obligations(conn, ids=[row.id])[0]


def test_what_is_not_ours_goes_to_the_monitor_and_is_reminded_of_until_it_decides(world: World) -> None:
    row = one(world, "1.I.8", "2022-Q1", "cchc-vtlt")
    decline(world.office, row.id, Teller(LEAD, at("2022-03-01"), "link"), why="  Thuộc\nThanh tra Sở ")
    (letter,) = [line for line in world.tick(at("2022-03-01", 10)) if line["class"] == "letter"]
    (said,) = letter["items"]
    assert (letter["kind"], letter["to"]) == ("question", [MONITOR])
    assert said["reason"] == "đơn vị báo không phải việc của mình: Thuộc Thanh tra Sở"
    reminded = [told for told in about(days(world, "2022-03-02", "2022-03-31"), "1.I.8") if told[1] == LEAD]
    assert [rung for *_, rung in reminded] == ["T-14", "T-7", "T-3", "T-1", "T-0"]


def test_a_decline_is_asked_about_after_two_working_days_then_weekly_until_it_is_decided(world: World) -> None:
    row = one(world, "1.I.8", "2022-Q1", "cchc-vtlt")
    decline(world.office, row.id, Teller(LEAD, at("2022-03-01"), "link"), why="Thuộc Thanh tra Sở")
    lines = days(world, "2022-03-01", "2022-03-15")
    asked = [(line["at"][:10], line["class"], item["reason"]) for line, item in of_row(lines, row, "question")]
    assert [(day, sort) for day, sort, _ in asked] == [
        ("2022-03-01", "letter"),
        ("2022-03-03", "digest"),
        ("2022-03-07", "digest"),
        ("2022-03-14", "digest"),
    ]
    assert asked[1][2].endswith("chưa quyết định sau 2 ngày làm việc; lý do: Thuộc Thanh tra Sở")
    keep(world.office, row.id, why="đúng chức năng", at=at("2022-03-16"), actor="test")
    lines = days(world, "2022-03-16", "2022-03-25")
    (told,) = [(line["to"], item["reason"]) for line, item in of_row(lines, row, "decision")]
    assert told == ([LEAD], "việc vẫn giao cho đơn vị: đúng chức năng")
    assert of_row(lines, row, "question") == []
    with pytest.raises(NothingDeclinedError):
        keep(world.office, row.id, why="đúng chức năng", at=at("2022-03-25"), actor="test")


@pytest.mark.parametrize("settled", ["acknowledged", "done", "cancelled"])
def test_a_decline_is_settled_by_what_comes_after_it(world: World, settled: str) -> None:
    row = one(world, "1.I.8", "2022-Q1", "cchc-vtlt")
    teller = Teller(LEAD, at("2022-03-01"), "link")
    decline(world.office, row.id, teller, why="Thuộc Thanh tra Sở")
    match settled:
        case "acknowledged":
            acknowledge(world.office, row.id, teller)
        case "done":
            report_done(world.office, row.id, on=dt.date(2022, 3, 1), at=at("2022-03-01"), actor=LEAD)
            reopen(world.office, row.id, why="chưa đạt", at=at("2022-03-02"), actor="test")
        case _:
            cancel(world.office, row.id, why="thôi giao", at=at("2022-03-01"), actor="test")
    with reading(world.office.engine) as conn:
        assert open_declines(conn) == []


def of_row(lines: list[dict[str, Any]], row: ObligationRow, kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        (line, item)
        for line in lines
        for item in line["items"]
        if (item["task"], item["unit"], item["kind"]) == ("1.I.8", row.held_by, kind)
    ]


def test_a_coordinators_part_silences_that_coordinator_alone(world: World) -> None:
    row = one(world, "1.IV.2", "2022")
    report_done(
        world.office, row.id, on=dt.date(2022, 11, 30), at=at("2022-12-01"), actor=HELPER, unit="tcbc-tcpcp", via="link"
    )
    told = about(days(world, "2022-12-02", "2022-12-31"), "1.IV.2")
    assert {mailbox for _, mailbox, *_ in told} == {"van-phong@snv.example.test"}
    assert standing(world, row).state == "open"
    with pytest.raises(PartDoneError):
        report_done(world.office, row.id, on=dt.date(2022, 12, 1), at=at("2022-12-01"), actor=HELPER, unit="tcbc-tcpcp")


def test_what_the_lead_has_done_is_no_coordinators_any_more(world: World) -> None:
    row = one(world, "1.IV.2", "2022")
    report_done(world.office, row.id, on=dt.date(2022, 12, 1), at=at("2022-12-01"), actor="test")
    assert about(days(world, "2022-12-02", "2023-01-10"), "1.IV.2") == []
    with pytest.raises(ClosedObligationError, match="hiện: đã hoàn thành"):
        report_done(world.office, row.id, on=dt.date(2022, 12, 1), at=at("2022-12-02"), actor=HELPER, unit="tcbc-tcpcp")


def test_what_is_reopened_goes_up_the_ladder_again_without_its_past_rungs(world: World) -> None:
    row = one(world, "1.I.8", "2022-Q1", "cchc-vtlt")
    report_done(world.office, row.id, on=dt.date(2022, 3, 30), at=at("2022-03-30"), actor=LEAD)
    silent = about(days(world, "2022-03-31", "2022-04-19"), "1.I.8")
    assert LEAD not in {mailbox for _, mailbox, *_ in silent}
    reopen(world.office, row.id, why="báo cáo thiếu phụ lục", at=at("2022-04-20"), actor="test")
    lines = days(world, "2022-04-21", "2022-05-06")
    mine = [told for told in about(lines, "1.I.8") if "cchc-vtlt" in told[1] or told[2] == "monitor"]
    assert mine[0] == ("2022-04-21", LEAD, "lead", None)
    assert all(rung.startswith("O+") for *_, rung in mine[1:] if rung)
    lead_first = next(told for told in mine[1:] if told[2] == "lead")
    head_first = next(told for told in mine if told[2] == "head")
    assert "2022-04-21" < lead_first[0] < head_first[0]
    (letter,) = [line for line in lines if line["class"] == "letter"]
    assert letter["subject"].startswith("[Nhắc việc] Kết quả chưa đạt, đề nghị thực hiện tiếp: ")
    assert letter["items"][0]["reason"] == "kết quả chưa đạt: báo cáo thiếu phụ lục"


def test_a_report_that_comes_late_counts_as_late_until_the_monitor_confirms_it(world: World) -> None:
    row = one(world, "1.I.8", "2022-Q1", "cchc-vtlt")
    report_done(world.office, row.id, on=dt.date(2022, 3, 30), at=at("2022-04-22"), actor=LEAD)
    assert (standing(world, row).done_on, standing(world, row).reported_at) == (
        dt.date(2022, 3, 30),
        at("2022-04-22").astimezone(dt.UTC),
    )
    assert status(world, row, "2022-04-22") == "done_late"
    asked = [line for line in world.tick(at("2022-04-22", 10)) if line["class"] == "letter"]
    assert [(line["to"], line["kind"]) for line in asked] == [([MONITOR], "question")]
    confirm(world.office, row.id, at=at("2022-04-25"), actor="test", by="Bà Hoa")
    assert status(world, row, "2022-04-25") == "done_on_time"
    told = [line for line in world.tick(at("2022-04-25", 10)) if line["class"] == "letter"]
    assert [(line["to"], line["kind"]) for line in told] == [([LEAD], "decision")]
    with pytest.raises(NothingToConfirmError):
        confirm(world.office, row.id, at=at("2022-04-25"), actor="test", by="Bà Hoa")


@pytest.mark.parametrize(
    ("on", "told", "expected"),
    [
        ("2022-03-31", "2022-04-07", "done_on_time"),  # the fifth working day after
        ("2022-03-31", "2022-04-08", "done_late"),
        ("2022-03-01", "2022-03-31", "done_on_time"),  # told while it was still in time
        ("2022-04-01", "2022-04-01", "done_late"),
    ],
)
def test_five_working_days_are_given_to_report(world: World, on: str, told: str, expected: str) -> None:
    row = one(world, "1.I.8", "2022-Q1", "cchc-vtlt")
    report_done(world.office, row.id, on=dt.date.fromisoformat(on), at=at(told), actor=LEAD)
    assert status(world, row, told) == expected


def test_what_is_cancelled_is_told_once_and_may_come_back(world: World) -> None:
    row = one(world, "1.IV.2", "2022")
    cancel(world.office, row.id, why="Thanh tra không làm năm nay", at=at("2022-11-01"), actor="test")
    told = about(days(world, "2022-11-01", "2022-12-15"), "1.IV.2")
    assert {(mailbox, rung) for _, mailbox, _, rung in told} == {
        ("van-phong@snv.example.test", None),
        (HELPER, None),
    }
    assert status(world, row, "2022-12-15") == "cancelled"
    reopen(world.office, row.id, why="làm lại", at=at("2022-12-16"), actor="test")
    (subject, *_) = [line["subject"] for line in days(world, "2022-12-16", "2022-12-17") if line["class"] == "letter"]
    assert subject.startswith("[Nhắc việc] Thực hiện trở lại: ")


def test_every_answer_is_kept_with_who_and_how(world: World) -> None:
    row = one(world, "1.IV.2", "2022")
    acknowledge(world.office, row.id, Teller(HELPER, at("2022-03-01"), "link", "tcbc-tcpcp"))
    report_progress(world.office, row.id, Teller("hoa", at("2022-03-02")), note="đạt 40%")
    with reading(world.office.engine) as conn:
        found = answers(conn, row.id)
    assert [(a.kind, a.unit, a.actor, a.via, a.note) for a in found] == [
        ("acknowledged", "tcbc-tcpcp", HELPER, "link", None),
        ("progress", "van-phong", "hoa", "command", "đạt 40%"),
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda o, n: acknowledge(o, 10_000, Teller("t", at("2022-03-01"))), UnknownObligationError),
        (lambda o, n: acknowledge(o, n, Teller("t", at("2022-03-01"), unit="luu-tru")), NotConcernedError),
        (lambda o, n: report_progress(o, n, Teller("t", at("2022-03-01")), note=" \n"), NoReasonError),
        (lambda o, n: decline(o, n, Teller("t", at("2022-03-01")), why=""), NoReasonError),
        (lambda o, n: reopen(o, n, why="chưa đạt", at=at("2022-03-01"), actor="t"), ClosedObligationError),
        (lambda o, n: confirm(o, n, at=at("2022-03-01"), actor="t", by="t"), ClosedObligationError),
        (lambda o, n: report_done(o, n, on=dt.date(2022, 3, 2), at=at("2022-03-01"), actor="t"), FutureDayError),
        (lambda o, n: report_done(o, n, on=dt.date(2021, 10, 31), at=at("2022-03-01"), actor="t"), EarlyDayError),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    world: World, answer: Callable[[Any, int], None], error: type[NhacviecError]
) -> None:
    row = one(world, "1.IV.2", "2022")
    with pytest.raises(error):
        answer(world.office, row.id)
    assert standing(world, row) == row
    with reading(world.office.engine) as conn:
        assert answers(conn, row.id) == []


def test_units_meant_by_a_collective_have_no_part_to_report(world: World) -> None:
    row = one(world, "1.VII.1", "2022-02")
    with pytest.raises(CollectivePartError):
        report_done(world.office, row.id, on=dt.date(2022, 2, 1), at=at("2022-02-01"), actor="t", unit="ccvc")


def test_what_an_undone_plan_had_is_not_reopened(world: World) -> None:
    row = one(world, "1.IV.2", "2022")
    report_done(world.office, row.id, on=dt.date(2022, 3, 1), at=at("2022-03-01"), actor="t")
    undo(world.office, row_plan(world, row), why="nhầm", sure=True, at=at("2022-03-02"), actor="t")
    with pytest.raises(GoneOccurrenceError):
        reopen(world.office, row.id, why="chưa đạt", at=at("2022-03-03"), actor="t")


def row_plan(world: World, row: ObligationRow) -> int:
    with reading(world.office.engine) as conn:
        return tasks(conn, ids=[row.task_id])[0].plan_id
