"""`/su-kien`: what waits, what is announced with its preview, another date, a revocation; each form's faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from db.announcements import announcements
from db.engine import reading
from rules.access import AccountRole
from scheduler.changes.event_lists import awaited_event

from .conftest import World
from .served import Site, served
from .staff import browser_of, staff

ONE, THREE = "bo-noi-vu-cong-bo-tthc", "co-huong-dan-cua-trung-uong"


@pytest.fixture
def here(make_world: Callable[..., World]) -> Iterator[Site]:
    """An office of the test's own that adopted the plan a month ago."""
    made = make_world()
    with served(made) as site:
        staff(made.office, site.now)
        made.adopt(site.now.replace(month=11))
        yield site


@pytest.fixture(scope="module")
def shared(make_world: Callable[..., World]) -> Iterator[Site]:
    """One for tests that write nothing."""
    made = make_world()
    with served(made) as site:
        staff(made.office, site.now)
        made.adopt(site.now.replace(month=11))
        yield site


def numbers(site: Site, key: str) -> list[str]:
    """The numbers of the tasks that wait for the event."""
    event = awaited_event(site.world.office, key)
    assert event
    return [str(task.id) for task in event.tasks]


def count(site: Site) -> int:
    with reading(site.world.office.engine) as conn:
        return len(announcements(conn))


def test_what_waits_is_listed_with_its_tasks_and_a_leader_only_reads(shared: Site) -> None:
    page = browser_of(shared, "monitor").open("/su-kien").text
    for said in ("Bộ Nội vụ", "2.II.2", "2.II.6", "2.III.1", "Chờ từ ngày", "01/11/2022", "Chưa hỏi ai."):
        assert said in page
    assert f'href="/su-kien/cho/{THREE}"' in page
    leader = browser_of(shared, "leader")
    assert f'href="/su-kien/cho/{THREE}"' not in leader.open("/su-kien").text
    assert leader.open(f"/su-kien/cho/{THREE}").status == 403
    assert browser_of(shared, "unit").open("/su-kien").status == 403


@pytest.mark.parametrize("path", ["/su-kien/cho/khong-co", "/su-kien/99", "/su-kien/99/thu-hoi", "/su-kien/9e9"])
def test_what_is_not_there_is_not_found(shared: Site, path: str) -> None:
    assert browser_of(shared, "monitor").open(path).status == 404


@pytest.mark.parametrize(
    ("key", "fields", "field", "said"),
    [
        (ONE, {"happened": ""}, "happened", "Hãy ghi ngày sự kiện xảy ra."),
        (ONE, {"happened": "31/2/2022"}, "happened", "Ngày sự kiện xảy ra cần là một ngày có thật"),
        (ONE, {"received": "14/11/2022"}, "received", "Ngày nhận văn bản (14/11/2022) trước ngày sự kiện xảy ra"),
        (ONE, {"within": "mười mấy hôm"}, "within", "Thời hạn cần có số và đơn vị"),
        (ONE, {"within": "10 ngày", "due": "30/12/2022"}, "within", "Chỉ ghi một trong hai"),
        (ONE, {"document": "x" * 301}, "document", "nhiều nhất 300 ký tự"),
        (THREE, {}, "task", "Có 3 nhiệm vụ cùng chờ sự kiện này"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(
    shared: Site, key: str, fields: dict[str, str], field: str, said: str
) -> None:
    browser, before = browser_of(shared, "monitor"), shared.everything()
    browser.open(f"/su-kien/cho/{key}")
    given = {"happened": "15/11/2022", "note": "ghi chú của tôi", **fields}
    page = browser.fill(f"/su-kien/cho/{key}/xem-truoc", **given)
    assert page.status == 422
    assert "<title>Lỗi: " in page.text
    assert re.search(rf'<a href="#{field}">[^<]*{re.escape(said)}', page.text)
    assert "ghi chú của tôi" in page.text
    tables = [rows for rows in shared.everything() if rows not in before]
    assert len(tables) <= 2  # the sign-in of this very browser: its session and its history


def test_nothing_is_preselected_where_several_tasks_wait_for_the_same_words(shared: Site) -> None:
    page = browser_of(shared, "administrator").open(f"/su-kien/cho/{THREE}").text
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    assert len(boxes) == 3
    assert not any("checked" in box for box in boxes)


def test_an_event_is_previewed_announced_given_another_date_and_revoked(here: Site) -> None:
    browser, task = browser_of(here, "monitor"), numbers(here, THREE)[0]
    browser.open(f"/su-kien/cho/{THREE}")
    given = {"happened": "30/11/2022", "within": "10 ngày làm việc", "document": "Công văn số 5/BNV", "task": task}
    page = browser.fill(f"/su-kien/cho/{THREE}/xem-truoc", **given).text
    for said in ("Chưa ghi gì.", "14/12/2022", "Công văn số 5/BNV", "Thư sẽ gửi", "@snv.example.test", "10 ngày"):
        assert said in page
    assert page.count('<article class="block">') == 1
    assert count(here) == 0
    mended = browser.fill(f"/su-kien/cho/{THREE}", happened="29/11/2022").text
    assert "Số liệu đã thay đổi sau khi xem trước" in mended
    assert count(here) == 0
    done = browser.fill(f"/su-kien/cho/{THREE}", happened="30/11/2022").text
    assert "Số liệu đã thay đổi" in done  # the mark is that of the other date
    done = browser.fill(f"/su-kien/cho/{THREE}").text
    assert "Đã ghi nhận sự kiện (công bố số 1): mở 1 nhiệm vụ" in done
    assert re.search(r'<a href="/viec/\d+">', done)
    assert "còn hạn" in done

    browser.open(f"/su-kien/cho/{THREE}")
    again = browser.fill(f"/su-kien/cho/{THREE}/xem-truoc", **given)
    assert again.status == 422
    assert "đã được ghi ở công bố số 1" in again.text
    assert 'name="again"' in again.text

    browser.open("/su-kien/1/ghi-lai-ngay")
    same = browser.fill("/su-kien/1/ghi-lai-ngay/xem-truoc", happened="30/11/2022")
    assert (same.status, "không có gì thay đổi" in same.text) == (422, True)
    page = browser.fill("/su-kien/1/ghi-lai-ngay/xem-truoc", happened="1/12/2022", reason="ký lại").text
    assert "14/12/2022" in page
    assert "15/12/2022" in page
    done = browser.fill("/su-kien/1/ghi-lai-ngay").text
    assert "Công bố số 1 nay ghi ngày 01/12/2022; 1 việc đổi hạn." in done

    browser.open("/su-kien/1/thu-hoi")
    bare = browser.fill("/su-kien/1/thu-hoi/xem-truoc", reason=" ")
    assert (bare.status, "Hãy ghi lý do thu hồi" in bare.text) == (422, True)
    page = browser.fill("/su-kien/1/thu-hoi/xem-truoc", reason="ghi nhầm").text
    assert "Việc được rút" in page
    assert "chưa ai được báo" in page
    done = browser.fill("/su-kien/1/thu-hoi").text
    assert "Đã thu hồi công bố số 1: rút 1 việc, 0 thư sẽ gửi." in done
    assert browser.open("/su-kien/1/thu-hoi").status == 404
    assert "đã thu hồi" in browser.open("/su-kien/da-ghi-nhan").text


def test_those_who_were_told_are_named_before_a_revocation(here: Site) -> None:
    browser = browser_of(here, "administrator")
    browser.open(f"/su-kien/cho/{ONE}")
    browser.fill(f"/su-kien/cho/{ONE}/xem-truoc", happened="30/11/2022", due="30/12/2022")
    browser.fill(f"/su-kien/cho/{ONE}")
    letters = [one for one in here.world.tick(here.now) if one["class"] == "letter" and one["kind"] == "event"]
    told = {address for one in letters for address in one["to"]}
    assert told
    browser.open("/su-kien/1/thu-hoi")
    page = browser.fill("/su-kien/1/thu-hoi/xem-truoc", reason="ghi nhầm").text
    assert all(address in page for address in told)


@pytest.mark.parametrize("role", ["leader", "unit"])
@pytest.mark.parametrize("path", [f"/su-kien/cho/{ONE}", "/su-kien/1/thu-hoi", "/su-kien/1/ghi-lai-ngay"])
def test_only_monitors_and_administrators_write(shared: Site, role: AccountRole, path: str) -> None:
    browser = browser_of(shared, role)
    browser.open("/tai-khoan")
    token = browser.hidden("/dang-xuat")
    assert browser.send(path, token | {"happened": "30/11/2022", "reason": "x"}).status == 403
    assert count(shared) == 0
