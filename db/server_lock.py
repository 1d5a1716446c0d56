"""The daemon's lock on PostgreSQL: an advisory lock of a session, which ends with its connection, however that ends.

A daemon by itself holds it alone; the processes of a fleet share it, so that neither works beside the other.

Who holds it is written into the database by the holder, with the number of its session: what another left there while
it held the lock is known by that.
"""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa

from db.engine import writing_anywhere
from db.facts import fact, set_fact
from db.postgresql import DAEMON, LOCKS

HOLDER = "daemon_holder"
"""The fact that says who holds the lock."""

_HELD = sa.text(
    "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
    "WHERE datname = current_database() AND locktype = 'advisory' AND granted "
    "AND classid = :ours AND objid = :daemon AND objsubid = 2"
)


class Session:
    """A connection of its own that holds the lock; opened by the first `take`."""

    def __init__(self, engine: sa.Engine, holder: str, *, shared: bool = False) -> None:
        self._engine = engine
        self._holder = holder
        self._lock = sa.func.pg_try_advisory_lock_shared if shared else sa.func.pg_try_advisory_lock
        self._conn: sa.Connection | None = None

    def take(self) -> str | None:
        """Hold the lock: None where this session does by now, else who does (empty: not known).

        A connection that is gone is opened anew.
        """
        if self._conn is not None and self._alive():
            return None
        self.close()
        conn = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        conn.detach()  # not the pool's: it ends when this session does
        self._conn = conn
        if not conn.execute(sa.select(self._lock(LOCKS, DAEMON))).scalar_one():
            other = holder(conn)
            self.close()
            return other or ""
        pid = conn.execute(sa.select(sa.func.pg_backend_pid())).scalar_one()
        with writing_anywhere(self._engine) as turn:
            set_fact(turn, HOLDER, f"{pid} {self._holder}")
        return None

    def close(self) -> None:
        """Let the lock go, if it is held."""
        if self._conn is not None:
            with suppress(sa.exc.DBAPIError):  # a connection that is gone holds nothing
                self._conn.close()
            self._conn = None

    def _alive(self) -> bool:
        assert self._conn is not None
        try:
            self._conn.execute(sa.select(1))
        except sa.exc.DBAPIError:
            return False
        return True


def holder(conn: sa.Connection) -> str | None:
    """Who holds the lock; None where nobody does, empty where its holder has not said yet.

    Of the processes of a fleet the one that joined last speaks for all; empty once that has gone.
    """
    pids = conn.execute(_HELD, {"ours": LOCKS, "daemon": DAEMON}).scalars().all()
    if not pids:
        return None
    number, _, name = (fact(conn, HOLDER) or "").partition(" ")
    return name if number in map(str, pids) else ""
