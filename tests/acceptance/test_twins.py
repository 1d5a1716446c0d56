"""Equal tasks of two plans on a virtual clock, before and after they are linked, counted mail by mail."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from db.duties import ObligationRow, obligations
from db.engine import reading, writing
from db.history import story
from db.mails import mail_by_id, mails, told_of
from nhacviec.reading import read_for_adoption
from rules.report import Period
from scheduler.answering.answers import Teller, acknowledge, decline, report_done
from scheduler.answering.extensions import Decision, approve, ask
from scheduler.answering.verdicts import cancel, confirm, reopen
from scheduler.changes.merging import Merger, merge
from scheduler.clock import LOCAL
from scheduler.daemon import unfold_all
from scheduler.duties.likely_twins import likely_twins
from scheduler.duties.linking import LinkError, NotLinkedError, link, preview, unlink
from scheduler.duties.recompute import recompute
from scheduler.duties.schedule import reschedule
from scheduler.office import world as known
from scheduler.planning.amendment import amend
from scheduler.planning.undoing import undo
from scheduler.reports.reporting import report
from scheduler.reports.telling import Telling, telling

from .conftest import World
from .two_plans import FIRST_ROWS, HELPER, LEAD, ONE, OTHER_ONE, REPORT, SECOND_ROWS, adopt_file, write_two

Rows: TypeAlias = tuple[tuple[str, str, str, str], ...]
Lines: TypeAlias = list[dict[str, Any]]
CCVC, HEAD, HELPING = "ccvc", "truong-phong-ccvc", "thanh-tra"
LATER: Rows = (SECOND_ROWS[0], (REPORT, LEAD, HELPER, "Ngày 31/12/2022"))
"""The second plan with the whole of December for the equal task."""

QUARTER = Period("2022-Q4", dt.date(2022, 10, 1), dt.date(2022, 12, 31))
DECEMBER = [
    ("2022-11-14", CCVC, "T-30"),
    ("2022-11-30", CCVC, "T-14"),
    ("2022-11-30", HELPING, "T-14"),
    ("2022-12-07", CCVC, "T-7"),
    ("2022-12-09", CCVC, "T-3"),
    ("2022-12-09", HELPING, "T-3"),
    ("2022-12-13", CCVC, "T-1"),
    ("2022-12-14", CCVC, "T-0"),
    ("2022-12-15", CCVC, "O+1"),
    ("2022-12-16", HEAD, "O+2"),
    ("2022-12-20", CCVC, "O+4"),
    ("2022-12-21", "theo-doi-ke-hoach", "O+5"),
    ("2022-12-23", CCVC, "O+7"),
    ("2022-12-28", CCVC, "O+10"),
]
"""Who hears of a report due on 14 December 2022 that nobody makes: day, mailbox, rung."""


def at(text: str, hour: int = 8) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(hour), LOCAL)


def days(world: World, first: str, last: str) -> Lines:
    """A tick each morning of the days, both inclusive; gives the lines of all mails."""
    day, lines = dt.date.fromisoformat(first), []
    while day <= dt.date.fromisoformat(last):
        lines += world.tick(at(day.isoformat()))
        day += dt.timedelta(days=1)
    return lines


def about(lines: Lines) -> list[tuple[str, str, str]]:
    """Day, mailbox and rung of each line about the equal task of 2022, in digests."""
    return [
        (line["at"][:10], line["to"][0].partition("@")[0], item["rung"])
        for line in lines
        for item in line["items"]
        if line["class"] == "digest" and (item["task"], item["due"]) in EQUAL
    ]


def sent(lines: Lines) -> set[tuple[str, str]]:
    """Day and mailbox of each digest."""
    return {(line["at"][:10], line["to"][0].partition("@")[0]) for line in lines if line["class"] == "digest"}


EQUAL = {("1.-.1", "2022-12-14"), ("1.-.2", "2022-12-14"), ("1.-.2", "2022-12-31")}


Start: TypeAlias = Callable[..., World]


@pytest.fixture
def start(make_world: Callable[..., World], tmp_path: Path) -> Start:
    """Makes an office with both plans in force since 4 January 2022 and their letters sent."""

    def made(first: Rows = FIRST_ROWS, second: Rows = SECOND_ROWS) -> World:
        world = make_world()
        for path in write_two(tmp_path, first, second):
            adopt_file(world.office, path, at("2022-01-04", 7))
        world.tick(at("2022-01-04"))
        return world

    return made


@pytest.fixture
def linked(start: Start) -> World:
    """The office with the equal tasks linked on 10 November 2022."""
    world = start()
    link_both(world)
    return world


def link_both(world: World, day: str = "2022-11-10") -> None:
    link(world.office, ONE, OTHER_ONE, at=at(day, 7), actor="quản trị")


def pair(world: World) -> tuple[ObligationRow, ObligationRow]:
    """The obligations of December 2022 of both plans."""
    with reading(world.office.engine) as conn:
        found = [row for row in obligations(conn) if row.label == "2022-12" and row.due != dt.date(2022, 12, 20)]
    one, other = sorted(found, key=lambda row: row.id)
    return one, other


def told(world: World, number: int, day: str) -> Telling:
    with reading(world.office.engine) as conn:
        return telling(conn, known(world.office, conn), number, dt.date.fromisoformat(day))


# Told once ------------------------------------------------------------------------------------------------------------


def test_unlinked_each_plan_reminds_of_its_own(start: Start) -> None:
    world = start()
    lines = days(world, "2022-11-14", "2022-12-31")
    assert about(lines) == [one for one in DECEMBER for _ in (1, 2)]


def test_linked_the_work_is_told_once_and_the_same_mails_leave(linked: World, start: Start) -> None:
    lines = days(linked, "2022-11-14", "2022-12-31")
    assert about(lines) == DECEMBER
    assert len(lines) == len(days(start(), "2022-11-14", "2022-12-31"))


def test_of_two_dates_the_earlier_governs_and_the_later_ones_mails_are_saved(start: Start) -> None:
    world, alone = start(second=LATER), start(second=LATER)
    link_both(world)
    lines, unlinked = days(world, "2022-11-14", "2022-12-31"), days(alone, "2022-11-14", "2022-12-31")
    assert about(lines) == DECEMBER
    own = [one for one in about(unlinked) if one not in DECEMBER]
    assert [rung for _, _, rung in own] == ["T-30", "T-14", "T-14", "T-7", "T-3", "T-3", "T-0"]
    assert sorted(sent(unlinked) - sent(lines)) == [
        ("2022-12-16", HELPING),
        ("2022-12-28", HELPING),
        ("2022-12-30", CCVC),
    ]
    assert sent(lines) <= sent(unlinked)


def test_the_mail_names_both_plans_and_says_why(start: Start) -> None:
    world = start(second=LATER)
    link_both(world)
    days(world, "2022-11-30", "2022-11-30")
    text = text_of(world, "việc")
    assert "Phụ lục 1, số 1 – Kế hoạch số 15/KH-SNV" in text
    assert "Cùng một việc: Phụ lục 1, số 2 – Kế hoạch số 16/KH-SNV – Công tác dân vận năm 2022; hạn 31/12/2022" in text
    assert "hạn 31/12/2022 (“Ngày 31/12/2022”)." in text
    assert "nhắc theo ngày sớm nhất" in text
    assert text.count(REPORT) == 1


def text_of(world: World, subject: str) -> str:
    """The words of the latest mail to the lead whose subject holds these."""
    with reading(world.office.engine) as conn:
        ids = [mail.id for mail in mails(conn) if mail.mailbox.startswith(CCVC) and subject in mail.subject]
        found = mail_by_id(conn, ids[-1])
    assert found
    body = email.message_from_bytes(found[1], policy=email.policy.default).get_body(("plain",))
    assert body
    return " ".join(body.get_content().split())


# Answered once --------------------------------------------------------------------------------------------------------


def test_done_once_is_done_in_both_plans_and_each_report_counts_its_own(linked: World) -> None:
    one, other = pair(linked)
    acknowledge(linked.office, other.id, Teller("ccvc@x", at("2022-11-20")), note="đã rõ")
    report_done(linked.office, one.id, on=dt.date(2022, 12, 1), at=at("2022-12-02"), actor="ccvc", document="12/BC-SNV")
    assert [(row.state, row.done_on, row.document) for row in pair(linked)] == [
        ("done", dt.date(2022, 12, 1), "12/BC-SNV")
    ] * 2
    assert about(days(linked, "2022-12-02", "2022-12-31")) == []
    with reading(linked.office.engine) as conn:
        here, there = story(conn, f"obligation:{one.id}"), story(conn, f"obligation:{other.id}")
        drawn = report(linked.office, conn, QUARTER, dt.date(2023, 1, 4))
    asked = [[(entry.what, entry.detail.get("answered")) for entry in entries] for entries in (here, there)]
    assert asked == [[("acknowledged", other.id), ("done", None)], [("acknowledged", None), ("done", one.id)]]
    assert [line.status for line in drawn.lines if line.obligation in (one.id, other.id)] == ["done_on_time"] * 2


def test_a_late_report_is_confirmed_and_a_poor_result_reopened_for_both(linked: World) -> None:
    one, other = pair(linked)
    report_done(linked.office, other.id, on=dt.date(2022, 12, 12), at=at("2022-12-26", 7), actor="ccvc")
    letters = [line for line in linked.tick(at("2022-12-26")) if line["class"] == "letter"]
    assert [len(letter["items"]) for letter in letters] == [1]
    assert [row.doubted for row in pair(linked)] == [True, True]
    confirm(linked.office, one.id, at=at("2022-12-27"), actor="vp", by="Trần Văn A")
    assert [row.doubted for row in pair(linked)] == [False, False]
    reopen(linked.office, other.id, why="thiếu số liệu", at=at("2022-12-28", 7), actor="vp")
    assert [(row.state, row.due_version) for row in pair(linked)] == [("open", 2), ("open", 2)]
    lines = days(linked, "2022-12-28", "2023-01-06")
    assert len([line for line in lines if line["class"] == "letter"]) == 2  # the lead and the unit that helps
    assert "Cùng một việc: Phụ lục 1, số 1 – Kế hoạch số 15/KH-SNV" in text_of(linked, "Kết quả chưa đạt")
    assert about(lines)[0] == ("2023-01-03", CCVC, "O+13")
    assert len({(day, to) for day, to, _ in about(lines)}) == len(about(lines))


def test_not_ours_is_asked_once_and_stands_in_both_histories(linked: World) -> None:
    one, other = pair(linked)
    decline(linked.office, one.id, Teller("ccvc@x", at("2022-11-20")), why="của Thanh tra Sở")
    letters = [line for line in linked.tick(at("2022-11-21")) if line["class"] == "letter"]
    assert [len(letter["items"]) for letter in letters] == [1]
    with reading(linked.office.engine) as conn:
        assert [entry.what for entry in story(conn, f"obligation:{other.id}")] == ["declined"]


def test_a_helper_reports_its_part_once(linked: World) -> None:
    one, other = pair(linked)
    report_done(linked.office, one.id, on=dt.date(2022, 12, 1), at=at("2022-12-02", 7), actor="tt", unit="thanh-tra")
    assert [row.parts_done for row in pair(linked)] == [("thanh-tra",)] * 2
    assert {to for _, to, _ in about(days(linked, "2022-12-02", "2022-12-14"))} == {CCVC}
    assert other.state == "open"


# What separates the two, and brings them together again ---------------------------------------------------------------


def test_unlinked_again_nothing_is_sent_twice_and_each_goes_on(linked: World) -> None:
    days(linked, "2022-11-11", "2022-12-09")
    unlink(linked.office, *OTHER_ONE, at=at("2022-12-09", 9), actor="quản trị")
    lines = days(linked, "2022-12-10", "2022-12-31")
    assert about(lines) == [one for one in DECEMBER if one[0] > "2022-12-09" for _ in (1, 2)]
    with reading(linked.office.engine) as conn:
        for row in pair(linked):
            given = Counter((one.rung, one.mailbox) for one in told_of(conn, row.id))
            assert max(given.values()) == 1
            assert len(given) == len(DECEMBER)
    link_both(linked, "2022-12-31")
    assert about(days(linked, "2023-01-01", "2023-01-06")) == [
        ("2023-01-03", CCVC, "O+13"),
        ("2023-01-03", "pho-giam-doc", "O+13"),
        ("2023-01-06", CCVC, "O+16"),
    ]


def test_unlinking_when_only_the_earlier_date_has_passed_leaves_the_later_its_own_steps(start: Start) -> None:
    world = start(second=LATER)
    link_both(world)
    days(world, "2022-11-11", "2022-12-16")
    unlink(world.office, *ONE, at=at("2022-12-16", 9), actor="quản trị")
    later = [
        (line["at"][:10], line["to"][0].partition("@")[0], item["rung"])
        for line in days(world, "2022-12-17", "2023-01-05")
        for item in line["items"]
        if item["due"] == "2022-12-31"
    ]
    assert later == [
        ("2022-12-19", CCVC, "T-14"),  # of 16 December, when they were still linked and nothing was due to be said
        ("2022-12-19", HELPING, "T-14"),
        ("2022-12-23", CCVC, "T-7"),
        ("2022-12-28", CCVC, "T-3"),
        ("2022-12-28", HELPING, "T-3"),
        ("2022-12-30", CCVC, "T-0"),
        ("2023-01-03", CCVC, "O+1"),
        ("2023-01-04", HEAD, "O+2"),
    ]


def test_an_extension_separates_the_two(linked: World) -> None:
    days(linked, "2022-11-11", "2022-11-30")
    one, other = pair(linked)
    request = ask(
        linked.office, one.id, to=dt.date(2022, 12, 29), reason="chờ số liệu", at=at("2022-12-01", 7), actor="ccvc"
    )
    boss = Decision("Nguyễn Văn Bình, Giám đốc", None)
    approve(linked.office, request.extension.id, boss, at=at("2022-12-02", 7), actor="vp")
    assert pair(linked)[0].extended
    lines = days(linked, "2022-12-05", "2022-12-16")
    assert about(lines) == [one for one in DECEMBER if "2022-12-05" <= one[0] <= "2022-12-16"]
    apart = told(linked, one.id, "2022-12-05")
    assert [(c.how, c.row.id if c.row else None) for c in apart.companions] == [("extended", other.id)]
    assert apart.outlook.ahead


@pytest.mark.parametrize("first", [True, False])
def test_a_plan_taken_back_leaves_the_other_to_go_on_alone(linked: World, first: bool) -> None:
    days(linked, "2022-11-11", "2022-12-01")
    undo(linked.office, 1 if first else 2, why=None, sure=True, at=at("2022-12-01", 9), actor="test")
    assert about(days(linked, "2022-12-02", "2022-12-31")) == [one for one in DECEMBER if one[0] > "2022-12-01"]


def test_a_task_that_an_amendment_drops_is_linked_again_when_it_comes_back(linked: World, tmp_path: Path) -> None:
    days(linked, "2022-11-11", "2022-11-15")
    changed, _ = write_two(tmp_path, FIRST_ROWS[1:])
    _, reviewed = read_for_adoption(linked.office, changed)
    amend(linked.office, 1, reviewed, None, source=changed, period=None, at=at("2022-11-15", 9), actor="test")
    one, other = pair(linked)
    assert (one.state, other.state) == ("withdrawn", "open")
    assert about(days(linked, "2022-11-16", "2022-12-01")) == DECEMBER[1:3]
    assert [c.how for c in told(linked, other.id, "2022-12-01").companions] == ["closed"]
    undo(linked.office, 1, why=None, sure=False, at=at("2022-12-01", 9), actor="test")
    assert [row.state for row in pair(linked)] == ["open", "open"]
    later = about(days(linked, "2022-12-02", "2022-12-31"))
    assert later == [one for one in DECEMBER if one[0] > "2022-12-01"]


def test_cancelled_in_one_plan_it_is_still_owed_by_the_other(linked: World) -> None:
    one, other = pair(linked)
    days(linked, "2022-11-11", "2022-11-30")
    cancel(linked.office, one.id, why="kế hoạch này không yêu cầu nữa", at=at("2022-12-01", 7), actor="vp")
    assert about(days(linked, "2022-12-01", "2022-12-31")) == DECEMBER[3:]
    assert [row.state for row in pair(linked)] == ["cancelled", "open"]
    assert other.state == "open"


def test_a_merger_moves_both_and_they_stay_one_work(linked: World) -> None:
    days(linked, "2022-11-11", "2022-12-01")
    merger = Merger(("ccvc",), "xdcq-cttn", dt.date(2022, 12, 2))
    merge(linked.office, merger, at=at("2022-12-02", 7), actor="test")
    lines = about(days(linked, "2022-12-02", "2022-12-14"))
    assert [(day, rung) for day, to, rung in lines if to != HELPING] == [
        (day, rung) for day, to, rung in DECEMBER if to == CCVC and "2022-12-02" <= day <= "2022-12-14"
    ]


def test_who_helps_in_one_plan_only_hears_of_that_plan(start: Start) -> None:
    second = (SECOND_ROWS[0], (REPORT, LEAD, "Ban Thi đua - Khen thưởng; Thanh tra Sở", "Trước ngày 15/12/2022"))
    world = start(second=second)
    link_both(world)
    lines = [line for line in days(world, "2022-11-30", "2022-11-30") if line["class"] == "digest"]
    items = [
        (line["to"][0].partition("@")[0], item["task"])
        for line in lines
        for item in line["items"]
        if item["due"] == "2022-12-14"
    ]
    helping = [one for one in items if one[0] != CCVC]
    assert len(helping) == 2
    assert (HELPING, "1.-.1") in helping
    assert [task for to, task in helping if to != HELPING] == ["1.-.2"]
    assert (CCVC, "1.-.2") not in items


# Explained, and left in peace by the night ----------------------------------------------------------------------------


def test_every_decision_explains_itself(linked: World) -> None:
    one, other = pair(linked)
    days(linked, "2022-11-11", "2022-11-30")
    speaks, silent = told(linked, one.id, "2022-12-01"), told(linked, other.id, "2022-12-01")
    assert [(c.how, c.task.name, c.since.linked_by) for c in speaks.companions] == [("speaks", "1.-.2", "quản trị")]
    assert [c.how for c in silent.companions] == ["spoken_for"]
    assert (silent.outlook.silence, silent.outlook.speaker, silent.outlook.ahead) == ("spoken_for", one.id, ())
    assert [(mail.rung, mail.reason.partition(":")[0]) for mail in silent.mails if mail.rung == "T-14"] == [
        ("T-14", f"nhắc chung với việc số {one.id} (nhiệm vụ 1.-.1, Kế hoạch số 15/KH-SNV – Cải cách hành chính giai "
         "đoạn 2022-2023)")
    ] * 2  # fmt: skip
    assert [deed.actor for deed in silent.deeds if deed.what == "linked"] == ["quản trị"]
    unlink(linked.office, *ONE, at=at("2022-12-01", 9), actor="vp")
    again = told(linked, other.id, "2022-12-01")
    assert (again.companions, again.outlook.silence) == ((), None)
    assert [deed.actor for deed in again.deeds if deed.what == "unlinked"] == ["vp"]


def test_nightly_work_changes_nothing(linked: World) -> None:
    days(linked, "2022-11-11", "2022-12-02")
    before = schedule(linked)
    assert not unfold_all(linked.office, at("2022-12-02", 20))
    recompute(linked.office, at("2022-12-02", 20))
    with writing(linked.office.engine) as conn:
        tomorrow = dt.date(2022, 12, 3)
        reschedule(conn, obligations(conn, state="open"), known(linked.office, conn), tomorrow)
    assert schedule(linked) == before
    one, other = pair(linked)
    assert (one.next_notice_at is None, other.next_notice_at, other.blocker) == (False, None, None)


def schedule(world: World) -> dict[int, tuple[dt.datetime | None, str | None]]:
    with reading(world.office.engine) as conn:
        return {row.id: (row.next_notice_at, row.blocker) for row in obligations(conn, state="open")}


# Found, offered, refused ----------------------------------------------------------------------------------------------


def test_what_may_be_one_work_is_shown_until_it_is_linked(start: Start) -> None:
    world = start()
    with reading(world.office.engine) as conn:
        (likely,) = likely_twins(conn, dt.date(2022, 1, 4))
        assert likely_twins(conn, dt.date(2023, 1, 4)) == []  # the second plan is over
    assert (likely.share, likely.units) == (1.0, ("ccvc",))
    assert likely.command == "nhacviec plan link 1 1.-.1 2 1.-.2"
    found = preview(world.office, ONE, OTHER_ONE)
    assert [[twin.plan.id for twin in company] for company in found.meets] == [[1, 2]]
    assert [twin.row.label for twin in found.alone] == ["2023-12"]
    assert len({row.next_notice_at for row in pair(world)}) == 1
    link_both(world)
    with reading(world.office.engine) as conn:
        assert likely_twins(conn, dt.date(2022, 1, 4)) == []
    link_both(world, "2022-11-11")
    with reading(world.office.engine) as conn:
        assert [entry.what for entry in story(conn, f"task:{pair(world)[0].task_id}")] == ["linked"]


def test_what_is_done_before_linking_is_offered_and_not_taken_over(start: Start) -> None:
    world = start()
    one, other = pair(world)
    report_done(world.office, one.id, on=dt.date(2022, 11, 1), at=at("2022-11-02"), actor="ccvc")
    found = preview(world.office, ONE, OTHER_ONE)
    assert [(done.row.id, still.row.id) for done, still in found.settled] == [(one.id, other.id)]
    assert found.meets == ()
    link_both(world)
    assert pair(world)[1].state == "open"
    assert about(days(world, "2022-11-30", "2022-12-01")) == DECEMBER[1:3]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (ONE, (1, "1.-.2"), "hai kế hoạch khác nhau"),
        (ONE, (2, "9.9"), "không có nhiệm vụ «9.9»"),
        ((1, "1.-.2"), (2, "1.-.3"), "không có đơn vị chủ trì chung"),
    ],
)
def test_what_has_nothing_in_common_is_refused(
    start: Start, one: tuple[int, str], other: tuple[int, str], why: str
) -> None:
    world = start(second=(*SECOND_ROWS, ("Kiểm tra công vụ tại các đơn vị", HELPER, "", "Ngày 20/12/2022")))
    with pytest.raises(LinkError, match=why):
        link(world.office, one, other, at=at("2022-01-05"), actor="test")
    with pytest.raises(NotLinkedError):
        unlink(world.office, *ONE, at=at("2022-01-05"), actor="test")
