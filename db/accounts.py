"""Accounts: who may sign in, with which part in the office."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from db.tables import account
from rules.access import AccountRole


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. `login` is `name` folded; `unit` is there on a unit's account, and may be on a leader's.

    `password_hash` None: no password was chosen yet. A disabled account signs in no more.
    """

    id: int
    name: str
    login: str
    person: str
    role: AccountRole
    unit: str | None
    password_hash: str | None = field(repr=False)
    created_at: dt.datetime
    password_changed_at: dt.datetime | None
    disabled_at: dt.datetime | None


COLUMNS: tuple[sa.Column[Any], ...] = (
    account.c.id,
    account.c.name,
    account.c.login,
    account.c.person,
    account.c.role,
    account.c.unit_code,
    account.c.password_hash,
    account.c.created_at,
    account.c.password_changed_at,
    account.c.disabled_at,
)
"""What an `AccountRow` is made of, in its order."""


def accounts(conn: sa.Connection) -> list[AccountRow]:
    """All of them, in the order of their names."""
    return [AccountRow(*row) for row in conn.execute(sa.select(*COLUMNS).order_by(account.c.login))]


def account_of(conn: sa.Connection, login: str) -> AccountRow | None:
    """The account of that folded name."""
    row = conn.execute(sa.select(*COLUMNS).where(account.c.login == login)).first()
    return AccountRow(*row) if row else None


def account_by_id(conn: sa.Connection, number: int) -> AccountRow | None:
    """The account of that number."""
    row = conn.execute(sa.select(*COLUMNS).where(account.c.id == number)).first()
    return AccountRow(*row) if row else None


def any_account(conn: sa.Connection) -> bool:
    """Whether there is an account at all."""
    return conn.execute(sa.select(account.c.id).limit(1)).first() is not None


def add_account(
    conn: sa.Connection, *, name: str, login: str, person: str, role: AccountRole, unit: str | None, at: dt.datetime
) -> int:
    """A new account without a password; its number."""
    values = {"name": name, "login": login, "person": person, "role": role, "unit_code": unit, "created_at": at}
    return int(conn.execute(sa.insert(account).values(values).returning(account.c.id)).scalar_one())


def set_password_hash(conn: sa.Connection, number: int, hashed: str, *, changed_at: dt.datetime | None = None) -> None:
    """Keep what the password hashes to; `changed_at` where it is another password."""
    _update(conn, number, {"password_hash": hashed} | ({"password_changed_at": changed_at} if changed_at else {}))


def set_part(conn: sa.Connection, number: int, role: AccountRole, unit: str | None) -> None:
    """Give the account another part in the office."""
    _update(conn, number, {"role": role, "unit_code": unit})


def set_disabled(conn: sa.Connection, number: int, at: dt.datetime | None) -> None:
    """Disabled from `at` on; None: it may sign in again."""
    _update(conn, number, {"disabled_at": at})


def _update(conn: sa.Connection, number: int, values: dict[str, Any]) -> None:
    conn.execute(sa.update(account).where(account.c.id == number).values(values))
