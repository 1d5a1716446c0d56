"""Collectives without members, and members that join later: nobody is mailed until somebody chooses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from db.declines import open_declines
from db.duties import obligations
from db.engine import reading
from db.history import story
from scheduler.answering.answers import Teller, decline, report_done
from scheduler.changes.unit_edits import enter_contact, enter_unit
from scheduler.clock import LOCAL
from scheduler.daemon import unfold_all
from scheduler.duties import assigning as units
from scheduler.duties.assigning import AssignError, assign
from scheduler.duties.choices import Choice, open_choices
from scheduler.office import world as known
from scheduler.writing.digests import matters

from .conftest import World
from .installation import Installation

Lines = list[dict[str, Any]]
FIRST = dt.date(2022, 1, 4)
HELPERS = units.Choice("coordinating", ("ccvc", "thanh-tra"))


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8), LOCAL)


def choices(world: World, day: dt.date) -> list[Choice]:
    with reading(world.office.engine) as conn:
        return open_choices(conn, known(world.office, conn), day)


def test_for_a_year_nobody_is_mailed_for_units_that_are_not_chosen(year_2022: Lines) -> None:
    asked = [
        (line["at"][:10], line["to"], item)
        for line in year_2022
        for item in line["items"]
        if item["task"] is None and "chưa có thư nào gửi" in item["reason"]
    ]
    assert [day[:7] for day, _, _ in asked] == [f"2022-{month:02}" for month in (2, 4, 7, 10)]
    assert len({to[0] for _, to, _ in asked}) == 1
    assert not any(str(item["unit"]).startswith("@") for line in year_2022 for item in line["items"])


def test_choosing_tells_them_opens_their_part_and_clears_the_question(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(FIRST))
    world.tick(morning(FIRST))
    waiting = [one for one in choices(world, FIRST) if not one.units]
    assert waiting
    for one in waiting:
        assign(world.office, 1, one.task.name, HELPERS, at=morning(FIRST), actor="test")
    assert not choices(world, FIRST)
    letters = [line for line in world.tick(morning(FIRST) + dt.timedelta(hours=1)) if line["class"] == "letter"]
    told = {item["task"] for line in letters for item in line["items"]}
    assert told <= {one.task.name for one in waiting}
    assert {item["unit"] for line in letters for item in line["items"]} == {"ccvc", "thanh-tra"}
    assert not unfold_all(world.office, morning(FIRST))
    with reading(world.office.engine) as conn:
        assert [entry.what for entry in story(conn, "plan:1")].count("units added") == len(waiting)
    with pytest.raises(AssignError, match="đã có phần việc này"):
        assign(world.office, 1, waiting[0].task.name, HELPERS, at=morning(FIRST), actor="test")


def test_a_later_member_is_proposed_and_owes_only_what_it_is_given(make_world: Callable[..., World]) -> None:
    world, day = make_world(), dt.date(2022, 4, 4)
    world.adopt(morning(FIRST))
    world.tick(morning(FIRST))
    enter_unit(world.office, "moi", name="Phòng Mới", kind="internal", groups=["@all"], at=morning(day), actor="test")
    enter_contact(world.office, "moi", "lead", "moi@so.vn", name=None, at=morning(day), actor="test")
    with reading(world.office.engine) as conn:
        assert not obligations(conn, unit="moi")
    led = next(one for one in choices(world, day) if one.units == ("moi",) and one.role == "lead")
    assert led.command.endswith("--role lead --add moi")
    done = assign(world.office, 1, led.task.name, units.Choice("lead", ("moi",)), at=morning(day), actor="test")
    assert done.opened > 0
    with reading(world.office.engine) as conn:
        owed = [row for row in obligations(conn, unit="moi") if row.state == "open"]
    assert {row.task_id for row in owed} == {led.task.id}
    assert min(row.due for row in owed if row.due) >= day
    letters = [line for line in world.tick(morning(day)) if line["class"] == "letter" and line["to"] == ["moi@so.vn"]]
    assert [[item["task"] for item in line["items"]] for line in letters] == [[led.task.name]]
    assert led.task.name not in {one.task.name for one in choices(world, day) if one.role == "lead"}


def letters_of(lines: Lines) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (line["unit"], [(item["task"], item["role"], item["kind"]) for item in line["items"]])
        for line in lines
        if line["class"] == "letter"
    ]


def test_chosen_members_are_taken_back_told_and_the_choice_is_open_again(make_world: Callable[..., World]) -> None:
    world, day = make_world(), dt.date(2022, 3, 1)
    world.adopt(morning(FIRST))
    world.tick(morning(FIRST))
    task = next(one.task.name for one in choices(world, FIRST) if not one.units)
    assign(world.office, 1, task, HELPERS, at=morning(FIRST), actor="test")
    world.tick(morning(FIRST) + dt.timedelta(hours=1))
    with reading(world.office.engine) as conn:
        led = next(one.row for one in matters(conn, obligations(conn, state="open")) if one.task.name == task)
    decline(world.office, led.id, Teller("test", morning(day), unit="ccvc"), why="không liên quan")
    one_back = units.Choice("coordinating", removed=("ccvc",), why="nhầm đơn vị")
    assign(world.office, 1, task, one_back, at=morning(day), actor="test")
    assert task not in {one.task.name for one in choices(world, day)}
    with reading(world.office.engine) as conn:
        assert open_declines(conn) == []
    assign(world.office, 1, task, replace(one_back, removed=("thanh-tra",)), at=morning(day), actor="test")
    assert task in {one.task.name for one in choices(world, day) if not one.units}
    told = letters_of(world.tick(morning(day) + dt.timedelta(hours=1)))
    assert told == [(unit, [(task, "coordinating", "correction")]) for unit in ("ccvc", "thanh-tra")]
    with pytest.raises(AssignError, match="không có phần việc này"):
        assign(world.office, 1, task, one_back, at=morning(day), actor="test")


def test_who_was_not_told_of_a_part_is_not_told_that_it_is_taken_back(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(FIRST))
    world.tick(morning(FIRST))
    task = next(one.task.name for one in choices(world, FIRST) if not one.units)
    assign(world.office, 1, task, HELPERS, at=morning(FIRST), actor="test")
    slip = units.Choice("coordinating", removed=("ccvc",))
    assign(world.office, 1, task, slip, at=morning(FIRST), actor="test")
    assert letters_of(world.tick(morning(FIRST) + dt.timedelta(hours=1))) == [
        ("thanh-tra", [(task, "coordinating", "assignment")])
    ]


def test_a_task_given_to_another_lead_is_withdrawn_where_it_is_open_and_stays_where_it_is_done(
    make_world: Callable[..., World],
) -> None:
    world, day, task = make_world(), dt.date(2022, 4, 12), "1.I.8"
    world.adopt(morning(FIRST))
    world.tick(morning(FIRST))
    with reading(world.office.engine) as conn:
        held = [o for o in obligations(conn, unit="cchc-vtlt", state="open") if o.due]
        numbers = [one.row.id for one in matters(conn, held) if one.task.name == task]
    done, *others = numbers
    report_done(world.office, done, on=dt.date(2022, 3, 30), at=morning(dt.date(2022, 3, 30)), actor="test")
    decline(world.office, others[0], Teller("test", morning(day)), why="của Thanh tra")
    handed = units.Choice("lead", ("thanh-tra",), ("cchc-vtlt",), "đúng chức năng")
    changed = assign(world.office, 1, task, handed, at=morning(day), actor="test")
    assert set(changed.withdrawn) == set(others)
    with reading(world.office.engine) as conn:
        after = {o.id: o.state for o in obligations(conn, unit="cchc-vtlt", task_ids=[changed.task.id])}
        now = [o for o in obligations(conn, unit="thanh-tra", task_ids=[changed.task.id]) if o.state == "open"]
        assert open_declines(conn) == []
        assert story(conn, f"obligation:{others[0]}")[-1].detail["why"] == "đúng chức năng"
    assert {number: state for number, state in after.items() if number in numbers} == {
        done: "done",
        **dict.fromkeys(others, "withdrawn"),
    }
    assert len(now) == changed.opened == len(others)
    told = letters_of(world.tick(morning(day) + dt.timedelta(hours=1)))
    assert ("thanh-tra", [(task, "lead", "assignment")]) in told
    assert ("cchc-vtlt", [(task, "lead", "correction")]) in told
    assert not unfold_all(world.office, morning(day))
    everybody = units.Choice("lead", removed=tuple(member.unit for member in changed.task.leads))
    with pytest.raises(AssignError, match="sẽ không còn đơn vị chủ trì"):
        assign(world.office, 1, task, everybody, at=morning(day), actor="test")


def test_the_commands_show_choose_and_refuse(tmp_path: Any) -> None:
    here = Installation.made_in(tmp_path)
    here.adopt()
    shown = here.run("plan", "show", "1")
    assert "chưa chọn đơn vị, chưa ai được nhắc: nhacviec plan assign 1 " in shown.out
    tasks = here.run("plan", "show", "1", "--json").json["tasks"]
    waiting = [task["task"] for task in tasks for one in task["to_choose"] if not one["units"]]
    assert waiting
    assert f"chưa chọn đơn vị, nên chưa ai được nhắc, ở nhiệm vụ {waiting[0]}" in here.run("doctor").out
    added = here.run("unit", "add", "moi", "--name", "Phòng Mới", "--group", "@all")
    assert "có thể thêm Phòng Mới: nhacviec plan assign 1 " in added.out
    for name in waiting:
        run = here.run("plan", "assign", "1", name, "--role", "coordinating", "--add", "ccvc")
        assert (run.status, run.err) == (0, "")
    assert "chưa chọn đơn vị" not in here.run("plan", "show", "1").out
    back = ("plan", "assign", "1", waiting[0], "--role", "coordinating", "--remove", "ccvc")
    removed = here.run(*back, "--reason", "nhầm", "--json")
    assert (removed.status, removed.err) == (0, "")
    assert (removed.json["removed"], removed.json["withdrawn"]) == (["ccvc"], [])
    assert here.run(*back[:-2]).err == "Cần --add hoặc --remove.\n"
    wrong = here.run("plan", "assign", "1", "9.9", "--role", "lead", "--add", "ccvc")
    assert (wrong.status, wrong.out) == (2, "")
    assert "không có nhiệm vụ «9.9»" in wrong.err
