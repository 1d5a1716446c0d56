"""The one MetaData, and the few words all tables are written in.

No ORM: rows are written with core `insert`, many at a time. Every due date is a local date (Asia/Ho_Chi_Minh), every
time an `Instant`. Constraints have names, because a later migration can only change what it can name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """A table whose key is given to it: a code, a year, or the keys of others."""
    return sa.Table(name, metadata, *parts)


def numbered(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """A table with a number for each row, `id`, which is never used again: mails and the history name rows by it."""
    number = sa.Column("id", sa.Integer, primary_key=True)
    return sa.Table(name, metadata, number, *parts, sqlite_autoincrement=True)


def required(name: str, kind: Any, *parts: sa.schema.SchemaItem, **options: Any) -> sa.Column[Any]:
    """A column that always has a value; plain `sa.Column` is one that may be empty."""
    return sa.Column(name, kind, *parts, nullable=False, **options)


def one_of(column: str, values: Iterable[str]) -> sa.CheckConstraint:
    """Only these words, or nothing where the column may be empty."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
