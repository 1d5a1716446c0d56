"""The story of an obligation: overdue, done, opened by an event, and of a task that an amendment renamed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from db.duties import ObligationRow, obligations
from db.engine import reading
from db.plans import tasks
from nhacviec.reading import decisions_in, read_for_adoption
from rules.workdays import days
from scheduler.answering.answers import UnknownObligationError, report_done
from scheduler.changes.events import Announcement, announce
from scheduler.clock import LOCAL, Hours
from scheduler.office import world as known
from scheduler.planning.amendment import amend
from scheduler.reports.telling import Telling, telling

from .amended_plan import write_amended
from .conftest import World

FIRST = dt.date(2022, 1, 4)


def morning(day: dt.date) -> dt.datetime:
    return Hours().opening(day)


@pytest.fixture(scope="module")
def world(make_world: Callable[..., World]) -> World:
    """Two months: one task done late, an event announced on 1 February."""
    made = make_world()
    made.adopt(dt.datetime.combine(FIRST, dt.time(7), LOCAL))
    for day in days(FIRST, dt.date(2022, 2, 28)):
        at = dt.datetime.combine(day, dt.time(7), LOCAL)
        if day == dt.date(2022, 2, 10):
            report_done(made.office, held(made, "1.IV.1").id, on=day, at=at, actor="lan", document="Báo cáo số 3")
        if day == dt.date(2022, 2, 8):
            happened = Announcement(
                "bo-noi-vu-cong-bo-tthc", dt.date(2022, 2, 7), document="QĐ 9", due=dt.date(2022, 2, 25)
            )
            announce(made.office, happened, at=at, actor="hoa")
        made.tick(morning(day))
    return made


def held(world: World, name: str, label: str = "2022") -> ObligationRow:
    with reading(world.office.engine) as conn:
        (task,) = [task for task in tasks(conn) if task.name == name]
        return next(row for row in obligations(conn, task_ids=[task.id]) if row.label.startswith(label))


def told(world: World, number: int, today: dt.date = dt.date(2022, 2, 28)) -> Telling:
    with reading(world.office.engine) as conn:
        return telling(conn, known(world.office, conn), number, today)


def test_an_overdue_obligation_tells_every_mail_and_what_comes_next(world: World) -> None:
    with reading(world.office.engine) as conn:
        late = next(o for o in obligations(conn, state="open") if o.effective and o.effective <= dt.date(2022, 2, 1))
    story = told(world, late.id)
    assert next(mail.kind for mail in story.mails if mail.role == "lead") == "assignment"
    assert {mail.state for mail in story.mails} == {"sent"}
    assert all(mail.sent_at for mail in story.mails)
    sent = {
        (one["rung"], line["to"][0])
        for line in world.lines
        for one in line["items"]
        if one["task"] == story.matter.task.name and one["unit"] == late.held_by and one["rung"]
    }
    told_of = {(mail.rung, mail.mailbox) for mail in story.mails if mail.rung and mail.role != "coordinating"}
    assert {mail.role for mail in story.mails} >= {"lead", "head", "monitor", "leadership"}
    assert told_of == sent
    assert story.outlook.silence is None
    assert all(day > dt.date(2022, 2, 28) for day, _ in story.outlook.ahead)


def test_a_done_one_tells_by_whom_and_that_nothing_is_owed(world: World) -> None:
    story = told(world, held(world, "1.IV.1").id)
    assert [(deed.what, deed.actor) for deed in story.deeds] == [("adopted", "test"), ("done", "lan")]
    assert story.deeds[-1].detail == {
        "on": "2022-02-10",
        "document": "Báo cáo số 3",
        "note": None,
        "unit": None,
    }
    assert max(mail.at for mail in story.mails) < morning(dt.date(2022, 2, 10))
    assert (story.outlook.ahead, story.outlook.silence) == ((), "closed")


def test_one_that_an_event_opened_tells_of_the_announcement_and_its_letter(world: World) -> None:
    story = told(world, held(world, "1.III.3", "event:").id)
    assert [(deed.what, deed.actor) for deed in story.deeds] == [("adopted", "test"), ("announced", "hoa")]
    letters = [(mail.kind, mail.role) for mail in story.mails if not mail.rung and mail.role == "lead"]
    assert letters == [("assignment", "lead"), ("event", "lead")]
    assert story.matter.row.trace[0][1] == "QĐ 9"


def test_what_is_not_there_has_no_story(world: World) -> None:
    with pytest.raises(UnknownObligationError):
        told(world, 9999)


def test_a_renamed_task_keeps_its_own_letters(make_world: Callable[..., World], tmp_path: Path) -> None:
    """1.I.7 becomes 1.I.8 in March and is due a quarter later; what is called 1.I.7 then is another task."""
    made, day = make_world(), dt.date(2022, 3, 1)
    made.adopt(dt.datetime.combine(FIRST, dt.time(7), LOCAL))
    made.tick(morning(FIRST))
    row, neighbour = held(made, "1.I.7"), held(made, "1.I.6")
    path = write_amended(tmp_path)
    _, reviewed = read_for_adoption(made.office, path)
    at = dt.datetime.combine(day, dt.time(7), LOCAL)
    amend(made.office, 1, reviewed, decisions_in(None), source=path, period=None, at=at, actor="lan")
    made.tick(morning(day))
    story, other = told(made, row.id, day), told(made, neighbour.id, day)
    assert (story.matter.task.name, other.matter.task.name) == ("1.I.8", "1.I.7")
    assert [deed.what for deed in story.deeds] == ["adopted", "amended", "moved"]
    leads = [(mail.kind, mail.at.astimezone(LOCAL).date()) for mail in story.mails if mail.role == "lead"]
    assert leads == [("assignment", FIRST), ("correction", day)]
    assert [mail.kind for mail in other.mails if mail.role == "lead" and not mail.rung] == ["assignment"]
