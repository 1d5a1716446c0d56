"""Sessions of the page, links by which a password is chosen, sign-ins that failed. Tokens themselves are nowhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from db.accounts import COLUMNS, AccountRow
from db.tables import account, calendar_address, login_failure, one_time_link, session


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser that is signed in, and who sits there. It ends at `expires_at`, exclusive."""

    last_seen_at: dt.datetime
    expires_at: dt.datetime
    account: AccountRow


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link that has not been used; `account` None: it makes the first administrator."""

    account: int | None
    purpose: str
    expires_at: dt.datetime


def add_session(conn: sa.Connection, token_hash: str, number: int, *, at: dt.datetime, until: dt.datetime) -> None:
    """Somebody signed in."""
    values = {"token_hash": token_hash, "account_id": number, "created_at": at, "last_seen_at": at, "expires_at": until}
    conn.execute(sa.insert(session).values(values))


def session_of(conn: sa.Connection, token_hash: str) -> SessionRow | None:
    """The session of that token, however old."""
    chosen = sa.select(session.c.last_seen_at, session.c.expires_at, *COLUMNS).join_from(session, account)
    row = conn.execute(chosen.where(session.c.token_hash == token_hash)).first()
    return SessionRow(row[0], row[1], AccountRow(*row[2:])) if row else None


def touch(conn: sa.Connection, token_hash: str, at: dt.datetime) -> None:
    """Its browser was seen at that instant."""
    conn.execute(sa.update(session).where(session.c.token_hash == token_hash).values(last_seen_at=at))


def end_session(conn: sa.Connection, token_hash: str) -> bool:
    """Sign one browser out; whether it was signed in."""
    return conn.execute(sa.delete(session).where(session.c.token_hash == token_hash)).rowcount > 0


def end_sessions(conn: sa.Connection, number: int) -> int:
    """Sign every browser of the account out; how many there were."""
    return conn.execute(sa.delete(session).where(session.c.account_id == number)).rowcount


def add_link(
    conn: sa.Connection, token_hash: str, number: int | None, purpose: str, *, at: dt.datetime, until: dt.datetime
) -> None:
    """A link for an account, or, without one, for the first administrator; good until `until`, exclusive."""
    values = {"token_hash": token_hash, "account_id": number, "purpose": purpose, "created_at": at, "expires_at": until}
    conn.execute(sa.insert(one_time_link).values(values))


def link_of(conn: sa.Connection, token_hash: str) -> LinkRow | None:
    """The unused link of that token, however old."""
    c = one_time_link.c
    row = conn.execute(sa.select(c.account_id, c.purpose, c.expires_at).where(c.token_hash == token_hash)).first()
    return LinkRow(*row) if row else None


def drop_links(conn: sa.Connection, number: int | None) -> None:
    """None of the links for the account is good any more; without one, none for the first administrator."""
    conn.execute(sa.delete(one_time_link).where(one_time_link.c.account_id.is_not_distinct_from(number)))


def sign_everybody_out(conn: sa.Connection) -> None:
    """End all sessions, all links and all calendar addresses."""
    conn.execute(sa.delete(session))
    conn.execute(sa.delete(calendar_address))
    conn.execute(sa.delete(one_time_link))


def add_failure(conn: sa.Connection, login_hash: str, address_hash: str, at: dt.datetime) -> None:
    """A try to sign in has begun."""
    conn.execute(sa.insert(login_failure).values(login_hash=login_hash, address_hash=address_hash, at=at))


def failures(
    conn: sa.Connection, since: dt.datetime, *, login_hash: str | None = None, address_hash: str | None = None
) -> list[dt.datetime]:
    """When tries of that name, from that address, or both, failed after `since`, the oldest first."""
    chosen = sa.select(login_failure.c.at).where(login_failure.c.at > since)
    if login_hash is not None:
        chosen = chosen.where(login_failure.c.login_hash == login_hash)
    if address_hash is not None:
        chosen = chosen.where(login_failure.c.address_hash == address_hash)
    return list(conn.execute(chosen.order_by(login_failure.c.at)).scalars())


def drop_failures(conn: sa.Connection, login_hash: str, address_hash: str | None = None) -> None:
    """Forget what failed under that name, from that address or from all."""
    chosen = sa.delete(login_failure).where(login_failure.c.login_hash == login_hash)
    if address_hash is not None:
        chosen = chosen.where(login_failure.c.address_hash == address_hash)
    conn.execute(chosen)


def sweep(conn: sa.Connection, at: dt.datetime, *, unseen_since: dt.datetime, failed_until: dt.datetime) -> None:
    """Delete what is over: sessions expired at `at` or unseen since then, links expired, failures past counting."""
    over = (session.c.expires_at <= at) | (session.c.last_seen_at <= unseen_since)
    conn.execute(sa.delete(session).where(over))
    conn.execute(sa.delete(one_time_link).where(one_time_link.c.expires_at <= at))
    conn.execute(sa.delete(login_failure).where(login_failure.c.at <= failed_until))
