"""That the data of a database were moved to another: a fact in the one they left, which every write of it heeds.

in use ──its data are moved──▶ left ──they are moved back into it, or it is taken back as it stands──▶ in use

The database they came into bears the number of the move, so that of any two the one that holds the data is known.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import sqlalchemy as sa

from db.facts import drop_fact, fact, set_fact
from rules.errors import NhacviecError

LEFT, ARRIVED = "moved_to", "moved_from"


class MovedDatabaseError(NhacviecError):
    """Dữ liệu của {source} đã chuyển sang {target}, nơi cũ không dùng nữa: hãy ghi địa chỉ mới vào data.database \
trong config.toml; muốn quay về, xem «nhacviec migrate --help»."""


@dataclass(frozen=True, slots=True)
class Move:
    """One move, begun at `at` by `by`; `number` is unique. `source` and `target` are addresses without a password."""

    number: str
    at: dt.datetime
    by: str
    source: str
    target: str


def left(conn: sa.Connection) -> Move | None:
    """The move that took the data of this database away."""
    said = fact(conn, LEFT)
    return as_said(said) if said else None


def arrived(conn: sa.Connection) -> Move | None:
    """The move that brought its data here."""
    said = fact(conn, ARRIVED)
    return as_said(said) if said else None


def leave(conn: sa.Connection, move: Move) -> None:
    """Nobody writes here any more."""
    set_fact(conn, LEFT, _said(move))


def arrive(conn: sa.Connection, move: Move) -> None:
    """From now on the data stand here."""
    drop_fact(conn, LEFT)
    set_fact(conn, ARRIVED, _said(move))


def stay(conn: sa.Connection) -> None:
    """The data stand here as they did before a move that came to nothing."""
    drop_fact(conn, LEFT)


def refuse_left(conn: sa.Connection) -> None:
    """Raise `MovedDatabaseError` where the data were moved away."""
    if conn.exec_driver_sql(_IS_LEFT).scalar() is not None:  # asked by every write: no statement costs less
        move = left(conn)
        assert move is not None, "asked for in the same transaction"
        raise MovedDatabaseError(source=shown(move.source), target=shown(move.target))


_IS_LEFT = "SELECT 1 FROM office WHERE key = 'moved_to'"  # the key is `LEFT`


def address_of(url: sa.URL) -> str:
    """The address as it may stand in config.toml: without any password."""
    query = {name: value for name, value in url.query.items() if "password" not in name}
    without = sa.URL.create(url.drivername, url.username, None, url.host, url.port, url.database, query)
    return without.render_as_string()


def shown(address: str) -> str:
    """Such an address in a sentence: a SQLite file by its path."""
    url = sa.make_url(address)
    return url.database if url.get_backend_name() == "sqlite" and url.database else address


def _said(move: Move) -> str:
    values = {"number": move.number, "at": move.at.isoformat(), "by": move.by}
    return json.dumps({**values, "source": move.source, "target": move.target}, ensure_ascii=False)


def as_said(text: str) -> Move:
    """The move that such a fact tells of."""
    found = json.loads(text)
    return Move(**{**found, "at": dt.datetime.fromisoformat(found["at"])})
