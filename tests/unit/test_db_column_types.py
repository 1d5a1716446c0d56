from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from db.column_types import Instant

SQLITE = sa.make_url("sqlite://").get_dialect()()
POSTGRESQL = sa.make_url("postgresql://").get_dialect()()
HANOI = dt.timezone(dt.timedelta(hours=7))
# A day away from both ends of the calendar, so that no zone carries an instant beyond them.
INSTANTS = st.datetimes(
    min_value=dt.datetime(1, 1, 2),
    max_value=dt.datetime(9999, 12, 30),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m))),
)


def kept(instant: dt.datetime) -> str:
    text = Instant().process_bind_param(instant, SQLITE)
    assert isinstance(text, str)
    return text


def test_sqlite_keeps_an_instant_as_utc_text_of_fixed_width() -> None:
    assert kept(dt.datetime(2022, 3, 1, 8, 0, tzinfo=HANOI)) == "2022-03-01T01:00:00.000000Z"
    assert kept(dt.datetime(2022, 3, 1, 8, 0, 0, 5, tzinfo=HANOI)) == "2022-03-01T01:00:00.000005Z"


@given(INSTANTS)
def test_an_instant_comes_back_as_the_same_instant_in_utc(instant: dt.datetime) -> None:
    back = Instant().process_result_value(kept(instant), SQLITE)
    assert back == instant
    assert back is not None
    assert back.tzinfo is dt.UTC


@given(INSTANTS, INSTANTS)
def test_the_order_of_the_text_is_the_order_in_time(one: dt.datetime, other: dt.datetime) -> None:
    assert (kept(one) < kept(other)) == (one < other)
    assert len(kept(one)) == 27


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_a_naive_datetime_is_refused(dialect: sa.Dialect) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(dt.datetime(2022, 3, 1), dialect)


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_no_instant_stays_none(dialect: sa.Dialect) -> None:
    assert Instant().process_bind_param(None, dialect) is None
    assert Instant().process_result_value(None, dialect) is None


def test_postgresql_keeps_timestamptz_and_gives_utc() -> None:
    local = dt.datetime(2022, 3, 1, 8, 0, tzinfo=HANOI)
    assert Instant().compile(POSTGRESQL) == "TIMESTAMP WITH TIME ZONE"
    assert Instant().process_bind_param(local, POSTGRESQL) == local
    back = Instant().process_result_value(local, POSTGRESQL)
    assert back is not None
    assert (back, back.tzinfo) == (local, dt.UTC)
