"""The numbers of rows: which was given last, and that the next is never one that was given before.

SQLite gives them without gaps (what is undone is given again), so where rows are only ever added one that no row bears
was lost, which the auditor tells. Those left out on purpose, or by PostgreSQL, are remembered as unused.
"""

from __future__ import annotations

import json
from typing import TypeAlias

import sqlalchemy as sa

from db.engine import in_trouble
from db.facts import fact, set_fact
from db.tables import metadata

APART = 10_000
"""Numbers given elsewhere stand in mails and links that went out; those given from now on begin at the next multiple,
so that none of them means something else."""

NUMBERED = {name: one for name, one in metadata.tables.items() if one.dialect_options["sqlite"]["autoincrement"]}
AUDITED = ("outbox", "notice", "act")
"""Those of which rows are only ever added, and whose numbers the auditor looks at."""

_UNUSED = "numbers_unused"

Range: TypeAlias = tuple[int, int]
"""First and last, both inclusive."""


def last_numbers(conn: sa.Connection) -> dict[str, int]:
    """The last number given in each numbered table; 0: none yet."""
    if conn.dialect.name == "sqlite":
        numbered = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
        given = {name: int(seq) for name, seq in conn.execute(sa.text("SELECT name, seq FROM sqlite_sequence"))}
        # Those too that only newer code knows, and that have no row yet.
        return dict.fromkeys(conn.execute(sa.text(numbered)).scalars(), 0) | given
    last = sa.text("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass), 0)")
    return {name: int(conn.execute(last, {"name": name}).scalar_one()) for name in NUMBERED}


def go_on_as(here: sa.Connection, there: sa.Connection) -> None:
    """Let the next number of each table of `there`, which holds the rows of `here` by now, be the one that `here` would
    give, or a greater one: never one that either has given.
    """
    given = last_numbers(here)
    with in_trouble(there.engine):
        own = last_numbers(there)
        for name, table in NUMBERED.items():
            greatest = there.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
            if (last := max(given[name], own[name], greatest)) > own[name]:
                _set_last(there, name, last)
        if there.dialect.name == "sqlite":
            for name in AUDITED:
                first = given[name] + 1 if here.dialect.name == "sqlite" else 1  # a gap of SQLite's is a loss
                left_out = [(max(start, first), end) for start, end in missing(there, name) if end >= first]
                note_unused(there, name, left_out)


def _set_last(conn: sa.Connection, name: str, number: int) -> None:
    values = {"name": name, "number": number}
    if conn.dialect.name == "sqlite":
        conn.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
        conn.execute(sa.text("INSERT INTO sqlite_sequence VALUES (:name, :number)"), values)
    else:
        conn.execute(sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)"), values)


def go_on_apart(conn: sa.Connection) -> None:
    """Let the next number of each table be the one after the next multiple of `APART`."""
    for name, last in last_numbers(conn).items():
        apart = (last // APART + 1) * APART
        _set_last(conn, name, apart)
        if name in AUDITED:
            note_unused(conn, name, [(last + 1, apart)])


def missing(conn: sa.Connection, name: str) -> list[Range]:
    """The numbers up to the last one given that no row bears."""
    there = conn.execute(sa.select(NUMBERED[name].c.id).order_by(NUMBERED[name].c.id)).scalars()
    found, before = [], 0
    for number in [*there, last_numbers(conn)[name] + 1]:
        if number > before + 1:
            found.append((before + 1, number - 1))
        before = max(before, number)
    return found


def unused(conn: sa.Connection, name: str) -> list[Range]:
    """The numbers that no row ever bore here."""
    return [(first, last) for first, last in json.loads(fact(conn, _UNUSED) or "{}").get(name, [])]


def note_unused(conn: sa.Connection, name: str, ranges: list[Range]) -> None:
    """Remember further ones."""
    if fresh := [one for one in ranges if one not in unused(conn, name)]:
        known = json.loads(fact(conn, _UNUSED) or "{}")
        set_fact(conn, _UNUSED, json.dumps({**known, name: [*known.get(name, []), *fresh]}))
