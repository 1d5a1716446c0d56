"""Mail servers, disks, databases and clocks in trouble: one sentence each, nothing lost, nothing twice unawares."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import math
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from db import engine as database
from db.duties import obligations
from db.engine import DatabaseTroubleError, reading, writing
from db.mails import MailRow, mails, notices_given, possible_duplicates
from db.outbox import Claimed, claim, resting_until
from db.register import load_register
from nhacviec import config
from nhacviec.app import make_mailer
from scheduler.changes.unit_edits import resume_contact
from scheduler.clock import LOCAL, Hours
from scheduler.daemon import Daemon
from scheduler.delivering.courier import Courier
from scheduler.engine import Inline
from scheduler.office import Office
from scheduler.tick import tick, write_mails

from .conftest import World
from .troubled_server import TroubledServer

MORNING = dt.datetime(2022, 1, 4, 8, 0, tzinfo=LOCAL)
LETTERS = 9


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world(smtp=config.Smtp(connections=2))
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
    tried = [row for row in rows if row.answer]
    assert 0 < len(tried) <= world.office.settings.connections, "no more learn that the server is down"
    with reading(world.office.engine) as conn:
        assert resting_until(conn) == MORNING + dt.timedelta(minutes=1)
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
    resume_contact(world.office, "ccvc", "lead", unit.upper(), at=Hours().opening(day), actor="test")
    with reading(world.office.engine) as conn:
        assert not any(c.suspended for c in load_register(conn).contacts)


def test_a_server_that_takes_connections_and_never_greets_is_given_up_in_time(
    world: World, server: TroubledServer
) -> None:
    with socket.create_server(("127.0.0.1", server.port)):
        deliver(world, server, MORNING)
    rows = outbox(world)
    assert {row.state for row in rows} == {"queued"}
    assert any("không trả lời trong thời gian chờ" in (row.answer or "") for row in rows)
    with server.listening():
        deliver(world, server, MORNING + dt.timedelta(minutes=30))
    assert (len(server.kept), server.most_often) == (LETTERS, 1)


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


def test_a_digest_that_somebody_died_with_is_not_rebuilt_when_the_server_is_down_next(
    world: World, server: TroubledServer
) -> None:
    """It may have been accepted before the claim expired, so the next day's digest must not say the same again."""
    with server.listening():
        deliver(world, server, MORNING)
    day = MORNING.date()
    while not write_mails(world.office, Hours().opening(day))[1]:
        day += dt.timedelta(days=1)
    at = Hours().opening(day)
    with writing(world.office.engine) as conn:
        taken = claim(conn, now=at, until=at + dt.timedelta(minutes=5), by="dead")
    assert isinstance(taken, Claimed)
    deliver(world, server, at + dt.timedelta(minutes=10))
    with server.listening():
        deliver(world, server, Hours().opening(day + dt.timedelta(days=1)))
    (row,) = [row for row in outbox(world) if row.id == taken.id]
    assert (row.state, row.possible_duplicates) == ("sent", 1)
    assert row.message_id in server.message_ids


@pytest.fixture
def make_room(world: World) -> Iterator[Callable[[], None]]:
    """The disk is full, the database may not grow by a page, until this is called."""
    engine, full = world.office.engine, True

    def limit(connection: Any, record: Any, proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages if full else 1_000_000}")

    sa.event.listen(engine, "checkout", limit)

    def clear_up() -> None:
        nonlocal full
        full = False

    yield clear_up
    sa.event.remove(engine, "checkout", limit)


def test_a_full_disk_is_one_sentence_and_nothing_is_half_written(
    world: World, server: TroubledServer, make_room: Callable[[], None]
) -> None:
    with pytest.raises(DatabaseTroubleError, match="ổ đĩa đã đầy"):
        write_mails(world.office, MORNING)
    with reading(world.office.engine) as conn:
        assert conn.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    make_room()
    with server.listening():
        deliver(world, server, MORNING + dt.timedelta(minutes=5))
    assert {row.state for row in outbox(world)} == {"sent"}
    assert (len(server.kept), server.most_often) == (LETTERS, 1)


@pytest.fixture
def hasty(make_world: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> World:
    """An office that waits 100 ms for the write lock, with one courier, so that only other programs make it wait."""
    made = make_world(smtp=config.Smtp(connections=1))
    made.adopt(MORNING - dt.timedelta(minutes=1))
    monkeypatch.setitem(database._SETTINGS, "busy_timeout", ("100", 100))
    made.office.engine.dispose()
    return made


@pytest.fixture
def other(hasty: World) -> Iterator[sqlite3.Connection]:
    """Another program's connection to it."""
    place = str(hasty.office.engine.url.database)
    with closing(sqlite3.connect(place, isolation_level=None, check_same_thread=False)) as opened:
        yield opened


def test_a_locked_database_is_one_sentence_in_the_log_and_the_next_beat_goes_on(
    hasty: World, other: sqlite3.Connection, server: TroubledServer, caplog: pytest.LogCaptureFixture
) -> None:
    mailer = make_mailer(config.Config(smtp=config.Smtp(host="127.0.0.1", port=server.port, mode="none")))
    daemon = Daemon(hasty.office, mailer, Inline(lambda: MORNING), lambda: MORNING)

    async def two_beats() -> None:
        other.execute("BEGIN IMMEDIATE")
        await daemon.beat()
        other.execute("ROLLBACK")
        await daemon.beat()
        await mailer.close()

    with server.listening(), caplog.at_level(logging.ERROR):
        asyncio.run(two_beats())
    assert ["đang bận" in vars(record)["reason"] for record in caplog.records] == [True]
    assert {row.state for row in outbox(hasty)} == {"sent"}
    assert (len(server.kept), server.most_often) == (LETTERS, 1)


def test_an_answer_that_a_locked_database_cannot_take_is_kept_until_it_can(
    hasty: World, other: sqlite3.Connection, server: TroubledServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Forgotten, the mail would go out a second time."""

    class Release(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage() == "answer_not_recorded" and other.in_transaction:
                other.execute("ROLLBACK")

    def lock_once() -> None:
        if len(server.kept) == 1:
            other.execute("BEGIN IMMEDIATE")

    server.on_mail = lock_once
    caplog.set_level(logging.INFO)
    logging.getLogger("scheduler.delivering.courier").addHandler(release := Release())
    with server.listening():
        deliver(hasty, server, MORNING)
    logging.getLogger("scheduler.delivering.courier").removeHandler(release)
    assert "answer_not_recorded" in caplog.messages
    assert {row.state for row in outbox(hasty)} == {"sent"}
    assert (len(server.kept), server.most_often) == (LETTERS, 1)


def test_a_clock_that_jumps_back_or_forth_sends_nothing_twice_and_loses_nothing(
    world: World, make_world: Callable[..., World], server: TroubledServer
) -> None:
    steady, steady_server = make_world(), TroubledServer()
    steady.adopt(MORNING - dt.timedelta(minutes=1))
    for office, mail_server, days in (
        (steady, steady_server, (4, 17, 18, 24, 25)),
        (world, server, (4, 17, 14, 17, 18, 24, 20, 24, 25)),
        (world, server, (24, 25)),
    ):
        with mail_server.listening():
            for day in days:
                deliver(office, mail_server, Hours().opening(dt.date(2022, 1, day)))
    assert {row.state for row in outbox(world)} == {"sent"}
    assert server.most_often == 1
    told = told_by(outbox(world))
    assert len(told) == len(set(told))
    assert set(told) == set(told_by(outbox(steady)))


def told_by(rows: list[MailRow]) -> list[tuple[Any, ...]]:
    return [(item["task"], item["unit"], item["rung"], row.mailbox) for row in rows for item in row.items]


# The courier's own limits ---------------------------------------------------------------------------------------------


def drained(world: World, server: TroubledServer, clock: Callable[[], dt.datetime], *within: float) -> list[int]:
    """Drains of one courier over one connection; gives how many mails each sent."""
    settings = replace(world.office.settings, connections=1, mails_per_minute=0 if len(within) == 1 else 1)
    mailer = make_mailer(config.Config(smtp=config.Smtp(host="127.0.0.1", port=server.port, mode="none")))
    courier = Courier(Office(world.office.engine, settings), mailer, clock)

    async def all_drains() -> list[int]:
        sent = [(await courier.drain(seconds)).sent for seconds in within]
        await mailer.close()
        return sent

    with server.listening():
        return asyncio.run(all_drains())


def test_no_mail_is_taken_up_once_sending_hours_are_over_however_long_the_queue(
    world: World, server: TroubledServer
) -> None:
    write_mails(world.office, MORNING)
    clock = [MORNING.replace(hour=16, minute=59)]
    server.on_mail = lambda: clock.append(clock[-1] + dt.timedelta(seconds=30))
    assert drained(world, server, lambda: clock[-1], math.inf) == [2]


def test_the_limit_a_minute_holds_from_one_drain_to_the_next(world: World, server: TroubledServer) -> None:
    write_mails(world.office, MORNING)
    assert drained(world, server, lambda: MORNING, 0.1, 0.1, 0.1) == [1, 0, 0]
