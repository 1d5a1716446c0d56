"""A database that its data have left takes no write, of whatever kind; one that they came into does."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from db.engine import reading, writing, writing_anywhere
from db.facts import fact, set_fact
from db.moved import Move, MovedDatabaseError, arrive, arrived, leave, left, stay
from db.row_numbers import go_on_apart, last_numbers, missing, unused

from .stored import AT, queue

MOVE = Move("một", AT, "chị Hà", "sqlite:////var/a.db", "postgresql+psycopg://clerk@may-chu/nhacviec")


@pytest.mark.parametrize("beside", [False, True])
def test_it_refuses_who_would_write_and_says_where_the_data_are(engine: sa.Engine, beside: bool) -> None:
    with writing(engine) as conn:
        leave(conn, MOVE)
    with pytest.raises(MovedDatabaseError) as refused, writing(engine, beside=beside) as conn:
        set_fact(conn, "a", "x")
    assert "Dữ liệu của /var/a.db đã chuyển sang postgresql+psycopg://clerk@may-chu/nhacviec, " in str(refused.value)
    with reading(engine) as conn:
        assert (left(conn), fact(conn, "a")) == (MOVE, None)


@pytest.mark.parametrize("again", [stay, lambda conn: arrive(conn, MOVE)])
def test_in_use_again_it_takes_writes(engine: sa.Engine, again: object) -> None:
    assert callable(again)
    with writing(engine) as conn:
        leave(conn, MOVE)
    with writing_anywhere(engine) as conn:
        again(conn)
    with writing(engine) as conn:
        assert left(conn) is None
        assert arrived(conn) == (None if again is stay else MOVE)


def test_who_waited_for_the_move_to_end_is_refused_too(engine: sa.Engine) -> None:
    """The mark is looked for once the turn has come."""
    refused: list[str] = []

    def come_late() -> None:
        with pytest.raises(MovedDatabaseError) as error, writing(engine) as conn:
            set_fact(conn, "a", "x")
        refused.append(str(error.value))

    late = threading.Thread(target=come_late)
    with writing(engine) as conn:
        late.start()
        late.join(0.2)
        assert late.is_alive()
        leave(conn, MOVE)
    late.join()
    assert len(refused) == 1


def test_numbers_go_on_apart_and_those_left_out_are_known(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        assert last_numbers(conn)["outbox"] == 0
        assert queue(conn, "a", "b") == [1, 2]
        assert last_numbers(conn)["outbox"] == 2
        go_on_apart(conn)
        assert queue(conn, "c") == [10_001]
        assert missing(conn, "outbox") == unused(conn, "outbox") == [(3, 10_000)]
        go_on_apart(conn)
        assert queue(conn, "d") == [20_001]
        assert unused(conn, "outbox") == [(3, 10_000), (10_002, 20_000)]
