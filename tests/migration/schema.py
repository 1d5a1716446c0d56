"""What a database's tables are, as reflection sees them, and what of a change older code cannot live with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

import sqlalchemy as sa

from db.engine import reading

Schema: TypeAlias = dict[str, Any]
"""By table: columns, key, references, uniques, checks, indexes."""

RETIRED: frozenset[str] = frozenset()
"""Tables and columns ("table", "table.column") that the code does without already and a later release takes away: the
database has them, `db/tables` has not."""


def schema(engine: sa.Engine, retired: Collection[str] = RETIRED) -> Schema:
    """All that reflection sees, checks and conditions of partial indexes included, which Alembic does not compare."""
    with reading(engine) as conn:
        seen = sa.inspect(conn)
        return {
            table: {
                "columns": [shown_column(c) for c in seen.get_columns(table) if f"{table}.{c['name']}" not in retired],
                "key": seen.get_pk_constraint(table),
                "references": sorted(seen.get_foreign_keys(table), key=repr),
                "uniques": sorted(seen.get_unique_constraints(table), key=repr),
                "checks": sorted(seen.get_check_constraints(table), key=repr),
                "indexes": sorted(map(shown_index, seen.get_indexes(table)), key=repr),
            }
            for table in seen.get_table_names()
            if table != "alembic_version" and table not in retired
        }


def shown_column(column: Any) -> dict[str, Any]:
    return {**column, "type": repr(column["type"])}


def shown_index(index: Any) -> dict[str, Any]:
    return {**index, "dialect_options": {k: str(v) for k, v in index.get("dialect_options", {}).items()}}


def harm(before: Schema, after: Schema) -> list[str]:
    """What older code would stumble over after the change, a few words each; none where the change only adds."""
    gone = [f"table {table} is gone" for table in before if table not in after]
    kept = [table for table in before if table in after]
    return gone + [f"{table}: {words}" for table in kept for words in _harm_to(before[table], after[table])]


def _harm_to(old: Schema, new: Schema) -> Iterator[str]:
    columns = {column["name"]: column for column in new["columns"]}
    for column in old["columns"]:
        yield from _harm_to_column(column, columns.pop(column["name"], None))
    for column in columns.values():
        if not column["nullable"] and column["default"] is None:
            yield f"older code cannot fill {column['name']}"
    # Older code leaves these empty, and nothing empty offends against a key or a reference.
    empty = {name for name, column in columns.items() if column["nullable"] and column["default"] is None}
    if old["key"] != new["key"]:
        yield "another key"
    if any(empty.isdisjoint(one["constrained_columns"]) for one in _more(old, new, "references")):
        yield "a reference more"
    if any(empty.isdisjoint(one["column_names"]) for one in _more(old, new, "uniques") + _unique(old, new)):
        yield "a unique more"
    if _more(new, old, "uniques") + _unique(new, old):
        yield "a unique is gone"  # which keeps older code from doing a thing twice
    yield from _narrower(old, new)


def _harm_to_column(old: dict[str, Any], new: dict[str, Any] | None) -> Iterator[str]:
    name = old["name"]
    if new is None:
        yield f"column {name} is gone"
        return
    if old["type"] != new["type"]:
        yield f"another type of {name}"
    if old["nullable"] and not new["nullable"]:
        yield f"{name} is required"
    if old["default"] not in (None, new["default"]):
        yield f"another default of {name}"


def _more(old: Schema, new: Schema, kind: str) -> list[dict[str, Any]]:
    return [one for one in new[kind] if one not in old[kind]]


def _unique(old: Schema, new: Schema) -> list[dict[str, Any]]:
    return [index for index in _more(old, new, "indexes") if index["unique"]]


def _narrower(old: Schema, new: Schema) -> Iterator[str]:
    before = {check["name"]: check["sqltext"] for check in old["checks"]}
    columns = {column["name"] for column in old["columns"]}
    for check in _more(old, new, "checks"):
        form, values = _form(check["sqltext"])
        if check["name"] in before:
            was, allowed = _form(before[check["name"]])
            if form != was or not allowed <= values:
                yield f"the check {check['name']} is another"
        elif columns & set(re.findall(r"\w+", form)):
            yield f"the check {check['name']} more"


def _form(check: str) -> tuple[str, set[str]]:
    """A check without the values in it, and the values."""
    quoted = r"'[^']*'(?:::[a-z ]+)?"
    return re.sub(rf"{quoted}(?:, )?", "", check), set(re.findall(quoted, check))
