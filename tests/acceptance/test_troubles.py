"""Mail servers, disks, databases and clocks in trouble: one sentence each, nothing lost, nothing twice unawares."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa

from db import engine as database
from db.duties import obligations
from db.engine import DatabaseTroubleError, reading
from db.mails import MailRow, mails, notices_given, possible_duplicates
from db.register import load_register
from nhacviec import config
from nhacviec.app import make_mailer
from scheduler.clock import LOCAL, Hours
from scheduler.daemon import Daemon
from scheduler.engine import Inline
from scheduler.tick import tick, write_mails

from .conftest import World
from .troubled_server import TroubledServer

MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)
LETTERS = 9


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world()
    made.adopt(MORNING - dt.timedelta(minutes=1))
    return made


@pytest.fixture
def server() -> TroubledServer:
    return TroubledServer()


def deliver(world: World, server: TroubledServer, at: dt.datetime, **smtp: Any) -> None:
    """One tick over real SMTP."""
    settings = {"connections": 2, "timeout_seconds": 1} | smtp
    mailer = make_mailer(config.Config(smtp=config.Smtp(host="127.0.0.1", port=server.port, mode="none", **settings)))
    tick(world.office, mailer, at)


def outbox(world: World) -> list[MailRow]:
    with reading(world.office.engine) as conn:
        return mails(conn)


def test_a_server_that_is_down_delays_the_mails_and_loses_none(world: World, server: TroubledServer) -> None:
    deliver(world, server, MORNING)
    rows = outbox(world)
    assert {row.state for row in rows} == {"queued"}
    tried = [row for row in rows if row.attempts]
    assert tried
    assert all(row.next_try_at and row.next_try_at > MORNING and row.answer for row in tried)
    with server.listening():
        deliver(world, server, MORNING + dt.timedelta(minutes=30))
    assert {row.state for row in outbox(world)} == {"sent"}
    assert (len(server.kept), server.most_often) == (LETTERS, 1)


def test_a_refusal_for_the_time_being_waits_longer_each_time_and_in_sending_hours(
    world: World, server: TroubledServer
) -> None:
    server.refuse["*"] = "451 try later"
    waits, at = [], MORNING
    with server.listening():
        for _ in range(10):
            deliver(world, server, at)
            later = max(row.next_try_at for row in outbox(world) if row.next_try_at)
            waits.append(later - at)
            at = later
            local = later.astimezone(LOCAL)
            assert Hours().start <= local.time() < Hours().end
        server.refuse.clear()
        deliver(world, server, at)
    in_one_day = [wait for wait in waits if wait < dt.timedelta(hours=4)]
    assert in_one_day == sorted(in_one_day)
    assert in_one_day[0] < in_one_day[-1]
    assert server.most_often == 1
    assert {row.state for row in outbox(world)} == {"sent"}


def test_a_recipient_refused_for_good_is_left_and_the_next_who_hears_is_told(
    world: World, server: TroubledServer
) -> None:
    unit, head = "ccvc@snv.example.test", "truong-phong-ccvc@snv.example.test"
    with server.listening():
        deliver(world, server, MORNING)
        server.refuse[unit] = "550 5.1.1 no such user"
        day, failed = dt.date(2022, 1, 4), False
        while not failed:
            day += dt.timedelta(days=1)
            deliver(world, server, Hours().opening(day))
            failed = any(row.state == "failed" for row in outbox(world))
        (left,) = [row for row in outbox(world) if row.state == "failed"]
        assert left.mailbox == unit
        deliver(world, server, Hours().opening(day) + dt.timedelta(hours=1))
    to_head = [row for row in outbox(world) if row.mailbox == head]
    assert [(row.state, [i["task"] for i in row.items]) for row in to_head] == [
        ("sent", [i["task"] for i in left.items])
    ]
    assert "chưa có địa chỉ" in to_head[0].items[0]["reason"]
    with reading(world.office.engine) as conn:
        contacts = load_register(conn).contacts
        standing = notices_given(conn, [row.id for row in obligations(conn, unit="ccvc")])
    assert [c.mailbox for c in contacts if c.suspended] == [unit]
    assert {notice.mailbox for rows in standing.values() for notice in rows if notice.role == "lead"} == {head}


@pytest.mark.parametrize("trouble", ["hang_up", "mute", "lose_answer"])
def test_a_mail_that_broke_off_arrives_later_and_a_lost_answer_is_counted(
    world: World, server: TroubledServer, trouble: Any
) -> None:
    server.in_data = trouble
    with server.listening():
        deliver(world, server, MORNING)
        server.in_data = "take"
        for minutes in (10, 20, 40):
            deliver(world, server, MORNING + dt.timedelta(minutes=minutes))
    assert {row.state for row in outbox(world)} == {"sent"}
    assert len(set(server.message_ids)) == LETTERS
    with reading(world.office.engine) as conn:
        assert len(server.kept) - LETTERS <= possible_duplicates(conn)
    assert (server.most_often > 1) == (trouble != "hang_up")


@pytest.fixture
def full_disk(world: World) -> Iterator[Callable[[], None]]:
    """The database may not grow by a page within the test, until the function given is called."""
    engine, full = world.office.engine, True

    def limit(connection: Any, record: Any, proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages if full else 1_000_000}")

    sa.event.listen(engine, "checkout", limit)

    def make_room() -> None:
        nonlocal full
        full = False

    yield make_room
    sa.event.remove(engine, "checkout", limit)


def test_a_full_disk_is_one_sentence_and_nothing_is_half_written(
    world: World, server: TroubledServer, full_disk: Callable[[], None]
) -> None:
    with pytest.raises(DatabaseTroubleError, match="ổ đĩa đã đầy"):
        write_mails(world.office, MORNING)
    full_disk()
    with server.listening():
        deliver(world, server, MORNING + dt.timedelta(minutes=5))
    assert {row.state for row in outbox(world)} == {"sent"}
    assert (len(server.kept), server.most_often) == (LETTERS, 1)


def test_a_locked_database_is_one_sentence_in_the_log_and_the_next_beat_goes_on(
    world: World, server: TroubledServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database._SETTINGS, "busy_timeout", ("100", 100))
    world.office.engine.dispose()
    mailer = make_mailer(config.Config(smtp=config.Smtp(host="127.0.0.1", port=server.port, mode="none")))
    daemon = Daemon(world.office, mailer, Inline(lambda: MORNING), lambda: MORNING)
    with server.listening():
        with closing(sqlite3.connect(str(world.office.engine.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with caplog.at_level(logging.ERROR):
                asyncio.run(daemon.beat())
            other.execute("ROLLBACK")
        assert "đang bận" in vars(caplog.records[0])["reason"]
        deliver(world, server, MORNING)
    assert {row.state for row in outbox(world)} == {"sent"}


def test_a_clock_that_jumps_back_or_forth_sends_nothing_twice(world: World, server: TroubledServer) -> None:
    days = [dt.date(2022, 1, n) for n in (4, 17, 14, 17, 18, 24, 20, 24, 25)]
    with server.listening():
        for day in days:
            deliver(world, server, Hours().opening(day))
    rows = outbox(world)
    assert {row.state for row in rows} == {"sent"}
    told = [(item["task"], item["unit"], item["rung"], row.mailbox) for row in rows for item in row.items]
    assert len(told) == len(set(told))
    assert server.most_often == 1
    assert {row.day for row in rows} == {dt.date(2022, 1, 4), dt.date(2022, 1, 17), dt.date(2022, 1, 24)}
