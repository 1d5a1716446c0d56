"""What the courier may rely on, whichever database keeps its mails."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from db.engine import reading, writing
from db.mails import counts, mail_by_id
from db.outbox import (
    Claimed,
    Damaged,
    claim,
    damaged_mails,
    end_rest,
    first_refusal,
    keep_claim,
    next_delivery,
    rest,
    resting_until,
    rests,
    set_aside,
    settle_mail,
    supersede,
)
from db.tables import outbox

from .stored import AT, DAY, SOON, queue

LATER = SOON + dt.timedelta(hours=1)


def taken(conn: sa.Connection, at: dt.datetime = AT, by: str = "một", until: dt.datetime = SOON) -> str | None:
    """The key of the mail that is claimed, without its place in the domain."""
    found = claim(conn, now=at, until=until, by=by)
    assert not isinstance(found, Damaged)
    return None if found is None else found.mailbox.partition("@")[0]


def all_taken(engine: sa.Engine, at: dt.datetime = AT) -> list[str]:
    with writing(engine) as conn:
        return list(iter(lambda: taken(conn, at, until=at + dt.timedelta(minutes=5)), None))


def change(engine: sa.Engine, mail_id: int, **values: Any) -> None:
    with writing(engine) as conn:
        conn.execute(sa.update(outbox).where(outbox.c.id == mail_id).values(**values))


def state(engine: sa.Engine, mail_id: int) -> str:
    with reading(engine) as conn:
        found = mail_by_id(conn, mail_id)
    assert found is not None
    return found[0].state


# Claims ---------------------------------------------------------------------------------------------------------------


def test_the_most_urgent_is_claimed_first_and_of_equals_the_oldest(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a", "b", urgency=3)
        queue(conn, "c", urgency=0)
        queue(conn, "d", urgency=3)
    assert all_taken(engine) == ["c", "a", "b", "d"]


def test_what_is_to_wait_is_not_claimed_before_its_instant(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a", next_try_at=SOON)
    assert all_taken(engine, SOON - dt.timedelta(microseconds=1)) == []
    assert all_taken(engine, SOON) == ["a"]


def test_a_claim_hides_the_mail_until_it_expires_and_then_counts_it_as_a_possible_duplicate(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        (number,) = queue(conn, "a")
        first = claim(conn, now=AT, until=SOON, by="một")
    assert all_taken(engine, SOON - dt.timedelta(microseconds=1)) == []
    with writing(engine) as conn:
        second = claim(conn, now=SOON, until=LATER, by="hai")
    assert isinstance(first, Claimed)
    assert isinstance(second, Claimed)
    assert (first.id, first.again, first.attempts, first.possible_duplicates) == (number, False, 1, 0)
    assert (second.id, second.again, second.attempts, second.possible_duplicates) == (number, True, 2, 1)
    assert (first.reached_data, second.reached_data, first.body) == (False, True, second.body)


def test_an_expired_claim_goes_before_the_most_urgent_mail(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a", urgency=9)
        assert taken(conn) == "a"
        queue(conn, "b", urgency=0)
    assert all_taken(engine, SOON) == ["a", "b"]


def test_a_claim_that_is_undone_was_never_made(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a")

    def fail_half_way(conn: sa.Connection) -> None:
        assert taken(conn) == "a"
        raise RuntimeError

    with pytest.raises(RuntimeError), writing(engine) as conn:
        fail_half_way(conn)
    assert all_taken(engine) == ["a"]


def test_many_who_claim_at_once_take_each_mail_once(engine: sa.Engine) -> None:
    mails, couriers = 120, 6
    with writing(engine) as conn:
        queue(conn, *(f"m{n}" for n in range(mails)))
    start = Barrier(couriers)

    def courier(name: int) -> list[str]:
        start.wait()
        got: list[str] = []
        while True:
            with writing(engine, beside=True) as conn:
                key = taken(conn, by=str(name))
            if key is None:
                return got
            got.append(key)

    with ThreadPoolExecutor(couriers) as pool:
        got = [key for keys in pool.map(courier, range(couriers)) for key in keys]
    assert Counter(got) == Counter(f"m{n}" for n in range(mails))


def test_a_mail_that_cannot_be_trusted_is_named_and_put_aside_and_the_next_one_goes(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        number, _ = queue(conn, "a", "b")
    change(engine, number, body="thư khác".encode())
    with writing(engine) as conn:
        found = claim(conn, now=AT, until=SOON, by="một")
        assert found == Damaged(number, ("body",))
        assert set_aside(conn, found, at=AT, answer="hỏng") is None
    assert all_taken(engine) == ["b"]
    with writing(engine) as conn:
        assert damaged_mails(conn) == [(number, "a@so.vn")]
        assert len(queue(conn, "a")) == 1  # its key is free again
    assert state(engine, number) == "failed"


# Outcomes -------------------------------------------------------------------------------------------------------------


def test_only_the_holder_of_a_claim_settles_it_and_only_once(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        (number,) = queue(conn, "a")
        assert not settle_mail(conn, number, "một", state="sent", sent_at=AT)  # nobody holds it yet
        assert taken(conn, by="một") == "a"
        assert not settle_mail(conn, number, "người lạ", state="failed")
        assert settle_mail(conn, number, "một", state="sent", sent_at=AT, answer="250 OK")
        assert not settle_mail(conn, number, "một", state="failed")
        assert counts(conn) == {"sent": 1}


def test_who_lost_a_claim_to_another_settles_nothing(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        (number,) = queue(conn, "a")
        assert taken(conn, by="một") == "a"
        assert taken(conn, SOON, by="hai", until=LATER) == "a"
        assert not settle_mail(conn, number, "một", state="sent", sent_at=SOON)
        assert not keep_claim(conn, number, "một", until=LATER, answer="?")
        assert settle_mail(conn, number, "hai", state="sent", sent_at=SOON)


def test_a_claim_that_is_kept_lasts_until_the_instant_given(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        (number,) = queue(conn, "a")
        assert taken(conn) == "a"
        assert keep_claim(conn, number, "một", until=LATER, answer="đứt giữa chừng")
        assert next_delivery(conn) == LATER
    assert all_taken(engine, SOON) == []
    assert all_taken(engine, LATER) == ["a"]


def test_a_mailbox_is_refused_since_the_first_refusal_after_the_last_delivery(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        one, two, three = queue(conn, "a", "b", "c", mailbox="ha@so.vn")
        assert first_refusal(conn, "ha@so.vn") is None
    for number, at in ((one, AT), (two, SOON), (three, LATER)):
        change(engine, number, first_refused_at=at)
    with reading(engine) as conn:
        assert first_refusal(conn, "ha@so.vn") == AT
    change(engine, one, state="sent")
    with reading(engine) as conn:
        assert first_refusal(conn, "ha@so.vn") == SOON


# Rest and the next day ------------------------------------------------------------------------------------------------


def test_while_delivery_rests_nothing_is_claimed(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        queue(conn, "a")
        rest(conn, SOON)
        rest(conn, LATER)
        assert (rests(conn), resting_until(conn), next_delivery(conn)) == (2, LATER, LATER)
        assert taken(conn, LATER - dt.timedelta(microseconds=1)) is None
        assert taken(conn, LATER) == "a"
        end_rest(conn)
        end_rest(conn)
        assert (rests(conn), resting_until(conn)) == (0, None)


def test_the_next_delivery_is_the_earliest_of_what_waits_and_what_is_under_way(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        assert next_delivery(conn) is None
        queue(conn, "a", next_try_at=LATER)
        assert next_delivery(conn) == LATER
        queue(conn, "b")
        assert taken(conn) == "b"
        assert next_delivery(conn) == SOON


def test_digests_of_earlier_days_that_no_server_was_handed_give_way(engine: sa.Engine) -> None:
    yesterday = DAY - dt.timedelta(days=1)
    with writing(engine) as conn:
        (old,) = queue(conn, "a", day=yesterday)
        queue(conn, "b")
        queue(conn, "c", day=yesterday, reached_data=True)
        queue(conn, "d", day=yesterday, sort="letter")
        queue(conn, "e", day=yesterday, urgency=-1)
        assert taken(conn) == "e"
        assert supersede(conn, DAY) == [old]
        assert supersede(conn, DAY) == []
        assert counts(conn) == {"queued": 3, "sending": 1, "superseded": 1}
