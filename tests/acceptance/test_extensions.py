"""Extensions over a spring on a virtual clock: asked, left undecided, granted, refused, offered, asked too late."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from db.duties import ObligationRow, obligations
from db.engine import reading
from db.extensions import extensions
from db.mails import mail_by_id, mails
from db.plans import tasks
from nhacviec import holidays
from rules.model import Offset
from rules.report import Period, period_of
from rules.report_extensions import RequestFigures
from rules.status import status_of
from rules.workdays import SpecialDay, days
from scheduler.answering import extensions as use
from scheduler.answering.answers import report_done
from scheduler.answering.extensions import Decision
from scheduler.changes.events import Announcement, announce
from scheduler.changes.holidays import add_notice
from scheduler.clock import Hours
from scheduler.daemon import unfold_all
from scheduler.reports.reporting import as_json, issue, report

from .conftest import World

TASK, DUE = "1.IV.3", dt.date(2022, 3, 31)
BOSS = Decision("Nguyễn Văn Bình, Giám đốc", "Công văn số 215/SNV-VP")


def day(month: int, number: int) -> dt.date:
    return dt.date(2022, month, number)


def morning(at: dt.date) -> dt.datetime:
    return Hours().opening(at)


def duty(world: World, unit: str, task: str = TASK) -> ObligationRow:
    """The unit's obligation of 2022 for the task."""
    with reading(world.office.engine) as conn:
        ids = [row.id for row in tasks(conn) if row.name == task]
        return next(o for o in obligations(conn, task_ids=ids, unit=unit) if o.label.startswith(("2022", "event")))


def request_of(world: World, unit: str) -> int:
    """The number of the unit's latest request."""
    with reading(world.office.engine) as conn:
        return max(row.id for row in extensions(conn) if row.unit == unit)


@dataclass
class Story:
    """One spring of one office."""

    world: World

    def on(self, at: dt.date) -> None:
        """What people do on a day before mails go out."""
        office, now = self.world.office, morning(at) - dt.timedelta(hours=1)

        def ask(unit: str, to: dt.date) -> None:
            asked = duty(self.world, unit).id
            use.ask(office, asked, to=to, reason="chờ hướng dẫn của Bộ", at=now, actor=unit)

        match (at.month, at.day):
            case (3, 14):
                ask("thanh-tra", day(5, 16))
            case (3, 15):
                ask("luu-tru", day(4, 15))
                ask("ton-giao", day(4, 15))
            case (3, 16):
                use.refuse(office, request_of(self.world, "luu-tru"), BOSS, "việc cần kịp kỳ họp", at=now, actor="vp")
            case (3, 17):
                ask("luu-tru", day(4, 12))
                report_done(office, duty(self.world, "ton-giao").id, on=at, at=now, actor="vp")
            case (3, 18):
                use.offer(office, request_of(self.world, "luu-tru"), BOSS, day(4, 8), at=now, actor="vp")
            case (3, 25):
                use.accept(office, request_of(self.world, "luu-tru"), at=now, actor="luu-tru")
            case (3, 28):
                use.approve(office, request_of(self.world, "thanh-tra"), BOSS, at=now, actor="vp")
            case (4, 5):
                ask("ccvc", day(4, 29))
            case (4, 6):
                use.approve(office, request_of(self.world, "ccvc"), BOSS, at=now, actor="vp")

    def told(self, unit: str, **wanted: Any) -> list[tuple[str, str, str]]:
        """Day, role and rung or kind of every digest item about the unit's duty that has the wanted values."""
        return [
            (line["at"][5:10], item["role"], item["rung"] or item["kind"])
            for line in self.world.lines
            if line["class"] == "digest"
            for item in line["items"]
            if (item["task"], item["unit"]) == (TASK, unit) and all(item[k] == v for k, v in wanted.items())
        ]

    def letters(self, unit: str) -> list[tuple[str, str, str, str | None]]:
        """Day, whose mailbox, kind and date of every letter about the unit's request."""
        return [
            (line["at"][5:10], line["unit"], line["kind"], item["due"])
            for line in self.world.lines
            if line["class"] == "letter" and line["kind"] != "assignment"
            for item in line["items"]
            if item["unit"] == unit
        ]


@pytest.fixture(scope="module")
def story(make_world: Callable[..., World]) -> Story:
    """From 10 March to 16 May; nobody reports but Ban Tôn giáo."""
    world = make_world()
    world.adopt(morning(day(3, 10)) - dt.timedelta(hours=2))
    told = Story(world)
    for at in days(day(3, 10), day(5, 16)):
        told.on(at)
        world.tick(morning(at))
    return told


def test_an_undecided_request_is_chased_after_two_and_four_working_days_then_weekly(story: Story) -> None:
    asked = story.told("thanh-tra", kind="question")
    assert [one for one in asked if one[1] == "monitor"] == [
        ("03-16", "monitor", "question"), ("03-21", "monitor", "question"),
    ]  # fmt: skip
    assert {one[0] for one in asked if one[1] == "leadership"} == {"03-18", "03-21"}


def test_the_monitor_hears_of_a_request_at_once_and_the_unit_of_its_decision(story: Story) -> None:
    assert story.letters("thanh-tra") == [
        ("03-14", "van-phong", "question", "2022-03-31"),
        ("03-28", "thanh-tra", "decision", "2022-05-16"),
    ]


def test_reminders_go_on_while_a_request_waits_and_say_so(story: Story) -> None:
    assert ("03-17", "lead", "T-14") in story.told("thanh-tra", due="2022-03-31")
    with reading(story.world.office.engine) as conn:
        (reminder,) = [
            mail for mail in mails(conn) if (mail.unit, mail.day, mail.sort) == ("thanh-tra", day(3, 17), "digest")
        ]
        found = mail_by_id(conn, reminder.id)
    assert found is not None
    body = email.message_from_bytes(found[1], policy=email.policy.default).get_body(("plain",))
    assert body is not None
    assert "Đơn vị đề nghị gia hạn đến 16/05/2022, chờ quyết định" in " ".join(body.get_content().split())


def test_a_granted_request_moves_the_reminders_and_keeps_the_first_date(story: Story) -> None:
    leads = [(at, rung) for at, role, rung in story.told("thanh-tra") if role == "lead"]
    # 16/4 is a Saturday, 2/5 was a day off.
    assert leads == [
        ("03-17", "T-14"), ("03-24", "T-7"), ("04-15", "T-30"), ("04-29", "T-14"),
        ("05-09", "T-7"), ("05-13", "T-1"), ("05-16", "T-0"),
    ]  # fmt: skip
    row = duty(story.world, "thanh-tra")
    assert (row.due, row.first_due, row.due_version) == (day(5, 16), DUE, 2)


def test_done_between_the_old_and_the_new_date_is_on_time(story: Story) -> None:
    row = duty(story.world, "thanh-tra")
    assert status_of("done", row.in_time_until, day(5, 10), day(5, 17), doubted=False) == "done_on_time"


def test_a_request_after_the_due_date_moves_the_reminders_but_clears_no_lateness(story: Story) -> None:
    row = duty(story.world, "ccvc")
    assert (row.due, row.late_after, row.first_due) == (day(4, 29), DUE, DUE)
    assert status_of("open", row.in_time_until, None, day(4, 7), doubted=False) == "open_overdue"
    assert status_of("done", row.in_time_until, day(4, 20), day(5, 1), doubted=False) == "done_late"
    overdue = [at for at, _, rung in story.told("ccvc") if rung.startswith("O+")]
    assert overdue
    assert not [at for at in overdue if "04-06" <= at <= "04-29"]
    assert [at for at in overdue if at > "04-29"]


def test_a_refused_request_leaves_the_date_and_a_new_one_may_follow(story: Story) -> None:
    assert story.letters("luu-tru") == [
        ("03-15", "van-phong", "question", "2022-03-31"),
        ("03-16", "luu-tru", "decision", "2022-03-31"),
        ("03-17", "van-phong", "question", "2022-03-31"),
        ("03-18", "luu-tru", "question", "2022-03-31"),
        ("03-25", "luu-tru", "decision", "2022-04-08"),
    ]
    assert duty(story.world, "luu-tru").due == day(4, 8)


def test_an_offer_that_nobody_answers_is_chased_of_the_unit_then_told_to_the_monitor(story: Story) -> None:
    assert story.told("luu-tru", kind="question") == [("03-22", "lead", "question"), ("03-24", "monitor", "question")]


def test_a_request_lapses_with_its_duty_and_is_chased_no_more(story: Story) -> None:
    with reading(story.world.office.engine) as conn:
        (row,) = [row for row in extensions(conn) if row.unit == "ton-giao"]
    assert row.state == "lapsed"
    assert story.told("ton-giao", kind="question") == []


def test_the_nightly_unfolding_moves_no_extended_date_back(story: Story) -> None:
    assert unfold_all(story.world.office, morning(day(5, 16))) == []
    assert duty(story.world, "thanh-tra").due == day(5, 16)


@pytest.mark.parametrize(
    ("period", "at", "figures"),
    [
        ("2022-Q1", None, RequestFigures(asked=4, granted=2, refused=1, dropped=1)),
        ("2022-Q1", day(3, 20), RequestFigures(asked=4, refused=1, dropped=1, undecided=2)),
        ("2022-Q2", day(5, 16), RequestFigures(asked=1, granted=1)),
        ("2022", day(5, 16), RequestFigures(asked=5, granted=3, refused=1, dropped=1)),
    ],
)
def test_a_report_counts_requests_as_they_stood_on_its_day(
    story: Story, period: str, at: dt.date | None, figures: RequestFigures
) -> None:
    of = period_of(period)
    assert of is not None
    with reading(story.world.office.engine) as conn:
        made = report(story.world.office, conn, of, day(5, 16), at)
    assert made.asked == figures


def test_an_issued_report_keeps_its_requests(story: Story) -> None:
    of, office = Period("2022-03", day(3, 1), day(3, 31)), story.world.office
    made = issue(office, of, None, now=morning(day(5, 16)), actor="vp")
    with reading(office.engine) as conn:
        again = report(office, conn, of, day(5, 16))
    assert (again, len(again.requests)) == (made, 4)
    taken = {one.extension: (one.unit, one.outcome, one.to_due, one.closed_on) for one in again.requests}
    assert taken[4] == ("luu-tru", "granted", day(4, 8), day(3, 25))
    listed = as_json(again)["extensions"]
    assert [row["unit"] for row in listed["by_unit"]] == ["thanh-tra", "luu-tru", "ton-giao"]
    assert listed["total"]["granted"] == sum(row["granted"] for row in listed["by_section"]) == 2


def test_a_new_date_is_told_to_the_unit_and_to_the_co_ordinators_named_singly(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(day(3, 10)))
    world.tick(morning(day(3, 10)))
    at, number = morning(day(3, 14)), duty(world, "van-phong", "1.V.1").id
    asked = use.ask(world.office, number, to=dt.date(2023, 1, 31), reason="chờ", at=at, actor="vp")
    for by in ("Văn phòng Sở", "Trần Thị Hoa, Chánh Văn phòng", "VAN-PHONG"):
        with pytest.raises(use.OwnDecisionError if "Hoa" not in by else use.PaperWantedError):
            use.approve(world.office, asked.extension.id, Decision(by), at=at, actor="vp")
    use.approve(world.office, asked.extension.id, BOSS, at=at, actor="vp")
    letters = [line for line in world.tick(at) if line["class"] == "letter"]
    assert [(one["unit"], one["kind"], one["items"][0]["role"], one["items"][0]["due"]) for one in letters] == [
        ("van-phong", "decision", "lead", "2023-01-31"),
        ("ccvc", "decision", "coordinating", "2023-01-31"),
    ]


def test_a_changed_calendar_moves_dates_but_not_an_extended_one(make_world: Callable[..., World]) -> None:
    world = make_world()
    world.adopt(morning(day(3, 10)))
    told = Announcement("bo-noi-vu-phe-duyet-de-an", day(3, 15), within=Offset(10, "working_day"), all_tasks=True)
    announce(world.office, told, at=morning(day(3, 15)), actor="vp")
    extended, other = duty(world, "cchc-vtlt", "2.I.1"), duty(world, "cchc-vtlt", "2.I.2")
    asked = use.ask(world.office, extended.id, to=day(4, 20), reason="chờ", at=morning(day(3, 16)), actor="cchc-vtlt")
    use.approve(world.office, asked.extension.id, BOSS, at=morning(day(3, 16)), actor="vp")
    notice = holidays.load().notices[2022]
    closed = replace(notice, days=(*notice.days, SpecialDay(day(3, 21), "Nghỉ bão", "Công điện số 1")))
    moved = add_notice(world.office, closed, replace=True, at=morning(day(3, 17)), actor="vp")
    assert [(one.obligation_id, one.new_due) for one in moved] == [(other.id, day(3, 30))]
    assert duty(world, "cchc-vtlt", "2.I.1").due == day(4, 20)
