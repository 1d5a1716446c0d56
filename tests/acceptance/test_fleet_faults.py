"""A fleet whose database crashes, or is cut off from one process: it goes on by itself, and nothing is lost."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from db.engine import Engine, open_engine, reading, writing
from db.mails import MailRow, mails
from nhacviec.app import open_office
from tests.conformance.stored import queue
from tests.postgresql import SURE, Server, running

from .cut_wire import wire
from .nodes import MORNING, at_work_again, delivered_by, nodes_of, troubled_words
from .processes import PATIENCE, Process
from .serve_at import configuration
from .troubled_server import TroubledServer

CLAIMS = ("smtp.timeout_seconds=1", "daemon.claim_seconds=10")
AWAY = 8.0
"""Seconds: by then the library, left to itself, would look for its database every four to twelve."""
SOON = 10.0
"""Seconds: two strokes, and patience with a busy machine."""


@pytest.fixture
def mail() -> Iterator[TroubledServer]:
    with TroubledServer().listening() as up:
        yield up


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL of the test's own, which it may end."""
    with running(SURE) as server:
        yield server


@pytest.fixture
def url(server: Server) -> str:
    """An office with six hundred mails in its outbox."""
    url = server.url(server.fresh())
    office = open_office(configuration(url, 25, ()), MORNING, instance="test")
    more(office.engine, "m", 600)
    office.engine.dispose()
    return url


def more(engine: Engine, key: str, number: int) -> None:
    with writing(engine) as conn:
        queue(conn, *(f"{key}{n}" for n in range(number)), day=MORNING.date(), next_try_at=MORNING)


def outbox(url: str) -> list[MailRow]:
    engine = open_engine(url)
    with reading(engine) as conn:
        rows = mails(conn)
    engine.dispose()
    return rows


def soundly_ended(nodes: list[Process]) -> None:
    """In good order, and what went wrong was told in sentences."""
    assert [node.end()[0] for node in nodes] == [0] * len(nodes)
    assert not [line for node in nodes for line in node.log if "Traceback" in line or "traceback" in line]


def all_sent(url: str) -> None:
    until = time.monotonic() + 2 * PATIENCE
    while {row.state for row in outbox(url)} != {"sent"}:
        assert time.monotonic() < until, Counter(row.state for row in outbox(url))
        time.sleep(0.2)


def examine(url: str, mail: TroubledServer) -> None:
    """All was sent, and nothing came twice that is not counted."""
    rows, copies = outbox(url), Counter(mail.message_ids)
    assert {row.state for row in rows} == {"sent"}
    assert set(copies) == {row.message_id for row in rows}
    assert [row.message_id for row in rows if copies[row.message_id] - 1 > row.possible_duplicates] == []


def test_a_database_that_crashed_is_used_again_as_soon_as_it_is_back(
    server: Server, url: str, mail: TroubledServer
) -> None:
    mail.on_mail = lambda: time.sleep(0.02)
    with nodes_of(url, mail, 2, *CLAIMS) as nodes:
        mail.wait_for_mails(50)
        server.stop(signal.SIGQUIT)
        time.sleep(AWAY)
        sent = [delivered_by(node) for node in nodes]
        server.start()
        back = time.monotonic()
        assert at_work_again(nodes, sent) - back < SOON
        all_sent(url)
        soundly_ended(nodes)
    examine(url, mail)


def test_a_process_cut_off_from_the_database_in_mid_mail_comes_back_and_harms_nothing(
    server: Server, url: str, mail: TroubledServer
) -> None:
    mail.in_data = "hold"
    with ExitStack() as stack:
        line = stack.enter_context(wire(server.folder))
        through = url.replace(str(server.folder), str(line.folder))
        (far,) = stack.enter_context(nodes_of(through, mail, 1, *CLAIMS))
        mail.wait_for_mails(4)
        line.cut()
        held = set(mail.message_ids)
        mail.in_data = "take"
        mail.released.set()
        (near,) = stack.enter_context(nodes_of(url, mail, 1, *CLAIMS))
        all_sent(url)
        line.mend()
        sent = [delivered_by(node) for node in (far, near)]
        engine = open_engine(url)
        more(engine, "n", 600)
        engine.dispose()
        mail.on_mail = lambda: time.sleep(0.02)
        at_work_again([far, near], sent)
        all_sent(url)
        soundly_ended([far, near])
    examine(url, mail)
    assert held == {row.message_id for row in outbox(url) if row.possible_duplicates}


def test_a_process_ends_in_time_while_the_database_is_away(server: Server, url: str, mail: TroubledServer) -> None:
    with nodes_of(url, mail, 1, *CLAIMS) as (node,):
        mail.wait_for_mails(50)
        server.stop(signal.SIGQUIT)
        node.wait_for("beat_failed")
        status, took = node.end()
    assert (status, took < 6) == (0, True)
    assert troubled_words([node]) == []
    server.start()
