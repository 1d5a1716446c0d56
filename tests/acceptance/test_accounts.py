"""Signing in, what a session may see, and each way of getting past it; over real HTTP on this machine."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request

from db.backup import back_up
from db.engine import open_engine, reading, writing
from db.history import entries, story
from db.register import end_unit
from db.restoring import restore
from nhacviec import config
from rules.access import ACCOUNT_ROLES, AccountRole
from scheduler.accounts.accounts import Part, create, disable, give_part
from scheduler.accounts.links import UsedLinkError, first_token, look, make_link, set_password
from scheduler.accounts.signing_in import SignedIn, sign_in, who_sits
from scheduler.accounts.throttle import FREE_HERE, FREE_NAME
from scheduler.answering.links import form_token
from scheduler.clock import LOCAL
from web.app import make_app
from web.cookies import BEFORE, SESSION
from web.office.sections import SECTIONS
from web.visitor import Visitor as Visiting

from .browser import Browser
from .conftest import World
from .served import Reply, Site, served

PASSWORD = "ba con mèo leo cây cau"
NEW = "bốn con chim sẻ trên mái"


@pytest.fixture(scope="module")
def staffed(make_world: Callable[..., World]) -> World:
    """An office with an account of each role, served at an address of http."""
    made = make_world(office=config.Office(public_url="http://nhacviec.example.test"))
    at = dt.datetime(2022, 11, 1, tzinfo=dt.UTC)
    for role in ACCOUNT_ROLES:
        create(made.office, role, f"Người {ACCOUNT_ROLES[role]}", part(role), at=at, actor="test")
        set_password(made.office, role, PASSWORD, at=at, actor="test")
    return made


@pytest.fixture
def here(staffed: World) -> Iterator[Site]:
    with served(staffed) as site:
        yield site


@pytest.fixture
def alone(make_world: Callable[..., World]) -> Iterator[Site]:
    """An office of the test's own, with nobody in it yet, served at an address of https."""
    with served(make_world(office=config.Office(public_url="https://nhacviec.example.test"))) as site:
        yield site


def part(role: AccountRole) -> Part:
    return Part(role, "thanh-tra" if role == "unit" else None)


def deeds(site: Site) -> list[tuple[str, str]]:
    """What the history tells of accounts, the oldest first."""
    with reading(site.world.office.engine) as conn:
        return [(one.actor, one.what) for one in reversed(entries(conn, kind="account", most=1000))]


# The first account, and links by which a password is chosen -----------------------------------------------------------


def test_the_first_administrator_comes_by_a_link_that_is_good_once(alone: Site) -> None:
    token = first_token(alone.world.office, at=alone.now)
    browser, path = Browser(alone), f"/mat-khau/{token}"
    before = alone.everything()
    assert [browser.open(path).status, browser.open(path, "HEAD").status] == [200, 200]
    assert alone.everything() == before
    browser.open(path)
    shown = browser.fill(path, name="An.Nguyen@snv.vn", person="Nguyễn Văn An", password=PASSWORD, again=PASSWORD)
    assert "Đã đặt mật khẩu." in shown.text
    assert Browser(alone).open(path).status == 410
    assert "Nguyễn Văn An</a>" in browser.sign_in("an.nguyen@SNV.vn", PASSWORD).text
    assert first_token(alone.world.office, at=alone.now) is None
    assert [what for _, what in deeds(alone)] == ["created", "password set", "signed in"]
    assert browser.flags[f"__Host-{SESSION}"] == " HttpOnly; Path=/; SameSite=lax; Secure"


def test_an_earlier_link_makes_nobody_once_somebody_is_there(alone: Site) -> None:
    office = alone.world.office
    token = first_token(office, at=alone.now)
    create(office, "an", "An", Part("administrator"), at=alone.now, actor="test")
    assert Browser(alone).open(f"/mat-khau/{token}").status == 410


def test_a_link_is_good_for_its_time_and_only_the_last_of_an_account(alone: Site) -> None:
    office = alone.world.office
    create(office, "an", "An", Part("administrator"), at=alone.now, actor="test")
    old, link = (make_link(office, "an", at=alone.now, actor="test") for _ in range(2))
    assert Browser(alone).open(f"/mat-khau/{old.token}").status == 410
    assert Browser(alone).open(f"/mat-khau/{link.token}").status == 200
    assert Browser(alone).open(f"/mat-khau/{link.token[:-1]}").status == 410
    alone.now = link.until
    assert Browser(alone).open(f"/mat-khau/{link.token}").status == 410


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "ngắn"}, "Mật khẩu cần ít nhất 12 ký tự"),
        ({"password": "matkhau@123456"}, "quá phổ biến"),
        ({"password": "con mèo An.Nguyen"}, "không nên chứa tên đăng nhập"),
        ({"password": "x" * 129}, "dài nhất 128 ký tự"),
        ({"again": PASSWORD + "!"}, "chưa giống nhau"),
        ({"name": "Nguyễn An"}, "Tên đăng nhập «Nguyễn An» không dùng được"),
        ({"name": "a@b.vn\r\nBcc: x@y.vn"}, "không dùng được"),
        ({"person": " "}, "Họ tên cần có ít nhất một chữ"),
        ({"name": ""}, "Tên đăng nhập «» không dùng được"),
        ({"password": "", "name": ""}, "Mật khẩu cần ít nhất 12 ký tự"),
    ],
)
def test_a_first_account_that_cannot_be_is_refused_beside_its_field(
    alone: Site, fields: dict[str, str], said: str
) -> None:
    path = f"/mat-khau/{first_token(alone.world.office, at=alone.now)}"
    given = {"name": "an.nguyen", "person": "An", "password": PASSWORD, **fields}
    browser = Browser(alone)
    browser.open(path)
    shown = browser.fill(path, **{"again": given["password"]} | given)
    assert shown.status == 422
    assert "<title>Lỗi: " in shown.text
    field = next(iter(fields))
    assert re.search(rf'<a href="#{field}">[^<]*{re.escape(said)}', shown.text)
    assert f'id="{field}-fault"' in shown.text
    assert deeds(alone) == []


# Signing in -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ACCOUNT_ROLES)
def test_a_menu_lists_the_pages_of_its_role_and_all_of_them_open(here: Site, role: AccountRole) -> None:
    browser = Browser(here)
    start = browser.sign_in(role, PASSWORD)
    assert start.status == 200
    for section in SECTIONS:
        may = role in section.roles
        assert (f'href="{section.path}"' in start.text) == may
        assert browser.open(section.path).status == (200 if may else 403)


def test_whoever_is_not_signed_in_signs_in_and_comes_to_the_page_that_was_asked_for(here: Site) -> None:
    shown = Browser(here).sign_in("monitor", PASSWORD, "/nhat-ky?loai=account")
    assert "<h1>Nhật ký</h1>" in shown.text
    assert '<option value="account" selected>' in shown.text


def test_wrong_names_and_wrong_passwords_are_told_alike(here: Site) -> None:
    disabled = "da.khoa"
    if disabled not in {one for one, _ in deeds(here)}:
        create(here.world.office, disabled, "X", Part("leader"), at=here.now, actor="test")
        set_password(here.world.office, disabled, PASSWORD, at=here.now, actor=disabled)
        disable(here.world.office, disabled, at=here.now, actor="test")
    said = set()
    for name, password in (("khong.co", PASSWORD), ("leader", NEW), (disabled, PASSWORD), ("a\0b", PASSWORD)):
        shown = Browser(here).sign_in(name, password)
        found = re.search(r'<a href="#name">(.*?)</a>', shown.text)
        assert shown.status == 422
        assert found
        said.add(found[1])
    assert len(said) == 1


def test_a_session_planted_beforehand_is_not_the_one_that_is_signed_in(here: Site) -> None:
    browser = Browser(here, {SESSION: "planted"})
    browser.sign_in("leader", PASSWORD)
    assert browser.cookies[SESSION] != "planted"
    assert Browser(here, {SESSION: "planted"}).open("/", follow=False).text.count("Đăng nhập") == 1
    first = browser.cookies[SESSION]
    again = Browser(here, {SESSION: first} | {BEFORE: "y" * 43})
    again.send("/dang-nhap", {"form": token_of(here, "y" * 43), "name": "leader", "password": PASSWORD})
    assert again.cookies[SESSION] != first
    assert not is_signed_in(here, first)


def token_of(site: Site, token: str) -> str:
    return form_token(token, site.key)


def is_signed_in(site: Site, session: str) -> bool:
    return Browser(site, {SESSION: session}).open("/tai-khoan", follow=False).status == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie: a=b",
        "/x\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "@evil.example",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(here: Site, wanted: str) -> None:
    browser = Browser(here)
    browser.open("/dang-nhap")
    fields = {"tiep": wanted, "name": "leader", "password": PASSWORD}
    reply = browser.send("/dang-nhap", browser.hidden("/dang-nhap") | fields, follow=False)
    assert reply.status == 303
    place = reply.headers["Location"]
    assert place == "/" or (place.startswith("/%") and "\n" not in place)
    assert not any("a=b" in line and "Set-Cookie: a" in line for line in map(str, reply.headers.items()))


# Forms that others send -----------------------------------------------------------------------------------------------


def test_a_form_without_its_token_or_with_that_of_another_session_is_refused(here: Site) -> None:
    mine, other = Browser(here), Browser(here)
    mine.sign_in("leader", PASSWORD)
    other.sign_in("monitor", PASSWORD)
    theirs = other.hidden("/dang-xuat")["form"]
    for form in ("", "x", theirs):
        assert mine.send("/dang-xuat", {"form": form}, follow=False).status == 403
        assert mine.send("/tai-khoan/mat-khau", {"form": form, "present": PASSWORD}, follow=False).status == 403
    assert is_signed_in(here, mine.cookies[SESSION])


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://nhacviec.example.test.evil.example"},
    ],
    ids=str,
)
def test_a_form_that_another_site_sends_is_refused_even_with_the_token(here: Site, headers: dict[str, str]) -> None:
    browser = Browser(here)
    browser.sign_in("leader", PASSWORD)
    hidden = browser.hidden("/dang-xuat")
    assert browser.send("/dang-xuat", hidden, headers=headers).status == 403
    own = {"Origin": "http://nhacviec.example.test", "Sec-Fetch-Site": "same-origin"}
    assert browser.send("/dang-xuat", hidden, headers=own, follow=False).status == 303


def test_signing_in_needs_the_form_of_this_browser(here: Site) -> None:
    browser = Browser(here)
    browser.open("/dang-nhap")
    fields = {"name": "leader", "password": PASSWORD}
    assert Browser(here).send("/dang-nhap", browser.hidden("/dang-nhap") | fields).status == 403
    assert browser.send("/dang-nhap", fields).status == 403


# Guessing -------------------------------------------------------------------------------------------------------------


def test_guessing_is_slowed_and_the_owner_elsewhere_is_not_kept_out(alone: Site) -> None:
    office = alone.world.office
    create(office, "an", "An", Part("leader"), at=alone.now, actor="test")
    set_password(office, "an", PASSWORD, at=alone.now, actor="test")
    guesser, start = Visitor(alone, "203.0.113.1"), alone.now
    tried = 0
    while alone.now < start + dt.timedelta(hours=1):
        tried += guesser.guess("an").status == 422
        alone.now += dt.timedelta(seconds=20)
    assert FREE_HERE <= tried <= FREE_HERE + 9
    assert guesser.guess("an", PASSWORD).status == 429
    assert Visitor(alone, "203.0.113.2").guess("an", PASSWORD).status == 303


def test_guessing_from_many_addresses_is_slowed_too_and_a_link_ends_the_wait(alone: Site) -> None:
    office = alone.world.office
    create(office, "an", "An", Part("leader"), at=alone.now, actor="test")
    set_password(office, "an", PASSWORD, at=alone.now, actor="test")
    tried = sum(Visitor(alone, f"198.51.100.{n % 20}").guess("an").status == 422 for n in range(80))
    assert tried == FREE_NAME
    shown = Visitor(alone, "192.0.2.1").guess("an", PASSWORD)
    assert (shown.status, shown.headers["Retry-After"]) == (429, "30")
    assert "Hãy thử lại sau 30 giây" in shown.text
    link = make_link(office, "an", at=alone.now, actor="test")
    browser = Browser(alone)
    browser.open(f"/mat-khau/{link.token}")
    browser.fill(f"/mat-khau/{link.token}", password=NEW, again=NEW)
    assert ">An</a>" in browser.sign_in("an", NEW).text


class Visitor(Browser):
    """Somebody at an address that the proxy names."""

    def __init__(self, site: Site, address: str) -> None:
        super().__init__(site)
        self.address = address

    def guess(self, name: str, password: str = "đoán mò một câu dài") -> Reply:
        here = {"X-Forwarded-For": self.address}
        self.open("/dang-nhap", headers=here)
        fields = self.hidden("/dang-nhap") | {"name": name, "password": password}
        return self.send("/dang-nhap", fields, headers=here, follow=False)


# How sessions end -----------------------------------------------------------------------------------------------------


def test_a_session_ends_after_resting_and_after_its_hours_however_busy(here: Site) -> None:
    idle, busy = Browser(here), Browser(here)
    idle.sign_in("leader", PASSWORD)
    busy.sign_in("leader", PASSWORD)
    start, settings = here.now, here.world.office.settings
    while here.now < start + settings.session_length - dt.timedelta(hours=1):
        here.now += dt.timedelta(hours=1)
        assert busy.open("/tai-khoan", follow=False).status == 200
    assert not is_signed_in(here, idle.cookies[SESSION])
    here.now = start + settings.session_length
    gone = busy.open("/tai-khoan", follow=False)
    assert (gone.status, gone.headers["Location"]) == (303, "/dang-nhap?tiep=%2Ftai-khoan")
    assert busy.send("/dang-xuat", follow=False).status == 401


def test_signing_out_ends_the_session_itself(here: Site) -> None:
    browser = Browser(here)
    browser.sign_in("leader", PASSWORD)
    session = browser.cookies[SESSION]
    browser.open("/")
    assert "Đã đăng xuất." in browser.fill("/dang-xuat").text
    assert SESSION not in browser.cookies
    assert not is_signed_in(here, session)


def test_another_password_ends_every_other_session_and_renews_this_one(alone: Site) -> None:
    office = alone.world.office
    create(office, "an", "An", Part("administrator"), at=alone.now, actor="test")
    set_password(office, "an", PASSWORD, at=alone.now, actor="test")
    here, there = Browser(alone), Browser(alone)
    here.sign_in("an", PASSWORD)
    there.sign_in("an", PASSWORD)
    name = f"__Host-{SESSION}"
    before = here.cookies[name]
    here.open("/tai-khoan")
    wrong = here.fill("/tai-khoan/mat-khau", present=NEW, password=NEW, again=NEW)
    assert (wrong.status, "Mật khẩu hiện tại chưa đúng" in wrong.text) == (422, True)
    shown = here.fill("/tai-khoan/mat-khau", present=PASSWORD, password=NEW, again=NEW)
    assert "Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất." in shown.text
    assert "Đã đổi mật khẩu" not in here.open("/tai-khoan").text
    assert here.cookies[name] != before
    assert [there.open("/tai-khoan", follow=False).status, here.open("/tai-khoan").status] == [303, 200]
    old = Browser(alone, {name: before}).open("/tai-khoan", follow=False)
    assert old.status == 303


@pytest.mark.parametrize("deed", ["disable", "other role"])
def test_whoever_loses_a_right_is_out_at_once(alone: Site, deed: str) -> None:
    office = alone.world.office
    create(office, "an", "An", Part("monitor"), at=alone.now, actor="test")
    set_password(office, "an", PASSWORD, at=alone.now, actor="test")
    browser = Browser(alone)
    browser.sign_in("an", PASSWORD)
    assert browser.open("/nhat-ky", follow=False).status == 200
    if deed == "disable":
        disable(office, "an", at=alone.now, actor="test")
    else:
        give_part(office, "an", Part("unit", "thanh-tra"), at=alone.now, actor="test")
    assert browser.open("/nhat-ky", follow=False).status == 303
    assert browser.sign_in("an", PASSWORD, "/nhat-ky").status == (422 if deed == "disable" else 403)


# What is whose --------------------------------------------------------------------------------------------------------


def test_a_units_account_sees_what_is_of_its_unit_whatever_became_of_it(alone: Site) -> None:
    office = alone.world.office
    create(office, "tt", "Chị Hà", Part("unit", "thanh-tra"), at=alone.now, actor="test")
    set_password(office, "tt", PASSWORD, at=alone.now, actor="test")
    who = sign_in(office, "tt", PASSWORD, address="192.0.2.1", at=alone.now)
    assert seen_units(alone, who) == [True, False, False]
    with writing(office.engine) as conn:
        end_unit(conn, "thanh-tra", last=dt.date(2022, 12, 31), successor="van-phong")
    assert seen_units(alone, who_sits(office, who.token, alone.now)) == [True, False, False]
    alone.now = dt.datetime(2023, 1, 1, 9, tzinfo=LOCAL)
    later = sign_in(office, "tt", PASSWORD, address="192.0.2.1", at=alone.now)
    assert seen_units(alone, later) == [False, True, False]


def seen_units(site: Site, who: SignedIn | None) -> list[bool]:
    """Of the inspectorate, the office and the whole, which the visitor may see."""
    assert who
    app = make_app(site.world.office, lambda: site.now)
    request = Request({"type": "http", "app": app, "method": "GET", "path": "/", "headers": []})
    visitor = Visiting(request, app.state.site, who, site.now)
    return [visitor.sees_unit(code) for code in ("thanh-tra", "van-phong", None)]


def test_a_restored_backup_lets_nobody_in_who_was_signed_in(alone: Site, tmp_path: Path) -> None:
    office = alone.world.office
    create(office, "an", "An", Part("administrator"), at=alone.now, actor="test")
    set_password(office, "an", PASSWORD, at=alone.now, actor="test")
    who = sign_in(office, "an", PASSWORD, address="192.0.2.1", at=alone.now)
    link = make_link(office, "an", at=alone.now, actor="test")
    back_up(str(office.engine.url), tmp_path / "backup.db", alone.now)
    place = f"sqlite:///{tmp_path}/restored.db"
    restore(tmp_path / "backup.db", place, at=alone.now, actor="test", suffix="x")
    restored = replace(office, engine=open_engine(place))
    assert who_sits(office, who.token, alone.now)
    assert who_sits(restored, who.token, alone.now) is None
    with pytest.raises(UsedLinkError):
        look(restored, link.token, alone.now)
    assert sign_in(restored, "an", PASSWORD, address="192.0.2.1", at=alone.now)
    restored.engine.dispose()


# What every answer bears ----------------------------------------------------------------------------------------------


def test_what_is_said_after_a_form_cannot_be_put_there_by_others(here: Site) -> None:
    browser = Browser(here)
    browser.sign_in("leader", PASSWORD)
    browser.cookies["nhacviec-bao"] = "SGFja2Vk.deadbeef"
    assert "Hacked" not in browser.open("/").text


@pytest.mark.parametrize(
    "path",
    ["/", "/dang-nhap", "/mat-khau/x", "/trang.css", "/nhat-ky", "/khong-co", "/tra-loi/x", "/healthz", "/docs"],
)
def test_every_answer_bears_the_headers(alone: Site, path: str) -> None:
    reply = alone.ask(path)
    assert str(reply.headers["Content-Security-Policy"]).startswith("default-src 'none'; style-src 'self'")
    assert "max-age=31536000" in str(reply.headers["Strict-Transport-Security"])
    for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy"):
        assert reply.headers[name]
    assert reply.headers["Cache-Control"] == "no-store"
    wrong = alone.ask(path, "DELETE")
    assert wrong.status in (404, 405)
    assert wrong.headers["Content-Security-Policy"] == reply.headers["Content-Security-Policy"]


def test_a_page_that_fails_bears_the_headers_and_shows_nothing_of_why(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret of the machine")

    browser = Browser(here)
    browser.sign_in("monitor", PASSWORD)
    monkeypatch.setattr("web.office.history.history_page", broken)
    reply = browser.open("/nhat-ky")
    assert reply.status == 500
    assert "secret" not in reply.text
    assert "frame-ancestors 'none'" in str(reply.headers["Content-Security-Policy"])


# The history ----------------------------------------------------------------------------------------------------------


def test_the_history_is_filtered_by_day_person_and_kind_and_told_in_pages(here: Site) -> None:
    browser = Browser(here)
    browser.sign_in("monitor", PASSWORD)
    day = here.now.strftime("%d/%m/%Y")
    shown = browser.open(f"/nhat-ky?tu={day}&den={day}&nguoi=monitor&loai=account").text
    assert "Tài khoản monitor" in shown
    assert "Đăng nhập" in shown
    assert "Tài khoản leader" not in shown
    assert "Không có mục nào như vậy." in browser.open("/nhat-ky?tu=1/1/2030").text
    wrong = browser.open("/nhat-ky?tu=31/2/2022")
    assert wrong.status == 422
    assert 'href="#tu"' in wrong.text
    assert browser.open("/nhat-ky?trang=-1&loai='%22><script>").status == 200
    with reading(here.world.office.engine) as conn:
        assert story(conn, "account:1")
