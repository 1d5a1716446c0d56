"""Collectives without members, and members that join later: nobody is mailed until somebody chooses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from db.duties import obligations
from db.engine import reading
from db.history import story
from nhacviec.unit_edits import enter_contact, enter_unit
from scheduler.assigning import AssignError, assign
from scheduler.choices import Choice, open_choices
from scheduler.clock import LOCAL
from scheduler.daemon import unfold_all
from scheduler.office import world as known

from .conftest import World
from .installation import Installation

Lines = list[dict[str, Any]]
FIRST = dt.date(2022, 1, 4)


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
        assign(world.office, 1, one.task.name, ["ccvc", "thanh-tra"], "coordinating", at=morning(FIRST), actor="test")
    assert not choices(world, FIRST)
    letters = [line for line in world.tick(morning(FIRST) + dt.timedelta(hours=1)) if line["class"] == "letter"]
    told = {item["task"] for line in letters for item in line["items"]}
    assert told <= {one.task.name for one in waiting}
    assert {item["unit"] for line in letters for item in line["items"]} == {"ccvc", "thanh-tra"}
    assert not unfold_all(world.office, morning(FIRST))
    with reading(world.office.engine) as conn:
        assert [entry.what for entry in story(conn, "plan:1")].count("units added") == len(waiting)
    with pytest.raises(AssignError, match="đã có phần việc này"):
        assign(world.office, 1, waiting[0].task.name, ["thanh-tra"], "coordinating", at=morning(FIRST), actor="test")


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
    done = assign(world.office, 1, led.task.name, ["moi"], "lead", at=morning(day), actor="test")
    assert done.opened > 0
    with reading(world.office.engine) as conn:
        owed = [row for row in obligations(conn, unit="moi") if row.state == "open"]
    assert {row.task_id for row in owed} == {led.task.id}
    assert min(row.due for row in owed if row.due) >= day
    letters = [line for line in world.tick(morning(day)) if line["class"] == "letter" and line["to"] == ["moi@so.vn"]]
    assert [[item["task"] for item in line["items"]] for line in letters] == [[led.task.name]]
    assert led.task.name not in {one.task.name for one in choices(world, day) if one.role == "lead"}


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
    wrong = here.run("plan", "assign", "1", "9.9", "--role", "lead", "--add", "ccvc")
    assert (wrong.status, wrong.out) == (2, "")
    assert "không có nhiệm vụ «9.9»" in wrong.err
