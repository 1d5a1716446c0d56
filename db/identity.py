"""Whose database this is, and of which revision; without importing Alembic, which every command would wait for."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from rules.errors import NhacviecError

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))


class ForeignDatabaseError(NhacviecError):
    """Cơ sở dữ liệu {place} là của một chương trình khác, nhacviec không đụng đến; hãy chỉ một tệp mới hoặc một cơ \
sở dữ liệu trống."""


class NewerDatabaseError(NhacviecError):
    """Cơ sở dữ liệu {place} ở bản {found}, mới hơn bản {known} mà chương trình này hiểu; hãy cài nhacviec bản mới \
hơn rồi chạy lại."""


def known_revisions() -> list[str]:
    """Revisions this code has a migration for, oldest first: they are numbered "0001", "0002", … in one line."""
    return sorted(path.name.split("_")[0] for path in MIGRATIONS.glob("[0-9]*.py"))


def stored_revision(conn: sa.Connection) -> str | None:
    """The revision the database stands at; None where no migration has run."""
    if not sa.inspect(conn).has_table(_VERSION.name):
        return None
    return conn.execute(sa.select(_VERSION.c.version_num)).scalar_one_or_none()


def refuse_foreign(conn: sa.Connection, place: str) -> None:
    """Pass an empty database and ours up to the newest known revision; anything else is an error that names `place`."""
    tables = set(sa.inspect(conn).get_table_names()) - {_VERSION.name}
    found, known = stored_revision(conn), known_revisions()
    if (found is None and tables) or (found is not None and "office" not in tables):
        raise ForeignDatabaseError(place=place)
    if found is not None and found not in known:
        raise NewerDatabaseError(place=place, found=found, known=known[-1])
