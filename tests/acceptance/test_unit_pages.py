"""The pages of units: the list, one unit, its addresses and names; each change as the commands make it."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote

import pytest

from db.engine import reading, writing
from db.history import story
from db.register import ContactRow, load_register, suspend

from .browser import Browser
from .served import Site
from .staff import somebody

UNIT = "/don-vi/thanh-tra"
ADDRESS = "thanh-tra@snv.example.test"
CONTACT = f"{UNIT}/dia-chi?vai-tro=lead&hop-thu={quote(ADDRESS)}"


@pytest.fixture
def monitor(site: Site) -> Browser:
    return somebody(site, "monitor")


def contacts(site: Site) -> list[ContactRow]:
    with reading(site.world.office.engine) as conn:
        return [one for one in load_register(conn).contacts if one.unit == "thanh-tra"]


def deeds(site: Site) -> list[tuple[str, str]]:
    with reading(site.world.office.engine) as conn:
        return [(one.actor, one.what) for one in story(conn, "unit:thanh-tra")]


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("thanh tra", "Thanh tra Sở", "Văn phòng Sở</a>"),
        ("VAN PHONG", "Văn phòng Sở</a>", "Thanh tra Sở</a>"),
        (ADDRESS, "Thanh tra Sở", "Văn phòng Sở</a>"),
        ("không có đâu", "Không có đơn vị nào như vậy.", "<table"),
        ("", "Chung toàn cơ quan", "Không có đơn vị"),
    ],
)
def test_units_are_found_whatever_the_diacritics(monitor: Browser, asked: str, there: str, not_there: str) -> None:
    shown = monitor.open(f"/don-vi?tim={quote(asked)}")
    assert shown.status == 200
    assert there in shown.text
    assert not_there not in shown.text


def test_the_list_says_what_each_holds(site: Site) -> None:
    site.now = dt.datetime(2023, 3, 1, 2, tzinfo=dt.UTC)
    row = re.search(r'href="/don-vi/van-phong".*?</tr>', somebody(site, "monitor").open("/don-vi").text, re.S)
    assert row
    assert re.search(r'class="tag overdue"><span aria-hidden="true">!</span> \d+</span>', row[0])


def test_an_address_is_added_and_taken_away(site: Site, monitor: Browser) -> None:
    monitor.open(UNIT)
    action = f"{UNIT}/them-dia-chi"
    shown = monitor.fill(action, role="head", address="truong@snv.example.test", name="Bà Lan")
    assert "Đã thêm truong@snv.example.test (người đứng đầu)." in shown.text
    assert "chưa có thư nào tới địa chỉ này" in shown.text.lower()
    assert contacts(site)[-1].name == "Bà Lan"
    for fields, said in (
        ({"role": "head", "address": "truong"}, "«truong» không phải địa chỉ thư"),
        ({"role": "head", "address": "truong@snv.example.test"}, "đã nhận thư với vai trò này"),
        ({"role": "boss", "address": "a@b.vn"}, "Hãy chọn vai trò của địa chỉ."),
    ):
        refused = monitor.fill(action, **fields)
        assert (refused.status, said in refused.text) == (422, True)
        assert f'value="{fields["address"]}"' in refused.text
    monitor.open(f"{UNIT}/dia-chi?vai-tro=head&hop-thu=truong@snv.example.test")
    assert "Đã bỏ truong@snv.example.test." in monitor.fill(f"{UNIT}/bo-dia-chi").text
    assert "truong@snv.example.test" not in {one.address for one in contacts(site)}
    assert deeds(site) == [("monitor", "contact added"), ("monitor", "contact removed")]


def test_an_absence_is_entered_and_ended(site: Site, monitor: Browser) -> None:
    monitor.open(CONTACT)
    action = f"{UNIT}/vang-mat"
    for fields, field, said in (
        ({"last": "31/2/2023"}, "last", "Ngày cuối vắng mặt cần là một ngày có thật"),
        ({"last": "1/11/2022"}, "last", "đứng trước ngày đầu"),
        ({"first": "x", "last": "1/1/2023"}, "first", "Ngày đầu vắng mặt cần là một ngày có thật"),
        ({"last": "1/1/2023", "substitute": "chị Hà"}, "substitute", "không phải địa chỉ thư"),
        ({"last": "1/1/2023", "substitute": ADDRESS}, "substitute", "không thay cho chính mình được"),
    ):
        refused = monitor.fill(action, **fields)
        assert refused.status == 422
        assert re.search(rf'id="{field}-fault">.*?{said}', refused.text)
    shown = monitor.fill(action, first="5/12/2022", last="9/12/2022", substitute="ha@snv.example.test")
    assert (
        "vắng mặt từ 05/12/2022 đến hết 09/12/2022; trong thời gian đó thư gửi cho ha@snv.example.test." in shown.text
    )
    assert contacts(site)[0].substitute == "ha@snv.example.test"
    monitor.open(CONTACT)
    assert "không còn ghi vắng mặt" in monitor.fill(f"{UNIT}/co-mat").text
    assert contacts(site)[0].absent_from is None


def test_a_suspension_is_lifted(site: Site, monitor: Browser) -> None:
    with writing(site.world.office.engine) as conn:
        suspend(conn, ADDRESS, at=site.now, why="550")
    assert "ã ngừng gửi: máy chủ thư từ chối" in monitor.open("/don-vi").text
    monitor.open(CONTACT)
    assert f"Lại gửi thư tới {ADDRESS}." in monitor.fill(f"{UNIT}/gui-lai").text
    assert not contacts(site)[0].suspended
    fields = monitor.hidden(f"{UNIT}/them-dia-chi")
    refused = monitor.send(f"{UNIT}/gui-lai", fields | {"role": "lead", "address": ADDRESS})
    assert (refused.status, "không bị ngừng gửi" in refused.text) == (422, True)


def test_a_name_is_added_and_dropped(site: Site, monitor: Browser) -> None:
    monitor.open(UNIT)
    assert "Từ nay kế hoạch ghi «Tổ thanh tra»" in monitor.fill(f"{UNIT}/them-ten-goi", spelling="Tổ thanh tra").text
    for spelling, said in (("", "tên phải có chữ"), ("Văn phòng Sở", "đã là tên gọi của")):
        refused = monitor.fill(f"{UNIT}/them-ten-goi", spelling=spelling)
        assert (refused.status, said in refused.text) == (422, True)
    assert "không còn là tên gọi" in monitor.fill(f"{UNIT}/bo-ten-goi", dropped="Tổ thanh tra").text
    refused = monitor.fill(f"{UNIT}/them-ten-goi", spelling="")
    fields = monitor.hidden(f"{UNIT}/them-ten-goi")
    assert monitor.send(f"{UNIT}/bo-ten-goi", fields | {"dropped": "Tổ thanh tra"}).status == 422
    assert [what for _, what in deeds(site)] == ["alias added", "alias removed"]


def test_the_whole_office_has_leaders_and_monitors_alone(site: Site, monitor: Browser) -> None:
    shown = monitor.open("/don-vi/-").text
    assert "Chung toàn cơ quan" in shown
    assert set(re.findall(r'<option value="(\w+)"', shown)) == {"monitor", "leadership"}
    assert (
        "Đã thêm gd@snv.example.test"
        in monitor.fill("/don-vi/-/them-dia-chi", role="leadership", address="gd@snv.example.test", name="").text
    )


def test_looking_writes_nothing_and_what_is_not_there_is_not_found(site: Site, monitor: Browser) -> None:
    monitor.open(UNIT)
    fields, before = monitor.hidden(f"{UNIT}/them-dia-chi"), site.everything()
    for path in ("/don-vi", UNIT, CONTACT):
        assert monitor.open(path).status == 200
    for path in ("/don-vi/khong-co", f"{UNIT}/dia-chi", f"{UNIT}/dia-chi?vai-tro=head&hop-thu={ADDRESS}"):
        assert monitor.open(path).status == 404
    for path in ("/don-vi/khong-co/them-dia-chi", f"{UNIT}/bo-dia-chi", f"{UNIT}/co-mat"):
        assert monitor.send(path, fields).status == 404
    assert site.everything() == before


def test_accounts_of_the_unit_are_for_administrators(site: Site, monitor: Browser) -> None:
    unit, leader = somebody(site, "unit", "thanh-tra"), somebody(site, "leader")
    assert "Tài khoản của đơn vị" not in monitor.open(UNIT).text
    assert "/cai-dat/tai-khoan/unit-thanh-tra" in somebody(site, "administrator").open(UNIT).text
    for browser in (unit, leader):
        assert [browser.open(path).status for path in ("/don-vi", UNIT, CONTACT)] == [403, 403, 403]
