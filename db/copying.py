"""A copy of a SQLite database, taken while others use it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from db.engine import place_of
from rules.errors import NhacviecError


class NoDatabaseError(NhacviecError):
    """Chưa có cơ sở dữ liệu {place}; hãy nạp một kế hoạch trước, hoặc chỉ ra tệp kế hoạch."""


class NotASqliteFileError(NhacviecError):
    """Chỉ sao chép được cơ sở dữ liệu SQLite; {place} là loại khác."""


def copy_database(source: str, target: str) -> None:
    """Copy the SQLite database at the URL `source` to `target`, as of one moment."""
    path = sa.make_url(source)
    if path.get_backend_name() != "sqlite" or not path.database:
        raise NotASqliteFileError(place=place_of(path))
    if not Path(path.database).exists():
        raise NoDatabaseError(place=path.database)
    copied = sa.make_url(target).database
    assert copied is not None, "a copy is made to a file"
    with closing(sqlite3.connect(path.database)) as old, closing(sqlite3.connect(copied)) as new:
        old.backup(new)
