"""Plans on the page: the list, one plan, and the way of a document to a plan in force, its amendment and its end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from db.engine import reading
from db.tables import metadata
from db.uploads import uploads
from nhacviec import config
from nhacviec.reading import read_for_adoption
from rules.access import AccountRole
from scheduler.accounts.accounts import Part, create
from scheduler.accounts.links import set_password
from scheduler.planning.adoption import adopt
from scheduler.uploads.taking import KEPT, put_old_away

from .browser import Browser
from .conftest import World
from .installation import PLAN
from .served import Reply, Site, served

PASSWORD = "ba con mèo leo cây cau"
HEAD = """Số: 15/KH-SNV

Bình Định, ngày 05 tháng 11 năm 2022

KẾ HOẠCH

Cải cách hành chính năm 2023

PHỤ LỤC

TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian thực hiện\tSản phẩm
"""
ROWS = (
    "1\tBáo cáo kết quả cải cách hành chính\tThanh tra Sở\tVăn phòng Sở\tQuý II/2023\tBáo cáo",
    "2\tKiểm tra công vụ tại các đơn vị\tThanh tra Sở\t\tNgày 20/12/2023\tKế hoạch",
)
STORED = ("plan", "task", "task_unit", "task_group", "occurrence", "obligation", "act", "unit_alias")


def document(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


@pytest.fixture
def here(make_world: Callable[..., World]) -> Iterator[Site]:
    """An office with accounts and without a plan, served at an address of http."""
    with served(staffed(make_world)) as site:
        yield site


def staffed(make_world: Callable[..., World]) -> World:
    made = make_world(office=config.Office(public_url="http://nhacviec.example.test"))
    at = Site(made).now
    roles: tuple[AccountRole, ...] = ("monitor", "administrator", "leader", "unit")
    for role in roles:
        part = Part(role, "thanh-tra" if role == "unit" else None)
        create(made.office, role, f"Người {role}", part, at=at, actor="test")
        set_password(made.office, role, PASSWORD, at=at, actor="test")
    return made


@pytest.fixture
def monitor(here: Site) -> Browser:
    return signed_in(here, "monitor")


def signed_in(site: Site, name: str) -> Browser:
    browser = Browser(site)
    browser.sign_in(name, PASSWORD)
    return browser


def send_file(browser: Browser, action: str, name: str, content: bytes) -> Reply:
    """Send the form with that action on the page shown, with a file."""
    mark = "----nhacviec"
    parts = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in browser.hidden(action).items()
    )
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return browser.send_body(
        action, parts + head + content + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
    )


def upload(browser: Browser, name: str, content: bytes, path: str = "/ke-hoach/nap") -> str:
    """Send a document and wait until it is read; gives the address of its review."""
    browser.open(path)
    shown = send_file(browser, path, name, content)
    assert shown.status == 200, shown.text
    with reading(browser.site.world.office.engine) as conn:
        number = uploads(conn)[0].id
    address = f"/ke-hoach/tep/{number}"
    until = time.monotonic() + 60
    while browser.open(address).headers["Refresh"]:
        assert time.monotonic() < until
        time.sleep(0.2)
    return address


def rows_of(site: Site, *left_out: str) -> dict[str, list[Mapping[str, Any]]]:
    """The rows that an adoption writes, without the names of who wrote them."""
    with reading(site.world.office.engine) as conn:
        return {
            name: [
                {key: value for key, value in row.items() if key not in left_out}
                for row in conn.execute(sa.select(metadata.tables[name])).mappings()
            ]
            for name in STORED
        }


def test_an_empty_office_says_what_to_do(monitor: Browser) -> None:
    shown = monitor.open("/ke-hoach")
    assert "Chưa có kế hoạch nào được theo dõi." in shown.text
    assert 'href="/ke-hoach/nap"' in shown.text
    assert monitor.open("/ke-hoach/1").status == 404


def test_a_document_is_read_reviewed_and_adopted_as_by_the_command(
    here: Site, monitor: Browser, make_world: Callable[..., World]
) -> None:
    address = upload(monitor, PLAN.name, PLAN.read_bytes())
    shown = monitor.open(address)
    assert "Đọc được 50 nhiệm vụ" in shown.text
    before = here.everything()
    seen = monitor.open(f"{address}/xem-truoc")
    assert here.everything() == before
    assert "thư giao việc tới" in seen.text
    counts = [int(one) for one in re.findall(r"<dt>(?:Việc được theo dõi|Bỏ qua|Đã qua hạn)</dt><dd>(\d+)", seen.text)]
    letters = int(re.findall(r"<dt>Thư</dt><dd>(\d+)", seen.text)[0])
    done = monitor.fill(f"{address}/nap")
    assert "Đã nạp kế hoạch: 50 nhiệm vụ." in done.text
    assert monitor.open(address).status == 404
    found = rows_of(here)
    assert [sum(row["state"] == s for row in found["obligation"]) for s in ("open", "void", "past")] == counts
    other = make_world()
    document, reviewed = read_for_adoption(other.office, PLAN)
    adopt(other.office, document, reviewed, source=PLAN, period=None, issued=None, at=here.now, actor="monitor")
    assert rows_of(Site(other)) == found
    assert len(here.world.tick(here.now)) == letters


def adopted(monitor: Browser, *rows: str) -> Reply:
    address = upload(monitor, "ke-hoach.md", document(*rows))
    monitor.open(f"{address}/xem-truoc")
    return monitor.fill(f"{address}/nap")


def test_a_plan_shows_its_tasks_and_its_history_and_is_in_the_list(here: Site, monitor: Browser) -> None:
    shown = adopted(monitor, *ROWS)
    for words in ("Báo cáo kết quả cải cách hành chính", "Thanh tra", "Kỳ tới: 30/06/2023", "(monitor)"):
        assert words in shown.text
    leader = signed_in(here, "leader")
    assert 'href="/ke-hoach/1"' in leader.open("/ke-hoach").text
    assert "/dong" not in leader.open("/ke-hoach/1").text


@pytest.mark.parametrize("name", ["leader", "unit"])
def test_only_monitors_and_administrators_bring_in_documents(here: Site, name: str) -> None:
    browser = signed_in(here, name)
    for path in ("/ke-hoach/nap", "/ke-hoach/tep/1", "/ke-hoach/1/dong", "/ke-hoach/1/huy"):
        assert browser.open(path).status == 403


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ke-hoach.doc", b"abc", "đây là tệp Word kiểu cũ (.doc)"),
        ("ke-hoach.docx", b"PK\x03\x04abc", "Không đọc được ke-hoach.docx"),
        ("ke-hoach.txt", "Không có bảng nào.".encode(), "không thấy bảng nào"),
    ],
)
def test_a_file_that_cannot_be_read_gives_its_readers_sentence(
    monitor: Browser, name: str, content: bytes, said: str
) -> None:
    address = upload(monitor, name, content)
    assert said in monitor.open(address).text
    assert monitor.open(f"{address}/xem-truoc").text == monitor.open(address).text
    assert "Đã bỏ văn bản" in (monitor.open(f"{address}/bo") and monitor.fill(f"{address}/bo")).text


def test_no_file_and_a_file_too_large_are_told_beside_the_field(make_world: Callable[..., World]) -> None:
    made = make_world(office=config.Office(public_url="http://nhacviec.example.test"), web=config.Web(plan_mb=1))
    create(made.office, "an", "An", Part("monitor"), at=Site(made).now, actor="test")
    set_password(made.office, "an", PASSWORD, at=Site(made).now, actor="test")
    with served(made) as site:
        browser = signed_in(site, "an")
        browser.open("/ke-hoach/nap")
        for content, said in ((b"", "Hãy chọn tệp kế hoạch."), (b"x" * (2**20 + 1), "lớn hơn 1 MB")):
            shown = send_file(browser, "/ke-hoach/nap", "lon.txt", content)
            assert shown.status == 422
            assert re.search(rf'<a href="#file">[^<]*{said}', shown.text)


def test_what_nobody_adopts_goes_after_its_days(here: Site, monitor: Browser) -> None:
    address = upload(monitor, "ke-hoach.md", document(*ROWS))
    put_old_away(here.world.office, here.now + KEPT)
    assert monitor.open(address).status == 404


OPEN = (
    "1\tBáo cáo kết quả\tĐội Cờ đỏ\t\tQuý II/2023\t",
    "2\tKiểm tra công vụ\tThanh tra Sở\t\tVào lúc nào thấy tiện\t",
    "3\tTổng kết phong trào\t\t\tQuý IV/2023\t",
)


def fields(shown: Reply, asked: str) -> str:
    """The key of the question whose words contain that text."""
    found = [
        key
        for key, text in re.findall(r'<fieldset class="question" id="(\w+)".*?<legend>(.*?)</legend>', shown.text, re.S)
        if asked in text
    ]
    assert len(found) == 1, (asked, found)
    return str(found[0])


def test_questions_are_answered_on_the_page_and_adopted_as_decided(here: Site, monitor: Browser) -> None:
    address = upload(monitor, "ke-hoach.md", document(*OPEN))
    shown = monitor.open(f"{address}/cau-hoi")
    unit, phrase, lead = (fields(shown, words) for words in ("Đội Cờ đỏ", "thấy tiện", "Chưa ghi cơ quan chủ trì"))
    action = f"{address}/cau-hoi?trang=1"
    refused = monitor.fill(action, **{phrase: "write", f"{phrase}-chu": "lúc nào đó"})
    assert refused.status == 422
    assert re.search(rf'<a href="#{phrase}">Chưa hiểu thời hạn “lúc nào đó”', refused.text)
    tried = monitor.fill(action, **{f"{phrase}-chu": "Quý III/2023", "thu": "co"})
    assert "hạn 30/09/2023" in tried.text
    assert 'value="Quý III/2023"' in tried.text
    answers = {unit: "units", f"{unit}-dv": "thanh-tra", f"{phrase}-chu": "Quý III/2023", lead: "nobody"}
    done = monitor.fill(action, **answers)
    assert "Đã ghi 3 câu trả lời; không còn chỗ nào cần quyết định." in done.text
    back = monitor.send(
        f"{address}/sua-lai", {**monitor.hidden(f"{address}/sua-lai"), "kind": "tasks", "name": "1.-.3"}
    )
    assert "Trả lời 1 câu hỏi" in back.text
    monitor.open(f"{address}/cau-hoi")
    monitor.fill(action, **{lead: "skip"})
    monitor.open(f"{address}/xem-truoc")
    monitor.fill(f"{address}/nap")
    found = rows_of(here)
    assert [row["name"] for row in found["task"]] == ["1.-.1", "1.-.2"]
    assert {str(row["due"]) for row in found["obligation"]} == {"2023-06-30", "2023-09-30"}
    assert "Đội Cờ đỏ" in {row["spelling"] for row in found["unit_alias"]}


def test_a_file_of_decisions_answers_as_well(monitor: Browser) -> None:
    address = upload(monitor, "ke-hoach.md", document(*OPEN))
    for kind in ("toml", "xlsx"):
        assert monitor.open_bytes(f"{address}/quyet-dinh.{kind}")[:2] == (b"PK" if kind == "xlsx" else b"# ")
    monitor.open(address)
    wrong = send_file(monitor, f"{address}/quyet-dinh", "quyet-dinh.toml", b'[tasks."9.9.9"]\nskip = true\n')
    assert wrong.status == 422
    assert "văn bản không có nhiệm vụ 9.9.9" in wrong.text
    said = '[units]\n"Đội Cờ đỏ" = "không"\n[tasks."1.-.2"]\nphrase = "Quý III/2023"\n[tasks."1.-.3"]\nskip = true\n'
    done = send_file(monitor, f"{address}/quyet-dinh", "quyet-dinh.toml", said.encode())
    assert "Đã nhận các quyết định trong tệp" in done.text


def test_decisions_changed_elsewhere_are_looked_at_again_before_adopting(here: Site, monitor: Browser) -> None:
    address = upload(monitor, "ke-hoach.md", document(*OPEN))
    monitor.open(f"{address}/xem-truoc")
    seen = monitor.hidden(f"{address}/nap")
    shown = monitor.open(f"{address}/cau-hoi")
    monitor.fill(f"{address}/cau-hoi?trang=1", **{fields(shown, "Chưa ghi cơ quan chủ trì"): "nobody"})
    assert "vừa được sửa ở nơi khác" in monitor.send(f"{address}/nap", seen).text
    assert rows_of(here)["plan"] == []


AMENDED = (
    "1\tBáo cáo kết quả cải cách hành chính\tThanh tra Sở\tVăn phòng Sở\tQuý III/2023\tBáo cáo",
    "2\tKiểm tra công vụ, kỷ luật tại các đơn vị trực thuộc\tThanh tra Sở\t\tNgày 20/12/2023\tKế hoạch",
)


def test_an_amended_text_is_compared_paired_applied_and_taken_back(here: Site, monitor: Browser) -> None:
    adopted(monitor, *ROWS)
    before = rows_of(here)["obligation"]
    address = upload(monitor, "sua-doi.md", document(*AMENDED), "/ke-hoach/1/sua-doi")
    shown = monitor.open(f"{address}/so-sanh")
    assert "Phải trả lời trước khi áp dụng (1)" in shown.text
    assert "30/06/2023 → 30/09/2023" in shown.text or "Quý II/2023” → “Quý III/2023" in shown.text
    monitor.fill(f"{address}/so-sanh", **{"cap-1.-.2": "1.-.2"})
    done = monitor.fill(f"{address}/ap-dung")
    assert "Đã sửa đổi kế hoạch theo văn bản số 15/KH-SNV" in done.text
    assert "2023-09-30" in {str(row["due"]) for row in rows_of(here)["obligation"]}
    assert "Hủy lần sửa đổi mới nhất" in done.text
    monitor.open("/ke-hoach/1/huy")
    undone = monitor.fill("/ke-hoach/1/huy", why="nhầm tệp")
    assert "kế hoạch trở lại như trước" in undone.text
    assert "nhầm tệp" in undone.text
    assert {row["due"] for row in rows_of(here)["obligation"] if row["state"] == "open"} == {
        row["due"] for row in before
    }


def test_taking_back_does_what_the_page_said_or_nothing(here: Site, monitor: Browser) -> None:
    adopted(monitor, *ROWS)
    monitor.open("/ke-hoach/1/huy")
    seen = monitor.hidden("/ke-hoach/1/huy")
    assert "Kế hoạch vừa thay đổi" in monitor.send("/ke-hoach/1/huy", {**seen, "what": "amendment:1"}).text
    assert "Đã hủy việc nạp kế hoạch" in monitor.send("/ke-hoach/1/huy", seen).text
    assert [row["status"] for row in rows_of(here)["plan"]] == ["undone"]


def test_a_plan_is_closed_after_each_open_obligation_is_decided_and_opened_again(here: Site, monitor: Browser) -> None:
    adopted(monitor, *ROWS)
    shown = monitor.open("/ke-hoach/1/dong")
    one, _ = re.findall(r'name="(viec-\d+)"', shown.text)
    action = "/ke-hoach/1/dong?trang=1"
    assert "Còn 1 việc chưa có quyết định" in monitor.fill(action, **{one: "finish"}).text
    assert "Hãy ghi lý do hủy" in monitor.fill(action, **{one: "finish", "rest": "cancel"}).text
    sure = monitor.fill(action, **{one: "finish", "rest": "cancel", "why": "đã lồng ghép"})
    assert "1 việc hủy, không nhắc nữa" in sure.text
    assert [row["status"] for row in rows_of(here)["plan"]] == ["adopted"]
    done = monitor.fill(action)
    assert "Đã đóng kế hoạch" in done.text
    assert sorted(row["state"] for row in rows_of(here)["obligation"]) == ["cancelled", "open"]
    monitor.open("/ke-hoach/1/huy")
    assert "Đã mở lại kế hoạch." in monitor.fill("/ke-hoach/1/huy").text
    assert [row["state"] for row in rows_of(here)["obligation"]] == ["open", "open"]
