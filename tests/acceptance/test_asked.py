"""What units and the monitor are asked beside the ladder: events not reported, duties without a due date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

from rules.model import Offset
from rules.status import status_of
from scheduler.changes.events import Announcement, announce

from .conftest import World
from .test_year import Lines, items, morning

FIRST_DAYS = ["2022-03-01", "2022-06-01", "2022-09-05", "2022-12-01"]


def undated(lines: Lines, kind: str, role: str, words: str) -> list[tuple[str, str, str]]:
    """Day, mailbox and unit of each item about no due date whose reason has these words."""
    return [
        (day.isoformat(), line["to"][0], item["unit"])
        for day, line, item in items(lines)
        if item["kind"] == kind and item["role"] == role and words in item["reason"]
    ]


def test_every_lead_and_the_monitor_are_asked_once_a_quarter_about_events(year_2022: Lines) -> None:
    leads = undated(year_2022, "question", "lead", "sự kiện")
    assert sorted({day for day, _, _ in leads}) == FIRST_DAYS
    monitor = Counter(day for day, _, _ in undated(year_2022, "question", "monitor", "sự kiện"))
    assert sorted(monitor) == FIRST_DAYS
    assert len(set(monitor.values())) == 1
    assert all(item["due"] is None for _, _, item in items(year_2022) if "sự kiện" in item["reason"])


def test_an_event_that_was_announced_is_not_asked_about(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(dt.date(2022, 1, 4)))
    told = Announcement("co-huong-dan-cua-trung-uong", dt.date(2022, 2, 1), within=Offset(60, "day"), tasks=("2.II.6",))
    announce(world.office, told, at=morning(dt.date(2022, 2, 1)), actor="chị Hà")
    lines = world.tick(morning(dt.date(2022, 3, 1)))
    asked = {item["task"] for _, _, item in items(lines) if "mỗi quý hỏi" in item["reason"] and item["unit"] == "ccvc"}
    assert "2.II.6" not in asked
    assert world.tick(morning(dt.date(2022, 3, 1)) + dt.timedelta(hours=1)) == []


def test_each_unit_is_asked_in_one_line_about_its_continuous_duties(year_2022: Lines) -> None:
    asked = undated(year_2022, "question", "lead", "rà soát định kỳ")
    assert sorted({day for day, _, _ in asked}) == ["2022-03-15", "2022-06-15", "2022-09-15", "2022-12-15"]
    assert max(Counter((day, unit) for day, _, unit in asked).values()) == 1
    told = undated(year_2022, "info", "monitor", "rà soát định kỳ")
    days = ("2022-03-16", "2022-06-16", "2022-09-16", "2022-12-16")
    assert [(day, unit) for day, _, unit in told] == [(day, "van-phong") for day in days]


def test_days_off_of_the_daemon_lose_no_question(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(dt.date(2022, 1, 4)))
    world.tick(morning(dt.date(2022, 1, 4)))
    lines = world.tick(morning(dt.date(2022, 3, 28)))
    assert undated(lines, "question", "lead", "rà soát định kỳ")
    assert undated(lines, "question", "lead", "sự kiện")
    assert undated(world.tick(morning(dt.date(2022, 3, 29))), "question", "lead", "r") == []
    rungs = {item["rung"] for _, _, item in items(lines) if item["kind"] == "question" and item["rung"]}
    assert rungs == {"2022-Q1"}


def test_an_office_may_ask_nothing(make_world: Callable[..., World]) -> None:
    world = make_world(checkins={"every": "never"}, events={"ask_each_quarter": False})
    world.adopt(morning(dt.date(2022, 1, 4)))
    lines = [line for day in (1, 15, 16) for line in world.tick(morning(dt.date(2022, 3, day)))]
    asked = [item for _, _, item in items(lines) if item["kind"] == "question"]
    assert [item["reason"][:24] for item in asked] == [
        "chưa có thư nào gửi cho "
    ]  # units to choose: no question of a period


def test_once_the_plan_has_ended_only_its_closing_is_asked_for(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(dt.date(2025, 1, 3)))
    lines = [line for day in (2, 16, 17) for line in world.tick(morning(dt.date(2026, 3, day)))]
    asked = [item["reason"] for _, _, item in items(lines) if item["due"] is None and item["kind"] == "question"]
    assert asked == ["kế hoạch đã hết thời kỳ từ 31/12/2025, chưa được đóng; mỗi tháng hỏi một lần"]


def test_the_window_is_a_setting(make_world: Callable[..., World]) -> None:
    world = make_world(checkins={"every": "month", "unit_after": 3, "monitor_after": 5})
    world.adopt(morning(dt.date(2022, 4, 1)))
    days = [dt.date(2022, 4, 1) + dt.timedelta(days=n) for n in range(60)]
    lines = [line for day in days for line in world.tick(morning(day))]
    asked = sorted({day for day, _, _ in undated(lines, "question", "lead", "rà soát")})
    assert asked == ["2022-04-19", "2022-05-18"]


def test_a_duty_without_a_due_date_is_in_none_of_the_four_states(year_2022: Lines) -> None:
    assert not [i for _, _, i in items(year_2022) if i["due"] is None and (i["rung"] or "").startswith("O")]
    assert status_of("open", None, None, dt.date(2022, 12, 31), doubted=False) == "waiting"
