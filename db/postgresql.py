"""What PostgreSQL is told when a connection opens, and the turns that writers take on it.

SQLite lets one writer in at a time, and every use case leans on that: it looks, decides and writes in one transaction.
Here an advisory lock of the transaction says the same. Only short transactions that lock the rows they touch go
*beside* each other; they too wait for a writer that needs the database to itself, and it for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

LOCKS = 0x6E687663  # "nhvc": ours among the advisory locks that others may use in this database
_WRITERS = 1
DAEMON = 2

# A frozen process, or one cut off in mid-transaction, gives its turn back after that; no transaction of ours rests.
IDLE_SECONDS = 60
# Seconds after which a peer that is gone is noticed, by us and by the server (which holds the daemon's lock for it).
_IDLE, _INTERVAL, _PROBES = 15, 5, 3
# The same where something is under way to it, of which the system alone would try for a quarter of an hour.
_UNHEARD = _IDLE + _INTERVAL * _PROBES
_PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": _IDLE,
    "keepalives_interval": _INTERVAL,
    "keepalives_count": _PROBES,
    "tcp_user_timeout": _UNHEARD * 1000,
    "client_encoding": "utf8",
}


def connecting(url: sa.URL) -> dict[str, Any]:
    """How a connection is made, where the address does not say otherwise."""
    return {name: value for name, value in _PATIENCE.items() if name not in url.query}


def settle(connection: Any, busy_seconds: int) -> None:
    """Give a new connection its settings."""
    settings: Mapping[str, object] = {
        "lock_timeout": busy_seconds * 1000,
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
        "tcp_keepalives_idle": _IDLE,
        "tcp_keepalives_interval": _INTERVAL,
        "tcp_keepalives_count": _PROBES,
        "tcp_user_timeout": _UNHEARD * 1000,
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value}")
    connection.commit()
    connection.adapters.register_dumper(str, _keepable())


@cache
def _keepable() -> type:
    """How text is handed over: without U+0000, the one character that PostgreSQL cannot keep; strangers may send it."""
    from psycopg.types.string import StrDumperUnknown  # not at the top: an installation on SQLite has no psycopg

    class Keepable(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)

    return Keepable


def encoding(conn: sa.Connection) -> str:
    """In which characters the database keeps text."""
    return str(conn.exec_driver_sql("SHOW server_encoding").scalar_one())


def only_read(conn: sa.Connection) -> None:
    """Let this transaction see one state of the database, as every one of SQLite does, and write nothing."""
    conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def take_turn(conn: sa.Connection, *, beside: bool) -> None:
    """Wait until this transaction may write: alone, or beside others that lock the rows they touch."""
    turn = sa.func.pg_advisory_xact_lock_shared if beside else sa.func.pg_advisory_xact_lock
    conn.execute(sa.select(turn(LOCKS, _WRITERS)))
