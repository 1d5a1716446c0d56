"""Which revisions of the code are at work on a PostgreSQL database, so that nothing is taken from under any of them.

Each connection shares, for as long as it lives, an advisory lock that stands for the newest revision its code knows.
It ends with the connection, however that ends, and a new connection is let in by what the database says then. So a
migration that takes something away needs only the locks of the revisions that still use it: while it has them, their
code neither works nor gets in, and afterwards it is refused.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.identity import READABLE_FROM, known_revisions, refuse_newer
from db.postgresql import LOCKS, REVISIONS

UNKNOWN = "không rõ"
_IS_OURS = "SELECT to_regclass('office') IS NOT NULL AND to_regclass('alembic_version') IS NOT NULL"
_STANDS = "SELECT version_num, (SELECT value FROM office WHERE key = %s) FROM alembic_version"
_OLDER = sa.text(
    "SELECT DISTINCT application_name, objid::bigint - :revisions FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE datname = current_database() AND database = datid AND locktype = 'advisory' AND objsubid = 2 "
    "AND mode = 'ShareLock' AND granted AND classid = :ours AND objid::bigint >= :revisions "
    "AND objid::bigint < :before ORDER BY 2, 1"
)


def join(connection: Any, place: str) -> None:
    """Let a new connection of the driver's be seen as one of this code; `NewerDatabaseError` where it may not work."""
    connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (LOCKS, _lock_of(known_revisions()[-1])))
    connection.commit()
    # Only now: whoever takes something away keeps the lock until it is written that this code is too old.
    (ours,) = connection.execute(_IS_OURS).fetchone()
    if ours and (stands := connection.execute(_STANDS, (READABLE_FROM,)).fetchone()):
        found, readable_from = stands
        refuse_newer(found, readable_from, place)
    connection.commit()


def keep_out(conn: sa.Connection, before: str) -> list[str]:
    """Keep code older than revision `before` away until this transaction ends; else who is at work with it."""
    for revision in known_revisions():
        if revision < before:
            free = sa.select(sa.func.pg_try_advisory_xact_lock(LOCKS, _lock_of(revision)))
            if not conn.execute(free).scalar_one():
                return older(conn, before) or [UNKNOWN]
    return []


def older(conn: sa.Connection, before: str) -> list[str]:
    """Who is at work with code older than revision `before`: the names that their connections bear, the oldest first.

    Code from before there were such locks is not seen.
    """
    found = conn.execute(_OLDER, {"ours": LOCKS, "revisions": REVISIONS, "before": _lock_of(before)})
    return [f"{name or UNKNOWN} (bản {revision:04})" for name, revision in found]


def _lock_of(revision: str) -> int:
    return REVISIONS + int(revision)
