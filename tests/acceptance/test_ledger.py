"""Mails claimed ahead and answers written together: what was not begun is as if it had never been claimed."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from db.claims import claim_more
from db.engine import reading, writing
from db.mails import MailRow, mails, served
from db.outbox import claim, next_delivery, stale
from notifications.smtp import Outcome
from scheduler.clock import Hours
from scheduler.delivering.courier import Courier, Delivery
from scheduler.office import Office
from scheduler.tick import write_mails

from .conftest import World

DAY = dt.date(2022, 1, 4)
MORNING = Hours().opening(DAY)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    made = make_world()
    made.adopt(MORNING - dt.timedelta(minutes=1))
    write_mails(made.office, MORNING)
    return made


class FailsAfter:
    """A server that takes so many mails and then is gone; `slowly`: seconds for each."""

    def __init__(self, taken: int, slowly: float = 0.0) -> None:
        self.taken, self.slowly, self.sent = taken, slowly, list[str]()

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        await asyncio.sleep(self.slowly)
        if len(self.sent) == self.taken:
            return Outcome("temporary", None, "gone", fault="server")
        self.sent.append(recipient)
        return Outcome("delivered", 250, "taken", reached_data=True)

    async def check(self) -> str:
        return ""

    async def close(self) -> None: ...


def drained(world: World, server: FailsAfter) -> tuple[Delivery, list[MailRow]]:
    one_at_a_time = Office(world.office.engine, replace(world.office.settings, connections=1))
    done = asyncio.run(Courier(one_at_a_time, server, lambda: MORNING).drain())
    with reading(world.office.engine) as conn:
        return done, mails(conn)


@pytest.mark.parametrize("slowly", [0.0, 0.03])
def test_what_was_claimed_ahead_of_a_server_that_goes_is_given_back(world: World, slowly: float) -> None:
    done, rows = drained(world, FailsAfter(4, slowly))
    assert (done.sent, done.stopped) == (4, True)
    assert [row.state for row in rows].count("sent") == 4
    left = [row for row in rows if row.state != "sent"]
    assert {(row.state, row.attempts, row.possible_duplicates, row.claimed_until) for row in left} == {
        ("queued", 0, 0, None)
    }
    assert all(row.next_try_at == MORNING for row in left)


def test_every_answer_is_written_when_a_drain_ends(world: World) -> None:
    server = FailsAfter(-1)
    done, rows = drained(world, server)
    assert {(row.state, row.answer, row.attempts) for row in rows} == {("sent", "250 taken", 1)}
    assert sorted(row.address for row in rows) == sorted(server.sent)
    assert done.sent == len(rows)


def test_mails_taken_together_come_most_urgent_first_and_none_whose_bytes_are_not_whole(world: World) -> None:
    until = MORNING + dt.timedelta(minutes=5)
    with writing(world.office.engine) as conn:
        first = claim(conn, now=MORNING, until=until, by="a")
        conn.execute(sa.text("UPDATE outbox SET body = x'00' WHERE id = 4"))
        more = claim_more(conn, now=MORNING, until=until, by="a", most=20)
    assert first is not None
    assert [first.id, *(one.id for one in more)] == [1, 2, 3]
    assert {one.attempts for one in more} == {1}


def test_no_question_of_the_courier_reads_mails_that_are_done_with(world: World) -> None:
    asked: list[str] = []
    sa.event.listen(world.office.engine, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    with writing(world.office.engine) as conn:
        claim(conn, now=MORNING, until=MORNING, by="a")
        claim_more(conn, now=MORNING, until=MORNING, by="a", most=5)
        next_delivery(conn)
        stale(conn, DAY)
        served(conn, DAY)
        questions = [words for words in asked if words.startswith("SELECT") and "WHERE outbox.id =" not in words]
        for question in (words for words in questions if "FROM outbox" in words):
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", (0,) * question.count("?")).all()
            used = {row[-1].partition("INDEX ")[2].split(" ")[0] for row in plan if "outbox" in row[-1]}
            assert used <= {"ix_outbox_by_urgency", "ix_outbox_claimed", "ix_outbox_queued", "ix_outbox_day"}, question
