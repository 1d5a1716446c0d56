from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from db.engine import reading, writing
from db.history import Entry, record, story

AT = dt.datetime(2022, 3, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def test_a_story_is_told_in_the_order_it_was_written(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        record(conn, at=AT, actor="quản trị", subject="obligation:12", what="extended", to=dt.date(2022, 4, 1), by=None)
        record(conn, at=AT, actor="nhacviec", subject="obligation:1", what="opened")
        record(conn, at=AT - dt.timedelta(hours=1), actor="nhacviec", subject="obligation:12", what="reminded")
    with reading(engine) as conn:
        told = story(conn, "obligation:12")
    assert [entry.what for entry in told] == ["extended", "reminded"]
    assert told[0] == Entry(AT, "quản trị", "obligation:12", "extended", {"to": "2022-04-01", "by": None})
    assert told[0].at.tzinfo is dt.UTC


def test_an_entry_disappears_with_the_deed_it_tells_of(engine: sa.Engine) -> None:
    def fail_half_way(conn: sa.Connection) -> None:
        record(conn, at=AT, actor="quản trị", subject="plan:1", what="adopted")
        raise RuntimeError

    with pytest.raises(RuntimeError), writing(engine) as conn:
        fail_half_way(conn)
    with reading(engine) as conn:
        assert story(conn, "plan:1") == []


def test_an_entry_with_what_json_cannot_hold_is_refused(engine: sa.Engine) -> None:
    with pytest.raises((sa.exc.StatementError, TypeError), match="not for JSON"), writing(engine) as conn:
        record(conn, at=AT, actor="quản trị", subject="plan:1", what="adopted", source=b"bytes")
