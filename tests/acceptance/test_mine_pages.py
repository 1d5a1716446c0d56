"""A unit's own pages, over HTTP with the real plan: what is mine, a duty and its answers, check-ins, the calendar."""

from __future__ import annotations

import datetime as dt
import http.client
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from db.answers import answers
from db.attachments import attachments
from db.checkins import check_ins
from db.duties import ObligationRow, obligations
from db.engine import reading, writing
from db.extensions import extensions
from db.tables import calendar_address, task
from nhacviec import config
from rules.access import AccountRole
from scheduler.accounts.accounts import disable
from scheduler.answering.answers import report_done
from scheduler.answering.extensions import Decision, ask, offer
from scheduler.clock import LOCAL, local_day

from .browser import Browser
from .conftest import World
from .served import Site, served
from .staff import browser_of, somebody, staff

ADOPTED = dt.datetime(2022, 1, 4, 9, tzinfo=LOCAL)
NOW = dt.datetime(2022, 7, 4, 9, tzinfo=LOCAL)
MINE = "thanh-tra"
OVERSEERS: tuple[AccountRole, ...] = ("leader", "monitor")


@pytest.fixture
def site(make_world: Callable[..., World]) -> Iterator[Site]:
    """An office that follows the plan since January 2022, seen in July."""
    made = make_world(office=config.Office(public_url="http://nhacviec.example.test"))
    made.adopt(ADOPTED)
    staff(made.office, ADOPTED)
    with served(made) as site:
        site.now = NOW
        yield site


def rows(site: Site, unit: str = MINE, state: str = "open") -> list[ObligationRow]:
    with reading(site.world.office.engine) as conn:
        return [row for row in obligations(conn, unit=unit, state=state) if row.due]


def coming(site: Site) -> ObligationRow:
    return next(row for row in rows(site) if row.due and row.due > local_day(NOW))


def test_a_unit_begins_with_what_is_its_own(site: Site) -> None:
    browser = browser_of(site, "unit")
    shown = browser.open("/").text
    assert "<h1>Việc của tôi</h1>" in shown
    late = next(row for row in rows(site) if row.due and row.due < local_day(NOW))
    assert f'href="/viec-cua-toi/{late.id}"' in shown
    assert re.search(r"quá hạn \d+ ngày làm việc", shown)
    assert re.search(r"còn \d+ ngày", shown)
    every = [
        browser.open(f"/viec-cua-toi?vai-tro=lead&nhom={group}").text for group in ("overdue", "soon", "year", "later")
    ]
    listed = {int(one) for text in every for one in re.findall(r'href="/viec-cua-toi/(\d+)"', text)}
    assert listed <= {row.id for row in rows(site)}
    assert late.id in listed
    assert "Không có việc nào" in browser.open("/viec-cua-toi?nhom=overdue&trang=99").text


def test_what_was_done_lately_stands_apart(site: Site) -> None:
    row, browser = rows(site)[0], browser_of(site, "unit")
    report_done(site.world.office, row.id, on=dt.date(2022, 7, 1), at=NOW, actor="test")
    assert f'href="/viec-cua-toi/{row.id}"' in browser.open("/viec-cua-toi?nhom=done").text
    assert f'href="/viec-cua-toi/{row.id}"' not in browser.open("/viec-cua-toi?nhom=overdue").text


def test_a_duty_is_answered_in_the_accounts_name(site: Site) -> None:
    row, browser = coming(site), browser_of(site, "unit")
    path = f"/viec-cua-toi/{row.id}"
    assert "Cách tính hạn" in browser.open(f"/viec/{row.id}").text
    assert "Đã ghi nhận: đơn vị đã nhận việc." in browser.fill(path, choice="acknowledged").text
    browser.fill(path, choice="progress", note="đang thẩm định")
    browser.fill(path, choice="declined", note="không đúng chức năng")
    assert "Đã ghi đề nghị gia hạn" in browser.fill(path, choice="extension_asked", to="30/6/2023", note="chờ Bộ").text
    with reading(site.world.office.engine) as conn:
        said = [(one.kind, one.unit, one.actor) for one in answers(conn, row.id)]
        (asked,) = extensions(conn, obligation_id=row.id)
    assert said == [(kind, MINE, "unit") for kind in ("acknowledged", "progress", "declined")]
    assert "Đã rút đề nghị gia hạn" in browser.fill(path, choice="extension_withdrawn", request=str(asked.id)).text
    assert "Đã ghi nhận: đã hoàn thành." in browser.fill(path, choice="done", on="1/7/2022", document="12/BC-TTr").text
    assert [(one.done_on, one.document) for one in rows(site, state="done")] == [(dt.date(2022, 7, 1), "12/BC-TTr")]


def test_done_may_bring_a_file(site: Site) -> None:
    row, browser = coming(site), browser_of(site, "unit")
    path = f"/viec-cua-toi/{row.id}"
    browser.open(path)
    parts = {"form": browser.hidden(path)["form"], "choice": "done", "on": "1/7/2022"}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items())
    body += '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 a\r\n--b--\r\n'
    assert browser.send_body(path, body.encode(), "multipart/form-data; boundary=b").status == 200
    with reading(site.world.office.engine) as conn:
        assert [(one.name, one.unit) for one in attachments(conn, row.id)] == [("a.pdf", MINE)]


@pytest.mark.parametrize("choice", ["offer_accepted", "offer_declined"])
def test_a_date_that_is_offered_is_taken_or_not(site: Site, choice: str) -> None:
    row, browser, office = coming(site), browser_of(site, "unit"), site.world.office
    ask(office, row.id, to=dt.date(2023, 6, 30), reason="chờ", at=NOW, actor="unit", unit=MINE)
    with reading(office.engine) as conn:
        (number,) = [one.id for one in extensions(conn, obligation_id=row.id)]
    offered = dt.date(2023, 3, 31)
    offer(office, number, Decision("Giám đốc", "12/QĐ"), offered, at=NOW, actor="leader")
    path = f"/viec-cua-toi/{row.id}"
    assert "Nhận hạn" in browser.open(path).text
    browser.fill(path, choice=choice, request=str(number))
    with reading(office.engine) as conn:
        (now,) = obligations(conn, ids=[row.id])
        (asked,) = extensions(conn, obligation_id=row.id)
    assert (now.due == offered) == (choice == "offer_accepted")
    assert not asked.undecided


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"choice": "progress", "note": " "}, "note"),
        ({"choice": "done", "on": "31/2/2022"}, "on"),
        ({"choice": "done", "on": "1/7/2030"}, "on"),
        ({"choice": "extension_asked", "to": "x", "note": "vì"}, "to"),
        ({"choice": "extension_asked", "to": "1/1/2022", "note": "vì"}, "to"),
    ],
)
def test_what_is_wrong_stands_by_its_field_and_nothing_is_written(
    site: Site, fields: dict[str, str], field: str
) -> None:
    row, browser = coming(site), browser_of(site, "unit")
    browser.open(f"/viec-cua-toi/{row.id}")
    before = site.everything()
    shown = browser.fill(f"/viec-cua-toi/{row.id}", **fields)
    assert shown.status == 422
    assert "<title>Lỗi: " in shown.text
    assert f'<a href="#{field}">' in shown.text
    assert f' id="{field}"' in shown.text
    assert site.everything() == before


def test_another_units_obligation_is_not_there(site: Site) -> None:
    browser = browser_of(site, "unit")
    mine = set(map(int, re.findall(r'href="/viec(?:-cua-toi)?/(\d+)"', browser.open("/viec-cua-toi").text)))
    other = next(row for row in rows(site, "van-phong") if row.id not in mine)
    path = f"/viec-cua-toi/{other.id}"
    browser.open(f"/viec-cua-toi/{coming(site).id}")
    form = browser.hidden(f"/viec-cua-toi/{coming(site).id}")["form"]
    before = site.answers(other)
    assert [browser.open(one).status for one in (path, "/viec-cua-toi/999999", "/viec-cua-toi/x")] == [404] * 3
    assert browser.send(path, {"form": form, "choice": "acknowledged"}).status == 404
    assert browser.send(f"/viec-cua-toi/{coming(site).id}", {"form": "x", "choice": "acknowledged"}).status == 403
    assert site.answers(other) == before


@pytest.mark.parametrize("role", ["administrator", "monitor", "leader"])
def test_others_have_no_duties_of_their_own(site: Site, role: AccountRole) -> None:
    browser = browser_of(site, role)
    assert [browser.open(path).status for path in ("/viec-cua-toi", f"/viec-cua-toi/{coming(site).id}")] == [403, 403]


def test_a_check_in_is_answered_from_the_account(site: Site) -> None:
    site.now = dt.datetime(2022, 12, 28, 9, tzinfo=LOCAL)
    browser = somebody(site, "unit", "van-phong")
    shown = browser.open("/viec-cua-toi").text
    found = re.search(r'href="(/viec-cua-toi/ra-soat/[^"]+)"', shown)
    assert found
    path = found[1]
    one = re.search(r'name="task" value="(\d+)"', browser.open(path).text)
    assert one
    form = browser.hidden(path)["form"]
    wrong = browser.send(path, {"form": form, "task": one[1], "result": "difficulty", "note": ""})
    assert wrong.status == 422
    assert browser.send(path, {"form": form, "task": one[1], "result": "done", "note": "đủ"}).status == 200
    with reading(site.world.office.engine) as conn:
        said = check_ins(conn, period=path.rpartition("/")[2], unit="van-phong")
    assert [(row.task_id, row.result, row.actor) for row in said] == [(int(one[1]), "done", "unit-van-phong")]
    assert browser.open("/viec-cua-toi/ra-soat/2099-Q1").status == 404


def address(browser: Browser) -> str:
    """The path of a new calendar of the one signed in."""
    browser.open("/lich")
    found = re.search(r"/lich/[\w-]+\.ics", browser.fill("/lich").text)
    assert found
    return found[0]


def fetched(site: Site, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """What a calendar program gets, without any cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", path, headers=headers)
    got = connection.getresponse()
    found = got.status, dict(got.headers), got.read().decode().replace("\r\n ", "")
    connection.close()
    return found


def test_a_calendar_has_the_units_open_duties(site: Site) -> None:
    path = address(browser_of(site, "unit"))
    status, headers, text = fetched(site, path)
    assert (status, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert headers["x-content-type-options"] == "nosniff"
    numbers = set(map(int, re.findall(r"\nUID:viec-(\d+)@", text)))
    row = coming(site)
    assert {one.id for one in rows(site)} <= numbers
    assert row.due
    assert f"UID:viec-{row.id}@" in text
    assert f"DTSTART;VALUE=DATE:{row.due:%Y%m%d}" in text
    assert f"URL:http://nhacviec.example.test/viec/{row.id}" in text
    report_done(site.world.office, row.id, on=dt.date(2022, 7, 1), at=NOW, actor="test")
    assert f"UID:viec-{row.id}@" not in fetched(site, path)[2]


def test_a_calendar_that_is_known_is_not_sent_again(site: Site) -> None:
    path = address(browser_of(site, "unit"))
    mark = fetched(site, path)[1]["etag"]
    site.now += dt.timedelta(days=1)
    for known in (mark, f'"x", W/{mark}', "*"):
        status, headers, text = fetched(site, path, **{"If-None-Match": known})
        assert (status, headers["etag"], text) == (304, mark, "")
    assert fetched(site, path, **{"If-None-Match": '"x"'})[0] == 200


def test_the_whole_offices_calendar_is_for_leaders_and_the_monitor(site: Site) -> None:
    found = [fetched(site, address(browser_of(site, role)))[2].count("BEGIN:VEVENT") for role in OVERSEERS]
    assert found[0] == found[1] > fetched(site, address(browser_of(site, "unit")))[2].count("BEGIN:VEVENT")
    assert browser_of(site, "administrator").open("/lich").status == 403


def test_a_secret_that_is_not_good_opens_nothing(site: Site) -> None:
    browser, office = browser_of(site, "unit"), site.world.office
    old = address(browser)
    new = address(browser)
    forged = f"/lich/{'A' * 43}.ics"
    assert [fetched(site, path)[0] for path in (old, new, forged, "/lich/.ics", f"{new[:-5]}.ics")] == [
        404,
        200,
        404,
        404,
        404,
    ]
    assert fetched(site, old)[2] == fetched(site, forged)[2]
    browser.open("/lich")
    assert "Đã bỏ địa chỉ lịch" in browser.fill("/lich/bo").text
    assert fetched(site, new)[0] == 404
    last = address(browser)
    disable(office, "unit", at=NOW, actor="test")
    assert fetched(site, last)[0] == 404


def test_of_a_secret_only_the_hash_is_kept(site: Site) -> None:
    secret = address(browser_of(site, "unit")).removeprefix("/lich/").removesuffix(".ics")
    with reading(site.world.office.engine) as conn:
        assert [len(kept) for kept in conn.execute(sa.select(calendar_address.c.token_hash)).scalars()] == [64]
    assert secret not in repr(site.everything())


def test_words_of_a_plan_are_words_on_the_page_and_in_the_calendar(site: Site) -> None:
    row, browser = coming(site), browser_of(site, "unit")
    evil = "<script>alert(1)</script>\r\nEND:VEVENT\r\nX-EVIL:1; a, b"
    with writing(site.world.office.engine) as conn:
        conn.execute(sa.update(task).where(task.c.id == row.task_id).values(text=evil))
    for path in ("/viec-cua-toi?nhom=year", f"/viec-cua-toi/{row.id}"):
        assert "<script" not in browser.open(path).text
    _, headers, text = fetched(site, address(browser))
    assert "\nX-EVIL" not in text
    assert text.count("BEGIN:VEVENT") == text.count("\nEND:VEVENT")
    assert "\\nEND:VEVENT\\nX-EVIL:1\\; a\\, b" in text
    assert headers["content-disposition"] == 'attachment; filename="nhac-viec.ics"'


def test_too_many_askers_wait(site: Site) -> None:
    assert 429 in {fetched(site, "/lich/x.ics")[0] for _ in range(245)}


def test_looking_changes_nothing(site: Site) -> None:
    browser = browser_of(site, "unit")
    path = address(browser)
    before = site.everything()
    for one in ("/viec-cua-toi", f"/viec-cua-toi/{coming(site).id}", "/lich", path):
        assert browser.open(one, "HEAD").status == 200
        assert fetched(site, path)[0] == 200
    assert site.everything() == before
