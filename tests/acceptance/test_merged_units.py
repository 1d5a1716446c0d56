"""Units merged in mid-year, on the virtual clock and through the real program."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from db.duties import ObligationRow, obligations
from db.engine import reading, writing
from db.history import story
from db.planned_mergers import planned_mergers
from db.plans import tasks
from db.register import end_unit, load_register
from db.tables import unit
from plans.units.contradictions import contradictions
from scheduler.answering.answers import report_done
from scheduler.changes.merging import MergeError, Merger, merge, preview
from scheduler.changes.planned_mergers import carry_out, drop_merger, plan_merger
from scheduler.clock import LOCAL
from scheduler.daemon import unfold_all
from scheduler.known_register import register_in

from .conftest import World
from .installation import Installation

Lines = list[dict[str, Any]]
FIRST, DAY, LAST = dt.date(2022, 1, 1), dt.date(2022, 3, 21), dt.date(2022, 6, 30)
MERGER = Merger(("tcbc-tcpcp", "ton-giao"), "xdcq-cttn", DAY)


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8), LOCAL)


def all_obligations(world: World) -> dict[int, ObligationRow]:
    with reading(world.office.engine) as conn:
        return {row.id: row for row in obligations(conn)}


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


@pytest.fixture(scope="module")
def before_and_after(make_world: Callable[..., World]) -> tuple[World, dict[int, ObligationRow]]:
    """Half a year with a merger on the way, and the obligations as they were before it."""
    world = make_world()
    world.adopt(morning(FIRST))
    stood: dict[int, ObligationRow] = {}
    for day in days(FIRST, LAST):
        if day == DAY:
            done = next(row for row in all_obligations(world).values() if row.held_by == "tcbc-tcpcp")
            report_done(world.office, done.id, on=day, at=morning(day), actor="test")
            stood = all_obligations(world)
            merge(world.office, MERGER, at=morning(day) - dt.timedelta(hours=1), actor="test")
        world.tick(morning(day))
        if day in (DAY, LAST):
            unfold_all(world.office, morning(day))
    return world, stood


def digest_items(lines: Lines) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for line in lines:
        if line["class"] == "digest":
            yield from ((line["at"][:10], line["to"][0], item) for item in line["items"])


def test_open_obligations_move_with_their_keys_and_closed_ones_keep_the_old_name(
    before_and_after: tuple[World, dict[int, ObligationRow]],
) -> None:
    world, stood = before_and_after
    now = all_obligations(world)
    assert now.keys() == stood.keys()
    for number, was in stood.items():
        row = now[number]
        assert (row.first_unit, row.due, row.due_version, row.opened_on) == (
            was.first_unit,
            was.due,
            was.due_version,
            was.opened_on,
        )
        if was.held_by in MERGER.old and was.state == "open":
            assert (row.held_by, row.state) in {("xdcq-cttn", "open"), (was.held_by, "merged")}
        if was.state == "done":
            assert row.held_by == was.held_by
    with reading(world.office.engine) as conn:
        moved = next(row for row in now.values() if row.first_unit == "tcbc-tcpcp" and row.held_by == "xdcq-cttn")
        assert [entry.what for entry in story(conn, f"obligation:{moved.id}")] == ["handed over"]
        assert {m.unit for task in tasks(conn) for m in (*task.leads, *task.coordinating)}.isdisjoint(MERGER.old)


def test_two_of_one_occurrence_become_one(before_and_after: tuple[World, dict[int, ObligationRow]]) -> None:
    """1.VII.4 is led by both."""
    world, _ = before_and_after
    held: dict[int, list[ObligationRow]] = defaultdict(list)
    for row in all_obligations(world).values():
        held[row.occurrence_id].append(row)
    merged = [rows for rows in held.values() if any(row.state == "merged" for row in rows)]
    assert merged
    for rows in merged:
        assert [row.state for row in rows if row.held_by == "xdcq-cttn" and row.state != "merged"] in (
            ["open"],
            ["past"],
            ["void"],
        )


def test_no_rung_is_given_twice_and_the_new_holder_goes_on(
    before_and_after: tuple[World, dict[int, ObligationRow]],
) -> None:
    world, _ = before_and_after
    ours = {*MERGER.old, MERGER.new}
    # Each task, date, role and rung once among the units that are one now.
    seen = Counter(
        (item["task"], item["due"], item["role"], item["rung"], item["unit"])
        for _, _, item in digest_items(world.lines)
        if item["unit"] in ours and item["role"] in ("lead", "coordinating")
    )
    assert max(seen.values()) == 1
    late = [(day, item) for day, _, item in digest_items(world.lines) if item["unit"] in ours]
    assert {item["unit"] for day, item in late if day >= DAY.isoformat()} == {"xdcq-cttn"}
    # What was given before is not given again afterwards, to whomever; only the quarter's questions are.
    given: list[set[tuple[Any, ...]]] = [set(), set()]
    for day, _, item in digest_items(world.lines):
        if item["task"] and item["unit"] in ours and item["role"] in ("lead", "coordinating"):
            given[day >= DAY.isoformat()].add((item["task"], item["due"], item["role"], item["rung"]))
    assert given[0]
    assert given[1]
    assert not given[0] & given[1]


def test_those_of_the_old_units_hear_no_more_and_leaders_read_the_new_name(
    before_and_after: tuple[World, dict[int, ObligationRow]],
) -> None:
    world, _ = before_and_after
    later = [(to, item) for day, to, item in digest_items(world.lines) if day > DAY.isoformat()]
    assert not [to for to, _ in later if to.startswith(("tcbc", "ton-giao"))]
    listed = {item["unit"] for _, item in later if item["role"] == "leadership"}
    assert "xdcq-cttn" in listed
    assert listed.isdisjoint(MERGER.old)


def test_one_letter_lists_what_came_over(before_and_after: tuple[World, dict[int, ObligationRow]]) -> None:
    world, _ = before_and_after
    letters = [line for line in world.lines if line["class"] == "letter" and line["at"][:10] == DAY.isoformat()]
    with reading(world.office.engine) as conn:
        contacts = load_register(conn).contacts
    lasts = {c.address for c in contacts if c.unit in (*MERGER.old, MERGER.new) and c.role == "lead"}
    assert sorted(line["to"][0] for line in letters) == sorted(lasts)
    for line in letters:
        assert line["subject"].startswith("[Nhắc việc] Chuyển ")
        assert line["kind"] == "assignment"
        assert {item["unit"] for item in line["items"]} == {"xdcq-cttn"}
        assert {item["task"] for item in line["items"]} >= {"1.IV.2", "2.III.4"}


def test_names_go_on_meaning_the_new_unit_from_the_day(
    before_and_after: tuple[World, dict[int, ObligationRow]],
) -> None:
    world, _ = before_and_after
    with reading(world.office.engine) as conn:
        register = register_in(conn)
    name = "Phòng TCBC và TCPCP"
    assert register.resolve(name, DAY).codes == ("xdcq-cttn",)
    assert register.resolve(name, DAY - dt.timedelta(days=1)).codes == ("tcbc-tcpcp",)
    assert register.resolve("Ban Tôn giáo, Phòng XDCQ và CTTN", DAY).codes == ("xdcq-cttn",)
    assert not list(contradictions(register.units, register.groups, register.contacts))
    group = next(group for group in register.groups if group.code == "@affiliated")
    assert "xdcq-cttn" in group.members


def test_merging_again_changes_nothing(before_and_after: tuple[World, dict[int, ObligationRow]]) -> None:
    world, _ = before_and_after
    assert merge(world.office, MERGER, at=morning(LAST), actor="test").changes_nothing


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"old": ("khong-co",)}, "không có đơn vị «khong-co»"),
        ({"old": ("xdcq-cttn",)}, "vào chính nó"),
        ({"new": "ccvc"}, "đã nhập vào Phòng Xây dựng chính quyền và Công tác thanh niên"),
        ({"day": DAY + dt.timedelta(days=1)}, "--from 2022-03-21"),
        ({"old": ("ccvc",), "new": "ton-giao"}, "đã kết thúc hoạt động ngày 20/03/2022"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_the_reason(
    before_and_after: tuple[World, dict[int, ObligationRow]], changed: dict[str, Any], said: str
) -> None:
    world, _ = before_and_after
    with pytest.raises(MergeError, match=said):
        preview(world.office, replace(MERGER, **changed), morning(LAST))


AHEAD = Merger(("tcbc-tcpcp",), "xdcq-cttn", DAY)


@pytest.fixture
def office(make_world: Callable[..., World]) -> World:
    """Before the merger's day, everybody told of the plan."""
    world = make_world()
    world.adopt(morning(FIRST))
    world.tick(morning(dt.date(2022, 3, 1)))
    return world


def holders(world: World) -> set[str]:
    return {row.held_by for row in all_obligations(world).values() if row.state == "open"}


def test_a_merger_entered_before_its_day_takes_effect_on_that_day_and_is_told_then(office: World) -> None:
    early = morning(dt.date(2022, 3, 10))
    shown = preview(office.office, AHEAD, early)
    assert shown.moved
    for _ in range(2):
        assert plan_merger(office.office, AHEAD, at=early, actor="chị Hà") == shown
    for day in days(dt.date(2022, 3, 10), DAY - dt.timedelta(days=1)):
        assert not [line for line in office.tick(morning(day)) if line["class"] == "letter"]
        unfold_all(office.office, morning(day))
    assert "tcbc-tcpcp" in holders(office)
    lines = [line for line in office.tick(morning(DAY)) if line["class"] == "letter"]
    assert {item["unit"] for line in lines for item in line["items"]} == {"xdcq-cttn"}
    assert "tcbc-tcpcp" not in holders(office)
    with reading(office.office.engine) as conn:
        assert planned_mergers(conn) == []
        told = [entry for entry in story(conn, "unit:tcbc-tcpcp") if entry.what == "merged"]
    assert [(entry.actor, entry.detail["since"]) for entry in told] == [("chị Hà", DAY.isoformat())]
    assert carry_out(office.office, morning(DAY), again=True) == 0
    assert not [line for line in office.tick(morning(DAY + dt.timedelta(days=1))) if line["class"] == "letter"]


def test_a_merger_taken_back_before_its_day_never_happens(office: World) -> None:
    early = morning(dt.date(2022, 3, 10))
    plan_merger(office.office, AHEAD, at=early, actor="test")
    drop_merger(office.office, AHEAD, at=early, actor="test")
    assert carry_out(office.office, morning(DAY)) == 0
    assert "tcbc-tcpcp" in holders(office)
    with pytest.raises(MergeError, match="không có đợt hợp nhất nào như vậy đang chờ"):
        drop_merger(office.office, AHEAD, at=early, actor="test")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"new": "ccvc"}, "đã được ghi sẽ nhập vào"),
        ({"day": DAY + dt.timedelta(days=7)}, "--from 2022-03-21 --cancel"),
        ({"old": ("ccvc",), "new": "tcbc-tcpcp", "day": DAY}, "đã được ghi sẽ nhập vào"),
    ],
)
def test_a_unit_that_is_to_end_is_not_merged_otherwise(office: World, changed: dict[str, Any], said: str) -> None:
    early = morning(dt.date(2022, 3, 10))
    plan_merger(office.office, AHEAD, at=early, actor="test")
    with pytest.raises(MergeError, match=said):
        plan_merger(office.office, replace(AHEAD, **changed), at=early, actor="test")
    with pytest.raises(MergeError, match="chưa đến"):
        merge(office.office, AHEAD, at=early, actor="test")


def test_a_merger_that_cannot_be_on_its_day_is_asked_about_and_tried_again(office: World) -> None:
    plan_merger(office.office, AHEAD, at=morning(dt.date(2022, 3, 10)), actor="test")
    with writing(office.office.engine) as conn:
        end_unit(conn, "xdcq-cttn", last=dt.date(2022, 3, 15), successor="thi-dua")
    lines = [line for day in days(DAY, dt.date(2022, 3, 29)) for line in office.tick(morning(day))]
    asked = [
        (line["at"][:10], line["kind"])
        for line in lines
        for item in line["items"]
        if item["task"] is None and "đã kết thúc hoạt động ngày 15/03/2022" in item["reason"]
    ]
    assert [day for day, _ in asked] == ["2022-03-21", "2022-03-28"]
    assert carry_out(office.office, morning(dt.date(2022, 3, 30))) == 0
    with writing(office.office.engine) as conn:
        conn.execute(update(unit).where(unit.c.code == "xdcq-cttn").values(valid_to=None, successor=None))
    assert carry_out(office.office, morning(dt.date(2022, 3, 30)), again=True) == 1
    assert "tcbc-tcpcp" not in holders(office)


def test_the_command_records_a_merger_ahead_shows_it_and_takes_it_back(tmp_path: Path) -> None:
    here = Installation.made_in(tmp_path)
    here.adopt()
    merging = ["unit", "merge", "tcbc-tcpcp", "--into", "xdcq-cttn", "--from", "2149-03-02"]
    shown = here.run(*merging, "--dry-run")
    assert "việc hợp nhất được thực hiện vào ngày đó" in shown.out
    assert shown.out.endswith("Chưa thay đổi gì.\n")
    done = here.run(*merging, "--json").json
    assert (done["written"], done["takes_effect"], bool(done["moved"])) == (True, "later", True)
    units = {one["code"]: one for one in here.run("unit", "list", "--json").json}
    wanted = {"into": "xdcq-cttn", "from": "2149-03-02", "with": ["tcbc-tcpcp"], "trouble": None}
    assert units["tcbc-tcpcp"]["merges"] == wanted
    assert units["tcbc-tcpcp"]["valid_to"] is None
    assert "(xdcq-cttn) từ 02/03/2149" in here.run("unit", "show", "tcbc-tcpcp").out
    assert "Sẽ nhập vào" in here.run("unit", "list").out
    assert here.run(*merging, "--cancel").out.startswith("Đã bỏ đợt hợp nhất ghi cho 02/03/2149")
    again = here.run(*merging, "--cancel")
    assert (again.status, again.err.count("\n")) == (2, 1)
    here.run(*merging)
    here.run("tick", "--at", "2149-03-03T09:00")
    assert here.run("unit", "show", "tcbc-tcpcp", "--json").json["successor"] == "xdcq-cttn"


def test_a_merger_of_mergers_follows_the_line(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(FIRST))
    for old, new, day in (("ton-giao", "luu-tru", DAY), ("luu-tru", "thi-dua", DAY + dt.timedelta(days=10))):
        merge(world.office, Merger((old,), new, day), at=morning(day), actor="test")
    with reading(world.office.engine) as conn:
        register = register_in(conn)
        assert {row.held_by for row in obligations(conn, state="open")}.isdisjoint({"ton-giao", "luu-tru"})
    assert not list(contradictions(register.units, register.groups, register.contacts))
    assert register.resolve("Ban Tôn giáo", dt.date(2022, 3, 25)).codes == ("luu-tru",)
    assert register.resolve("Ban Tôn giáo", dt.date(2022, 4, 25)).codes == ("thi-dua",)
    with pytest.raises(MergeError, match=r"đã kết thúc"):
        merge(world.office, Merger(("thi-dua",), "ton-giao", DAY), at=morning(LAST), actor="test")


def test_the_command_shows_does_and_refuses(tmp_path: Path) -> None:
    here = Installation.made_in(tmp_path)
    here.adopt()
    merging = ["unit", "merge", "tcbc-tcpcp", "--into", "xdcq-cttn", "--from", "2026-01-05"]
    shown = here.run(*merging, "--dry-run")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith(
        "Sẽ nhập Phòng Tổ chức, biên chế và Tổ chức phi chính phủ vào Phòng Xây dựng chính quyền"
    )
    assert shown.out.endswith("Chưa thay đổi gì.\n")
    owed = here.run("obligation", "list", "--unit", "tcbc-tcpcp", "--status", "open_in_time", "--json").json
    done = here.run(*merging, "--json").json
    assert (done["written"], {one["was"] for one in done["moved"]}) == (True, {"tcbc-tcpcp"})
    assert {one["id"] for one in (*done["moved"], *done["merged"])} >= {one["id"] for one in owed}
    assert here.run(*merging).out.endswith("từ trước; không có gì thay đổi.\n")
    assert "Đơn vị kế tục: Phòng Xây dựng" in here.run("unit", "show", "tcbc-tcpcp").out
    assert "chuyển đơn vị" in here.run("obligation", "show", str(done["moved"][0]["id"])).out
    here.run("unit", "export", "danh-ba.xlsx")
    assert here.run("unit", "import", "danh-ba.xlsx", "--json").json["changes"] == []
    refused = here.run("unit", "merge", "ccvc", "--into", "ccvc", "--from", "2026-01-05")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == "Chưa hợp nhất đơn vị nào: không nhập Phòng Công chức, viên chức vào chính nó được.\n"
