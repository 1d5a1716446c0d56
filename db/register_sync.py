"""The register's tables brought in step with what they are to hold; what stays keeps its row, place and suspension."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import sqlalchemy as sa

from db.tables import contact, group_member, group_spelling, unit, unit_alias, unit_group

Rows: TypeAlias = Iterable[Mapping[str, Any]]
# The columns that make two rows the same; columns of a row that are not given are left as they are.
_SAME: dict[str, tuple[sa.Table, tuple[str, ...]]] = {
    "unit": (unit, ("code",)),
    "unit_group": (unit_group, ("code",)),
    "unit_alias": (unit_alias, ("folded", "unit_code")),
    "group_spelling": (group_spelling, ("folded", "group_code")),
    "group_member": (group_member, ("group_code", "unit_code")),
    "contact": (contact, ("unit_code", "role", "mailbox")),
}
_KEPT = ("unit", "unit_group")
"""Tables that nothing is ever deleted from."""


def sync_register(conn: sa.Connection, tables: Mapping[str, Rows]) -> None:
    """Make the register hold `tables` (by their names); units and collectives that they lack stay as they are.

    A new row stands behind those there are, whatever its `position`. A mailbox that is suspended stays so in every row.
    """
    wanted = {name: {_key(name, row): dict(row) for row in tables[name]} for name in _SAME}
    stored = {name: _stored(conn, name) for name in _SAME}
    for name in reversed(_SAME):
        if name not in _KEPT:
            _delete(conn, name, [row for key, row in stored[name].items() if key not in wanted[name]])
    # A successor may come later in the list than the unit it succeeds.
    _insert(
        conn, "unit", [{**row, "successor": None} for key, row in wanted["unit"].items() if key not in stored["unit"]]
    )
    stored["unit"] = _stored(conn, "unit")
    for name in _SAME:
        _insert(conn, name, [row for key, row in wanted[name].items() if key not in stored[name]])
        for key, row in wanted[name].items():
            if key in stored[name]:
                _update(conn, name, stored[name][key], row)
    _suspend_alike(conn)


def _key(name: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in _SAME[name][1])


def _stored(conn: sa.Connection, name: str) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    rows = [dict(row._mapping) for row in conn.execute(sa.select(_SAME[name][0]))]
    return {_key(name, row): row for row in rows}


def _is(name: str, row: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    columns = _SAME[name][0].c
    return sa.and_(*(columns[column].is_not_distinct_from(row[column]) for column in _SAME[name][1]))


def _delete(conn: sa.Connection, name: str, rows: Rows) -> None:
    for row in rows:
        conn.execute(sa.delete(_SAME[name][0]).where(_is(name, row)))


def _insert(conn: sa.Connection, name: str, rows: Rows) -> None:
    table = _SAME[name][0]
    for row in rows:
        place = {}
        if "position" in table.c:
            place["position"] = sa.select(sa.func.coalesce(sa.func.max(table.c.position), -1) + 1).scalar_subquery()
        conn.execute(sa.insert(table).values({**row, **place}))


def _update(conn: sa.Connection, name: str, stored: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    changed = {column: value for column, value in row.items() if column != "position" and stored[column] != value}
    if changed:
        conn.execute(sa.update(_SAME[name][0]).where(_is(name, stored)).values(changed))


def _suspend_alike(conn: sa.Connection) -> None:
    """A new row of a mailbox that its server refused is suspended like the others."""
    for row in conn.execute(sa.select(contact).where(contact.c.suspended_at.is_not(None))).all():
        others = sa.update(contact).where(contact.c.mailbox == row.mailbox, contact.c.suspended_at.is_(None))
        conn.execute(others.values(suspended_at=row.suspended_at, suspended_why=row.suspended_why))
