"""Duties without a due date: answered once a period by link or by command, and told to the monitor a day later."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy

import pytest

from db.checkins import CheckInRow, check_ins
from db.engine import reading
from db.history import story
from db.mails import mail_by_id, mails
from nhacviec import config
from notifications.masking import masked
from rules.errors import NhacviecError
from scheduler.answering.answers import NoReasonError, Teller
from scheduler.answering.checkin_answers import NotAskedError, check_in
from scheduler.answering.checkins import NoPeriodError, Round, round_of
from scheduler.answering.links import CheckInLink, ask_fresh, form_token, read_check_in_link, read_link, signed
from scheduler.office import world as known_world

from .conftest import World
from .served import Site, served
from .test_answer_links import texts
from .test_answers import at

URL = "https://nhacviec.example.test"
UNIT, MAILBOX = "van-phong", "van-phong@snv.example.test"
MONITOR = "theo-doi-ke-hoach@snv.example.test"
PERIOD = "2022-Q1"


@pytest.fixture
def site(make_world: Callable[..., World]) -> Iterator[Site]:
    """The quarter's check-in was asked on 15 March 2022; it is an hour later."""
    made = make_world(office=config.Office(public_url=URL))
    made.adopt(at("2022-01-04", 7))
    made.tick(at("2022-01-04", 8))
    made.tick(at("2022-03-15", 8))
    with served(made) as site:
        site.now = at("2022-03-15", 9)
        yield site


def asked(site: Site, day: str = "2022-03-15") -> Round:
    with reading(site.world.office.engine) as conn:
        return round_of(conn, known_world(site.world.office, conn), PERIOD, dt.date.fromisoformat(day))


def stored(site: Site) -> list[CheckInRow]:
    with reading(site.world.office.engine) as conn:
        return check_ins(conn, period=PERIOD)


def token(site: Site, unit: str = UNIT, mailbox: str = MAILBOX) -> str:
    return signed(CheckInLink(PERIOD, unit, mailbox, at("2022-03-15", 8)), site.key)


def send(site: Site, link: str, **fields: str) -> tuple[int, str]:
    reply = site.ask(f"/ra-soat/{link}", "POST", form=form_token(link, site.key), **fields)
    return reply.status, reply.text


def test_each_line_of_a_digest_links_to_the_check_in_of_its_unit(site: Site) -> None:
    text = texts(site.world, MAILBOX, "digest")[-1]
    links = [read_check_in_link(one, site.key) for one in re.findall(rf"{URL}/ra-soat/(\S+)", text)]
    assert CheckInLink(PERIOD, UNIT, MAILBOX, at("2022-03-15", 8)) in links
    assert "Mở liên kết, trả lời từng việc" in " ".join(text.split())
    with reading(site.world.office.engine) as conn:
        (mail,) = [m for m in mails(conn) if m.mailbox == MAILBOX and m.sort == "digest"]
        found = mail_by_id(conn, mail.id)
    assert found is not None
    shown = message_from_bytes(masked(found[1]), policy=policy.default).get_body(("plain",))
    assert shown is not None
    assert set(re.findall(r"ra-soat/(\S+)", shown.get_content())) == {"xxxx"}


def test_looking_changes_nothing_and_neither_kind_of_link_is_the_other(site: Site) -> None:
    before, link = site.everything(), token(site)
    page = site.ask(f"/ra-soat/{link}")
    assert (page.status, site.ask(f"/ra-soat/{link}", "HEAD").status) == (200, 200)
    assert "Văn phòng Sở · Quý I/2022" in page.text
    for task in asked(site).by_unit[UNIT]:
        assert task.text.split()[0] in page.text
        assert f'name="task" value="{task.id}"' in page.text
    assert not re.search(r"<script|https?://| style=| on\w+=", page.text)
    for name in re.findall(r'<textarea id="(\w+)"', page.text):
        assert f'<label for="{name}">' in page.text
    assert (read_link(link, site.key), site.ask(f"/tra-loi/{link}").status) == (None, 404)
    assert site.ask("/ra-soat/" + link[:-2]).status == 404
    assert site.everything() == before


def test_an_answer_is_stored_with_its_period_and_shown(site: Site) -> None:
    (task, *_), link = asked(site).by_unit[UNIT], token(site)
    status, _ = send(site, link, task=str(task.id), result="difficulty", note="thiếu  kinh phí")
    assert status == 303
    told = (task.id, UNIT, PERIOD, "difficulty", "thiếu kinh phí", MAILBOX, "link")
    (row,) = stored(site)
    assert (row.task_id, row.unit, row.period, row.result, row.note, row.actor, row.via) == told
    with reading(site.world.office.engine) as conn:
        (entry,) = story(conn, f"task:{task.id}")
    assert (entry.what, entry.detail["period"], entry.detail["result"]) == ("checked_in", PERIOD, "difficulty")
    page = site.ask(f"/ra-soat/{link}?da=1").text
    assert "Đã ghi nhận." in page
    assert "09:00 15/03/2022, Văn phòng Sở: có vướng mắc: thiếu kinh phí" in page


def test_the_last_answer_holds_and_the_rest_are_answered_at_once(site: Site) -> None:
    (task, *rest), link = asked(site).by_unit[UNIT], token(site)
    assert rest
    send(site, link, task=str(task.id), result="difficulty", note="thiếu kinh phí")
    send(site, link, task=str(task.id), result="done", note="")
    assert send(site, link, task="tat-ca", result="under_way")[0] == 303
    held = {key[0]: row.result for key, row in asked(site).answers.items()}
    assert held == {task.id: "done"} | dict.fromkeys((one.id for one in rest), "under_way")
    assert len(stored(site)) == 2 + len(rest)
    assert "tat-ca" not in site.ask(f"/ra-soat/{link}").text
    send(site, link, task="tat-ca", result="under_way")
    assert len(stored(site)) == 2 + len(rest)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"result": "difficulty", "note": " "}, "Hãy ghi vướng mắc gì."),
        ({"result": "done", "note": "x" * 2001}, "Nội dung quá dài: nhiều nhất 2000 chữ cái."),
        ({"result": "late"}, "Hãy chọn kết quả trong kỳ."),
        ({"result": "done", "task": "1; --"}, "không phải việc thường xuyên, hằng tuần hay hằng ngày"),
    ],
)
def test_faults_are_told_in_words_and_change_nothing(site: Site, fields: dict[str, str], said: str) -> None:
    task, before = asked(site).by_unit[UNIT][0], site.everything()
    status, text = send(site, token(site), **{"task": str(task.id), **fields})
    assert (status, said in text) == (422, True)
    assert fields.get("note", "") in text
    assert site.everything() == before


def test_a_form_of_another_page_and_a_task_of_another_unit_are_refused(site: Site) -> None:
    foreign = asked(site).by_unit[UNIT][0]
    assert foreign not in asked(site).by_unit["thi-dua"]
    link, before = token(site, "thi-dua"), site.everything()
    assert send(site, link, task=str(foreign.id), result="done")[0] == 422
    form = form_token(token(site), site.key)
    assert site.ask(f"/ra-soat/{link}", "POST", form=form, task="tat-ca", result="done").status == 403
    assert site.ask(f"/ra-soat/{token(site, 'van-phong', 'la@example.test')}").status == 410
    assert site.everything() == before


def test_a_link_lives_ninety_days_then_offers_a_fresh_one(site: Site) -> None:
    link = token(site)
    site.now = at("2022-03-15", 8) + dt.timedelta(days=90)
    assert site.ask(f"/ra-soat/{link}").status == 200
    site.now += dt.timedelta(seconds=1)
    expired = site.ask(f"/ra-soat/{link}")
    assert (expired.status, "Gửi liên kết mới tới địa chỉ đã nhận thư" in expired.text) == (410, True)
    form = re.findall(r'name="form" value="(\w+)"', expired.text)[0]
    site.ask("/lien-ket-moi", "POST", form=form, token=link)
    site.world.tick(at("2022-06-15", 9))
    assert f"{URL}/ra-soat/" in texts(site.world, MAILBOX, "letter")[-1]


def test_who_asks_for_links_gets_the_one_to_the_check_in_too(site: Site) -> None:
    ask_fresh(site.world.office, MAILBOX, at("2022-03-15", 10))
    site.world.tick(at("2022-03-15", 11))
    assert f"{URL}/ra-soat/" in texts(site.world, MAILBOX, "letter")[-1]


def test_the_monitor_is_told_who_answered_what_and_who_did_not(site: Site) -> None:
    this = asked(site)
    (task, *_) = this.by_unit[UNIT]
    send(site, token(site), task=str(task.id), result="difficulty", note="thiếu kinh phí")
    send(site, token(site), task="tat-ca", result="under_way")
    site.world.tick(at("2022-03-16", 8))
    text = " ".join(texts(site.world, MONITOR, "digest")[-1].split())
    count = len(this.by_unit)
    assert f"Đã hỏi {count} đơn vị về" in text
    assert f"1 đơn vị đã trả lời đủ, {count - 1} đơn vị chưa" in text
    own = len(this.by_unit[UNIT])
    assert f"{own} việc: {own - 1} vẫn đang thực hiện, 1 có vướng mắc; {task.name}: thiếu kinh phí" in text
    assert "việc, chưa trả lời" in text
    assert "nhacviec checkin list --period 2022-Q1" in text


def test_what_is_refused_whoever_says_it(site: Site) -> None:
    office, task = site.world.office, asked(site).by_unit[UNIT][0]
    teller, before = Teller("vp", site.now), site.everything()
    wrong: list[tuple[type[NhacviecError], str, str, int | None, str]] = [
        (NoReasonError, PERIOD, UNIT, task.id, " "),
        (NotAskedError, PERIOD, "thanh-tra", task.id, "x"),
        (NotAskedError, PERIOD, UNIT, 99999, "x"),
        (NoPeriodError, "2022-Q2", UNIT, task.id, "x"),
        (NoPeriodError, "2022-9M", UNIT, task.id, "x"),
        (NoPeriodError, "quý I", UNIT, task.id, "x"),
    ]
    for error, period, unit, number, note in wrong:
        with pytest.raises(error):
            check_in(office, period, unit, number, "difficulty", teller, note)
    assert site.everything() == before
