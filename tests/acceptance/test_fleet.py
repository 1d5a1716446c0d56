"""A fleet: processes that share one PostgreSQL and its work, mailing over real SMTP."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any

import pytest

from db.engine import reading, writing
from db.lock import DaemonRunningError, one_of_a_fleet, sole_daemon
from db.mails import MailRow, mails
from rules.errors import UsageError
from scheduler.fleet import Fleet
from scheduler.tick import write_mails
from tests.postgresql import Server

from .conftest import World
from .nodes import MORNING, delivered_by, nodes_of
from .processes import Process
from .troubled_server import TroubledServer


@pytest.fixture
def mail() -> Iterator[TroubledServer]:
    with TroubledServer().listening() as up:
        yield up


@pytest.fixture
def world(make_world: Callable[..., World], postgresql: str) -> Iterator[World]:
    """An office on PostgreSQL that has just adopted its plan."""
    made = make_world(postgresql)
    made.adopt(MORNING - dt.timedelta(minutes=1))
    yield made
    made.office.engine.dispose()


def fleet(
    world: World, mail: TroubledServer, size: int, *settings: str, **environment: str
) -> AbstractContextManager[list[Process]]:
    url = world.office.engine.url.render_as_string(hide_password=False)
    return nodes_of(url, mail, size, *settings, **environment)


def outbox(world: World) -> list[MailRow]:
    with reading(world.office.engine) as conn:
        return mails(conn)


def asked(server: Server, world: World, question: str) -> list[Any]:
    """What the engine's own tables answer."""
    return [row[0] for row in server.say(question, name_of(world))]


def test_two_processes_write_what_one_would(
    make_world: Callable[..., World], world: World, mail: TroubledServer
) -> None:
    alone = make_world()
    alone.adopt(MORNING - dt.timedelta(minutes=1))
    letters, _ = write_mails(alone.office, MORNING)
    with fleet(world, mail, 2) as nodes:
        mail.wait_for_mails(letters)
        assert [node.end()[0] for node in nodes] == [0, 0]
    assert not [line for node in nodes for line in node.log if " INFO " not in line]
    assert [(row.key, row.subject) for row in outbox(world)] == [(row.key, row.subject) for row in outbox(alone)]
    assert {(row.state, row.attempts) for row in outbox(world)} == {("sent", 1)}
    assert sorted(mail.message_ids) == sorted(row.message_id for row in outbox(world))
    assert sum("mails_written" in line for node in nodes for line in node.log) == 1


def test_many_mails_are_shared_and_sent_once(busy: World, mail: TroubledServer) -> None:
    with fleet(busy, mail, 2) as nodes:
        mail.wait_for_mails(600)
        assert [node.end()[0] for node in nodes] == [0, 0]
    shares = [delivered_by(node) for node in nodes]
    assert sum(shares) == 600
    assert min(shares) >= 100, "each has carried a job at least"
    assert mail.most_often == 1
    assert {(row.state, row.possible_duplicates) for row in outbox(busy)} == {("sent", 0)}


def test_what_a_killed_process_held_is_sent_by_another_and_counted(busy: World, mail: TroubledServer) -> None:
    claims = ("smtp.timeout_seconds=1", "daemon.claim_seconds=10")
    mail.in_data = "hold"
    with fleet(busy, mail, 1, *claims) as (first,):
        mail.wait_for_mails(4)
        first.end(signal.SIGKILL)
    held = set(mail.message_ids)
    mail.in_data = "take"
    mail.released.set()
    with fleet(busy, mail, 1, *claims) as (second,):
        mail.wait_for_mails(600 + len(held), seconds=60)
        second.end()
    rows = outbox(busy)
    assert {row.state for row in rows} == {"sent"}
    twice = {one for one, copies in Counter(mail.message_ids).items() if copies > 1}
    assert twice == held == {row.message_id for row in rows if row.possible_duplicates}


def test_a_process_that_stood_still_beyond_its_claims_comes_back_and_harms_nothing(
    busy: World, mail: TroubledServer
) -> None:
    claims = ("smtp.timeout_seconds=1", "daemon.claim_seconds=10")
    with fleet(busy, mail, 2, *claims) as (frozen, other):
        mail.wait_for_mails(50)
        frozen.send(signal.SIGSTOP)
        mail.wait_for_mails(600, seconds=150)  # frozen in mid-transaction, it keeps the writers' turn for a minute
        frozen.send(signal.SIGCONT)
        assert [node.end()[0] for node in (frozen, other)] == [0, 0]
    rows = outbox(busy)
    assert {row.state for row in rows} == {"sent"}
    copies = Counter(mail.message_ids)
    assert set(copies) == {row.message_id for row in rows}
    assert all(copies[row.message_id] - 1 <= row.possible_duplicates for row in rows)


def test_one_rate_limit_holds_for_all(busy: World, server: Server, mail: TroubledServer) -> None:
    """Six hundred a minute: jobs of ten mails, five of which begin in any five seconds, by the database's clock."""
    with fleet(busy, mail, 2, "smtp.mails_per_minute=600") as nodes:
        mail.wait_for_mails(150, seconds=60)
        assert [node.end()[0] for node in nodes] == [0, 0]
    assert min(delivered_by(node) for node in nodes) >= 10
    begun = "SELECT started_at_epoch_ms FROM dbos.workflow_status WHERE name = 'deliver' AND started_at_epoch_ms > 0"
    starts = sorted(asked(server, busy, begun))
    assert len(mail.kept) <= 10 * len(starts)
    assert all(later - earlier >= 5_000 for earlier, later in zip(starts, starts[5:], strict=False))


def test_a_process_that_is_told_to_stop_finishes_the_mails_in_hand(busy: World, mail: TroubledServer) -> None:
    mail.in_data = "hold"
    with fleet(busy, mail, 1, "smtp.connections=2") as (node,):
        mail.wait_for_mails(2)
        node.send(signal.SIGTERM)
        node.wait_for("daemon_stopping")
        mail.released.set()
        status, took = node.ended()
    assert (status, took < 5) == (0, True)
    assert Counter(row.state for row in outbox(busy)) == {"queued": 598, "sent": 2}


# What the engine asks of the library ----------------------------------------------------------------------------------


def test_a_job_is_asked_for_in_the_transaction_of_its_mails(busy: World, server: Server) -> None:
    """One for each hundred mails; none where the mails are not written after all; the rest by `carry`."""

    async def life(fleet: Fleet) -> None:
        with suppress(UsageError), writing(busy.office.engine) as conn:
            fleet.hand_over(conn, 100)
            raise UsageError(reason="thôi")
        assert waiting(server, busy) == 0
        with writing(busy.office.engine) as conn:
            for _ in range(120):
                fleet.hand_over(conn, 1)
        assert waiting(server, busy) == 2
        await fleet.carry()
        assert waiting(server, busy) == 6, "six hundred are due"
        await fleet.carry()
        assert waiting(server, busy) == 6, "which has been asked for"

    in_a_fleet(busy, life)


def test_what_is_over_is_forgotten_after_a_day(busy: World, server: Server) -> None:
    async def life(fleet: Fleet) -> None:
        server.say("UPDATE dbos.workflow_status SET created_at = created_at - 86500000", name_of(busy))
        with writing(busy.office.engine) as conn:
            fleet.hand_over(conn, 1)
        await fleet._forget()
        assert asked(server, busy, "SELECT name FROM dbos.workflow_status") == ["deliver"]

    in_a_fleet(busy, life)


def test_a_fleet_and_a_daemon_by_itself_exclude_each_other(busy: World) -> None:
    engine = busy.office.engine
    with one_of_a_fleet(engine, "một") as first, one_of_a_fleet(engine, "hai") as second:
        first()
        second()
        with pytest.raises(DaemonRunningError), sole_daemon(engine, "riêng"):
            pass
    with sole_daemon(engine, "riêng"), pytest.raises(DaemonRunningError), one_of_a_fleet(engine, "ba"):
        pass


def in_a_fleet(world: World, life: Callable[[Fleet], Coroutine[Any, Any, None]]) -> None:
    """Live as a process that shares the work and looks for no jobs."""

    async def whole() -> None:
        fleet = Fleet(world.office.engine, "node", lambda: MORNING)
        fleet.carries(nothing)
        try:
            await fleet.start(nothing)
            await life(fleet)
        finally:
            assert await fleet.drain(60)

    asyncio.run(whole())


async def nothing(*_: Any) -> None: ...


def waiting(server: Server, world: World) -> int:
    (jobs,) = asked(server, world, "SELECT count(*) FROM dbos.workflow_status WHERE name = 'deliver'")
    return int(jobs)


def name_of(world: World) -> str:
    return str(world.office.engine.url.database)
