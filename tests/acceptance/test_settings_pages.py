"""The pages of settings: the ladder in words, a year of a unit's mail, the health of the installation, accounts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest

from db.engine import reading
from db.history import entries
from nhacviec import config
from nhacviec.app import mail_destination
from nhacviec.health import examine_running
from scheduler.clock import LOCAL
from web.machine import Machine

from .browser import Browser
from .conftest import World
from .served import Site, served
from .staff import PASSWORD, somebody

ACCOUNTS = "/cai-dat/tai-khoan"
PARTS = ("lead", "coordinating")
MORNING = dt.datetime(2022, 11, 1, 7, tzinfo=LOCAL)


@pytest.fixture(scope="module")
def site(make_world: Callable[..., World]) -> Iterator[Site]:
    made = make_world()
    settings = config.Config(smtp=config.Smtp(host="127.0.0.1", port=1, mode="none"))
    made.adopt(MORNING)
    machine = Machine(
        "https://nhacviec.example.test",
        mail_destination(settings),
        lambda at, network: examine_running(settings, made.office, at, network=network),
    )
    with served(made, machine) as site:
        yield site


@pytest.fixture(scope="module")
def administrator(site: Site) -> Browser:
    return somebody(site, "administrator")


@pytest.fixture(scope="module")
def monitor(site: Site) -> Browser:
    return somebody(site, "monitor")


def test_the_settings_are_told_in_words_without_secrets(monitor: Browser) -> None:
    shown = monitor.open("/cai-dat").text
    for said in (
        "Đơn vị chủ trì: nhắc trước hạn 30, 14, 7, 3, 1 ngày và đúng ngày đến hạn.",
        "08:00 đến 17:00, ngày làm việc",
        "Thư gửi qua máy chủ 127.0.0.1:1 (none).",
        "Mỗi việc nhiều nhất 2 lần",
    ):
        assert said in shown
    assert ACCOUNTS not in shown


def test_servers_are_asked_only_on_request(monitor: Browser) -> None:
    shown = monitor.open("/cai-dat/tinh-trang").text
    assert "Ngày nghỉ" in shown
    assert "Tên máy chủ thư" not in shown
    asked = monitor.fill("/cai-dat/tinh-trang").text
    assert "Tên máy chủ thư" in asked
    assert asked.index("Hỏng") < asked.index("Cần xem") < asked.index("Tốt</span>")


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("", 200, "Chọn một đơn vị"),
        ("don-vi=khong-co", 422, "Hãy chọn một đơn vị trong danh sách."),
        ("don-vi=van-phong&tu=31/2/2022", 422, "Từ ngày cần là một ngày có thật"),
        ("don-vi=van-phong&den=x", 422, "Đến ngày cần là một ngày có thật"),
        ("don-vi=van-phong&tu=1/1/2023&den=1/1/2025", 422, "nhiều nhất một năm"),
        ("don-vi=van-phong&tu=2/1/2022&den=1/1/2022", 422, "từ ngày đầu trở đi"),
        ("don-vi=van-phong&tu=1/1/2022&den=2/1/2022", 200, "Đơn vị không nhận thư nào"),
    ],
)
def test_a_unit_and_a_period_are_chosen(monitor: Browser, asked: str, status: int, said: str) -> None:
    shown = monitor.open(f"/cai-dat/mot-nam-thu?{asked}")
    assert (shown.status, said in shown.text) == (status, True)


def test_the_mail_ahead_is_what_the_days_bring(site: Site, monitor: Browser) -> None:
    """As the unit's first digest after today when that day is lived through."""
    shown = monitor.open("/cai-dat/mot-nam-thu?don-vi=van-phong&tu=1/12/2022&den=31/12/2022").text
    ahead = re.findall(
        r'data-label="Ngày">[^,]+, (\S+)</td>\s*<td[^>]*>(\S+)</td>\s*<td[^>]*>[^<]*</td>\s*<td[^>]*>([^<]*)<', shown
    )
    days = [one for one in ahead if one[1] == "van-phong@snv.example.test"]
    assert days
    first = dt.datetime.strptime(days[0][0], "%d/%m/%Y").replace(hour=9, tzinfo=LOCAL)
    lines = site.world.tick(first)
    (digest,) = [one for one in lines if one["to"] == [days[0][1]] and one["class"] == "digest"]
    own = {
        one["task"] for one in digest["items"] if one["unit"] == "van-phong" and one["role"] in ("lead", "coordinating")
    }
    assert set(days[0][2].split(", ")) <= own


def test_an_account_is_made_and_its_link_is_shown_once(site: Site, administrator: Browser) -> None:
    administrator.open(ACCOUNTS)
    for fields, field in (
        ({"login": "Chị Hà", "role": "monitor"}, "login"),
        ({"login": "ha", "role": ""}, "role"),
        ({"login": "ha", "role": "unit", "unit": ""}, "unit"),
        ({"login": "ha", "role": "monitor", "unit": "thanh-tra"}, "unit"),
        ({"login": "administrator", "role": "monitor"}, "login"),
    ):
        refused = administrator.fill(ACCOUNTS, **fields)
        assert refused.status == 422
        assert f'id="{field}-fault"' in refused.text
    made = administrator.fill(ACCOUNTS, login="ha", person="Chị Hà", role="unit", unit="thanh-tra").text
    link = re.search(r"https://nhacviec.example.test(/mat-khau/[\w-]+)", made)
    assert link
    assert link[1] not in administrator.open(f"{ACCOUNTS}/ha").text + administrator.open(ACCOUNTS).text
    guest = Browser(site)
    guest.open(link[1])
    guest.fill(link[1], password=PASSWORD, again=PASSWORD)
    assert '<a href="/tai-khoan">Chị Hà</a>' in guest.sign_in("ha", PASSWORD).text


def test_an_account_is_given_another_part_disabled_and_enabled(site: Site, administrator: Browser) -> None:
    other = somebody(site, "unit", "ccvc")
    path = f"{ACCOUNTS}/unit-ccvc"
    administrator.open(path)
    assert "có vai trò lãnh đạo" in administrator.fill(f"{path}/vai-tro", role="leader", unit="").text
    assert other.open("/tai-khoan", follow=False).status == 303
    assert "Đã khóa tài khoản unit-ccvc" in administrator.fill(f"{path}/khoa").text
    assert "Đã mở lại tài khoản unit-ccvc" in administrator.fill(f"{path}/mo-lai").text
    assert "/mat-khau/" in administrator.fill(f"{path}/lien-ket").text
    with reading(site.world.office.engine) as conn:
        done = [one.what for one in entries(conn, kind="account", actor="administrator", most=4)]
    assert done == ["reset link made", "enabled", "disabled", "part given"]
    own = f"{ACCOUNTS}/administrator"
    administrator.open(own)
    for deed, fields in (("khoa", {}), ("vai-tro", {"role": "monitor", "unit": ""})):
        refused = administrator.fill(f"{own}/{deed}", **fields)
        assert (refused.status, "là quản trị cuối cùng" in refused.text) == (422, True)
    assert administrator.open(f"{ACCOUNTS}/nobody").status == 404


def test_settings_are_for_who_follows_the_plans_accounts_for_administrators(site: Site, monitor: Browser) -> None:
    for browser in (somebody(site, "unit", "thanh-tra"), somebody(site, "leader")):
        for path in ("/cai-dat", "/cai-dat/tinh-trang", "/cai-dat/mot-nam-thu", ACCOUNTS):
            assert browser.open(path).status == 403
    monitor.open("/cai-dat/tinh-trang")
    fields = monitor.hidden("/cai-dat/tinh-trang")
    assert monitor.open(ACCOUNTS).status == 403
    for deed in ("", "/ha", "/ha/khoa", "/ha/mo-lai", "/ha/vai-tro", "/ha/lien-ket"):
        assert monitor.send(f"{ACCOUNTS}{deed}", fields).status in (403, 405)
