"""Announced events on a virtual clock: what opens, what moves with another date, and who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest

from db.duties import ObligationRow, obligations, occurrences
from db.engine import reading
from db.history import story
from db.mails import mail_by_id, mails
from db.plans import tasks
from nhacviec import config
from rules.model import Offset
from scheduler.answering.answers import report_done
from scheduler.changes.event_changes import (
    DueBeforeEventError,
    DuePassedError,
    NewDate,
    SameDateError,
    UnknownAnnouncementError,
    redate,
    revoke,
)
from scheduler.changes.events import (
    Announcement,
    ReceivedBeforeError,
    RepeatedAnnouncementError,
    announce,
    awaited_events,
)

from .conftest import World
from .test_year import morning

TWO_TASKS, THREE_TASKS = "bo-noi-vu-phe-duyet-de-an", "co-huong-dan-cua-trung-uong"
START, MARCH = dt.date(2022, 1, 4), dt.date(2022, 3, 15)
TEN = Offset(10, "working_day")


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world()
    made.adopt(morning(START))
    made.tick(morning(START))
    return made


def told(world: World, key: str, day: dt.date, on: dt.date | None = None, **more: Any) -> int:
    number, _ = announce(world.office, Announcement(key, day, **more), at=morning(on or day), actor="chị Hà")
    assert number is not None
    return number


def opened(world: World, number: int) -> dict[str, ObligationRow]:
    """What the announcement opened, by task."""
    with reading(world.office.engine) as conn:
        rows = [row for row in obligations(conn) if row.label == f"event:{number}"]
        names = {task.id: task.name for task in tasks(conn)}
    return {names[row.task_id]: row for row in rows}


def letters(world: World, at: dt.datetime) -> list[tuple[str, str, list[tuple[str, str, str | None]]]]:
    return [
        (line["unit"], line["kind"], [(item["task"], item["role"], item["due"]) for item in line["items"]])
        for line in world.tick(at)
        if line["class"] == "letter"
    ]


def test_another_date_moves_what_is_open_and_tells_the_old_and_the_new_day(world: World) -> None:
    number = told(world, TWO_TASKS, MARCH, within=TEN, all_tasks=True)
    world.tick(morning(MARCH))
    done = opened(world, number)["2.I.1"]
    report_done(world.office, done.id, on=MARCH, at=morning(MARCH), actor="chị Hà")
    friday = dt.date(2022, 3, 18)
    moved = redate(
        world.office, number, NewDate(dt.date(2022, 3, 21), why="văn bản ký lại"), at=morning(friday), actor="anh Nam"
    )
    now = opened(world, number)
    assert [(one.old_due, one.new_due) for one in moved] == [(dt.date(2022, 3, 29), dt.date(2022, 4, 4))]
    assert (now["2.I.1"], now["2.I.2"].due) == (done_as_reported(world, done.id), dt.date(2022, 4, 4))
    assert now["2.I.1"].due == dt.date(2022, 3, 29)
    sent = letters(world, morning(friday))
    assert sent[0][:2] == ("cchc-vtlt", "correction")
    assert ("2.I.2", "lead", "2022-04-04") in sent[0][2]
    with reading(world.office.engine) as conn:
        entry = story(conn, f"announcement:{number}")[-1]
        of_task = story(conn, f"obligation:{now['2.I.2'].id}")[-1]
    assert (entry.what, entry.actor, entry.detail["why"]) == ("redated", "anh Nam", "văn bản ký lại")
    assert (of_task.what, of_task.detail["old"], of_task.detail["new"]) == ("moved", "2022-03-29", "2022-04-04")


def done_as_reported(world: World, number: int) -> ObligationRow:
    with reading(world.office.engine) as conn:
        (row,) = obligations(conn, ids=[number])
    assert row.state == "done"
    return row


def test_another_date_stays_with_the_tasks_that_were_chosen(world: World) -> None:
    first = told(world, THREE_TASKS, MARCH, within=TEN, tasks=("2.II.6",))
    redate(world.office, first, NewDate(dt.date(2022, 3, 16)), at=morning(MARCH), actor="chị Hà")
    assert set(opened(world, first)) == {"2.II.6"}
    (waiting,) = [one for one in awaited_events(world.office) if one.key == THREE_TASKS]
    assert [task.name for task in waiting.unreported] == ["2.II.2", "2.III.1"]
    second = told(world, THREE_TASKS, MARCH, within=TEN, tasks=("2.II.2",))
    assert (set(opened(world, first)), set(opened(world, second))) == ({"2.II.6"}, {"2.II.2"})


def test_the_day_a_paper_takes_effect_cuts_the_limit_and_may_be_entered_later(
    make_world: Callable[..., World],
) -> None:
    acts = {"công bố TTHC": {"within": "10 ngày làm việc", "before_effective": "5 ngày"}}
    world = make_world(events=config.Events.model_validate({"acts": acts}))
    world.adopt(morning(START))
    number = told(world, "bo-noi-vu-cong-bo-tthc", MARCH)
    (duty,) = opened(world, number).values()
    assert duty.due == dt.date(2022, 3, 29)
    later = NewDate(MARCH, in_force=dt.date(2022, 3, 31))
    moved = redate(world.office, number, later, at=morning(MARCH), actor="chị Hà")
    assert [(one.old_due, one.new_due) for one in moved] == [(dt.date(2022, 3, 29), dt.date(2022, 3, 26))]
    with pytest.raises(SameDateError):
        redate(world.office, number, later, at=morning(MARCH), actor="chị Hà")
    with reading(world.office.engine) as conn:
        trace = occurrences(conn, [duty.task_id])[duty.task_id, duty.label].trace
    assert trace[-1] == ("Hạn là ngày chót: thứ Bảy, 26/03/2022.", "events.acts")


def test_what_nobody_was_told_of_yet_is_not_corrected(world: World) -> None:
    number = told(world, TWO_TASKS, MARCH, within=TEN, all_tasks=True)
    redate(world.office, number, NewDate(dt.date(2022, 3, 16)), at=morning(MARCH), actor="chị Hà")
    assert {(kind, due) for _, kind, items in letters(world, morning(MARCH)) for _, _, due in items} == {
        ("event", "2022-03-30")
    }
    other = told(world, THREE_TASKS, MARCH, all_tasks=True)
    revoke(world.office, other, why="ghi nhầm", at=morning(MARCH), actor="chị Hà")
    assert letters(world, morning(MARCH)) == []


def test_work_that_waits_again_is_told_that_its_day_no_longer_holds(world: World) -> None:
    number = told(world, TWO_TASKS, MARCH, within=TEN, all_tasks=True)
    world.tick(morning(MARCH))
    revoke(world.office, number, why="ghi nhầm", at=morning(dt.date(2022, 3, 16)), actor="chị Hà")
    assert letters(world, morning(dt.date(2022, 3, 16))) == [
        ("cchc-vtlt", "event", [("2.I.1", "lead", None), ("2.I.2", "lead", None)])
    ]
    with reading(world.office.engine) as conn:
        found = mail_by_id(conn, [mail.id for mail in mails(conn) if mail.sort == "letter"][-1])
    assert found is not None
    text = message_from_bytes(found[1], policy=policy.default).get_body(("plain",))
    assert text is not None
    said = " ".join(text.get_content().split())
    assert "Trở lại chờ sự kiện, không còn ngày đến hạn" in said
    assert "Ngày đến hạn đã báo, 29/03/2022, không còn hiệu lực." in said


def test_a_date_set_by_hand_stays_until_another_is_set(world: World) -> None:
    number = told(world, TWO_TASKS, MARCH, due=dt.date(2022, 4, 29), all_tasks=True)
    assert redate(world.office, number, NewDate(dt.date(2022, 3, 10)), at=morning(MARCH), actor="chị Hà") == []
    moved = redate(
        world.office,
        number,
        NewDate(dt.date(2022, 3, 10), due=dt.date(2022, 5, 4)),
        at=morning(dt.date(2022, 3, 16)),
        actor="chị Hà",
    )
    assert {(one.old_due, one.new_due) for one in moved} == {(dt.date(2022, 4, 29), dt.date(2022, 5, 4))}


def test_a_new_date_that_makes_no_sense_is_refused(world: World) -> None:
    number = told(world, TWO_TASKS, MARCH, due=dt.date(2022, 4, 29), all_tasks=True)
    for to, error in (
        (NewDate(MARCH), SameDateError),
        (NewDate(dt.date(2022, 5, 4)), DueBeforeEventError),
        (NewDate(dt.date(2022, 3, 1), due=dt.date(2022, 3, 14)), DuePassedError),
        (NewDate(dt.date(2022, 3, 20), received=MARCH), ReceivedBeforeError),
    ):
        with pytest.raises(error):
            redate(world.office, number, to, at=morning(MARCH), actor="chị Hà")
    revoke(world.office, number, why="ghi nhầm", at=morning(MARCH), actor="chị Hà")
    with pytest.raises(UnknownAnnouncementError):
        redate(world.office, number, NewDate(dt.date(2022, 3, 20)), at=morning(MARCH), actor="chị Hà")


def test_an_event_that_happens_again_opens_its_tasks_again(world: World) -> None:
    first = told(world, TWO_TASKS, MARCH, within=TEN, all_tasks=True, document="215/QĐ-BNV")
    with pytest.raises(RepeatedAnnouncementError, match=r"đã được ghi ở công bố số 1 cho 2\.I\.1, 2\.I\.2"):
        told(world, TWO_TASKS, MARCH, within=TEN, all_tasks=True, document="215/QĐ-BNV")
    again = told(world, TWO_TASKS, MARCH, within=TEN, all_tasks=True, document="215/QĐ-BNV", again=True)
    other = told(world, TWO_TASKS, dt.date(2022, 6, 1), within=TEN, all_tasks=True)
    assert [len(opened(world, number)) for number in (first, again, other)] == [2, 2, 2]


def test_late_news_opens_nothing_overdue(world: World) -> None:
    june = dt.date(2022, 6, 1)
    counted = told(world, TWO_TASKS, MARCH, on=june, within=TEN, all_tasks=True)
    by_hand = told(world, THREE_TASKS, MARCH, on=june, due=dt.date(2022, 4, 29), tasks=("2.II.6",))
    assert {row.due for row in opened(world, counted).values()} == {dt.date(2022, 6, 15)}
    assert [(row.state, row.due) for row in opened(world, by_hand).values()] == [("past", dt.date(2022, 4, 29))]


def test_the_office_sets_a_limit_for_an_act(make_world: Callable[..., World]) -> None:
    made = make_world(events={"acts": {"phê duyệt Đề án": "15 ngày làm việc"}})
    made.adopt(morning(START))
    number = told(made, TWO_TASKS, MARCH, all_tasks=True)
    assert {row.due for row in opened(made, number).values()} == {dt.date(2022, 4, 5)}
