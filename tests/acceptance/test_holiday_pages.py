"""The pages of days off: each year with its notice, and a new notice shown before it is written."""

from __future__ import annotations

import re

import pytest

from rules.model import Offset
from scheduler.changes.events import Announcement, announce
from scheduler.office import world

from .browser import Browser
from .served import Site
from .staff import somebody

NOTICE = {"year": "2023", "notice": "Thông báo 1/TB ngày 01/12/2022", "worked": "", "replace": ""}
TET = "20/1/2023 Tết Nguyên đán\n23/1/2023=Tết Nguyên đán\n24/1/2023\n25/1/2023\n26/1/2023\n"
REST = "2/1/2023 Nghỉ bù\n1/5/2023\n2/5/2023\n3/5/2023\n4/9/2023\n1/9/2023\n"


@pytest.fixture
def monitor(site: Site) -> Browser:
    return somebody(site, "monitor")


def test_a_year_is_shown_with_its_notice_and_one_without_is_provisional(monitor: Browser) -> None:
    shown = monitor.open("/ngay-nghi").text
    assert "<h1>Ngày nghỉ năm 2022</h1>" in shown
    assert "Căn cứ: " in shown
    assert "Thứ Sáu, 02/09/2022" in shown
    ahead = monitor.open("/ngay-nghi?nam=2099").text
    assert "Tạm tính" in ahead
    assert "Giỗ Tổ Hùng Vương" in ahead
    assert "<h1>Ngày nghỉ năm 2022</h1>" in monitor.open("/ngay-nghi?nam=abc").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"year": "23"}, "Năm cần ghi bằng bốn chữ số"),
        ({"notice": " "}, "Hãy ghi số, ký hiệu và ngày của thông báo."),
        ({"offs": "mai\n"}, "Dòng «mai» ở ngày nghỉ cần bắt đầu bằng một ngày có thật"),
        ({"offs": "1/5/2023\n1/5/2023"}, "Ngày 01/05/2023 ghi hai lần."),
        ({"offs": "1/5/2023"}, "chưa có các ngày nghỉ Tết"),
        ({"worked": "x"}, "Dòng «x» ở ngày làm bù"),
        ({}, "hãy đánh dấu ô này"),
    ],
)
def test_faults_are_beside_their_fields(monitor: Browser, changed: dict[str, str], said: str) -> None:
    monitor.open("/ngay-nghi/them?nam=2023")
    given = NOTICE | {"offs": TET} | changed
    refused = monitor.fill("/ngay-nghi/xem-truoc", **given)
    assert refused.status == 422
    assert said in refused.text
    assert f'value="{given["year"]}"' in refused.text


def test_a_notice_is_shown_first_and_then_written(site: Site, monitor: Browser) -> None:
    told = Announcement("bo-noi-vu-cong-bo-tthc", site.now.date(), within=Offset(25, "working_day"))
    announce(site.world.office, told, at=site.now, actor="test")
    monitor.open("/ngay-nghi/them")
    before = site.everything()
    given = NOTICE | {"offs": TET + REST + "3/1/2023 Nghỉ thêm\n", "replace": "co"}
    shown = monitor.fill("/ngay-nghi/xem-truoc", **given)
    assert shown.status == 200
    assert site.everything() == before
    assert "Thông báo không có thứ Ba, 01/01" not in shown.text
    assert re.search(r'<a href="/viec/\d+">.*?Hạn cũ">06/01/2023</td>.*?Hạn mới">09/01/2023</td>', shown.text, re.S)
    fields = monitor.hidden("/ngay-nghi/them")
    assert "<h1>Ghi thông báo nghỉ lễ, Tết</h1>" in monitor.send("/ngay-nghi/sua", fields).text
    done = monitor.send("/ngay-nghi/them", fields).text
    assert "Đã ghi Thông báo 1/TB ngày 01/12/2022; 1 việc đổi hạn" in done
    assert world(site.world.office).calendar.notices[2023].notice == NOTICE["notice"]
    assert monitor.send("/ngay-nghi/them", fields | {"replace": ""}).status == 422


def test_units_and_leaders_do_not_enter_notices(site: Site) -> None:
    for browser in (somebody(site, "unit", "thanh-tra"), somebody(site, "leader")):
        assert [browser.open(path).status for path in ("/ngay-nghi", "/ngay-nghi/them")] == [403, 403]
