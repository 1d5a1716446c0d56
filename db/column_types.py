"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa


class Instant(sa.types.TypeDecorator[dt.datetime]):
    """A point in time: aware in, aware UTC out.

    A naive datetime is a `ValueError` (SQLAlchemy wraps it in `StatementError`): nobody could say which hour it means.
    PostgreSQL keeps `timestamptz`; SQLite keeps text of fixed width, `2022-03-01T01:00:00.000000Z`, whose order as text
    is the order in time.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        kept: sa.types.TypeEngine[Any] = sa.String(27) if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(kept)

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a stored instant needs its time zone: {value!r}")
        utc = value.astimezone(dt.UTC)
        if dialect.name != "sqlite":
            return utc
        return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        read = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return read.astimezone(dt.UTC)


# Python's None is SQL NULL in these columns, never the JSON text `null`: "no rule" is asked for with IS NULL.
Json = sa.JSON(none_as_null=True)
