"""Whose database this is, and of which revision; without importing Alembic, which every command would wait for."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from rules.errors import NhacviecError

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"

READABLE_FROM = "readable_from"
"""The fact that names the oldest code which may work on the database, by its newest revision; in a migration that takes
something away, the name for the same. Each run of migrations writes it, for code that does not have their files."""

_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))
_OFFICE = sa.table("office", sa.column("key", sa.String), sa.column("value", sa.Text))


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


def is_usable(found: str, readable_from: str | None) -> bool:
    """Whether this code may work on a database at revision `found` that bears the fact `readable_from`.

    It may where it knows the revision, and where all that came after those it knows has left it what it uses.
    """
    known = known_revisions()
    return found in known or (readable_from is not None and readable_from <= known[-1])


def refuse_newer(found: str, readable_from: str | None, place: str) -> None:
    """`NewerDatabaseError` where this code may not work on a database like that."""
    if not is_usable(found, readable_from):
        raise NewerDatabaseError(place=place, found=found, known=known_revisions()[-1])


def refuse_foreign(conn: sa.Connection, place: str) -> None:
    """Pass an empty database and ours where it is usable; anything else is an error that names `place`."""
    tables = set(sa.inspect(conn).get_table_names()) - {_VERSION.name}
    found = stored_revision(conn)
    if (found is None and tables) or (found is not None and "office" not in tables):
        raise ForeignDatabaseError(place=place)
    if found is not None and found not in known_revisions():
        fact = sa.select(_OFFICE.c.value).where(_OFFICE.c.key == READABLE_FROM)
        refuse_newer(found, conn.execute(fact).scalar(), place)
