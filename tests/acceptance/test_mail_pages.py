"""The pages of mails: what became of each, one as it was sent, another try, delivery paused and resumed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from email import message_from_string, policy

import pytest
import sqlalchemy as sa

from db.engine import reading, writing
from db.history import story
from db.mails import mails
from db.pause import paused
from db.tables import outbox
from scheduler.clock import LOCAL
from scheduler.delivering.pausing import pause_delivery
from scheduler.reports.mail_pages import STANDINGS

from .browser import Browser
from .conftest import World
from .served import Site, served
from .staff import somebody

MORNING = dt.datetime(2022, 11, 1, 7, tzinfo=LOCAL)
STORED = {"waiting": ("queued", 0), "retrying": ("queued", 2), "sending": ("sending", 1), "sent": ("sent", 1)}
STORED |= {"refused": ("failed", 1), "replaced": ("superseded", 0)}


@pytest.fixture
def monitor(site: Site) -> Browser:
    return somebody(site, "monitor")


@pytest.fixture(scope="module")
def looker(make_world: Callable[..., World]) -> Iterator[Browser]:
    """A monitor at a site of which tests only look at the pages, and say first how each mail stands."""
    made = make_world()
    made.adopt(MORNING)
    made.tick(MORNING + dt.timedelta(hours=2))
    with served(made) as site:
        yield somebody(site, "monitor")


def set_mail(site: Site, number: int, **values: object) -> None:
    with writing(site.world.office.engine) as conn:
        conn.execute(sa.update(outbox).where(outbox.c.id == number).values(**values))


def test_the_list_has_every_mail_the_newest_first(site: Site, monitor: Browser) -> None:
    with reading(site.world.office.engine) as conn:
        stored = mails(conn)
    shown = monitor.open("/thu").text
    assert shown.count("<tr role=") == len(stored) + 1
    places = [shown.index(f'href="/thu/{one.id}"') for one in stored]
    assert places == sorted(places, reverse=True)
    assert all(one.address in shown for one in stored)


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_standing_is_found_and_explained(looker: Browser, standing: str) -> None:
    site, monitor = looker.site, looker
    state, attempts = STORED[standing]
    with writing(site.world.office.engine) as conn:
        conn.execute(sa.update(outbox).values(state="sent", attempts=1))
    set_mail(site, 3, state=state, attempts=attempts, next_try_at=site.now)
    shown = monitor.open(f"/thu?tinh-trang={standing}").text
    assert ('href="/thu/4"' in shown) is (standing == "sent")
    one = monitor.open("/thu/3").text
    for text in (shown, one):
        assert STANDINGS[standing].todo in text
    assert 'href="/thu/3"' in shown
    assert ('action="/thu/3/gui-lai"' in one) is (standing in ("waiting", "retrying", "refused"))


@pytest.mark.parametrize(
    ("asked", "status", "there", "not_there"),
    [
        ("hop-thu=VAN-PHONG", 200, "van-phong@snv.example.test", "ccvc@"),
        ("tu=2/11/2022", 200, "Không có thư nào như vậy.", "<table"),
        ("tu=1/11/2022&den=1/11/2022", 200, 'href="/thu/1"', "Không có thư"),
        ("den=31/2/2022", 422, "Đến ngày cần là một ngày có thật", "<table"),
        ("trang=9999", 200, "Không có thư nào", "<table"),
    ],
)
def test_the_list_is_filtered(looker: Browser, asked: str, status: int, there: str, not_there: str) -> None:
    shown = looker.open(f"/thu?{asked}")
    assert shown.status == status
    assert there in shown.text
    assert not_there not in shown.text.partition("<details>")[0]


def test_one_mail_as_it_was_sent_its_links_masked(site: Site, monitor: Browser) -> None:
    site.world.tick(site.now)
    with reading(site.world.office.engine) as conn:
        number = next(one.id for one in reversed(mails(conn)) if one.sort == "digest")
    shown = monitor.open(f"/thu/{number}").text
    assert "Máy chủ thư trả lời" in shown
    assert "Kính gửi" in shown
    assert 'href="/viec/' in shown
    file = monitor.open(f"/thu/{number}.eml")
    assert file.headers["Content-Disposition"] == f'attachment; filename="thu-{number}.eml"'
    part = message_from_string(file.text, policy=policy.default).get_body(("html",))
    assert part is not None
    for text in (shown, part.get_content()):
        assert set(re.findall(r"/tra-loi/([\w-]+)", text)) == {"xxxx"}
    for gone in ("/thu/999", "/thu/0", "/thu/99999999999", "/thu/999.eml"):
        assert monitor.open(gone).status == 404


def test_another_try(site: Site, monitor: Browser) -> None:
    set_mail(site, 2, state="failed", answer="550 không có hộp thư này")
    assert "550 không có hộp thư này" in monitor.open("/thu/2").text
    shown = monitor.fill("/thu/2/gui-lai").text
    assert "Thư số 2 sẽ được gửi lại từ 01/12/2022 09:00." in shown
    with reading(site.world.office.engine) as conn:
        assert [(one.actor, one.what) for one in story(conn, "mail:2")] == [("monitor", "retried")]
    fields = monitor.hidden("/thu/2/gui-lai")
    set_mail(site, 2, state="sent")
    refused = monitor.send("/thu/2/gui-lai", fields)
    assert refused.status == 422
    assert "Thư số 2 đã gửi; chỉ gửi lại thư bị từ chối hoặc đang chờ." in refused.text
    assert monitor.send("/thu/999/gui-lai", fields).status == 404


def test_delivery_is_paused_and_resumed(site: Site, monitor: Browser) -> None:
    set_mail(site, 2, state="queued")
    before = site.everything()
    monitor.open("/thu/tam-dung")
    assert site.everything() == before
    assert "Đã tạm dừng gửi thư" in monitor.fill("/thu/tam-dung").text
    assert "Đang tạm dừng gửi thư từ 01/12/2022 09:00 (monitor)." in monitor.open("/thu").text
    shown = monitor.open("/thu/tam-dung").text
    assert "<h1>Gửi thư trở lại</h1>" in shown
    assert "1 thư trong hàng đợi" in shown
    unsaid = monitor.fill("/thu/gui-tro-lai")
    assert (unsaid.status, "Hãy chọn gửi hay coi là đã gửi." in unsaid.text) == (422, True)
    assert "1 thư trong hàng đợi được gửi trước" in monitor.fill("/thu/gui-tro-lai", decision="send").text
    with reading(site.world.office.engine) as conn:
        assert paused(conn) is None
    assert "không có gì phải quyết định" in monitor.open("/thu/gui-tro-lai").text


def test_after_a_restore_what_was_sent_since_is_shown_and_marked(site: Site, monitor: Browser) -> None:
    at = dt.datetime(2022, 12, 1, 8, 30, tzinfo=dt.UTC)
    pause_delivery(site.world.office, at=at, since=at - dt.timedelta(days=1), actor="restore")
    before = site.everything()
    shown = monitor.open("/thu/gui-tro-lai").text
    assert site.everything() == before
    assert "thư đến lượt từ lúc sao lưu" in shown
    for until, said in (("32/1/2022", "cần ghi giờ:phút"), ("16:30 1/1/2030", "phải từ lúc sao lưu đến lúc khôi phục")):
        refused = monitor.fill("/thu/gui-tro-lai", decision="mark_sent", until=until)
        assert (refused.status, said in refused.text) == (422, True)
    assert "từ bây giờ gửi trở lại bình thường" in monitor.fill("/thu/gui-tro-lai", decision="mark_sent", until="").text
    with reading(site.world.office.engine) as conn:
        assert {one.state for one in mails(conn)} == {"sent"}


def test_samples_are_shown(looker: Browser) -> None:
    assert "Danh sách" in looker.open("/thu/mau?loai=leadership").text
    assert looker.open("/thu/mau?loai=khac").status == 200


def test_only_who_follows_the_plans_sees_mails(looker: Browser) -> None:
    site = looker.site
    for browser in (somebody(site, "unit", "thanh-tra"), somebody(site, "leader")):
        for path in ("/thu", "/thu/1", "/thu/1.eml", "/thu/tam-dung", "/thu/gui-tro-lai", "/thu/mau"):
            assert browser.open(path).status == 403
