"""The office's site in a real browser: by keyboard alone, looked over by axe, narrow and wide, light and dark.

Needs the `chromium` program.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from db.duties import obligations
from db.engine import reading
from nhacviec import config
from nhacviec.app import open_office
from rules.model import Offset
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import make_link, set_password
from scheduler.answering.attachments import Sent
from scheduler.answering.extensions import ask
from scheduler.changes.events import Announcement, announce
from scheduler.clock import LOCAL
from scheduler.office import Office
from scheduler.uploads.taking import read_upload, take
from tests.acceptance.conftest import World
from tests.acceptance.installation import UNITS
from tests.acceptance.served import Site, served
from tests.acceptance.test_plan_pages import OPEN, document

PASSWORD = "ba con mèo leo cây cau"
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
WIDTHS = (375, 1280, 1920)
PATHS = (
    "/",
    "/ke-hoach",
    "/ke-hoach/1",
    "/ke-hoach/nap",
    "/ke-hoach/1/sua-doi",
    "/ke-hoach/1/huy",
    "/ke-hoach/1/dong",
    "/ke-hoach/tep/1",
    "/ke-hoach/tep/1/cau-hoi",
    "/ke-hoach/tep/1/xem-truoc",
    "/ke-hoach/tep/1/bo",
    "/tong-quan",
    "/nhiem-vu",
    "/nhiem-vu?tu=31/2/2022",
    "/nhiem-vu?tim=khong-co",
    *("/nhiem-vu/1", "/viec/1", "/viec/1/hoan-thanh", "/viec/1/huy", "/viec/1/mo-lai"),
    "/su-kien/1/thu-hoi",
    "/nhat-ky",
    "/nhat-ky?tu=31/2/2022",
    "/nhat-ky?tu=1/1/2030",
    "/tai-khoan",
    "/khong-co",
    "/su-kien",
    "/su-kien/cho/co-huong-dan-cua-trung-uong",
    "/su-kien/1",
    "/su-kien/1/ghi-lai-ngay",
    "/su-kien/da-ghi-nhan",
    "/gia-han",
    "/gia-han/1",
    "/qua-han",
    "/bao-cao",
    "/bao-cao?ky=Q4&nam=2022&den=31/2/2022",
    "/bao-cao/phat-hanh?ky=nam&nam=2022",
    *("/thu", "/thu?den=x", "/thu/1", "/thu/mau", "/thu/tam-dung", "/thu/gui-tro-lai"),
    *("/don-vi", "/don-vi?tim=khong+co", "/don-vi/thanh-tra", "/don-vi/-"),
    "/don-vi/thanh-tra/dia-chi?vai-tro=lead&hop-thu=thanh-tra@snv.example.test",
    *("/ngay-nghi", "/ngay-nghi?nam=2099", "/ngay-nghi/them"),
    *("/cai-dat", "/cai-dat/tinh-trang", "/cai-dat/mot-nam-thu", "/cai-dat/mot-nam-thu?don-vi=van-phong"),
    *("/cai-dat/tai-khoan", "/cai-dat/tai-khoan/an"),
)
UNIT_PATHS = (
    "/viec-cua-toi",
    "/viec-cua-toi?nhom=later",
    "/viec-cua-toi?nhom=overdue&trang=99",
    "/lich",
)
"""Those of a unit's account, beside one duty of its own."""
OUTSIDE = ("/dang-nhap", "/mat-khau/cu")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office with an administrator who has done something."""
    folder = tmp_path_factory.mktemp("office")
    now = dt.datetime(2022, 12, 1, 9, tzinfo=LOCAL)
    settings = config.Config(data=config.Data(units=UNITS, mail=folder / "mail"))
    office = open_office(settings, now, database=f"sqlite:///{folder}/office.db", instance="test")
    create(office, "an", "Nguyễn Văn An", Part("administrator"), at=now, actor="test")
    set_password(office, "an", PASSWORD, at=now, actor="test")
    for number in range(60):
        create(office, f"phong.so-{number}@snv.example.test", "Chị Hà", Part("leader"), at=now, actor="an")
    create(office, "thanh-tra", "Lê Thị Bình", Part("unit", "thanh-tra"), at=now, actor="an")
    set_password(office, "thanh-tra", PASSWORD, at=now, actor="test")
    with_plans(office, now)
    with_events(office, now)
    with served(World(office)) as site:
        yield site
    office.engine.dispose()


def with_plans(office: Office, now: dt.datetime) -> None:
    """A plan in force, and a document under review with open questions."""
    World(office).adopt(dt.datetime(2022, 9, 1, 9, tzinfo=LOCAL))
    number = take(office, Sent("ke-hoach.md", document(*OPEN)), None, at=now, actor="an")
    read_upload(office, number, lambda: now)


def with_events(office: Office, now: dt.datetime) -> None:
    """An event announced a month ago, and a request for a later date."""
    happened = dt.date(2022, 11, 1)
    told = Announcement("co-huong-dan-cua-trung-uong", happened, within=Offset(10, "working_day"), all_tasks=True)
    announce(office, told, at=now - dt.timedelta(days=30), actor="an")
    with reading(office.engine) as conn:
        duty = next(row for row in obligations(conn, state="open") if row.due and row.due > now.date())
    ask(office, duty.id, to=dt.date(2023, 3, 31), reason="chờ hướng dẫn của Bộ", at=now, actor="an")


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Browser, site: Site) -> Iterator[Page]:
    """A window of that width; what its console complains of fails the test."""
    context = opened(chromium, site, request.param)
    complaints: list[str] = []
    shown = context.new_page()
    shown.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    yield shown
    context.close()
    assert [one for one in complaints if "status of 4" not in one] == []  # pages that are refused on purpose


def opened(chromium: Browser, site: Site, width: int, *, dark: bool = False, axe: bool = False) -> BrowserContext:
    return chromium.new_context(
        base_url=f"http://127.0.0.1:{site.port}",
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        bypass_csp=axe,  # axe is a script, which our pages allow nobody
    )


def sign_in(page: Page, name: str = "an") -> None:
    page.goto("/dang-nhap")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Đăng nhập')")


def test_signing_in_and_out_and_everything_between_by_keyboard(page: Page) -> None:
    page.goto("/nhat-ky")
    for typed in ("an", PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/nhat-ky")
    assert page.inner_text("h1") == "Nhật ký"
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Đến nội dung chính"
    assert page.locator(":focus").bounding_box()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.get_attribute(":focus", "id") == "tu"
    page.goto("/")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Đăng xuất":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/dang-nhap?da=ra")
    assert "Đã đăng xuất." in page.inner_text("main")


def test_nothing_sticks_out_and_nothing_is_too_small_for_a_finger(page: Page) -> None:
    sign_in(page)
    for path in PATHS:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        small = page.evaluate(
            "[...document.querySelectorAll('button, input:not([type=hidden], [type=radio], [type=checkbox]), select,"
            " .choice, nav a, .me a')]"
            ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"
        )
        assert small == [], path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS[:2])
def test_axe_finds_nothing(chromium: Browser, site: Site, width: int, dark: bool) -> None:
    context = opened(chromium, site, width, dark=dark, axe=True)
    page = context.new_page()
    link = make_link(site.world.office, "phong.so-0@snv.example.test", at=site.now, actor="test")
    for path in (*OUTSIDE, f"/mat-khau/{link.token}"):
        looked_over(page, path)
    page.goto("/dang-nhap")
    page.click("button")
    looked_over(page, None)
    sign_in(page)
    for path in PATHS:
        looked_over(page, path)
    context.close()


@pytest.mark.parametrize("width", WIDTHS[:2])
def test_the_pages_of_a_unit_fit_and_axe_finds_nothing(
    chromium: Browser, site: Site, width: int, tmp_path: Path
) -> None:
    context = opened(chromium, site, width, axe=True)
    page = context.new_page()
    sign_in(page, "thanh-tra")
    page.goto("/viec-cua-toi")
    own = page.get_attribute("td a[href^='/viec-cua-toi/']", "href")
    for number, path in enumerate((*UNIT_PATHS, own, None)):
        if path is None:
            page.goto("/lich")
            page.click("form[action='/lich'] button")
        looked_over(page, path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        page.screenshot(path=tmp_path / f"{number}-{width}.png", full_page=True)
    context.close()


def looked_over(page: Page, path: str | None) -> None:
    """No violations on the page of that path, or on the one shown."""
    if path is not None:
        page.goto(path)
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def test_the_site_works_without_scripts_and_prints_without_its_frame(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{site.port}", java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/nhat-ky")
    assert page.locator("tbody tr").count() == 50
    page.click("text=Trang sau")
    assert page.inner_text(".paging span") == "Trang 2"
    page.emulate_media(media="print")
    assert not page.is_visible(".menu")
    assert page.is_visible("table")
    context.close()


def test_pictures(chromium: Browser, site: Site, tmp_path: Path) -> None:
    """Each page is drawn at a phone's and at a desk's width, light and dark, within a second."""
    for width in WIDTHS[:2]:
        for dark in (False, True):
            context = opened(chromium, site, width, dark=dark)
            page = context.new_page()
            sign_in(page)
            for number, path in enumerate(PATHS):
                page.goto(path)
                file = tmp_path / f"{number}-{width}-{'dark' if dark else 'light'}.png"
                page.screenshot(path=file)
                assert file.stat().st_size > 5_000
            context.close()
