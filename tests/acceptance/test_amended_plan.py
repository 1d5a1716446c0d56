"""The official plan amended in the middle of a year, on a virtual clock: who hears what, what stays, the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from db.amendments import amendments
from db.duties import ObligationRow, obligations, occurrences
from db.engine import reading, writing
from db.history import story
from db.mails import unanswered_acts
from db.plans import TaskRow, tasks
from nhacviec.reading import decisions_in, read_for_adoption
from rules.workdays import days
from scheduler.answering import extensions
from scheduler.answering.answers import report_done
from scheduler.changes.events import Announcement, announce
from scheduler.clock import LOCAL, Hours
from scheduler.daemon import unfold_all
from scheduler.planning.amendment import Amended, amend
from scheduler.planning.undoing import undo

from .amended_plan import write_amended
from .conftest import World
from .installation import PLAN

FIRST, DAY, LAST = dt.date(2022, 1, 4), dt.date(2022, 3, 1), dt.date(2022, 6, 30)
OLD_NAMES = ("1.I.3", "1.I.7", "1.II.1", "1.III.1", "1.III.3")


def morning(day: dt.date) -> dt.datetime:
    return Hours().opening(day)


def before_opening(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(7), LOCAL)


def task_ids(world: World) -> dict[str, int]:
    with reading(world.office.engine) as conn:
        return {task.name: task.id for task in tasks(conn)}


def task_of(world: World, number: int) -> TaskRow:
    with reading(world.office.engine) as conn:
        return tasks(conn, ids=[number])[0]


def held(world: World, task_id: int, label: str = "") -> list[ObligationRow]:
    with reading(world.office.engine) as conn:
        return [row for row in obligations(conn, task_ids=[task_id]) if row.label.startswith(label)]


def report(world: World, row: ObligationRow, on: dt.date) -> None:
    report_done(world.office, row.id, on=on, at=before_opening(on), actor="test")


def take_over(world: World, path: Path, day: dt.date = DAY, decided: Path | None = None) -> Amended:
    _, reviewed = read_for_adoption(world.office, path, decided)
    return amend(
        world.office,
        1,
        reviewed,
        decisions_in(decided),
        source=path,
        period=None,
        at=before_opening(day),
        actor="người sửa",
    )


def stored(world: World) -> dict[str, Any]:
    """All that an amendment may touch."""
    with reading(world.office.engine) as conn:
        rows = tasks(conn, withdrawn=True)
        ids = [row.id for row in rows]
        return {
            "tasks": rows,
            "occurrences": occurrences(conn, ids),
            "obligations": obligations(conn, task_ids=ids),
            "amendments": amendments(conn, 1),
            "story": story(conn, "plan:1"),
        }


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """The plan in force since January, with one duty done and one event announced."""
    made = make_world()
    made.adopt(before_opening(FIRST))
    numbers = task_ids(made)
    report(made, held(made, numbers["1.III.1"], "2022")[0], dt.date(2022, 2, 15))
    told = Announcement("1.III.3", dt.date(2022, 2, 16))
    announce(made.office, told, at=before_opening(dt.date(2022, 2, 16)), actor="test")
    for day in (FIRST, dt.date(2022, 2, 17), dt.date(2022, 2, 28)):
        made.tick(morning(day))
    return made


def test_an_extended_date_outlives_the_amendment_and_the_letter_says_so(world: World, tmp_path: Path) -> None:
    number = task_ids(world)["1.I.7"]
    (row,) = held(world, number, "2022")
    at, granted = before_opening(dt.date(2022, 2, 21)), dt.date(2022, 5, 20)
    asked = extensions.ask(world.office, row.id, to=granted, reason="chờ số liệu", at=at, actor="test")
    paper = extensions.Decision("Giám đốc", "Công văn số 215/SNV-VP")
    extensions.approve(world.office, asked.extension.id, paper, at=at, actor="test")
    take_over(world, write_amended(tmp_path))
    with reading(world.office.engine) as conn:
        act = next(one for one in unanswered_acts(conn) if one.kind == "plan_amended")
    (line,) = [one for one in act.detail["lines"] if (one["task"], one["unit"]) == ("1.I.8", "van-phong")]
    assert line["due_text"].endswith("; hạn đã gia hạn giữ nguyên: 20/05/2022")
    undo(world.office, 1, why=None, sure=False, at=before_opening(DAY), actor="test")
    (row,) = held(world, number, "2022")
    assert (row.state, row.due, row.first_due) == ("open", granted, dt.date(2022, 3, 31))


def test_tasks_keep_their_number_under_another_name_and_one_dropped_keeps_its_row(world: World, tmp_path: Path) -> None:
    numbers = task_ids(world)
    done = take_over(world, write_amended(tmp_path))
    now = task_ids(world)
    assert (now["1.I.4"], now["1.I.8"], now["1.III.1"]) == (numbers["1.I.3"], numbers["1.I.7"], numbers["1.III.1"])
    assert numbers["1.II.1"] not in now.values()
    assert task_of(world, numbers["1.II.1"]).withdrawn_on == DAY
    assert now["1.I.3"] not in numbers.values()
    assert (len(done.changes.added), len(done.changes.dropped), len(done.changes.changed)) == (1, 1, 4)
    with reading(world.office.engine) as conn:
        assert [task.name for task in tasks(conn)][:5] == ["1.I.1", "1.I.2", "1.I.3", "1.I.4", "1.I.5"]


def test_a_date_that_moves_is_a_new_version_of_the_same_obligation_with_its_reason(
    world: World, tmp_path: Path
) -> None:
    number = task_ids(world)["1.I.7"]
    (before,) = held(world, number, "2022")
    take_over(world, write_amended(tmp_path))
    (after,) = held(world, number, "2022")
    assert (after.id, after.label, after.due) == (before.id, "2022-Q2", dt.date(2022, 6, 30))
    assert (after.first_due, after.due_version) == (dt.date(2022, 3, 31), before.due_version + 1)
    with reading(world.office.engine) as conn:
        entry = story(conn, f"obligation:{after.id}")[-1]
    assert (entry.what, entry.actor) == ("moved", "người sửa")
    assert entry.detail == {
        "old": "2022-03-31",
        "new": "2022-06-30",
        "why": "văn bản số 48/KH-SNV ngày 28/02/2022",
    }


def test_what_a_former_lead_did_is_done_and_what_it_still_owed_is_the_new_leads(world: World, tmp_path: Path) -> None:
    number = task_ids(world)["1.III.1"]
    take_over(world, write_amended(tmp_path))
    states = {(row.held_by, row.label): row.state for row in held(world, number) if row.label > "2022"}
    assert states == {
        ("van-phong", "2022-Q1"): "done",
        **{("van-phong", f"{year}-Q1"): "withdrawn" for year in (2023, 2024, 2025)},
        **{("thanh-tra", f"{year}-Q1"): "open" for year in (2023, 2024, 2025)},
    }


def test_an_event_announced_before_opens_the_amended_task_with_its_new_limit(world: World, tmp_path: Path) -> None:
    number = task_ids(world)["1.III.3"]
    assert [row.due for row in held(world, number)] == [None]
    take_over(world, write_amended(tmp_path))
    (row,) = held(world, number)
    assert (row.state, row.due) == ("open", dt.date(2022, 3, 9))
    with reading(world.office.engine) as conn:
        lines = unanswered_acts(conn)[-1].detail["lines"]
    (told,) = (line for line in lines if line["task"] == "1.III.3" and line["unit"] == "van-phong")
    assert (told["sort"], told["old_due_text"], told["due_text"]) == ("moved", "chưa có ngày đến hạn", "09/03/2022")


def test_what_was_over_before_the_amendment_is_not_owed_under_it(world: World, tmp_path: Path) -> None:
    take_over(world, write_amended(tmp_path))
    states = {row.label: row.state for row in held(world, task_ids(world)["1.I.3"])}
    assert states == {"2021-Q3": "void"} | {f"{year}-Q3": "open" for year in range(2022, 2026)}


def test_each_mailbox_hears_of_its_own_changes_in_one_letter(world: World, tmp_path: Path) -> None:
    take_over(world, write_amended(tmp_path))
    letters = {line["unit"]: line for line in world.tick(morning(DAY)) if line["class"] == "letter"}
    office = {(i["task"], i["role"], i["kind"], i["due"]) for i in letters["van-phong"]["items"]}
    assert letters["van-phong"]["kind"] == "correction"
    assert ("1.I.8", "lead", "correction", "2022-06-30") in office
    assert ("1.I.3", "lead", "assignment", "2022-09-30") in office
    assert ("1.II.1", "lead", "correction", None) in office
    assert ("1.III.1", "lead", "correction", None) in office
    inspectors = {(i["task"], i["role"], i["kind"]) for i in letters["thanh-tra"]["items"]}
    assert {("1.III.1", "lead", "assignment"), ("1.I.3", "coordinating", "assignment")} <= inspectors
    assert not any(task == "1.I.8" for task, _, _ in inspectors)
    assert {i["reason"] for i in letters["ccvc"]["items"]} == {
        "kế hoạch được sửa đổi theo văn bản số 48/KH-SNV ngày 28/02/2022"
    }
    assert world.tick(morning(DAY) + dt.timedelta(minutes=5)) == []


def test_units_without_a_change_get_no_letter(world: World, tmp_path: Path) -> None:
    path = tmp_path / "doi-mot-viec.md"
    text = PLAN.read_text("utf-8")
    path.write_text(text.replace("Quý II năm 2022", "Quý III năm 2022"), "utf-8")
    take_over(world, path)
    letters = [line for line in world.tick(morning(DAY)) if line["class"] == "letter"]
    assert [(line["unit"], [i["task"] for i in line["items"]]) for line in letters] == [("van-phong", ["1.V.6"])]


def test_the_ladder_goes_on_from_the_new_dates_without_a_flood(world: World, tmp_path: Path) -> None:
    take_over(world, write_amended(tmp_path))
    mails = [line for day in days(DAY, LAST) for line in world.tick(morning(day))]
    digests = [line for line in mails if line["class"] == "digest"]
    said = [(line["at"][:10], i) for line in digests for i in line["items"]]
    moved = [(day, i["rung"], i["due"]) for day, i in said if i["task"] == "1.I.8" and i["role"] == "lead"]
    assert moved[0] == ("2022-05-31", "T-30", "2022-06-30")
    assert {due for _, _, due in moved} == {"2022-06-30"}
    assert all("rà soát, hệ thống hóa các văn bản" not in str(i) for _, i in said)
    assert len([line for line in mails if line["class"] == "letter"]) == 9
    assert {line["at"][:10] for line in mails if line["class"] == "letter"} == {"2022-03-01"}


def test_unfolding_at_night_finds_nothing_more_to_do(world: World, tmp_path: Path) -> None:
    take_over(world, write_amended(tmp_path))
    world.tick(morning(DAY))
    before = stored(world)
    assert unfold_all(world.office, before_opening(DAY + dt.timedelta(days=1))) == []
    assert stored(world) == before


def test_an_amendment_that_fails_half_way_leaves_nothing(world: World, tmp_path: Path) -> None:
    stop = "CREATE TRIGGER stop BEFORE INSERT ON act BEGIN SELECT RAISE(ABORT, 'stopped'); END"
    with writing(world.office.engine) as conn:
        conn.execute(sa.text(stop))
    before = stored(world)
    with pytest.raises(sa.exc.IntegrityError, match="stopped"):
        take_over(world, write_amended(tmp_path))
    assert stored(world) == before
    with pytest.raises(sa.exc.IntegrityError, match="stopped"):
        undo(world.office, 1, why=None, sure=True, at=before_opening(DAY), actor="test")
    assert stored(world) == before


def standing(world: World) -> dict[int, tuple[str, str, dt.date | None]]:
    with reading(world.office.engine) as conn:
        rows = obligations(conn, task_ids=[task.id for task in tasks(conn, withdrawn=True)])
    return {row.id: (row.label, row.state, row.due) for row in rows}


def test_undone_the_plan_stands_as_before_but_for_what_was_done_since(world: World, tmp_path: Path) -> None:
    before, was = standing(world), stored(world)["tasks"]
    take_over(world, write_amended(tmp_path))
    world.tick(morning(DAY))
    (moved,) = held(world, task_ids(world)["1.I.8"], "2022")
    report(world, moved, dt.date(2022, 4, 1))
    done = undo(world.office, 1, why="ban hành nhầm", sure=False, at=before_opening(dt.date(2022, 4, 4)), actor="test")
    assert done.amendment is not None
    after = standing(world)
    assert after[moved.id] == ("2022-Q1", "done", dt.date(2022, 6, 30))
    assert {number: row for number, row in after.items() if number in before and number != moved.id} == {
        number: row for number, row in before.items() if number != moved.id
    }
    assert {row[1] for number, row in after.items() if number not in before} <= {"withdrawn", "void"}
    assert [task for task in stored(world)["tasks"] if task.withdrawn_on is None] == was
    letters = [line for line in world.tick(morning(dt.date(2022, 4, 4))) if line["class"] == "letter"]
    back = next(line for line in letters if line["unit"] == "van-phong")
    assert ("1.II.1", "assignment", "2022-12-31") in {(i["task"], i["kind"], i["due"]) for i in back["items"]}


def test_amended_back_by_its_first_text_the_plan_has_its_tasks_again(world: World, tmp_path: Path) -> None:
    numbers, before = task_ids(world), standing(world)
    take_over(world, write_amended(tmp_path))
    take_over(world, PLAN, DAY + dt.timedelta(days=1))
    assert task_ids(world) == numbers
    after = standing(world)
    dropped = {row.id for row in held(world, numbers["1.II.1"])}
    assert {after[number] for number in dropped} == {before[number] for number in dropped}
    assert after[held(world, numbers["1.I.7"], "2022")[0].id] == ("2022-Q1", "open", dt.date(2022, 3, 31))


def test_a_dropped_task_may_come_back_to_another_lead(world: World, tmp_path: Path) -> None:
    number = task_ids(world)["1.II.1"]
    take_over(world, write_amended(tmp_path))
    path = tmp_path / "tro-lai.md"
    line = "1\tThực hiện rà soát, hệ thống hóa các văn bản quy phạm pháp luật\t"
    path.write_text(PLAN.read_text("utf-8").replace(f"{line}Văn Phòng Sở", f"{line}Thanh tra Sở"), "utf-8")
    take_over(world, path, DAY + dt.timedelta(days=1))
    assert task_ids(world)["1.II.1"] == number
    states = {(row.held_by, row.label): row.state for row in held(world, number) if row.label > "2021"}
    assert states == {
        **{("van-phong", str(year)): "withdrawn" for year in range(2022, 2026)},
        **{("thanh-tra", str(year)): "open" for year in range(2022, 2026)},
    }


def test_a_plan_taken_back_says_nothing_more_and_tells_those_who_were_told(world: World) -> None:
    undo(world.office, 1, why="nạp nhầm", sure=True, at=before_opening(DAY), actor="test")
    mails = [line for day in days(DAY, dt.date(2022, 4, 15)) for line in world.tick(morning(day))]
    assert {line["class"] for line in mails} == {"letter"}
    assert len(mails) == 9
    assert not [row for row in standing(world).values() if row[1] in ("open", "past")]


def test_a_plan_taken_back_before_anybody_was_told_is_not_told_of(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(before_opening(FIRST))
    undo(world.office, 1, why=None, sure=False, at=before_opening(FIRST), actor="test")
    assert world.tick(morning(FIRST)) == []
