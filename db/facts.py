"""Facts about this installation: its id, when it was created, which database schema it speaks."""

from __future__ import annotations

import sqlalchemy as sa

from db.tables import office


def fact(conn: sa.Connection, key: str) -> str | None:
    """The fact of that name, if it was ever set."""
    found: str | None = conn.execute(sa.select(office.c.value).where(office.c.key == key)).scalar()
    return found


def set_fact(conn: sa.Connection, key: str, value: str) -> None:
    """Set a fact, whatever it was before."""
    if conn.execute(sa.update(office).where(office.c.key == key).values(value=value)).rowcount == 0:
        conn.execute(sa.insert(office).values(key=key, value=value))


def drop_fact(conn: sa.Connection, key: str) -> None:
    """Forget a fact."""
    conn.execute(sa.delete(office).where(office.c.key == key))
