"""The page behind the links, over real HTTP on this machine."""

from __future__ import annotations

import datetime as dt
import logging
import re

import pytest

from db.duties import ObligationRow
from db.engine import reading
from db.history import story
from db.mails import unanswered_acts
from scheduler.answering.answers import report_done
from scheduler.answering.links import form_token
from scheduler.answering.verdicts import cancel
from web.desk import FORMS_A_MINUTE
from web.forms import MOST_BYTES

from .served import LEAD, Site
from .test_answers import at, one, standing

HELPER = "tcbc-tcpcp@snv.example.test"


@pytest.fixture
def row(site: Site) -> ObligationRow:
    """Lead Văn phòng Sở, co-ordinating Phòng TCBC-TCPCP, due 31/12/2022."""
    return one(site.world, "1.IV.2", "2022")


def test_looking_changes_nothing_however_often_and_whoever_looks(site: Site, row: ObligationRow) -> None:
    before, path = site.everything(), f"/tra-loi/{site.token(row)}"
    pages = [site.ask(path), site.ask(path), site.ask(f"{path}?choice=done&da=done")]
    assert [page.status for page in pages] == [200, 200, 200]
    assert (site.ask(path, "HEAD").status, site.ask(path, "HEAD").text) == (200, "")
    for link in re.findall(r'href="([^"]+)"', pages[0].text):
        assert site.ask(link).status == 200
    assert site.ask("/lien-ket-moi").status == 405
    assert site.everything() == before


def test_the_page_is_plain_html_in_vietnamese_that_asks_nobody_else(site: Site, row: ObligationRow) -> None:
    page = site.ask(f"/tra-loi/{site.token(row)}")
    assert '<html lang="vi">' in page.text
    assert "thứ Bảy, 31/12/2022" in page.text
    assert not re.search(r"<script|https?://| style=| on\w+=", page.text)
    for name in re.findall(r'<(?:input|textarea) id="(\w+)"', page.text):
        assert f'<label for="{name}">' in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in str(page.headers["Content-Security-Policy"])
    assert "script-src" not in str(page.headers["Content-Security-Policy"])
    assert page.headers["Server"] is None


def test_done_is_taken_once_and_the_reader_sent_back_to_the_page(site: Site, row: ObligationRow) -> None:
    token = site.token(row)
    reply = site.send(token, choice="done", on="30/11/2022", document="15/BC-VP")
    assert (reply.status, reply.headers["Location"]) == (303, f"/tra-loi/{token}?da=done")
    now = standing(site.world, row)
    assert (now.state, now.done_on, now.document) == ("done", dt.date(2022, 11, 30), "15/BC-VP")
    with reading(site.world.office.engine) as conn:
        assert [(e.actor, e.what) for e in story(conn, f"obligation:{row.id}")] == [(LEAD, "done")]
    page = site.ask(f"/tra-loi/{token}?da=done").text
    assert "Đã ghi nhận: đã hoàn thành." in page
    assert "<form" not in page
    form = form_token(token, site.key)
    again = site.ask(f"/tra-loi/{token}", "POST", form=form, choice="done")
    assert again.status == 422
    assert f"Việc số {row.id} không còn mở (hiện: đã hoàn thành); không báo hoàn thành được." in again.text
    assert len(site.answers(row)) == 1


def test_each_other_answer_is_taken(site: Site, row: ObligationRow) -> None:
    token = site.token(row)
    site.send(token, choice="acknowledged")
    site.send(token, choice="progress", note="đạt 40% <b>")
    site.send(token, choice="declined", note="của Thanh tra")
    assert [(a.kind, a.note, a.via, a.actor) for a in site.answers(row)] == [
        ("acknowledged", None, "link", LEAD),
        ("progress", "đạt 40% <b>", "link", LEAD),
        ("declined", "của Thanh tra", "link", LEAD),
    ]
    with reading(site.world.office.engine) as conn:
        assert [act.kind for act in unanswered_acts(conn)] == ["declined"]
    assert "đạt 40% &lt;b&gt;" in site.ask(f"/tra-loi/{token}").text


def test_a_co_ordinator_reports_its_part_alone(site: Site, row: ObligationRow) -> None:
    token = site.token(row, "tcbc-tcpcp", HELPER)
    assert "Báo phần phối hợp đã xong" in site.ask(f"/tra-loi/{token}").text
    assert site.send(token, choice="done").status == 303
    now = standing(site.world, row)
    assert (now.state, now.parts_done) == ("open", ("tcbc-tcpcp",))
    assert "đã xong phần phối hợp" in site.ask(f"/tra-loi/{token}").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"choice": "done", "on": "31/2/2022"}, "Ngày hoàn thành cần là một ngày có thật"),
        ({"choice": "done", "on": "2/12/2022"}, "Ngày hoàn thành 02/12/2022 ở tương lai"),
        ({"choice": "progress", "note": " "}, "Hãy ghi tiến độ."),
        ({"choice": "declined", "note": "x" * 2001}, "Nội dung quá dài: nhiều nhất 2000 chữ cái."),
        ({"choice": "cancel"}, "Hãy chọn một cách trả lời"),
    ],
)
def test_faults_are_told_in_words_and_change_nothing(
    site: Site, row: ObligationRow, fields: dict[str, str], said: str
) -> None:
    before = site.everything()
    reply = site.send(site.token(row), **fields)
    assert reply.status == 422
    assert said in reply.text
    assert site.everything() == before


def test_a_form_that_is_not_of_this_page_is_refused(site: Site, row: ObligationRow) -> None:
    before, token = site.everything(), site.token(row)
    other = form_token(site.token(row, "tcbc-tcpcp", HELPER), site.key)
    for fields in ({}, {"form": ""}, {"form": other}):
        assert site.ask(f"/tra-loi/{token}", "POST", choice="done", **fields).status == 403
    assert site.everything() == before


def test_what_nobody_signed_is_told_so_and_offers_a_fresh_link(site: Site, row: ObligationRow) -> None:
    spoiled = site.ask(f"/tra-loi/{site.token(row)[:-3]}")
    assert spoiled.status == 404
    assert "Liên kết này không dùng được" in spoiled.text
    form = re.findall(r'name="form" value="(\w+)"', spoiled.text)[0]
    replies = [
        site.ask("/lien-ket-moi", "POST", form=form, token="", address=address)
        for address in (HELPER, "stranger@example.test")
    ]
    assert {(r.status, r.headers["Location"], r.text) for r in replies} == {(303, "/da-gui", "")}
    with reading(site.world.office.engine) as conn:
        assert [act.ref for act in unanswered_acts(conn)] == [f"mailbox:{HELPER}"]
    assert site.ask("/da-gui").status == 200


def test_a_link_lives_ninety_days_longer_than_its_duty(site: Site, row: ObligationRow) -> None:
    report_done(site.world.office, row.id, on=dt.date(2022, 12, 1), at=at("2022-12-01"), actor="test")
    token = site.token(row)
    site.now = at("2022-12-01") + dt.timedelta(days=90)
    assert site.ask(f"/tra-loi/{token}").status == 200
    site.now += dt.timedelta(seconds=1)
    expired = site.ask(f"/tra-loi/{token}")
    assert expired.status == 410
    assert "Liên kết này đã hết hạn sử dụng." in expired.text
    form = re.findall(r'name="form" value="(\w+)"', expired.text)[0]
    assert site.ask("/lien-ket-moi", "POST", form=form, token=token).status == 303
    with reading(site.world.office.engine) as conn:
        assert f"mailbox:{LEAD}" in [act.ref for act in unanswered_acts(conn)]


def test_a_mailbox_that_left_the_register_answers_no_more(site: Site, row: ObligationRow) -> None:
    gone = site.token(row, "van-phong", "da-nghi@snv.example.test")
    assert site.ask(f"/tra-loi/{gone}").status == 410
    not_concerned = site.token(row, "luu-tru", "luu-tru@snv.example.test")
    assert site.ask(f"/tra-loi/{not_concerned}").status == 410


def test_large_bodies_and_haste_are_turned_away(site: Site, row: ObligationRow) -> None:
    token = site.token(row)
    assert site.ask(f"/tra-loi/{token}", "POST", note="x" * MOST_BYTES).status == 413
    for _ in range(FORMS_A_MINUTE):
        last = site.ask(f"/tra-loi/{token}", "POST", choice="done")
    assert last.status == 429
    site.now += dt.timedelta(minutes=1)
    assert site.send(token, choice="acknowledged").status == 303


def test_no_log_has_a_token(site: Site, row: ObligationRow, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = site.token(row)
    site.send(token, choice="acknowledged")
    cancel(site.world.office, row.id, why="thôi", at=site.now, actor="test")
    site.ask(f"/tra-loi/{token}")
    assert token not in caplog.text
