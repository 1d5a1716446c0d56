"""An office's story in a real browser: from the first link to the report, every person at a window of their own.

Needs the `chromium` program. With `STORY_PICTURES` set, each step's window is drawn in `tmp_path`, which
stays only with `-o tmp_path_retention_policy=all`.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from db.duties import obligations
from db.engine import reading
from nhacviec import config
from nhacviec.app import open_office
from notifications.smtp import Outcome
from scheduler.accounts.links import PATH, first_token
from scheduler.clock import LOCAL
from scheduler.simulation.simulate import Sink
from tests.acceptance.conftest import World
from tests.acceptance.installation import ROOT, UNITS
from tests.acceptance.served import Site, served
from tests.acceptance.troubled_server import free_port
from web.machine import Machine

PLAN = ROOT / "tests" / "data" / "plans" / "ke-hoach-cchc-2021-2025.docx"
PASSWORD = "ba con mèo leo cây cau"
EVENT = "Bộ Nội vụ công bố TTHC"
TASK = "Tham mưu công bố và phê duyệt quy trình nội bộ"


@dataclass
class Post(Sink):
    """A mail server that keeps what it is given: (recipient, text)."""

    kept: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Accept, and keep."""
        body = message_from_bytes(message, policy=policy.default).get_body(("plain",))
        assert body
        self.kept.append((recipient, body.get_content()))
        return await super().send(sender, recipient, message)


@dataclass
class Story:
    """The office, the browser, and where the pictures go."""

    site: Site
    post: Post
    chromium: Browser
    width: int
    scripts: bool
    pictures: Path | None
    drawn: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.site.port}"

    def at(self, day: int, month: int, year: int, hour: int = 9) -> None:
        """The clock of everybody."""
        self.site.now = dt.datetime(year, month, day, hour, tzinfo=LOCAL)

    def post_leaves(self) -> list[tuple[str, str]]:
        """One tick; the mails that left in it."""
        before = len(self.post.kept)
        with ThreadPoolExecutor(1) as beside:  # Playwright's loop runs in this thread, and a tick runs one of its own
            beside.submit(self.site.world.tick, self.site.now).result()
        return self.post.kept[before:]

    @contextmanager
    def somebody(self) -> Iterator[Page]:
        """A fresh browser, without anybody's cookies, whose console must stay silent."""
        context: BrowserContext = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": self.width, "height": 900},
            java_script_enabled=self.scripts,
            locale="vi-VN",
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        yield page
        assert complaints == []
        context.close()

    def keep(self, page: Page, name: str) -> None:
        self.drawn += 1
        if self.pictures:
            page.screenshot(path=self.pictures / f"{self.drawn:02}-{name}-{self.width}.png", full_page=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, True), (375, False)], ids=["desk", "phone-without-scripts"])
def story(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Story]:
    """An office that has its register and nothing else, on 1 December 2021."""
    width, scripts = request.param
    port, now = free_port(), dt.datetime(2021, 12, 1, 9, tzinfo=LOCAL)
    address = f"http://127.0.0.1:{port}"
    settings = config.Config(
        data=config.Data(units=UNITS, mail=tmp_path / "mail"), office=config.Office(public_url=address)
    )
    office = open_office(settings, now, database=f"sqlite:///{tmp_path}/office.db", instance="test")
    post = Post()
    pictures = tmp_path / "pictures" if os.environ.get("STORY_PICTURES") else None
    if pictures:
        pictures.mkdir()
    with served(World(office, sink=post), Machine(address, "Thư được giữ lại."), f"127.0.0.1:{port}") as site:
        site.now = now
        yield Story(site, post, chromium, width, scripts, pictures)
    office.engine.dispose()


def test_from_the_first_link_to_the_report(story: Story) -> None:
    with story.somebody() as clerk:
        first_administrator(story, clerk)
        plan_is_taken(story, clerk)
        invitation = leader_is_invited(story, clerk)
        with story.somebody() as unit, story.somebody() as leader:
            leader_chooses_a_password(story, leader, invitation)
            link = event_is_announced(story, clerk)
            unit_asks_for_a_later_date(story, unit, link)
            leader_agrees(story, leader)
            unit_reports(story, unit, link)
        report_is_issued(story, clerk)
    assert what_is_stored(story) == ("done", dt.date(2022, 4, 29), dt.date(2022, 3, 31), dt.date(2022, 4, 20))


def first_administrator(story: Story, clerk: Page) -> None:
    token = first_token(story.site.world.office, at=story.site.now)
    clerk.goto(f"{PATH}{token}")
    sees(clerk, "Tài khoản quản trị đầu tiên")
    story.keep(clerk, "first-link")
    clerk.get_by_label("Tên đăng nhập").fill("ha")
    clerk.get_by_label("Họ tên").fill("Trần Thị Hà")
    choose_password(clerk)
    story.keep(clerk, "password-chosen")
    signs_in(clerk, "ha")
    sees(clerk, "Trần Thị Hà", "quản trị")
    story.keep(clerk, "start")


def choose_password(page: Page) -> None:
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.get_by_role("button", name="Đặt mật khẩu").click()
    sees(page, "Đã đặt mật khẩu")


def signs_in(page: Page, name: str) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def comes_back(page: Page, name: str, path: str) -> None:
    """On another day the session is over: sign in, and be where one wanted to go."""
    page.goto(path)
    signs_in(page, name)
    page.wait_for_url(f"**{path}")


def sees(page: Page, *words: str) -> None:
    for said in words:
        expect(page.locator("body")).to_contain_text(said)


def plan_is_taken(story: Story, clerk: Page) -> None:
    clerk.goto("/ke-hoach")
    sees(clerk, "Chưa có kế hoạch nào được theo dõi.")
    story.keep(clerk, "no-plan")
    clerk.get_by_role("link", name="Nạp kế hoạch mới").click()
    clerk.get_by_label("Văn bản kế hoạch").set_input_files(PLAN)
    story.keep(clerk, "upload")
    clerk.get_by_role("button", name="Tải lên và đọc").click()
    expect(clerk.locator("dl")).to_contain_text("2021–2025", timeout=30_000)
    sees(clerk, "Đọc được 50 nhiệm vụ", "khớp tổng số ghi trong văn bản", "13 chỗ")
    story.keep(clerk, "review")
    clerk.get_by_role("link", name="Trả lời 13 câu hỏi").click()
    sees(clerk, "Còn 13 chỗ cần quyết định")
    clerk.locator("fieldset").filter(has_text="Định hướng đến năm 2025").get_by_label("Không theo dõi").check()
    story.keep(clerk, "questions")
    clerk.get_by_role("button", name="Ghi các câu trả lời").click()
    sees(clerk, "Còn 12 chỗ cần quyết định")
    story.keep(clerk, "answered")
    clerk.goto(re.sub(r"(/tep/\d+).*", r"\1/xem-truoc", clerk.url))
    sees(clerk, "Xem trước khi áp dụng", "12 chỗ")
    clerk.get_by_text("Xem một thư giao việc").click()
    story.keep(clerk, "preview")
    clerk.get_by_role("button", name="Nạp kế hoạch").click()
    sees(clerk, "Đã nạp kế hoạch: 50 nhiệm vụ.")
    story.keep(clerk, "plan")
    assert story.post_leaves()


def leader_is_invited(story: Story, clerk: Page) -> str:
    clerk.goto("/cai-dat/tai-khoan")
    clerk.get_by_label("Tên đăng nhập").fill("binh")
    clerk.get_by_label("Họ tên").fill("Lê Văn Bình")
    clerk.locator("#role").select_option("leader")
    clerk.get_by_role("button", name="Thêm tài khoản").click()
    sees(clerk, "Chép liên kết này ngay", "08/12/2021")
    story.keep(clerk, "invitation")
    link = clerk.locator("p.letter").inner_text()
    assert link.startswith(story.address)
    return link


def leader_chooses_a_password(story: Story, leader: Page, invitation: str) -> None:
    story.at(2, 12, 2021)
    leader.goto(invitation)
    sees(leader, "Lê Văn Bình")
    choose_password(leader)
    signs_in(leader, "binh")
    sees(leader, "Lê Văn Bình", "Quá hạn")
    story.keep(leader, "leader")


def event_is_announced(story: Story, clerk: Page) -> str:
    """The link to answer by, out of the mail that the unit gets."""
    story.at(10, 1, 2022)
    comes_back(clerk, "ha", "/su-kien")
    sees(clerk, EVENT, "Chờ từ ngày", "01/12/2021")
    story.keep(clerk, "events")
    clerk.locator("a", has_text=EVENT).click()
    clerk.get_by_label("Ngày sự kiện xảy ra").fill("7/1/2022")
    clerk.locator("#document").fill("Quyết định số 15/QĐ-BNV")
    clerk.locator("#due").fill("31/3/2022")
    story.keep(clerk, "announcing")
    clerk.get_by_role("button", name="Xem trước").click()
    sees(clerk, "Chưa ghi gì.", "07/01/2022", "31/03/2022", "Văn phòng Sở")
    story.keep(clerk, "announcement-preview")
    clerk.get_by_role("button", name="Ghi nhận sự kiện").click()
    sees(clerk, "31/03/2022", "Văn phòng Sở", "Quyết định số 15/QĐ-BNV")
    story.keep(clerk, "announced")
    letters = [text for _, text in story.post_leaves() if EVENT in text]
    found = re.search(rf"{re.escape(story.address)}/tra-loi/\S+", letters[0])
    assert found
    assert "31/03/2022" in letters[0]
    return found[0]


def unit_asks_for_a_later_date(story: Story, unit: Page, link: str) -> None:
    story.at(14, 2, 2022)
    unit.goto(link)
    sees(unit, "Văn phòng Sở · Chủ trì", TASK, "31/03/2022")
    story.keep(unit, "duty")
    unit.get_by_text("Đề nghị gia hạn").click()
    unit.get_by_label("Hạn mới đề nghị").fill("29/4/2022")
    unit.locator("details[open]").get_by_label("Lý do").fill("Chờ Bộ Nội vụ gửi quy trình mẫu.")
    story.keep(unit, "asking")
    unit.get_by_role("button", name="Gửi đề nghị").click()
    sees(unit, "Đề nghị ngày 14/02/2022: gia hạn đến 29/04/2022")
    story.keep(unit, "asked")


def leader_agrees(story: Story, leader: Page) -> None:
    story.at(15, 2, 2022)
    comes_back(leader, "binh", "/gia-han")
    sees(leader, "Văn phòng Sở xin gia hạn đến 29/04/2022", "Chờ Bộ Nội vụ gửi quy trình mẫu.")
    story.keep(leader, "requests")
    leader.get_by_role("link", name="Văn phòng Sở xin gia hạn đến 29/04/2022").click()
    leader.get_by_label("Đồng ý gia hạn đến ngày được đề nghị").check()
    story.keep(leader, "request")
    leader.get_by_role("button", name="Xem trước").click()
    sees(leader, "Hạn của việc đổi từ 31/03/2022 thành 29/04/2022.", "Lê Văn Bình")
    story.keep(leader, "decision-preview")
    leader.get_by_role("button", name="Đồng ý gia hạn").click()
    sees(leader, "29/04/2022")
    story.keep(leader, "decided")


def unit_reports(story: Story, unit: Page, link: str) -> None:
    assert any("29/04/2022" in text for _, text in story.post_leaves())
    story.at(20, 4, 2022)
    unit.goto(link)
    sees(unit, "29/04/2022")
    unit.get_by_label("Số, ký hiệu văn bản").fill("Tờ trình số 88/TTr-VP")
    unit.get_by_role("button", name="Gửi: đã hoàn thành").click()
    sees(unit, "Tờ trình số 88/TTr-VP")
    story.keep(unit, "done")


def report_is_issued(story: Story, clerk: Page) -> None:
    story.at(4, 7, 2022)
    comes_back(clerk, "ha", "/tong-quan")
    story.keep(clerk, "overview")
    clerk.goto("/bao-cao?ky=Q2&nam=2022&den=30/6/2022")
    sees(clerk, "QUÝ II/2022", "Tính đến ngày 30/06/2022")
    story.keep(clerk, "report")
    clerk.get_by_role("link", name="Phát hành báo cáo này").click()
    story.keep(clerk, "issuing")
    clerk.get_by_role("button", name="Phát hành báo cáo").click()
    sees(clerk, "Báo cáo đã phát hành", "Phát hành lúc", "04/07/2022")
    office_row = clerk.locator("tr", has=clerk.get_by_role("rowheader", name="Văn phòng Sở")).first
    expect(office_row.locator('td[data-label="Hoàn thành đúng hạn"]')).to_have_text("1")
    story.keep(clerk, "issued")


def what_is_stored(story: Story) -> tuple[str, dt.date | None, dt.date | None, dt.date | None]:
    """How the event's obligation stands: its state, its date, its first date, when it was done."""
    with reading(story.site.world.office.engine) as conn:
        (row,) = (one for one in obligations(conn) if one.label.startswith("event:"))
    return row.state, row.due, row.first_due, row.done_on
