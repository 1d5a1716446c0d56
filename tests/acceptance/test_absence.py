"""Somebody is away for a time: another hears, the mail says so, and it ends by itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from scheduler.changes.unit_edits import UnitEditError, end_absence, enter_absence, enter_contact
from scheduler.clock import LOCAL

from .conftest import World
from .installation import Installation

CCVC, SUBSTITUTE = "ccvc@snv.example.test", "chi-lan@snv.example.test"
FIRST, AWAY, BACK = dt.date(2022, 1, 4), dt.date(2022, 2, 7), dt.date(2022, 2, 28)


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8), LOCAL)


def lived(world: World, until: dt.date, substitute: str | None) -> list[dict[str, Any]]:
    world.adopt(morning(FIRST))
    enter_absence(
        world.office,
        "ccvc",
        "lead",
        CCVC,
        days=(AWAY, BACK - dt.timedelta(days=1)),
        substitute=substitute,
        at=morning(FIRST),
        actor="test",
    )
    for n in range((until - FIRST).days):
        world.tick(morning(FIRST + dt.timedelta(days=n)))
    return [line for line in world.lines if line["class"] == "digest"]


def of_ccvc(lines: list[dict[str, Any]]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (line["at"][:10], line["to"][0], item)
        for line in lines
        for item in line["items"]
        if item["unit"] == "ccvc" and item["role"] == "lead"
    ]


def test_mail_goes_to_the_substitute_says_so_and_comes_back(make_world: Callable[..., World]) -> None:
    world = make_world()
    found = of_ccvc(lived(world, dt.date(2022, 4, 1), SUBSTITUTE))
    away = [one for one in found if AWAY.isoformat() <= one[0] < BACK.isoformat()]
    others = [one for one in found if one not in away]
    assert away
    assert {to for _, to, _ in away} == {SUBSTITUTE}
    assert all(f"gửi thay cho {CCVC}, vắng mặt đến hết 27/02/2022" in item["reason"] for _, _, item in away)
    assert {to for _, to, _ in others} == {CCVC}
    rungs = Counter((item["task"], item["due"], item["rung"]) for _, _, item in found)
    assert max(rungs.values()) == 1


def test_without_a_substitute_the_next_contact_hears_then_the_head(make_world: Callable[..., World]) -> None:
    world = make_world()
    found = of_ccvc(lived(world, BACK, None))
    away = [one for one in found if one[0] >= AWAY.isoformat()]
    assert away
    assert {to for _, to, _ in away}.isdisjoint({CCVC})
    assert all("người nhận thư vắng mặt đến hết 27/02/2022" in item["reason"] for _, _, item in away)
    world = make_world()
    enter_contact(world.office, "ccvc", "lead", "thu-hai@so.vn", name=None, at=morning(FIRST), actor="test")
    found = of_ccvc(lived(world, BACK, None))
    assert {to for day, to, _ in found if day >= AWAY.isoformat()} == {"thu-hai@so.vn"}


@pytest.mark.parametrize(
    ("days", "substitute", "said"),
    [
        ((BACK, AWAY), None, "đứng trước"),
        ((dt.date(2021, 1, 1), dt.date(2021, 1, 5)), None, "đã hết"),
        ((AWAY, BACK), "chi-lan", "không phải địa chỉ thư"),
        ((AWAY, BACK), CCVC.upper(), "không thay cho chính mình"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(
    make_world: Callable[..., World], days: tuple[dt.date, dt.date], substitute: str | None, said: str
) -> None:
    office = make_world().office
    with pytest.raises(UnitEditError, match=said):
        enter_absence(office, "ccvc", "lead", CCVC, days=days, substitute=substitute, at=morning(FIRST), actor="test")
    with pytest.raises(UnitEditError, match="không ghi vắng mặt"):
        end_absence(office, "ccvc", "lead", CCVC, at=morning(FIRST), actor="test")


def test_the_commands_enter_show_and_end_it(tmp_path: Any) -> None:
    here = Installation.made_in(tmp_path)
    contact = ["unit", "contact", "ccvc", "--role", "lead"]
    said = here.run(
        *contact, "--absent", CCVC, "--from", "2150-02-01", "--to", "2150-02-10", "--substitute", SUBSTITUTE
    )
    assert (said.status, said.err) == (0, "")
    assert (
        said.out == f"{CCVC} vắng mặt từ 01/02/2150 đến hết 10/02/2150; trong thời gian đó thư gửi cho {SUBSTITUTE}.\n"
    )
    assert f"[vắng mặt 01/02/2150 – 10/02/2150, {SUBSTITUTE} nhận thay]" in here.run("unit", "show", "ccvc").out
    shown = here.run("unit", "show", "ccvc", "--json").json["contacts"]
    assert [one["absent"]["substitute"] for one in shown if "absent" in one] == [SUBSTITUTE]
    assert here.run(*contact, "--present", CCVC).status == 0
    assert "vắng mặt" not in here.run("unit", "show", "ccvc").out
    assert here.run(*contact, "--absent", CCVC, "--to", "2150-02-10", "--substitute", SUBSTITUTE).status == 0
    head = ["unit", "contact", "ccvc", "--role", "head", "--absent", "truong-phong-ccvc@snv.example.test"]
    assert here.run(*head, "--to", "2150-02-10", "--substitute", SUBSTITUTE).status == 0
    page = here.run("unit", "show", "ccvc").out
    assert f"  Người đứng đầu: {SUBSTITUTE}\n  Theo dõi: Văn phòng Sở, bộ phận theo dõi kế hoạch (" in page
    assert "  Lãnh đạo phụ trách: Phó Giám đốc Sở phụ trách (pho-giam-doc@snv.example.test)\n" in page
    assert here.run(*contact, "--absent", CCVC).status == 2
    assert here.run(*contact, "--add", "a@so.vn", "--to", "2150-02-10").status == 2
