"""How long a sign-in has to wait after others that failed. What failed is stored, so restarts and nodes count together.

Three counts over the last hour, each with so many tries free and then a wait that doubles from one try to the next:
a name from one address, an address whatever the name, a name from wherever. The last is the most patient, so that
strangers cannot keep somebody out who mistypes nothing; a link from the administrator ends every wait.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from db.engine import Connection
from db.sessions import failures

COUNTED = dt.timedelta(hours=1)
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(minutes=15)
FREE_HERE, FREE_ADDRESS, FREE_NAME = 5, 60, 30
"""Tries that may fail: of a name from one address, from one address (a whole office may stand behind it), of a name."""


def wait_after(failed: list[dt.datetime], free: int) -> dt.datetime | None:
    """Until when nobody may try again; None: at once. `failed` are the tries that count, the oldest first."""
    beyond = len(failed) - free
    if beyond < 0 or not failed:
        return None
    wait: dt.timedelta = min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT)
    return failed[-1] + wait


def open_from(conn: Connection, login_hash: str, address_hash: str, at: dt.datetime) -> dt.datetime | None:
    """When that name may be tried from that address again; None: now."""
    since = at - COUNTED
    waits = (
        wait_after(failures(conn, since, login_hash=login_hash, address_hash=address_hash), FREE_HERE),
        wait_after(failures(conn, since, address_hash=address_hash), FREE_ADDRESS),
        wait_after(failures(conn, since, login_hash=login_hash), FREE_NAME),
    )
    last = max((one for one in waits if one), default=None)
    return last if last and last > at else None


def login_key(key: bytes, login: str) -> str:
    """A folded name as failures keep it."""
    return _keyed(key, b"login", login)


def address_key(key: bytes, address: str) -> str:
    """A visitor's address as failures keep it."""
    return _keyed(key, b"address", address)


def _keyed(key: bytes, purpose: bytes, text: str) -> str:
    return hmac.digest(key, purpose + b"\0" + text.encode(), hashlib.sha256).hex()
