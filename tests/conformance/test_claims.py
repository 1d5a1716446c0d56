"""Claims by the handful mean the same on every database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from db.claims import claim_more, give_back, settle_sent
from db.engine import reading, writing
from db.mails import mails
from db.outbox import Claimed

from .stored import AT, SOON, queue


def claimed(engine: sa.Engine, most: int, by: str = "một") -> list[Claimed]:
    with writing(engine) as conn:
        return claim_more(conn, now=AT, until=SOON, by=by, most=most)


def kept(engine: sa.Engine) -> Sequence[tuple[Any, ...]]:
    with reading(engine) as conn:
        return [(row.state, row.attempts, row.claimed_until, row.sent_at) for row in mails(conn)]


def test_no_more_than_asked_for_and_none_twice(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a", "b", "c", urgency=3)
    first, second = claimed(engine, 2), claimed(engine, 2, by="hai")
    assert ([one.id for one in first], [one.id for one in second]) == ([1, 2], [3])
    assert kept(engine) == [("sending", 1, SOON, None)] * 3


def test_what_is_given_back_is_as_before_and_only_by_who_holds_it(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a", "b")
    claimed(engine, 2)
    with writing(engine) as conn:
        give_back(conn, [1], "một")
        give_back(conn, [2], "hai")
    assert kept(engine) == [("queued", 0, None, None), ("sending", 1, SOON, None)]


def test_what_was_sent_is_written_once_for_who_holds_it(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a", "b")
    claimed(engine, 2)
    at = AT + dt.timedelta(seconds=1)
    with writing(engine) as conn:
        settle_sent(conn, [(1, "250 taken", at)], "một")
        settle_sent(conn, [(1, "250 again", SOON), (2, "250 taken", at)], "hai")
    assert kept(engine) == [("sent", 1, None, at), ("sending", 1, SOON, None)]
