"""A later due date asked for, answered and taken back on the page of a link."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from db.duties import ObligationRow
from db.engine import reading
from db.extensions import ExtensionRow, extensions
from db.history import story
from scheduler.answering import extensions as use
from scheduler.answering.extensions import Decision

from .served import LEAD, Site
from .test_answers import at, one, standing

HELPER = "tcbc-tcpcp@snv.example.test"
BOSS = Decision("Nguyễn Văn Bình, Giám đốc", "Công văn số 215/SNV-VP")
ASKED = {"choice": "extension_asked", "to": "31/1/2023", "note": "chờ hướng dẫn của Bộ"}


@pytest.fixture
def row(site: Site) -> ObligationRow:
    """Lead Văn phòng Sở, co-ordinating Phòng TCBC-TCPCP, due 31/12/2022."""
    return one(site.world, "1.IV.2", "2022")


def requests(site: Site, row: ObligationRow) -> list[ExtensionRow]:
    with reading(site.world.office.engine) as conn:
        return extensions(conn, obligation_id=row.id)


def page(site: Site, row: ObligationRow) -> str:
    return site.ask(f"/tra-loi/{site.token(row)}").text


def test_a_request_is_kept_as_the_command_keeps_it_and_shown_in_place_of_the_form(
    site: Site, row: ObligationRow
) -> None:
    token = site.token(row)
    assert "Đề nghị gia hạn</summary>" in page(site, row)
    reply = site.send(token, **ASKED)
    assert (reply.status, reply.headers["Location"]) == (303, f"/tra-loi/{token}?da=extension_asked")
    (asked,) = requests(site, row)
    assert (asked.state, asked.to_due, asked.reason) == ("asked", dt.date(2023, 1, 31), ASKED["note"])
    assert (asked.asked_by, asked.unit) == (LEAD, "van-phong")
    with reading(site.world.office.engine) as conn:
        assert [(e.actor, e.what) for e in story(conn, f"obligation:{row.id}")] == [(LEAD, "extension_asked")]
    use.give_opinion(site.world.office, asked.id, "nên chấp thuận", at=site.now, actor="vp")
    shown = page(site, row)
    assert re.search("gia hạn đến 31/01/2023</b> · chờ quyết định", shown)
    assert "<dd>nên chấp thuận</dd>" in shown
    assert 'name="to"' not in shown


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        ({"to": "30/11/2022"}, "Không gia hạn đến 30/11/2022 được: ngày này không sau hạn hiện tại 31/12/2022.", "to"),
        ({"to": "31/12/2022"}, "Không gia hạn đến 31/12/2022 được: ngày này không sau hạn hiện tại 31/12/2022.", "to"),
        ({"to": "31/2/2023"}, "Hạn mới cần là một ngày có thật, ghi ngày/tháng/năm, ví dụ 31/3/2026.", "to"),
        ({"to": ""}, "Hạn mới cần là một ngày có thật, ghi ngày/tháng/năm, ví dụ 31/3/2026.", "to"),
        ({"note": " "}, "Hãy ghi lý do vì sao cần thêm thời gian.", "note"),
        ({"note": "x" * 2001}, "Nội dung quá dài: nhiều nhất 2000 chữ cái.", "note"),
    ],
)
def test_a_refusal_stands_by_its_field_and_what_was_typed_is_kept(
    site: Site, row: ObligationRow, fields: dict[str, str], said: str, field: str
) -> None:
    before, sent = site.everything(), ASKED | fields
    reply = site.send(site.token(row), **sent)
    assert reply.status == 422
    assert f'<span class="fault" id="extension_asked-{field}-fault">{said}</span>' in reply.text
    assert re.search(rf'name="{field}"[^>]* aria-describedby="[^"]*extension_asked-{field}-fault"', reply.text)
    assert "<details open>\n<summary>Đề nghị gia hạn" in reply.text
    assert f'value="{sent["to"]}"' in reply.text
    assert f">{sent['note']}</textarea>" in reply.text
    assert site.everything() == before


def test_a_day_that_is_over_is_refused_though_the_due_date_has_passed(site: Site, row: ObligationRow) -> None:
    site.now = at("2023-02-10")
    reply = site.send(site.token(row), **ASKED)
    assert "Không gia hạn đến 31/01/2023 được: ngày này đã qua." in reply.text
    assert requests(site, row) == []


def test_no_second_request_and_none_beyond_those_allowed(site: Site, row: ObligationRow) -> None:
    token, office = site.token(row), site.world.office
    site.send(token, **ASKED)
    again = site.send(token, **ASKED)
    assert (again.status, "còn một đề nghị chưa quyết định" in again.text) == (422, True)
    use.approve(office, requests(site, row)[-1].id, BOSS, at=site.now, actor="vp")
    site.send(token, **ASKED | {"to": "28/2/2023"})
    use.approve(office, requests(site, row)[-1].id, BOSS, at=site.now, actor="vp")
    assert "Không đề nghị gia hạn được: đã gia hạn đủ 2 lần được phép." in page(site, row)
    third = site.send(token, **ASKED | {"to": "31/3/2023"})
    assert (third.status, "đã gia hạn đủ 2 lần được phép" in third.text) == (422, True)
    assert len(requests(site, row)) == 2


def offered(site: Site, row: ObligationRow) -> int:
    site.send(site.token(row), **ASKED)
    number = requests(site, row)[-1].id
    use.offer(site.world.office, number, BOSS, dt.date(2023, 1, 10), at=site.now, actor="vp")
    return number


def test_the_unit_takes_the_date_that_it_was_offered(site: Site, row: ObligationRow) -> None:
    number = offered(site, row)
    shown = page(site, row)
    assert "chờ đơn vị trả lời về ngày khác" in shown
    assert "Nhận hạn 10/01/2023</button>" in shown
    assert site.send(site.token(row), choice="offer_accepted", request=str(number)).status == 303
    assert standing(site.world, row).due == dt.date(2023, 1, 10)
    again = site.send(site.token(row), choice="offer_accepted", request=str(number))
    assert (again.status, "đã được chấp thuận; không nhận ngày khác được nữa" in again.text) == (422, True)


def test_the_unit_declines_the_date_that_it_was_offered_and_may_ask_anew(site: Site, row: ObligationRow) -> None:
    number = offered(site, row)
    assert site.send(site.token(row), choice="offer_declined", request=str(number)).status == 303
    assert (requests(site, row)[0].state, standing(site.world, row).due) == ("withdrawn", dt.date(2022, 12, 31))
    assert 'name="to"' in page(site, row)


def test_a_request_is_taken_back(site: Site, row: ObligationRow) -> None:
    site.send(site.token(row), **ASKED)
    number = str(requests(site, row)[0].id)
    assert site.send(site.token(row), choice="extension_withdrawn", request=number).status == 303
    assert requests(site, row)[0].state == "withdrawn"


def test_a_link_reaches_no_request_of_another_duty(site: Site, row: ObligationRow) -> None:
    other = one(site.world, "1.II.2", "2022", "thanh-tra")
    use.ask(site.world.office, other.id, to=dt.date(2023, 1, 31), reason="chờ", at=site.now, actor="thanh-tra")
    number = str(requests(site, other)[0].id)
    before = site.everything()
    for request in (number, "999", "", "1; --"):
        assert site.send(site.token(row), choice="extension_withdrawn", request=request).status == 422
    assert site.everything() == before


def test_a_helper_neither_sees_nor_makes_a_request(site: Site, row: ObligationRow) -> None:
    site.send(site.token(row), **ASKED)
    token, before = site.token(row, "tcbc-tcpcp", HELPER), site.everything()
    assert "Gia hạn" not in site.ask(f"/tra-loi/{token}").text
    refused = site.send(token, **ASKED | {"to": "28/2/2023"})
    assert (refused.status, "Chỉ đơn vị chủ trì" in refused.text) == (422, True)
    number = str(requests(site, row)[0].id)
    assert site.send(token, choice="extension_withdrawn", request=number).status == 422
    assert site.everything() == before
