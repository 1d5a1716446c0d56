"""The secret addresses at which accounts have their calendar, known by their hashes."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from db.accounts import COLUMNS, AccountRow
from db.tables import account, calendar_address


def set_calendar_address(conn: sa.Connection, number: int, token_hash: str, at: dt.datetime) -> None:
    """The account's address from now on; the one before is no more."""
    drop_calendar_address(conn, number)
    conn.execute(sa.insert(calendar_address).values(account_id=number, token_hash=token_hash, made_at=at))


def drop_calendar_address(conn: sa.Connection, number: int) -> bool:
    """The account has no address any more; whether it had one."""
    return conn.execute(sa.delete(calendar_address).where(calendar_address.c.account_id == number)).rowcount > 0


def calendar_made_at(conn: sa.Connection, number: int) -> dt.datetime | None:
    """When the account's address was made; None where it has none."""
    made = sa.select(calendar_address.c.made_at).where(calendar_address.c.account_id == number)
    return conn.execute(made).scalar_one_or_none()


def account_at_calendar(conn: sa.Connection, token_hash: str) -> AccountRow | None:
    """Whose calendar it is, whether or not the account is still in use."""
    chosen = sa.select(*COLUMNS).join_from(account, calendar_address)
    row = conn.execute(chosen.where(calendar_address.c.token_hash == token_hash)).first()
    return AccountRow(*row) if row else None
