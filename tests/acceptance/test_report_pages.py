"""`/bao-cao`: the figures of a period, the file, and issuing."""

from __future__ import annotations

import http.client
import io
from collections.abc import Callable, Iterator

import openpyxl
import pytest

from rules.report import period_of
from scheduler.clock import local_day
from scheduler.reports.report_page import shown_report

from .browser import Browser
from .conftest import World
from .served import Site, served
from .staff import browser_of, staff


@pytest.fixture(scope="module")
def here(make_world: Callable[..., World]) -> Iterator[Site]:
    made = make_world()
    with served(made) as site:
        staff(made.office, site.now)
        made.adopt(site.now.replace(month=11))
        yield site


def fetched(browser: Browser, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    """A file as the browser gets it."""
    connection = http.client.HTTPConnection("127.0.0.1", browser.site.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    connection.request("GET", path, headers={"Cookie": cookies})
    reply = connection.getresponse()
    content = reply.read()
    connection.close()
    return reply, content


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "QUÝ IV/2022"),
        ("?ky=Q4&nam=2022", "QUÝ IV/2022"),
        ("?ky=H2&nam=2022", "6 THÁNG CUỐI NĂM 2022"),
        ("?ky=nam&nam=2022", "NĂM 2022"),
        ("?ky=12&nam=2022", "THÁNG 12/2022"),
    ],
)
def test_a_period_is_chosen(here: Site, query: str, title: str) -> None:
    page = browser_of(here, "monitor").open(f"/bao-cao{query}").text
    assert f"TÌNH HÌNH THỰC HIỆN NHIỆM VỤ {title}" in page
    for said in ("Tính đến ngày 01/12/2022", "chưa phát hành", "Theo đơn vị", "Tổng cộng", "Ngoài số liệu", "÷"):
        assert said in page


def test_figures_are_those_of_the_report_and_one_units_are_its_own(here: Site) -> None:
    office, period = here.world.office, period_of("2022")
    assert period
    made = shown_report(office, period, local_day(here.now), None, "thanh-tra")
    page = browser_of(here, "leader").open("/bao-cao?ky=nam&nam=2022&don-vi=thanh-tra").text
    assert "chỉ gồm việc của Thanh tra Sở" in page
    assert page.count('data-label="Tổng số">') == len(made.units) + 1 + sum(len(rows) for _, rows in made.plans)
    assert f'data-label="Tổng số">{made.total.total}<' in page
    assert "Phát hành báo cáo này" not in page


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?ky=Q9&nam=2022", "nam"),
        ("?ky=Q1&nam=hai", "nam"),
        ("?ky=Q1&nam=2030", "nam"),
        ("?ky=Q4&nam=2022&den=31/2/2022", "den"),
        ("?ky=Q4&nam=2022&den=31/12/2022", "den"),
        ("?ky=Q4&nam=2022&don-vi=khong-co", "don-vi"),
    ],
)
def test_what_cannot_be_reported_is_said_beside_its_field(here: Site, query: str, field: str) -> None:
    browser = browser_of(here, "monitor")
    page = browser.open(f"/bao-cao{query}")
    assert page.status == 422
    assert f'<a href="#{field}">' in page.text
    assert browser.open(f"/bao-cao/tep{query}").status == 404


def test_the_file_is_the_workbook(here: Site) -> None:
    reply, content = fetched(browser_of(here, "leader"), "/bao-cao/tep?ky=Q4&nam=2022&don-vi=thanh-tra")
    assert reply.status == 200
    assert reply.headers["Content-Disposition"] == 'attachment; filename="bao-cao-2022-Q4-thanh-tra.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert any("QUÝ IV/2022" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)


def test_a_report_is_issued_once_after_a_confirmation(here: Site) -> None:
    browser = browser_of(here, "monitor")
    page = browser.open("/bao-cao/phat-hanh?ky=11&nam=2022").text
    assert "không sửa hay thu hồi được" in page
    assert "chưa phát hành" in page
    done = browser.fill("/bao-cao/phat-hanh").text
    assert "Đã phát hành báo cáo Tháng 11/2022, tính đến ngày 30/11/2022" in done
    assert "Số liệu do monitor phát hành" in done
    assert 'href="/bao-cao?nam=2022&amp;ky=11&amp;den=30/11/2022"' in done
    browser.open("/bao-cao/phat-hanh?ky=11&nam=2022")
    again = browser.fill("/bao-cao/phat-hanh")
    assert again.status == 422
    assert "đã được monitor phát hành" in again.text


def test_only_monitors_and_administrators_issue(here: Site) -> None:
    assert browser_of(here, "leader").open("/bao-cao/phat-hanh?ky=12&nam=2022").status == 403
    assert browser_of(here, "unit").open("/bao-cao").status == 403
    assert browser_of(here, "administrator").open("/bao-cao/phat-hanh?ky=12&nam=2022").status == 200
    assert browser_of(here, "monitor").open("/bao-cao/phat-hanh?ky=12&nam=2022&don-vi=thanh-tra").status == 404
