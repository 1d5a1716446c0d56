"""The overview, the list of duties, a task, an obligation and what is decided of it, with the real plan, over HTTP."""

from __future__ import annotations

import datetime as dt
import http.client
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from db.declines import open_declines
from db.duties import ObligationRow, obligations
from db.engine import reading, writing
from db.pause import Pause, pause
from db.plans import tasks
from db.tables import contact, task
from nhacviec import config
from rules.access import ACCOUNT_ROLES
from rules.policies import Override
from rules.report import period_of
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import set_password
from scheduler.answering.answers import Teller, decline, report_done
from scheduler.answering.attachments import Sent
from scheduler.clock import LOCAL, local_day
from scheduler.reports.duty_list import EACH, Wanted, duty_page
from scheduler.reports.overview import overview
from scheduler.reports.reporting import report

from .browser import Browser
from .conftest import World
from .served import Site, served

PASSWORD = "ba con mèo leo cây cau"
ADOPTED = dt.datetime(2022, 1, 4, 9, tzinfo=LOCAL)
NOW = dt.datetime(2022, 7, 4, 9, tzinfo=LOCAL)
PDF = b"%PDF-1.7 gi\xc3\xa1"


@pytest.fixture
def site(make_world: Callable[..., World]) -> Iterator[Site]:
    """An office that follows the plan since January 2022, seen in July; with an account of each role."""
    made = make_world(office=config.Office(public_url="http://nhacviec.example.test"))
    made.adopt(ADOPTED)
    for role in ACCOUNT_ROLES:
        part = Part(role, "thanh-tra" if role == "unit" else None)
        create(made.office, role, f"Người {ACCOUNT_ROLES[role]}", part, at=ADOPTED, actor="test")
        set_password(made.office, role, PASSWORD, at=ADOPTED, actor="test")
    with served(made) as site:
        site.now = NOW
        yield site


def signed_in(site: Site, role: str = "monitor") -> Browser:
    browser = Browser(site)
    browser.sign_in(role, PASSWORD)
    return browser


def rows(site: Site, unit: str | None = None, state: str | None = None) -> list[ObligationRow]:
    with reading(site.world.office.engine) as conn:
        return obligations(conn, unit=unit, state=state)


def overdue(site: Site, unit: str = "van-phong") -> ObligationRow:
    return next(row for row in rows(site, unit=unit, state="open") if row.due and row.due < local_day(site.now))


def numbers(text: str) -> dict[str, int]:
    """What the overview counts, by the address of the list behind it."""
    found = re.findall(r'<a href="([^"]+)"><b>(\d+)</b>', text)
    return {path.replace("&amp;", "&"): int(count) for path, count in found}


@pytest.mark.parametrize(("role", "starts"), [("monitor", True), ("administrator", True), ("leader", False)])
def test_the_monitor_and_the_administrator_begin_with_the_overview(site: Site, role: str, starts: bool) -> None:
    browser = signed_in(site, role)
    assert ("<h1>Tổng quan</h1>" in browser.open("/").text) == starts
    assert browser.open("/tong-quan").status == 200


def test_each_number_of_the_overview_is_that_of_the_list_behind_it(site: Site) -> None:
    office, one = site.world.office, overdue(site)
    done = next(row for row in rows(site, unit="thanh-tra", state="open") if row.due)
    report_done(office, done.id, on=dt.date(2022, 1, 20), at=NOW, actor="test")
    decline(office, one.id, Teller("test", NOW), why="không phải việc của đơn vị")
    browser = signed_in(site)
    counted = numbers(browser.open("/tong-quan").text)
    states = {re.sub(r".*tinh-trang=", "", path) for path in counted}
    assert {"open_overdue", "undecided", "doubted", "declined", "event", "unassigned"} <= states
    for path, count in counted.items():
        assert f"<p>{count} dòng." in browser.open(path).text, path


def test_the_rates_of_units_are_those_of_the_report_on_the_year(site: Site) -> None:
    office = site.world.office
    early, late, doubted = [row for row in rows(site, unit="van-phong", state="open") if row.due][:3]
    assert early.due
    report_done(office, early.id, on=dt.date(2022, 1, 20), at=ADOPTED + dt.timedelta(days=17), actor="test")
    report_done(office, late.id, on=dt.date(2022, 6, 30), at=NOW, actor="test")
    report_done(office, doubted.id, on=dt.date(2022, 1, 20), at=NOW, actor="test")
    period = period_of("2022")
    assert period
    seen = overview(office, NOW)
    with reading(office.engine) as conn:
        wanted = report(office, conn, period, local_day(NOW))
    assert {(one.code, one.name): one.year for one in seen.units} == wanted.by_unit()
    assert (seen.year, seen.overdue) == (wanted.total, len(wanted.overdue))
    assert [one.due for one in seen.months] == [
        sum(line.due.month == month for line in wanted.lines if line.due.year == 2022) for month in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("override", "most"), [((), 29), ((Override("1", task="1.IV.1", values=(("undecided_after", 200),)),), 20)]
)
def test_what_needs_a_decision_goes_by_the_ladder_of_its_task(
    site: Site, override: tuple[Override, ...], most: int
) -> None:
    office = site.world.office
    office = replace(office, settings=replace(office.settings, overrides=override))
    assert overview(office, NOW).waiting["undecided"] == most
    assert duty_page(office, Wanted(status="undecided"), "", 1, local_day(NOW)).total == most


def test_the_overview_says_what_stops_mail_and_which_addresses_and_notices_are_missing(site: Site) -> None:
    site.now = dt.datetime(2027, 11, 2, 9, tzinfo=LOCAL)
    with writing(site.world.office.engine) as conn:
        pause(conn, Pause(site.now, None, "test"))
        conn.execute(sa.update(contact).where(contact.c.mailbox.like("thanh-tra@%")).values(suspended_at=site.now))
    text = signed_in(site).open("/tong-quan").text
    assert "Đang tạm dừng gửi thư" in text
    assert "Tiến trình gửi thư không chạy" in text
    assert "Năm 2028 chưa có thông báo nghỉ lễ, Tết" in text
    assert re.search(r"<b>1</b> ?hộp thư đã ngừng gửi", text)
    assert re.search(r"<b>\d+</b> ?đơn vị chưa có địa chỉ nhận thư", text)


def test_an_empty_office_needs_nothing(make_world: Callable[..., World]) -> None:
    made = make_world(office=config.Office(public_url="http://nhacviec.example.test"))
    create(made.office, "monitor", "An", Part("monitor"), at=NOW, actor="test")
    set_password(made.office, "monitor", PASSWORD, at=NOW, actor="test")
    with served(made) as site:
        site.now = NOW
        browser = signed_in(site)
        assert "Không có gì cần xem hôm nay." in browser.open("/tong-quan").text
        assert "Không có nhiệm vụ nào như vậy." in browser.open("/nhiem-vu").text


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("tim=quy+che+phoi+hop&tinh-trang=tat-ca", "1.IV.3", "1.I.6"),
        ("tim=QUY+CH%E1%BA%BE+PH%E1%BB%90I+H%E1%BB%A2P&tinh-trang=tat-ca", "1.IV.3", "1.I.6"),
        ("tim=1.I.6&tinh-trang=tat-ca", "1.I.6", "1.IV.3"),
        ("muc=1:III&tinh-trang=tat-ca", "1.III.1", "1.I.6"),
        ("don-vi=thanh-tra&vai-tro=lead&tinh-trang=open_overdue", "Thanh tra Sở</td>", "Văn phòng Sở</td>"),
        ("tinh-trang=open_in_time&tu=1/12/2022&den=31/12/2022", "31/12/2022", "31/03/2022"),
        ("tinh-trang=event", "chờ một sự kiện", "quá hạn</span>"),
    ],
)
def test_the_list_is_narrowed_and_searched(site: Site, query: str, has: str, lacks: str) -> None:
    text = signed_in(site).open(f"/nhiem-vu?{query}").text.partition("<tbody")[2]
    assert has in text
    assert lacks not in text


def test_a_coordinators_duties_are_those_that_others_lead(site: Site) -> None:
    wanted = Wanted(unit="van-phong", part="coordinating")
    found = duty_page(site.world.office, wanted, "", 1, local_day(NOW))
    assert found.total
    assert all("Văn phòng Sở" not in line.units for line in found.lines)


def test_every_row_stands_on_one_page_and_by_due_date(site: Site) -> None:
    office, today = site.world.office, local_day(NOW)
    first = duty_page(office, Wanted(), "", 1, today)
    pages = range(1, -(-first.total // EACH) + 1)
    lines = [line for page in pages for line in duty_page(office, Wanted(), "", page, today).lines]
    assert len(lines) == len({(line.task, line.obligation) for line in lines}) == first.total
    assert {line.obligation for line in lines} >= {row.id for row in rows(site)}
    dated = [line.due for line in lines if line.due]
    assert dated == sorted(dated)


@pytest.mark.parametrize(("query", "field"), [("tu=31/2/2022", "tu"), ("den=mai", "den"), ("vai-tro=lead", "don-vi")])
def test_what_cannot_be_looked_for_is_told_beside_its_field(site: Site, query: str, field: str) -> None:
    browser = signed_in(site)
    for path in ("/nhiem-vu", "/nhiem-vu/tai-ve"):
        shown = browser.open(f"{path}?{query}")
        assert shown.status == 422
        assert "<title>Lỗi: " in shown.text
        assert f'<a href="#{field}">' in shown.text


def fetched(site: Site, browser: Browser, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    connection.request("GET", path, headers={"Cookie": cookies})
    got = connection.getresponse()
    content = got.read()
    connection.close()
    return got.status, got.headers, content


def test_the_workbook_has_what_is_filtered_and_no_formula(site: Site) -> None:
    evil = '=HYPERLINK("http://evil.example";"x")'
    with writing(site.world.office.engine) as conn:
        conn.execute(sa.update(task).where(task.c.name == "1.I.6").values(text=evil))
    browser = signed_in(site)
    status, headers, content = fetched(site, browser, "/nhiem-vu/tai-ve?tim=1.I.6&tinh-trang=tat-ca")
    assert (status, headers["Content-Disposition"]) == (200, 'attachment; filename="nhiem-vu-20220704.xlsx"')
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=5) for cell in row]
    assert {cell.value for cell in cells if cell.column == 1} == {"1.I.6"}
    assert {(cell.value, cell.data_type, cell.quotePrefix) for cell in cells if cell.column == 2} == {(evil, "s", True)}


def test_a_task_shows_its_words_how_they_were_read_and_what_came_of_them(site: Site) -> None:
    row = overdue(site)
    text = signed_in(site).open(f"/nhiem-vu/{row.task_id}").text
    for said in ("Phụ lục 1", "Hiểu là", "Bộ luật Dân sự 2015, Điều 148", f"/viec/{row.id}", "Các mốc nhắc áp dụng"):
        assert said in text


def test_an_obligation_shows_its_story_and_gives_its_file_to_keep(site: Site) -> None:
    row = overdue(site)
    site.world.tick(NOW)
    file = Sent("Báo cáo <1>.pdf", PDF)
    report_done(site.world.office, row.id, on=dt.date(2022, 7, 1), at=NOW, actor="test", file=file)
    browser = signed_in(site, "leader")
    text = browser.open(f"/viec/{row.id}").text
    for said in ("Xong muộn", "Thư giao việc", "Báo hoàn thành (ngày 01/07/2022)", "Gửi kèm tệp"):
        assert said.lower() in text.lower()
    assert "Quyết định</h2>" not in text
    found = re.search(r'href="(/viec/\d+/tep/\d+)"', text)
    assert found
    status, headers, content = fetched(site, browser, found[1])
    assert (status, content) == (200, PDF)
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''B%C3%A1o")
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    other = overdue(site)
    assert browser.open(found[1].replace(f"/{row.id}/", f"/{other.id}/")).status == 404


def test_done_and_open_again_from_the_page(site: Site) -> None:
    row, browser = overdue(site), signed_in(site)
    path = f"/viec/{row.id}/hoan-thanh"
    browser.open(path)
    shown = browser.fill(path, on="1/7/2022", document="15/BC-SNV")
    assert f"Đã ghi việc số {row.id} hoàn thành ngày 01/07/2022." in shown.text
    assert [(one.state, one.done_on, one.document) for one in now(site, row)] == [
        ("done", dt.date(2022, 7, 1), "15/BC-SNV")
    ]
    assert browser.open(path).status == 409
    browser.open(f"/viec/{row.id}/mo-lai")
    shown = browser.fill(f"/viec/{row.id}/mo-lai", why="chưa đạt")
    assert "Đã mở lại việc" in shown.text
    assert [one.state for one in now(site, row)] == ["open"]


def now(site: Site, row: ObligationRow) -> list[ObligationRow]:
    with reading(site.world.office.engine) as conn:
        return obligations(conn, ids=[row.id])


def test_a_late_report_is_confirmed_a_duty_is_cancelled_and_a_decline_is_decided(site: Site) -> None:
    office, browser = site.world.office, signed_in(site, "administrator")
    late, dropped, kept = [row for row in rows(site, unit="van-phong", state="open") if row.due][:3]
    report_done(office, late.id, on=dt.date(2022, 1, 20), at=NOW, actor="test")
    decline(office, kept.id, Teller("test", NOW), why="không phải")
    deeds = (
        (late, "xac-nhan", {"by": "Chánh Văn phòng"}),
        (dropped, "huy", {"why": "không còn cần"}),
        (kept, "van-giao", {"why": "đúng chức năng"}),
    )
    for row, act, fields in deeds:
        browser.open(f"/viec/{row.id}/{act}")
        assert f"<h1>Việc số {row.id}</h1>" in browser.fill(f"/viec/{row.id}/{act}", **fields).text
    assert [one.doubted for one in now(site, late)] == [False]
    assert [one.state for one in now(site, dropped)] == ["cancelled"]
    with reading(office.engine) as conn:
        assert open_declines(conn) == []


@pytest.mark.parametrize(
    ("act", "fields", "field"),
    [
        ("hoan-thanh", {"on": "31/2/2022"}, "on"),
        ("hoan-thanh", {"on": "5/7/2022"}, "on"),
        ("hoan-thanh", {"on": "1/1/2020"}, "on"),
        ("hoan-thanh", {"on": "1/7/2022", "document": "x" * 301}, "document"),
        ("huy", {"why": "  "}, "why"),
        ("huy", {"why": "x" * 2001}, "why"),
    ],
)
def test_what_is_wrong_with_a_verdict_stands_by_its_field_and_nothing_is_written(
    site: Site, act: str, fields: dict[str, str], field: str
) -> None:
    row, browser = overdue(site), signed_in(site)
    path = f"/viec/{row.id}/{act}"
    browser.open(path)
    shown = browser.fill(path, **fields)
    assert shown.status == 422
    assert f'<a href="#{field}">' in shown.text
    assert now(site, row) == [row]


def test_looking_changes_nothing(site: Site) -> None:
    row, browser = overdue(site), signed_in(site)
    before = site.everything()
    paths = ("/tong-quan", "/nhiem-vu", "/nhiem-vu/tai-ve", f"/nhiem-vu/{row.task_id}", f"/viec/{row.id}")
    for path in (*paths, f"/viec/{row.id}/huy"):
        assert browser.open(path, "HEAD").status == 200
        assert fetched(site, browser, path)[0] == 200
    assert site.everything() == before


def test_a_unit_sees_what_it_has_part_in_alone_and_decides_nothing(site: Site) -> None:
    browser = signed_in(site, "unit")
    own = overdue(site, "thanh-tra")
    seen = duty_page(site.world.office, Wanted(unit="thanh-tra"), "", 1, local_day(NOW))
    theirs = {line.task for line in seen.lines}
    other = next(row for row in rows(site) if row.held_by != "thanh-tra" and not has_part(site, row.task_id))
    assert own.task_id in theirs
    assert [browser.open(f"/{kind}").status for kind in (f"viec/{own.id}", f"nhiem-vu/{own.task_id}")] == [200, 200]
    assert [browser.open(f"/{kind}").status for kind in (f"viec/{other.id}", f"nhiem-vu/{other.task_id}")] == [404, 404]
    assert [browser.open(path).status for path in ("/nhiem-vu", "/tong-quan", f"/viec/{own.id}/huy")] == [403] * 3


def has_part(site: Site, task_id: int) -> bool:
    with reading(site.world.office.engine) as conn:
        (one,) = tasks(conn, ids=[task_id])
    return any(member.unit == "thanh-tra" for member in (*one.leads, *one.coordinating))


def test_a_leader_reads_and_decides_nothing(site: Site) -> None:
    row, browser = overdue(site), signed_in(site, "leader")
    assert browser.open(f"/viec/{row.id}").status == 200
    assert browser.open(f"/viec/{row.id}/huy").status == 403


@pytest.mark.parametrize("path", ["/viec/999999", "/viec/x", "/nhiem-vu/999999", "/viec/1/khac", "/viec/1/tep/9"])
def test_what_is_not_there_is_not_found(site: Site, path: str) -> None:
    assert signed_in(site).open(path).status == 404
