"""What PostgreSQL is told when a connection opens, and the turns that writers take on it.

SQLite lets one writer in at a time, and every use case leans on that: it looks, decides and writes in one transaction.
Here an advisory lock of the transaction says the same. Only short transactions that lock the rows they touch go
*beside* each other; they too wait for a writer that needs the database to itself, and it for them.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

LOCKS = 0x6E687663  # "nhvc": ours among the advisory locks that others may use in this database
_WRITERS = 1
DAEMON = 2
REVISIONS = 10_000  # and upwards: one for each revision of the code (`db/presence.py`)

# A migration asks for locks on tables that readers hold, and who reads after it waits for it. So it gives up before the
# server begins to look for deadlocks (a second), whose victim might be a reader, and tries anew.
_HASTE = 100  # milliseconds

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
    """How a connection is made, where the address does not say otherwise; its name tells others whose it is."""
    process = {"fallback_application_name": f"nhacviec@{socket.gethostname()[:40]}:{os.getpid()}"}
    return {name: value for name, value in (_PATIENCE | process).items() if name not in url.query}


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
    connection.adapters.register_dumper(str, _dumper())


@cache
def _dumper() -> type:
    """How text is handed over: without U+0000, the one character that PostgreSQL cannot keep; strangers may send it."""
    from psycopg.types.string import StrDumperUnknown  # not at the top: an installation on SQLite has no psycopg

    class Keepable(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(keepable(obj))

    return Keepable


def keepable(text: str) -> str:
    """The text as PostgreSQL keeps it: U+FFFD stands where U+0000 stood."""
    return text.replace("\0", "\ufffd") if "\0" in text else text


def encoding(conn: sa.Connection) -> str:
    """In which characters the database keeps text."""
    return str(conn.exec_driver_sql("SHOW server_encoding").scalar_one())


def may_create(conn: sa.Connection) -> bool:
    """Whether the user may make tables in the database."""
    return bool(conn.exec_driver_sql("SELECT has_schema_privilege(current_schema(), 'CREATE')").scalar_one())


def identity(conn: sa.Connection) -> tuple[object, ...]:
    """The same for every address that leads to this database of this server, as long as it runs."""
    return tuple(conn.exec_driver_sql("SELECT current_database(), pg_postmaster_start_time()").one())


def only_read(conn: sa.Connection) -> None:
    """Let this transaction see one state of the database, as every one of SQLite does, and write nothing."""
    conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def never_cut_off(conn: sa.Connection) -> None:
    """Let this transaction stand idle, whatever `IDLE_SECONDS` are."""
    conn.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def take_turn(conn: sa.Connection, *, beside: bool) -> None:
    """Wait until this transaction may write: alone, or beside others that lock the rows they touch."""
    turn = sa.func.pg_advisory_xact_lock_shared if beside else sa.func.pg_advisory_xact_lock
    conn.execute(sa.select(turn(LOCKS, _WRITERS)))


def make_haste(conn: sa.Connection) -> None:
    """Let this transaction wait for no lock on a table any longer than readers may be kept waiting."""
    conn.exec_driver_sql(f"SET LOCAL lock_timeout = {_HASTE}")
