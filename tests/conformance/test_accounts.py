from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from db import accounts, sessions
from db.engine import reading, writing
from db.history import entries, record
from db.tables import login_failure, one_time_link, session

AT = dt.datetime(2022, 3, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
HOUR = dt.timedelta(hours=1)


def added(conn: sa.Connection, login: str = "an") -> int:
    return accounts.add_account(
        conn, name=login.upper(), login=login, person="An", role="administrator", unit=None, at=AT
    )


def test_an_account_is_found_by_its_folded_name_and_by_its_number(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        number = added(conn)
        accounts.set_password_hash(conn, number, "x", changed_at=AT + HOUR)
        accounts.set_part(conn, number, "leader", None)
        accounts.set_disabled(conn, number, AT)
    with reading(engine) as conn:
        found = accounts.account_of(conn, "an")
        assert found == accounts.account_by_id(conn, number) == accounts.accounts(conn)[0]
        assert found
        assert (found.name, found.role, found.password_hash, found.disabled_at) == ("AN", "leader", "x", AT)
        assert found.password_changed_at == AT + HOUR
        assert accounts.account_of(conn, "AN") is None
        assert accounts.any_account(conn)


def test_no_two_accounts_have_the_same_name(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        added(conn)
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as conn:
        added(conn)


def test_sessions_and_links_end_one_by_one_by_account_and_all_together(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        one, two = added(conn), added(conn, "binh")
        for token, number in (("a", one), ("b", one), ("c", two)):
            sessions.add_session(conn, token, number, at=AT, until=AT + HOUR)
            sessions.add_link(conn, token, number, "reset", at=AT, until=AT + HOUR)
        sessions.add_link(conn, "first", None, "first", at=AT, until=AT + HOUR)
        sessions.touch(conn, "a", AT + HOUR)
        seen = sessions.session_of(conn, "a")
        assert seen
        assert (seen.last_seen_at, seen.expires_at, seen.account.login) == (AT + HOUR, AT + HOUR, "an")
        assert [sessions.end_session(conn, "b"), sessions.end_session(conn, "b")] == [True, False]
        assert sessions.end_sessions(conn, one) == 1
        sessions.drop_links(conn, one)
        assert sessions.link_of(conn, "a") is None
        assert sessions.link_of(conn, "c") == sessions.LinkRow(two, "reset", AT + HOUR)
        sessions.drop_links(conn, None)
        assert sessions.link_of(conn, "first") is None
        sessions.sign_everybody_out(conn)
        assert sessions.session_of(conn, "c") is None
        assert sessions.link_of(conn, "c") is None


def test_failures_are_counted_by_name_by_address_and_by_both(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        for minute, about in enumerate((("n", "here"), ("n", "there"), ("m", "here"))):
            sessions.add_failure(conn, *about, AT + minute * dt.timedelta(minutes=1))

        def counted(**about: str) -> int:
            return len(sessions.failures(conn, AT - HOUR, **about))

        assert [counted(login_hash="n"), counted(address_hash="here")] == [2, 2]
        assert counted(login_hash="n", address_hash="here") == 1
        assert sessions.failures(conn, AT, login_hash="n") == [AT + dt.timedelta(minutes=1)]
        sessions.drop_failures(conn, "n", "here")
        assert [counted(login_hash="n"), counted(address_hash="here")] == [1, 1]
        sessions.drop_failures(conn, "n")
        assert counted(login_hash="n") == 0


def test_a_sweep_takes_what_is_over_and_leaves_the_rest(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        number = added(conn)
        later = AT + 9 * HOUR
        for token, at, until in (("old", AT, AT + HOUR), ("idle", AT, later), ("good", AT + HOUR, later)):
            sessions.add_session(conn, token, number, at=at, until=until)
            sessions.add_link(conn, token, number, "reset", at=at, until=until)
            sessions.add_failure(conn, token, token, at)
        sessions.sweep(conn, AT + HOUR, unseen_since=AT, failed_until=AT)
        assert conn.execute(sa.select(session.c.token_hash)).scalars().all() == ["good"]
        assert set(conn.execute(sa.select(one_time_link.c.token_hash)).scalars()) == {"idle", "good"}
        assert conn.execute(sa.select(login_failure.c.login_hash)).scalars().all() == ["good"]


def test_the_history_is_read_from_its_end_by_day_actor_and_kind(engine: sa.Engine) -> None:
    with writing(engine) as conn:
        for hour, (actor, subject) in enumerate(
            [("an", "plan:1"), ("bình", "plan:12"), ("an_b", "delivery"), ("an%b", "planned:1")]
        ):
            record(conn, at=AT + hour * HOUR, actor=actor, subject=subject, what="x")
    with reading(engine) as conn:

        def told(**chosen: Any) -> list[str]:
            return [one.actor for one in entries(conn, **{"most": 9, **chosen})]

        assert told() == ["an%b", "an_b", "bình", "an"]
        assert told(skip=1, most=2) == ["an_b", "bình"]
        assert told(since=AT + HOUR, until=AT + 2 * HOUR) == ["bình"]
        assert [told(kind="plan"), told(kind="delivery")] == [["bình", "an"], ["an_b"]]
        assert [told(actor="an_"), told(actor="%"), told(actor="bì")] == [["an_b"], ["an%b"], ["bình"]]
