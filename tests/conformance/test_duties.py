"""Obligations and the requests about them."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from db.duties import (
    change_obligations,
    computed_otherwise,
    count_overdue,
    next_notice,
    obligations,
    schedule_obligations,
    waiting_to_speak,
)
from db.engine import reading, writing
from db.extensions import add_extension, add_extension_notice, change_extension, extensions, last_asked
from db.tables import obligation, outbox

from .stored import AT, DAY, SOON, a_duty, queue

NEXT = DAY + dt.timedelta(days=30)


def request(conn: sa.Connection, duty: int) -> int:
    asked = {"obligation_id": duty, "unit_code": "van-phong", "asked_on": DAY, "asked_at": AT, "asked_by": "vp"}
    dates = {"from_due": DAY, "from_version": 1, "to_due": NEXT, "waiting_since": DAY}
    return add_extension(conn, **asked, **dates, late=False, reason="chờ hướng dẫn")


def test_duties_come_by_due_date_and_those_without_one_last(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        without, late, early = a_duty(conn, due=None), a_duty(conn, due=NEXT), a_duty(conn, due=DAY)
        assert [row.id for row in obligations(conn)] == [early, late, without]
        assert [row.id for row in obligations(conn, due_from=DAY, due_to=DAY)] == [early]
        assert [row.id for row in obligations(conn, ids=[late, without], state="open")] == [late, without]
        assert obligations(conn, ids=[]) == []


def test_who_waits_to_speak_does_so_from_its_instant_on(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        first, second, closed = a_duty(conn), a_duty(conn), a_duty(conn)
        plans = ((first, AT), (second, SOON), (closed, AT))
        schedule_obligations(
            conn, [{"id": n, "next_notice_at": at, "blocker": None, "fingerprint": "f"} for n, at in plans]
        )
        change_obligations(conn, [closed], state="cancelled", next_notice_at=None)
        assert [row.id for row in waiting_to_speak(conn, AT)] == [first]
        assert [row.id for row in waiting_to_speak(conn, SOON)] == [first, second]
        assert next_notice(conn) == AT
        assert computed_otherwise(conn, "f", 0, 10) == []
        assert {row.id for row in computed_otherwise(conn, "g", 0, 10)} == {first, second}


def test_a_duty_is_overdue_after_its_last_day(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        a_duty(conn, due=DAY)
        a_duty(conn, due=None)
        assert (count_overdue(conn, DAY), count_overdue(conn, DAY + dt.timedelta(days=1))) == (0, 1)


def test_what_is_done_has_its_day(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        duty = a_duty(conn)
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        conn.execute(sa.update(obligation).where(obligation.c.id == duty).values(state="done"))
    with reading(engine) as conn:
        assert obligations(conn)[0].state == "open"


def test_a_number_is_never_given_twice(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        first = a_duty(conn)
        conn.execute(sa.delete(obligation))
        assert a_duty(conn) > first


def test_a_duty_has_one_undecided_request(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        duty, other = a_duty(conn), a_duty(conn)
        first = request(conn, duty)
        request(conn, other)
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        request(conn, duty)
    with writing(engine) as conn:
        change_extension(conn, first, state="offered", offered_due=NEXT)
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        request(conn, duty)
    with writing(engine) as conn:
        change_extension(conn, first, state="refused")
        second = request(conn, duty)
        assert [row.id for row in extensions(conn, obligation_id=duty, undecided=True)] == [second]


def test_a_request_shows_on_its_duty_and_lapses_with_it(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        duty = a_duty(conn)
        number = request(conn, duty)
        assert obligations(conn)[0].asked_for == NEXT
        change_obligations(conn, [duty], state="done", done_on=DAY)
        assert obligations(conn)[0].asked_for is None
        assert extensions(conn, ids=[number])[0].state == "lapsed"


def test_who_was_asked_in_a_mail_that_reached_nobody_was_not_asked(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        number = request(conn, a_duty(conn))
        first, second = queue(conn, "a", "b")
        add_extension_notice(conn, number, "gd@so.vn", DAY, first)
        add_extension_notice(conn, number, "gd@so.vn", NEXT, second)
        assert last_asked(conn, [number]) == {(number, "gd@so.vn"): NEXT}
        conn.execute(sa.update(outbox).where(outbox.c.id == second).values(state="failed"))
        assert last_asked(conn, [number]) == {(number, "gd@so.vn"): DAY}
