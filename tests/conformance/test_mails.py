"""Mails and notices are written once, however many try."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from db.asked import last_asked, remember_asked, was_asked
from db.engine import reading, writing
from db.facts import fact, set_fact
from db.mails import (
    add_act,
    answer_act,
    counts,
    enqueue,
    mailboxes_written_to,
    mails,
    newest_mail,
    notices_given,
    retry_mail,
    served,
    unanswered_acts,
)
from db.tables import outbox

from .stored import AT, DAY, a_duty, mail, queue

T = TypeVar("T")


def together(count: int, work: Callable[[int], T]) -> list[T]:
    """The work done by so many at the same moment."""
    start = Barrier(count)

    def one(number: int) -> T:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def notice(duty: int, rung: str = "T-7", mailbox: str = "a@so.vn") -> dict[str, Any]:
    given = {"obligation_id": duty, "due_version": 1, "rung": rung, "mailbox": mailbox, "role": "lead"}
    return given | {"kind": "reminder", "day": DAY, "reason": "còn 7 ngày"}


def test_a_mail_is_kept_byte_for_byte_with_what_it_says(engine: sa.Engine) -> None:
    said = [{"task": "1.I.3", "việc": "báo cáo", "due": "2022-03-31", "days": 7, "why": None}]
    with writing(engine) as conn:
        queue(conn, "a", items=said, body=b"Message-ID: <a@so.vn>\r\n\r\n\x00\xff")
    with reading(engine) as conn:
        (one,) = mails(conn)
        assert conn.execute(sa.select(outbox.c.body)).scalar_one() == b"Message-ID: <a@so.vn>\r\n\r\n\x00\xff"
    assert (one.items, one.day, one.created_at, one.state) == (said, DAY, AT, "queued")


def test_one_digest_a_day_and_mailbox_although_many_write_it_at_once(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        duty = a_duty(conn)

    def write(_: int) -> int | None:
        with writing(engine) as conn:
            return enqueue(conn, mail("digest:2022-03-01:a@so.vn"), [notice(duty)])

    written = together(8, write)
    assert sorted(number is not None for number in written) == [False] * 7 + [True]
    with reading(engine) as conn:
        assert counts(conn) == {"queued": 1}
        assert len(notices_given(conn, [duty])[duty]) == 1


def test_a_key_is_unique_even_for_who_does_not_ask_first(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a")
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        conn.execute(sa.insert(outbox).values(state="queued", **mail("a", message_id="<khác@so.vn>")))


def test_a_notice_of_a_mail_that_reached_nobody_is_given_again_in_the_next(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        duty = a_duty(conn)
        first = enqueue(conn, mail("a"), [notice(duty), notice(duty, "T-3")])
        assert [one.rung for one in notices_given(conn, [duty])[duty]] == ["T-7", "T-3"]
        conn.execute(sa.update(outbox).where(outbox.c.id == first).values(state="superseded"))
        assert notices_given(conn, [duty]) == {}
        enqueue(conn, mail("b"), [notice(duty)])
        assert [one.rung for one in notices_given(conn, [duty])[duty]] == ["T-7"]


def test_a_fact_that_many_set_at_once_is_one_of_theirs(engine: sa.Engine) -> None:
    def put(number: int) -> None:
        with writing(engine) as conn:
            set_fact(conn, "ai", str(number))

    together(6, put)
    with reading(engine) as conn:
        assert fact(conn, "ai") in {str(number) for number in range(6)}


def test_mails_are_told_in_the_order_of_writing(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        assert newest_mail(conn) == 0
        numbers = queue(conn, "c", "a", "b")
        assert newest_mail(conn) == numbers[-1]
        assert [one.id for one in mails(conn, after=numbers[0])] == numbers[1:]
        assert served(conn, DAY) == {"a@so.vn", "b@so.vn", "c@so.vn"}
        assert served(conn, DAY + dt.timedelta(days=1)) == frozenset()


def test_an_act_is_unanswered_until_all_its_letters_are_written(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        act = add_act(conn, "plan_adopted", "plan:1", at=AT, day=DAY, chosen=["a"], until=DAY)
        queue(conn, "a", sort="letter", act_id=act)
        (one,) = unanswered_acts(conn)
        assert (one.id, one.detail) == (act, {"chosen": ["a"], "until": "2022-03-01"})
        assert mailboxes_written_to(conn, "plan:1") == {"a@so.vn"}
        answer_act(conn, act, AT)
        assert unanswered_acts(conn) == []


def test_only_what_waits_or_has_failed_is_tried_again(engine: sa.Engine) -> None:
    states = {"queued": True, "failed": True, "sent": False, "superseded": False, "sending": False}
    with writing(engine) as conn:
        for state, again in states.items():
            (number,) = queue(conn, state)
            conn.execute(sa.update(outbox).where(outbox.c.id == number).values(state=state))
            assert retry_mail(conn, number, AT) == again


def test_what_was_asked_counts_while_its_mail_may_arrive(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        first, second = queue(conn, "a", "b")
        remember_asked(conn, "sự kiện", "2022-Q1", first)
        remember_asked(conn, "sự kiện", "2022-Q2", second)
        assert (was_asked(conn, "sự kiện", "2022-Q2"), last_asked(conn, "sự kiện")) == (True, "2022-Q2")
        conn.execute(sa.update(outbox).where(outbox.c.id == second).values(state="failed"))
        assert (was_asked(conn, "sự kiện", "2022-Q2"), last_asked(conn, "sự kiện")) == (False, "2022-Q1")
