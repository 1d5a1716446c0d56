"""A year of the first plan, on a virtual clock: who hears what, when, and what happens when nobody answers."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from db.duties import obligations
from db.engine import reading, writing
from nhacviec import holidays
from rules.ladder import is_list_day
from rules.model import Offset
from scheduler.changes.events import AmbiguousEventError, Announcement, announce
from scheduler.clock import LOCAL, Hours
from scheduler.duties.schedule import reschedule
from scheduler.office import world as known
from scheduler.simulation.simulated_deeds import Announced, Done, Extended, NothingToReportError

from .conftest import World

CALENDAR = holidays.load()
Lines = list[dict[str, Any]]


def items(lines: Lines) -> Iterator[tuple[dt.date, dict[str, Any], dict[str, Any]]]:
    for line in lines:
        yield from ((dt.datetime.fromisoformat(line["at"]).date(), line, item) for item in line["items"])


def morning(day: dt.date) -> dt.datetime:
    return Hours().opening(day)


def test_every_lead_unit_hears_before_each_of_its_due_dates(year_2022: Lines, make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(dt.date(2022, 1, 1)))
    with reading(world.office.engine) as conn:
        open_ = obligations(conn, state="open", due_to=dt.date(2022, 12, 31))
    owed = {(row.held_by, row.due.isoformat()) for row in open_ if row.due}
    told = {
        (i["unit"], i["due"])
        for day, _, i in items(year_2022)
        if i["role"] == "lead" and day.isoformat() <= (i["due"] or "")
    }
    assert owed
    assert owed <= told


def test_nothing_leaves_on_a_day_off_or_outside_sending_hours(year_2022: Lines) -> None:
    for line in year_2022:
        at = dt.datetime.fromisoformat(line["at"])
        assert at.utcoffset() == dt.timedelta(hours=7)
        assert CALENDAR.is_working(at.date())
        assert dt.time(8) <= at.time() < dt.time(17)


def test_a_mailbox_gets_one_digest_a_day_and_no_mail_is_empty(year_2022: Lines) -> None:
    digests = Counter((line["at"][:10], line["to"][0]) for line in year_2022 if line["class"] == "digest")
    assert max(digests.values()) == 1
    assert all(line["items"] for line in year_2022)
    assert all(len(line["to"]) == 1 for line in year_2022)


def test_overdue_duties_climb_the_chain_in_order(year_2022: Lines) -> None:
    first: dict[tuple[Any, ...], dict[str, dt.date]] = defaultdict(dict)
    for day, _, item in items(year_2022):
        if (item["rung"] or "").startswith("O+"):
            first[item["task"], item["unit"], item["due"]].setdefault(item["role"], day)
    assert first
    for (_, unit, _), steps in first.items():
        chain = [steps[role] for role in ("lead", "head", "monitor", "leadership") if role in steps]
        climbed = chain if unit != "van-phong" else [steps[r] for r in ("lead", "head", "leadership") if r in steps]
        assert climbed == sorted(set(climbed)), f"{unit}: {steps}"


def test_an_overdue_item_says_how_many_working_days(year_2022: Lines) -> None:
    for day, _, item in items(year_2022):
        if (item["rung"] or "").startswith("O+"):
            due = dt.date.fromisoformat(item["due"])
            assert int(item["rung"][2:]) == CALENDAR.office_days_between(due, day)


def test_leaders_get_a_weekly_list_and_only_that(year_2022: Lines) -> None:
    leaders = [line for line in year_2022 if line["unit"] is None]
    assert leaders
    for line in leaders:
        assert is_list_day(CALENDAR, dt.datetime.fromisoformat(line["at"]).date())
        assert {item["role"] for item in line["items"]} == {"leadership"}


def overdue(lines: Lines, role: str) -> Iterator[tuple[dt.date, int, dict[str, Any]]]:
    """Each overdue item of a role: its day, how many working days late, and the item."""
    for day, _, item in items(lines):
        if item["role"] == role and (item["rung"] or "").startswith("O+"):
            yield day, int(item["rung"][2:]), item


def test_overdue_work_is_urged_on_the_first_day_then_on_the_days_that_are_the_same_for_all(year_2022: Lines) -> None:
    late_on: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for day, late, item in overdue(year_2022, "lead"):
        late_on[item["task"], item["unit"], item["due"]].add(late)
        if late > 20:
            assert is_list_day(CALENDAR, day)
        elif late > 1:
            assert CALENDAR.office_days_between(dt.date(2021, 12, 31), day) % 3 == 1
    assert late_on
    for (_, _, due), heard in late_on.items():
        days_late = [d for d in range(1, 61) if (on := office_day(due, d)) is not None and urged(on, d)]
        assert sorted(heard) == days_late


def office_day(due: str, late: int) -> dt.date | None:
    """The day on which work due then is that many office days late; None where the year has ended before."""
    day = dt.date.fromisoformat(due)
    for _ in range(late):
        day = CALENDAR.next_office_day(day + dt.timedelta(days=1))
    return day if day.year == 2022 else None


def urged(day: dt.date, late: int) -> bool:
    if late == 1:
        return True
    if late > 20:
        return is_list_day(CALENDAR, day)
    return CALENDAR.office_days_between(dt.date(2021, 12, 31), day) % 3 == 1


def test_each_step_up_is_taken_on_its_day_and_the_monitor_hears_nothing_of_its_own_unit(year_2022: Lines) -> None:
    assert {late for _, late, item in overdue(year_2022, "head")} == {2}
    told = [(late, item) for _, late, item in overdue(year_2022, "monitor") if item["kind"] == "escalation"]
    assert {late for late, _ in told} == {5}
    assert "van-phong" not in {item["unit"] for _, item in told}


def test_the_leaders_list_holds_all_that_is_ten_to_sixty_days_late_each_week(year_2022: Lines) -> None:
    listed: dict[dt.date, set[tuple[Any, ...]]] = defaultdict(set)
    for day, late, item in overdue(year_2022, "leadership"):
        assert 10 <= late <= 60
        listed[day].add((item["task"], item["unit"], item["due"]))
    late_ones = {(item["task"], item["unit"], item["due"]) for _, _, item in overdue(year_2022, "lead")}
    for day, found in listed.items():
        reached = {
            one for one in late_ones if 10 <= CALENDAR.office_days_between(dt.date.fromisoformat(one[2]), day) <= 60
        }
        assert found == reached


def test_after_sixty_days_only_the_monitor_is_asked_at_once_and_then_each_month(year_2022: Lines) -> None:
    asked: dict[tuple[Any, ...], list[tuple[dt.date, int]]] = defaultdict(list)
    for day, late, item in overdue(year_2022, "monitor"):
        if item["kind"] == "question":
            asked[item["task"], item["unit"], item["due"]].append((day, late))
    assert asked
    for days_asked in asked.values():
        (_, first), *later = days_asked
        assert first == 61
        assert all(day == CALENDAR.next_office_day(day.replace(day=1)) for day, _ in later)
        assert len({(day.year, day.month) for day, _ in later}) == len(later)


def test_each_unit_gets_one_letter_on_the_first_working_day(year_2022: Lines) -> None:
    letters = [line for line in year_2022 if line["class"] == "letter"]
    assert {line["at"] for line in letters} == {"2022-01-04T08:00:00+07:00"}
    assert Counter(line["unit"] for line in letters) == Counter(
        ["van-phong", "cchc-vtlt", "tcbc-tcpcp", "xdcq-cttn", "ccvc", "thanh-tra", "thi-dua", "luu-tru", "ton-giao"]
    )


def test_collectives_hear_once_to_know_and_are_never_overdue(year_2022: Lines) -> None:
    infos = [(day, i) for day, _, i in items(year_2022) if i["kind"] == "info" and i["role"] == "coordinating"]
    assert infos
    assert {item["rung"] for _, item in infos} == {"T-14"}
    assert not [i for _, _, i in items(year_2022) if i["role"] == "coordinating" and (i["rung"] or "").startswith("O")]


def test_a_co_ordinator_of_a_task_with_nine_leads_hears_one_line(year_2022: Lines) -> None:
    for line in year_2022:
        if line["class"] == "digest":
            seen = Counter((i["task"], i["unit"], i["role"], i["rung"]) for i in line["items"])
            assert max(seen.values()) == 1


def test_an_extended_task_is_reminded_of_its_new_date(make_world: Callable[..., World]) -> None:
    lines = make_world().live(
        dt.date(2022, 3, 1),
        dt.date(2022, 4, 20),
        deeds=[Extended("1.IV.3", dt.date(2022, 3, 15), dt.date(2022, 4, 15))],
    )
    told = [(line["at"][5:10], item["due"]) for line in lines for item in line["items"] if item["task"] == "1.IV.3"]
    reminded = {due for at, due in told if at >= "03-16"}
    assert ("03-15", "2022-04-15") in told
    assert reminded == {"2022-04-15"}
    with pytest.raises(NothingToReportError, match=r"nào đang mở vào ngày 15/03/2022 để gia hạn \(--extend\)"):
        make_world().live(
            dt.date(2022, 3, 15),
            dt.date(2022, 3, 15),
            deeds=[Extended("9.9", dt.date(2022, 3, 15), dt.date(2022, 4, 15))],
        )


def test_a_task_reported_done_falls_silent(make_world: Callable[..., World]) -> None:
    lines = make_world().live(
        dt.date(2022, 1, 1),
        dt.date(2022, 5, 31),
        deeds=[Done("1.I.6", dt.date(2022, 3, 25)), Done("1.IV.1", dt.date(2022, 2, 10))],
    )
    about = [(day, i) for day, line, i in items(lines) if line["class"] == "digest" and i["task"] == "1.I.6"]
    assert about
    assert max(day for day, _ in about) < dt.date(2022, 3, 25)
    late = [day for day, line, i in items(lines) if line["class"] == "digest" and i["task"] == "1.IV.1"]
    assert max(late) < dt.date(2022, 2, 10)


@pytest.mark.parametrize(
    ("told", "settings", "due"),
    [
        ({"due": dt.date(2022, 4, 29)}, {}, "2022-04-29"),
        ({"within": Offset(10, "working_day")}, {}, "2022-03-29"),
        ({}, {"events": {"default_days": Offset(10, "working_day")}}, "2022-03-29"),
        ({}, {}, None),
    ],
)
def test_an_announced_event_opens_exactly_its_tasks(
    make_world: Callable[..., World], told: dict[str, Any], settings: dict[str, Any], due: str | None
) -> None:
    world = make_world(**settings)
    happened = dt.date(2022, 3, 15)
    lines = world.live(
        dt.date(2022, 3, 1),
        dt.date(2022, 3, 18),
        deeds=[Announced(happened, Announcement("bo-noi-vu-phe-duyet-de-an", happened, **told))],
    )
    letters = [line for line in lines if line["class"] == "letter" and line["kind"] != "assignment"]
    assert [(line["at"][:10], line["unit"], line["kind"]) for line in letters] == [
        ("2022-03-15", "cchc-vtlt", "event" if due else "question")
    ]
    assert [(i["task"], i["due"]) for i in letters[0]["items"]] == [("2.I.1", due), ("2.I.2", due)]


def test_several_waiting_tasks_must_be_chosen_among(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(dt.date(2022, 1, 4)))
    told = Announcement("co-huong-dan-cua-trung-uong", dt.date(2022, 1, 5))
    with pytest.raises(AmbiguousEventError, match=r"2\.II\.2, 2\.II\.6, 2\.III\.1"):
        announce(world.office, told, at=morning(dt.date(2022, 1, 5)), actor="test")


def same_mails(lines: Lines) -> list[tuple[Any, ...]]:
    """Mails of a day in any order, without the minute they left."""
    return sorted(
        (line["at"][:10], line["class"], line["to"][0], line["subject"], str(line["items"])) for line in lines
    )


def test_the_same_mails_go_out_however_the_ticks_are_cut(make_world: Callable[..., World], year_2022: Lines) -> None:
    world, last = make_world(), dt.date(2022, 4, 30)
    world.adopt(morning(dt.date(2022, 1, 1)))
    day = dt.date(2022, 1, 1)
    while day <= last:
        for hour, minute in ((6, 59), (9, 30), (9, 31), (16, 59), (23, 0)) if day.day % 2 else ((14, 7),):
            world.tick(dt.datetime.combine(day, dt.time(hour, minute), LOCAL))
        day += dt.timedelta(days=1)
    assert same_mails(world.lines) == same_mails([line for line in year_2022 if line["at"][:10] <= last.isoformat()])


def test_three_weeks_off_over_tet_lose_nothing_and_send_nothing_twice(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(dt.date(2022, 1, 1)))
    off = (dt.date(2022, 1, 24), dt.date(2022, 2, 13))
    for n in range(80):
        day = dt.date(2022, 1, 1) + dt.timedelta(days=n)
        if not off[0] <= day <= off[1]:
            world.tick(morning(day))
    back = dt.date(2022, 2, 14)
    told = {(i["task"], i["unit"], i["role"]): i["rung"] for day, _, i in items(world.lines) if day == back}
    assert told["1.IV.1", "ccvc", "lead"] == "O+6"
    assert told["1.VII.1", "van-phong", "lead"] == "T-14"
    heads = {day for day, _, i in items(world.lines) if i["task"] == "1.IV.1" and i["role"] == "head"}
    assert heads == {dt.date(2022, 2, 15)}
    twice = Counter(
        (i["task"], i["unit"], i["due"], i["rung"], line["to"][0])
        for _, line, i in items(world.lines)
        if line["class"] == "digest"
    )
    assert max(twice.values()) == 1


def test_importing_an_old_plan_sends_no_storm(make_world: Callable[..., World]) -> None:
    world = make_world()
    at = dt.datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)
    world.adopt(at)
    with reading(world.office.engine) as conn:
        states = Counter(row.state for row in obligations(conn))
    assert states["open"] == 0
    assert states["past"] > 0
    lines = [line for n in range(10) for line in world.tick(at + dt.timedelta(days=n))]
    asked = [line for line in lines if line["kind"] == "question"]
    about_plan = [line for line in lines if line not in asked]
    assert {line["kind"] for line in about_plan} == {"assignment"}
    assert len(about_plan) == 9
    # Each week of November the monitor is asked for next year's holiday notice, and each month to close the plan.
    assert [[item["task"] for item in line["items"]] for line in asked] == [[None, None], [None], [None]]


def test_a_full_recomputation_finds_nothing_to_correct(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(dt.date(2022, 1, 1)))
    for n in range(130):
        day = dt.date(2022, 1, 1) + dt.timedelta(days=n)
        world.tick(morning(day))
        if n % 13:
            continue
        before = schedule(world)
        with writing(world.office.engine) as conn:
            reschedule(conn, obligations(conn, state="open"), known(world.office, conn), day + dt.timedelta(days=1))
        assert schedule(world) == before, day
        assert all(at > morning(day) for at, _ in before.values() if at)


def schedule(world: World) -> dict[int, tuple[dt.datetime | None, str | None]]:
    with reading(world.office.engine) as conn:
        return {row.id: (row.next_notice_at, row.blocker) for row in obligations(conn, state="open")}
