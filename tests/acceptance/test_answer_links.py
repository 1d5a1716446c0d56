"""Links in the mails: where they stand, whose they are, and how a mailbox gets fresh ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest

from db.engine import reading
from db.mails import mail_by_id, mails
from nhacviec import config
from scheduler.answering import extensions
from scheduler.answering.links import Link, ask_fresh, read_link
from scheduler.office import world as known_world

from .conftest import World
from .test_answers import at, days, one

LEAD = "cchc-vtlt@snv.example.test"
URL = "https://nhacviec.example.test"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world(office=config.Office(public_url=URL))
    made.adopt(at("2022-03-01", 7))
    made.tick(at("2022-03-01", 8))
    return made


def texts(world: World, mailbox: str, sort: str) -> list[str]:
    """The text parts of the mails of a mailbox."""
    with reading(world.office.engine) as conn:
        bodies = [mail_by_id(conn, m.id) for m in mails(conn) if m.mailbox == mailbox and m.sort == sort]
    parts = [message_from_bytes(found[1], policy=policy.default).get_body(("plain",)) for found in bodies if found]
    return [part.get_content() for part in parts if part]


def links_in(world: World, text: str) -> list[Link | None]:
    key = known_world(world.office).link_key
    return [read_link(token, key) for token in re.findall(rf"{URL}/tra-loi/(\S+)", text)]


def test_a_digest_links_to_each_duty_in_the_name_of_its_mailbox(world: World) -> None:
    days(world, "2022-03-02", "2022-03-17")
    (*_, text) = texts(world, LEAD, "digest")
    (link, *_) = links_in(world, text)
    assert link is not None
    assert (link.mailbox, link.unit, link.issued) == (LEAD, "cchc-vtlt", at("2022-03-17", 8))


def test_who_asks_gets_fresh_links_once_an_hour_and_strangers_nothing(world: World) -> None:
    first = at("2022-03-02", 9)
    for asked in (first, first + dt.timedelta(minutes=59)):
        ask_fresh(world.office, " CCHC-VTLT@snv.example.test ", asked)
        ask_fresh(world.office, "stranger@example.test", asked)
    assert len([line for line in world.tick(at("2022-03-02", 10)) if line["class"] == "letter"]) == 1
    *_, text = texts(world, LEAD, "letter")
    assert {link.mailbox for link in links_in(world, text) if link} == {LEAD}
    ask_fresh(world.office, LEAD, first + dt.timedelta(hours=1))
    assert [line["to"] for line in world.tick(at("2022-03-02", 11)) if line["class"] == "letter"] == [[LEAD]]


def test_without_a_public_address_no_mail_has_a_link(make_world: Callable[..., World]) -> None:
    plain = make_world()
    plain.adopt(at("2022-03-01", 7))
    days(plain, "2022-03-01", "2022-03-17")
    assert not any("tra-loi" in text for text in texts(plain, LEAD, "digest"))


def test_an_offered_date_is_answered_by_link_from_its_letter_and_from_the_digest_that_asks(world: World) -> None:
    office, duty = world.office, one(world, "1.IV.3", "2022-Q1", "luu-tru")
    asked = extensions.ask(office, duty.id, to=dt.date(2022, 5, 16), reason="chờ", at=at("2022-03-02"), actor="x")
    boss = extensions.Decision("Nguyễn Văn Bình, Giám đốc")
    extensions.offer(office, asked.extension.id, boss, dt.date(2022, 4, 8), at=at("2022-03-02"), actor="vp")
    days(world, "2022-03-02", "2022-03-04")
    mailbox = "luu-tru@snv.example.test"
    found = {sort: links_in(world, texts(world, mailbox, sort)[-1]) for sort in ("letter", "digest")}
    told = {(sort, link.obligation, link.mailbox) for sort, links in found.items() for link in links if link}
    assert told >= {("letter", duty.id, mailbox), ("digest", duty.id, mailbox)}
