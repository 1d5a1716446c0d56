"""Refusals and outages, day after day: who is told instead, what is not told twice, and what is never given up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from db.engine import reading
from db.mails import MailRow, mails, possible_duplicates
from db.outbox import resting_until, rests
from db.register import load_register
from nhacviec import config, holidays
from nhacviec.app import make_mailer
from notifications.model import GRAVITY
from notifications.smtp import Server, SmtpMailer
from rules.delivery import GIVE_UP_AFTER, MOST_DOUBTS
from scheduler.clock import LOCAL, Hours
from scheduler.tick import tick

from .conftest import World
from .troubled_server import TroubledServer

FIRST = dt.date(2022, 1, 4)
CCVC, HEAD = "ccvc@snv.example.test", "truong-phong-ccvc@snv.example.test"
CALENDAR = holidays.load()
FULL = "452 4.2.2 mailbox full"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world(smtp=config.Smtp(connections=1))
    made.adopt(dt.datetime.combine(FIRST, dt.time(7, 59), LOCAL))
    return made


@pytest.fixture
def server() -> TroubledServer:
    return TroubledServer()


def at(day: dt.date, hour: int = 8, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), LOCAL)


def deliver(world: World, server: TroubledServer, when: dt.datetime, **smtp: Any) -> None:
    """One tick over real SMTP."""
    settings = {"connections": 1, "timeout_seconds": 1} | smtp
    mailer = make_mailer(config.Config(smtp=config.Smtp(host="127.0.0.1", port=server.port, mode="none", **settings)))
    tick(world.office, mailer, when)


def outbox(world: World, mailbox: str | None = None) -> list[MailRow]:
    with reading(world.office.engine) as conn:
        return [row for row in mails(conn) if mailbox in (None, row.mailbox)]


def suspended(world: World) -> list[str]:
    with reading(world.office.engine) as conn:
        return [one.mailbox for one in load_register(conn).contacts if one.suspended]


def days(first: dt.date, count: int) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range(count)]


def test_a_letter_refused_for_good_is_written_to_the_next_contact_and_to_nobody_twice(
    world: World, server: TroubledServer
) -> None:
    server.refuse[CCVC] = "550 5.1.1 no such user"
    with server.listening():
        deliver(world, server, at(FIRST))
        deliver(world, server, at(FIRST, 9))
        deliver(world, server, at(FIRST, 10))
    (refused,), (instead,) = outbox(world, CCVC), outbox(world, HEAD)
    assert (refused.state, instead.state, instead.kind) == ("failed", "sent", "assignment")
    assert instead.items == refused.items
    assert max(Counter(server.mailboxes).values()) == 1
    assert suspended(world) == [CCVC]


def test_a_mailbox_that_is_full_for_three_days_is_given_up_and_its_head_is_told(
    world: World, server: TroubledServer
) -> None:
    server.refuse[CCVC] = FULL
    with server.listening():
        for hour in (8, 9, 10, 12, 14, 16):
            deliver(world, server, at(FIRST, hour))
        deliver(world, server, at(FIRST + GIVE_UP_AFTER, 7, 59))
        assert suspended(world) == []
        deliver(world, server, at(FIRST + GIVE_UP_AFTER, 16))
        deliver(world, server, at(FIRST + GIVE_UP_AFTER, 16, 30))
    assert suspended(world) == [CCVC]
    assert [row.state for row in outbox(world, CCVC)] == ["failed"]
    assert [row.state for row in outbox(world, HEAD)] == ["sent"]
    assert server.offered.count(CCVC) <= 8


def test_a_mailbox_that_takes_mail_again_starts_afresh(world: World, server: TroubledServer) -> None:
    server.refuse[CCVC] = FULL
    with server.listening():
        deliver(world, server, at(FIRST))
        server.refuse.clear()
        deliver(world, server, at(FIRST, 12))
        server.refuse[CCVC] = FULL
        for day in days(FIRST + dt.timedelta(days=1), 90):
            deliver(world, server, at(day))
            if any(row.state == "queued" for row in outbox(world, CCVC)):
                break
        assert suspended(world) == []
    assert [row.state for row in outbox(world, CCVC)] == ["sent", "queued"]


def test_greylisting_and_other_policies_are_nobodys_fault(world: World, server: TroubledServer) -> None:
    server.refuse["*"] = "450 4.7.1 greylisted"
    with server.listening():
        for day in days(FIRST, 3):
            deliver(world, server, at(day))
        server.refuse.clear()
        deliver(world, server, at(FIRST + dt.timedelta(days=2), 16))
    assert suspended(world) == []
    assert {row.state for row in outbox(world)} == {"sent"}
    assert server.most_often == 1


def test_a_mail_refused_for_its_content_stops_nobody(world: World, server: TroubledServer) -> None:
    server.after_data[CCVC] = "554 transaction failed"
    with server.listening():
        deliver(world, server, at(FIRST))
    assert [row.state for row in outbox(world, CCVC)] == ["failed"]
    assert suspended(world) == []
    assert {row.state for row in outbox(world) if row.mailbox != CCVC} == {"sent"}


def test_an_outage_of_days_ends_with_one_digest_a_mailbox_the_most_urgent_first(
    world: World, server: TroubledServer
) -> None:
    with server.listening():
        deliver(world, server, at(FIRST))
    letters = len(server.kept)
    first = dt.date(2022, 3, 1)
    for day in days(first, 31):
        deliver(world, server, at(day))
    with reading(world.office.engine) as conn:
        assert rests(conn) > 1
        back = resting_until(conn)
    assert back is not None
    waiting = [row for row in outbox(world) if row.state == "queued"]
    assert max(Counter(row.mailbox for row in waiting).values()) == 1, "the last digest holds all that is owed"
    with server.listening():
        deliver(world, server, max(back, at(first + dt.timedelta(days=31))))
    states = Counter(row.state for row in outbox(world))
    assert states["superseded"] > 20
    assert set(states) == {"sent", "superseded"}
    sent = {row.message_id: row for row in outbox(world) if row.state == "sent"}
    arrived = [sent[number] for number in server.message_ids[letters:]]
    order = [GRAVITY.index(row.kind) for row in arrived]
    assert order == sorted(order)
    due = [
        (row.mailbox, item["task"], item["role"], item["due"]) for row in arrived for item in row.items if item["due"]
    ]
    assert max(Counter(due).values()) == 1, "no duty is told of twice"
    with reading(world.office.engine) as conn:
        assert resting_until(conn) is None


def test_a_superseded_digest_owes_its_rungs_again_and_says_that_they_were_missed(
    world: World, server: TroubledServer
) -> None:
    with server.listening():
        deliver(world, server, at(FIRST))
    letters, day = len(outbox(world)), FIRST
    while len(outbox(world)) == letters:
        day += dt.timedelta(days=1)
        deliver(world, server, at(day))
    with server.listening():
        deliver(world, server, Hours().next_open(at(day + dt.timedelta(days=1)), CALENDAR))
    old = outbox(world)[letters]
    new = outbox(world, old.mailbox)[-1]
    assert (old.state, new.state) == ("superseded", "sent")
    assert [(item["task"], item["rung"]) for item in old.items] == [(item["task"], item["rung"]) for item in new.items]
    assert all("chưa gửi được" in item["reason"] for item in new.items)


def test_a_server_that_never_answers_gets_a_mail_four_times_and_no_more(world: World, server: TroubledServer) -> None:
    server.in_data, when = "mute", at(FIRST)
    with server.listening():
        for _ in range(30):
            tick(world.office, SmtpMailer(Server("127.0.0.1", server.port, "none", timeout=0.2, connections=1)), when)
            when = Hours().next_open(when + dt.timedelta(hours=2), CALENDAR)
    assert server.most_often == MOST_DOUBTS
    assert suspended(world) == []
    with reading(world.office.engine) as conn:
        assert len(server.kept) - len(set(server.message_ids)) <= possible_duplicates(conn)
