"""`/gia-han` and `/qua-han`: what waits, what the rules say, who may decide, and what is overdue."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest

from db.duties import ObligationRow, obligations
from db.engine import reading
from db.extensions import ExtensionRow, extensions
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import set_password
from scheduler.answering.answers import report_done
from scheduler.answering.extensions import ask
from scheduler.reports.overdue import month_ends

from .browser import Browser
from .conftest import World
from .served import Site, served
from .staff import PASSWORD, browser_of, staff

TO = dt.date(2023, 1, 31)


@pytest.fixture
def here(make_world: Callable[..., World]) -> Iterator[Site]:
    """An office where Thanh tra and the monitor's own unit have asked for a later date."""
    made = make_world()
    with served(made) as site:
        staff(made.office, site.now)
        made.adopt(site.now.replace(month=11))
        for unit in ("thanh-tra", "van-phong"):
            duty = next(row for row in open_duties(site) if row.held_by == unit and row.due == dt.date(2022, 12, 31))
            ask(made.office, duty.id, to=TO, reason="chờ hướng dẫn", at=site.now, actor=f"{unit}@x.test", unit=unit)
        site.now += dt.timedelta(days=7)
        yield site


def open_duties(site: Site) -> list[ObligationRow]:
    with reading(site.world.office.engine) as conn:
        return [row for row in obligations(conn, state="open") if row.due]


def request(site: Site, number: int) -> ExtensionRow:
    with reading(site.world.office.engine) as conn:
        return extensions(conn, ids=[number])[0]


def test_what_waits_stands_first_with_how_long_and_what_the_rules_say(here: Site) -> None:
    browser = browser_of(here, "monitor")
    page = browser.open("/gia-han").text
    for said in ("Thanh tra", "chờ hướng dẫn", "31/12/2022", "31/01/2023", "đã chờ 5 ngày làm việc"):
        assert said in page
    shown = browser.open("/gia-han/1").text
    for said in ("đã được gia hạn 0 lần", "nhiều nhất 2 lần", "không tự quyết định đề nghị của mình"):
        assert said in shown
    assert browser.open("/gia-han/99").status == 404
    assert browser_of(here, "unit").open("/gia-han").status == 403


def test_the_monitor_comments_and_records_a_leaders_decision(here: Site) -> None:
    browser = browser_of(here, "monitor")
    browser.open("/gia-han/1")
    assert browser.fill("/gia-han/1/y-kien", opinion=" ").status == 422
    assert "Đã ghi ý kiến" in browser.fill("/gia-han/1/y-kien", opinion="đề nghị chấp thuận").text
    page = browser.fill("/gia-han/1/xem-truoc", verdict="approve", by="Lê Văn Bình, Giám đốc", document="CV 215").text
    for said in ("Chưa ghi gì.", "31/01/2023", "Lê Văn Bình, Giám đốc, CV 215", "Thư sẽ gửi", "@snv.example.test"):
        assert said in page
    assert request(here, 1).state == "asked"
    assert "Đã gia hạn việc số" in browser.fill("/gia-han/1").text
    row = request(here, 1)
    assert (row.state, row.decided_by, row.document, row.recorded_by, row.opinion) == (
        "approved",
        "Lê Văn Bình, Giám đốc",
        "CV 215",
        "monitor",
        "đề nghị chấp thuận",
    )
    listed = browser.open("/gia-han?ket-qua=approved&don-vi=thanh-tra").text
    assert "Lê Văn Bình" in listed
    assert "Không có đề nghị nào như vậy." in browser.open("/gia-han?ket-qua=refused").text


@pytest.mark.parametrize(
    ("number", "fields", "field", "said"),
    [
        (1, {"verdict": ""}, "verdict", "Hãy chọn quyết định."),
        (1, {"by": ""}, "by", "Hãy ghi tên lãnh đạo đã quyết định."),
        (1, {"by": "Thanh tra Sở"}, "by", "Thanh tra Sở thuộc đơn vị đề nghị"),
        (1, {"verdict": "offer"}, "to", "Hạn khác cần là một ngày có thật"),
        (1, {"verdict": "offer", "to": "1/12/2022"}, "to", "ngày này không sau hạn hiện tại 31/12/2022"),
        (1, {"to": "15/1/2023"}, "to", "Chỉ ghi ngày khi đề nghị một hạn khác"),
        (1, {"reason": "không rõ"}, "reason", "Chỉ ghi lý do khi không đồng ý"),
        (2, {}, "document", "hãy ghi số văn bản của lãnh đạo"),
    ],
)
def test_what_the_rules_refuse_stands_beside_its_field(
    here: Site, number: int, fields: dict[str, str], field: str, said: str
) -> None:
    browser = browser_of(here, "monitor")
    browser.open(f"/gia-han/{number}")
    given = {"verdict": "approve", "by": "Lê Văn Bình", **fields}
    page = browser.fill(f"/gia-han/{number}/xem-truoc", **given)
    assert page.status == 422
    assert re.search(rf'<a href="#{field}">[^<]*{re.escape(said)}', page.text)
    assert request(here, number).state == "asked"


def test_a_leader_decides_as_himself_also_of_the_monitors_own_unit(here: Site) -> None:
    browser = browser_of(here, "leader")
    page = browser.open("/gia-han/2").text
    assert 'name="by"' not in page
    assert "/y-kien" not in page
    browser.fill("/gia-han/2/xem-truoc", verdict="refuse", reason="đã đủ thời gian")
    assert "không đồng ý đề nghị gia hạn số 2" in browser.fill("/gia-han/2", by="Người khác").text
    row = request(here, 2)
    assert (row.state, row.decided_by, row.answer) == ("refused", "Người lãnh đạo", "đã đủ thời gian")
    browser.open("/gia-han/2")
    assert 'name="verdict"' not in browser.open("/gia-han/2").text


def test_a_leader_of_the_unit_that_asked_decides_nothing(here: Site) -> None:
    office = here.world.office
    create(office, "own", "Người nhà", Part("leader", "thanh-tra"), at=here.now, actor="test")
    set_password(office, "own", PASSWORD, at=here.now, actor="test")
    browser = Browser(here)
    browser.sign_in("own", PASSWORD)
    browser.open("/gia-han/1")
    page = browser.fill("/gia-han/1/xem-truoc", verdict="approve")
    assert page.status == 422
    assert "hãy để lãnh đạo khác quyết định" in page.text


def test_a_leader_begins_with_what_is_overdue(here: Site) -> None:
    page = browser_of(here, "leader").page
    assert page
    assert "<h1>Quá hạn</h1>" in page.text
    assert "Không có việc nào quá hạn." in page.text
    assert "2 đề nghị gia hạn chờ quyết định" in page.text
    assert page.text.count('class="bar"') == 12


def test_what_is_overdue_is_told_with_whom_it_was_reported_to(here: Site) -> None:
    here.now = dt.datetime(2023, 1, 12, 2, tzinfo=dt.UTC)
    for day in range(3, 13):
        here.world.tick(dt.datetime(2023, 1, day, 2, tzinfo=dt.UTC))
    browser = browser_of(here, "leader")
    page = browser.open("/qua-han").text
    late = [row for row in open_duties(here) if row.due and row.due < dt.date(2023, 1, 12)]
    assert late
    assert f"{len(late)} việc quá hạn" in page
    assert "người đứng đầu đơn vị ngày" in page
    assert 'href="/gia-han/1"' in page
    assert "<td>0</td>" in page
    report_done(here.world.office, late[0].id, on=dt.date(2023, 1, 12), at=here.now, actor="x")
    assert f"{len(late) - 1} việc quá hạn" in browser.open("/qua-han").text
    here.now = dt.datetime(2023, 2, 1, 2, tzinfo=dt.UTC)
    assert re.search(r"01/2023</th><td>[1-9]", browser_of(here, "leader").open("/qua-han").text)


@pytest.mark.parametrize("day", [dt.date(2022, 3, 31), dt.date(2024, 3, 1), dt.date(2023, 1, 1)])
def test_twelve_month_ends_lie_before_the_present_month(day: dt.date) -> None:
    ends = month_ends(day)
    assert len(set(ends)) == 12
    assert all((end + dt.timedelta(days=1)).day == 1 for end in ends)
    assert ends[-1] == day.replace(day=1) - dt.timedelta(days=1)
