"""The pictures of the README, drawn anew into `docs/pictures/` (`make pictures`): the example office in March 2026.

Needs the `chromium` program.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from db.duties import obligations
from db.engine import reading, writing
from db.facts import set_fact
from nhacviec import config
from nhacviec.app import open_office
from nhacviec.reading import read_for_adoption
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import set_password
from scheduler.answering.attachments import Sent
from scheduler.clock import LOCAL
from scheduler.office import Office
from scheduler.planning.adoption import adopt
from scheduler.uploads.taking import read_upload, take
from tests.acceptance.conftest import World
from tests.acceptance.installation import ROOT, UNITS
from tests.acceptance.served import Site, served

PLAN = ROOT / "examples" / "ke-hoach-cchc-2026-2030.md"
UPLOADED = ROOT / "tests" / "data" / "plans" / "ke-hoach-cchc-2021-2025.docx"
PICTURES = ROOT / "docs" / "pictures"
PASSWORD = "ba con mèo leo cây cau"
ADOPTED, TODAY = (dt.datetime(2026, month, day, 9, tzinfo=LOCAL) for month, day in ((1, 5), (4, 6)))
DESK, PHONE = (1100, 700), (375, 760)


def main() -> None:
    """Draw each of them."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        office = made(Path(folder))  # before the browser, whose loop would be in the ticks' way
        with served(World(office)) as site, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            site.now = TODAY
            for name, path, size in pages(office):
                draw(browser, site, path, size, PICTURES / f"{name}.png")
            browser.close()
        office.engine.dispose()


def made(folder: Path) -> Office:
    """The example plan in force since January, an official document under review, and an administrator."""
    settings = config.Config(data=config.Data(units=UNITS, mail=folder / "mail"))
    office = open_office(settings, ADOPTED, database=f"sqlite:///{folder}/office.db", instance="pictures")
    document, reviewed = read_for_adoption(office, PLAN)
    adopt(office, document, reviewed, source=PLAN, period=None, issued=None, at=ADOPTED, actor="ha")
    create(office, "ha", "Trần Thị Hà", Part("administrator"), at=ADOPTED, actor="ha")
    set_password(office, "ha", PASSWORD, at=ADOPTED, actor="ha")
    number = take(office, Sent(UPLOADED.name, UPLOADED.read_bytes()), None, at=TODAY, actor="ha")
    read_upload(office, number, lambda: TODAY)
    world = World(office)
    for days in range((TODAY - ADOPTED).days + 1):
        world.tick(ADOPTED + dt.timedelta(days=days))
    with writing(office.engine) as conn:
        set_fact(conn, "beat_at", TODAY.isoformat())  # as the daemon leaves it
    return office


def pages(office: Office) -> list[tuple[str, str, tuple[int, int]]]:
    """Each picture's name, its page, and the window."""
    with reading(office.engine) as conn:
        late = next(row for row in obligations(conn, state="open") if row.effective and row.effective < TODAY.date())
    return [
        ("overview", "/tong-quan", DESK),
        ("review", "/ke-hoach/tep/1", DESK),
        ("duty-on-a-phone", f"/viec/{late.id}", PHONE),
        ("overdue", "/qua-han", DESK),
    ]


def draw(browser: Browser, site: Site, path: str, size: tuple[int, int], file: Path) -> None:
    """The first windowful of a page, for whoever is signed in."""
    width, height = size
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{site.port}", viewport={"width": width, "height": height}, locale="vi-VN"
    )
    page = context.new_page()
    page.goto(f"/dang-nhap?tiep={path}")
    page.fill("#name", "ha")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Đăng nhập')")
    page.wait_for_url(f"**{path}")
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main()
