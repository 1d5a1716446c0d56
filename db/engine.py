"""The database, opened and checked, and used one short transaction at a time.

What differs between SQLite and PostgreSQL is told apart here, and in `db/lock.py`. A transaction that writes takes its
turn at once (BEGIN IMMEDIATE; on PostgreSQL `db/postgresql.py`), so it can never find half-way that it has read old
rows.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, cast

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from db import postgresql, presence
from db.driver_words import BUSY, READ_ONLY, fault, in_drivers_words, is_known
from db.identity import refuse_foreign
from db.moved import refuse_left
from db.shares import mounted_share
from rules.errors import NhacviecError

# The rooms above pass these through without knowing SQLAlchemy.
Connection: TypeAlias = sa.Connection
Engine: TypeAlias = sa.Engine

# A writer waits this long for another's transaction to end (each is to last 50 ms at most).
BUSY_SECONDS = 5

MOST_PARAMETERS = 10_000
"""Values in one IN list; SQLite takes 32,766 parameters a statement."""

# FULL: a commit is on the disk before anybody is told of it; losing one would mean a second mail, or none.
_SETTINGS: dict[str, tuple[str, str | int]] = {
    "busy_timeout": (str(BUSY_SECONDS * 1000), BUSY_SECONDS * 1000),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
}


class DatabaseAddressError(NhacviecError):
    """Không hiểu địa chỉ cơ sở dữ liệu; hãy ghi một tệp như sqlite:///var/nhacviec.db, hoặc postgresql://…"""


class PasswordMarkError(NhacviecError):
    """Không hiểu địa chỉ cơ sở dữ liệu: trong mật khẩu, dấu @ phải viết là %40, dấu % là %25; hoặc bỏ mật khẩu \
khỏi địa chỉ và đặt biến PGPASSWORD."""


class DatabaseOpenError(NhacviecError):
    """Không mở được cơ sở dữ liệu {place}: {reason}."""


class DatabaseBusyError(NhacviecError):
    """Cơ sở dữ liệu {place} đang bận: một chương trình khác giữ quyền ghi quá {seconds} giây; hãy thử lại."""


class DatabaseTroubleError(NhacviecError):
    """Cơ sở dữ liệu {place} gặp sự cố, thao tác chưa được ghi: {reason}."""


class BrokenReferenceError(NhacviecError):
    """Không nâng cấp được cơ sở dữ liệu: sau khi chuyển đổi, bảng {table} còn trỏ tới dòng không có; dữ liệu được \
giữ như cũ."""


def open_engine(url: str) -> sa.Engine:
    """The engine for `url`, its database found to be ours (or empty), local and set as it must be.

    A SQLite file is created with its folder; its tables are `upgrade`'s to make.
    """
    parsed = parse_address(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _open_postgresql(parsed)
    raise DatabaseAddressError


def place_of(url: sa.URL) -> str:
    """Where a database is, in words that hold no password: the file, or the server's address."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    where = {name: value for name, value in url.query.items() if name in ("host", "port")}
    return url.set(query=where).render_as_string(hide_password=True)


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that sees one state of the database and is refused any write."""
    with in_trouble(engine, *READ_ONLY), engine.connect() as conn, conn.begin():
        if _is_postgresql(engine):
            postgresql.only_read(conn)
        yield conn


@contextmanager
def writing(engine: sa.Engine, *, beside: bool = False) -> Iterator[sa.Connection]:
    """One transaction that may write: committed at the end of the block, rolled back by any exception.

    It has the database to itself; with `beside`, for one that locks each row before it decides on it, PostgreSQL lets
    others of that kind write at the same time. `DatabaseBusyError` where another writes for too long,
    `MovedDatabaseError` where the data stand elsewhere by now. Not to be nested.
    """
    with writing_anywhere(engine, beside=beside) as conn:
        refuse_left(conn)
        yield conn


@contextmanager
def writing_anywhere(engine: sa.Engine, *, beside: bool = False) -> Iterator[sa.Connection]:
    """The same of a database that has no tables yet, or that its data have left."""
    with in_trouble(engine), engine.connect() as conn, conn.execution_options(writes=True).begin():
        if _is_postgresql(engine):
            postgresql.take_turn(conn, beside=beside)
        yield conn


@contextmanager
def rehearsing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that may write and is undone at the end of the block, so that a deed shows what it would bring.

    It takes its turn as `writing` does.
    """
    with in_trouble(engine), engine.connect() as conn:
        turn = conn.execution_options(writes=True).begin()
        try:
            if _is_postgresql(engine):
                postgresql.take_turn(conn, beside=False)
            yield conn
        finally:
            turn.rollback()


def be_alone(conn: sa.Connection) -> None:
    """Let a transaction begun *beside* others have the database to itself from now on.

    Two that ask for it at once cannot both have it: `DatabaseBusyError` or `DatabaseTroubleError` for one of them.
    """
    if conn.dialect.name == "postgresql":
        postgresql.take_turn(conn, beside=False)


def may_rest(conn: sa.Connection) -> None:
    """Let this transaction stand idle for as long as it takes: for one that waits while another database works."""
    if conn.dialect.name == "postgresql":
        postgresql.never_cut_off(conn)


@contextmanager
def migrating(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One writing transaction in which SQLite lets a table be rebuilt.

    Its foreign keys rest meanwhile (dropping the old table would break them), and are all checked before the commit.
    On PostgreSQL `DatabaseBusyError` comes soon, where somebody reads a table that is to change.
    """
    if _is_postgresql(engine):
        with writing_anywhere(engine) as conn:
            postgresql.make_haste(conn)
            yield conn
        return
    with engine.connect() as conn:
        sqlite = _driver(conn)
        sqlite.execute("PRAGMA foreign_keys = OFF")  # heeded outside a transaction only
        try:
            with conn.execution_options(writes=True).begin():
                yield conn
                for table, *_ in sqlite.execute("PRAGMA foreign_key_check"):
                    raise BrokenReferenceError(table=table)
        finally:
            sqlite.execute("PRAGMA foreign_keys = ON")


def sqlite_version_warning(version: tuple[int, int, int] = sqlite3.sqlite_version_info[:3]) -> str | None:
    """A sentence where this SQLite has the WAL-reset fault (sqlite.org/wal.html#walresetbug), else None."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    if mended or version < (3, 7):
        return None
    return (
        f"SQLite {'.'.join(map(str, version))} có lỗi WAL-reset (các bản 3.7.0–3.51.2): khi nhiều kết nối cùng ghi, "
        "tệp có thể hỏng hoặc mất một lần ghi, dù rất hiếm; nên dùng SQLite từ 3.51.3, hoặc từ 3.50.7 của dòng 3.50, "
        "từ 3.44.6 của dòng 3.44."
    )


def parse_address(url: str) -> sa.URL:
    """The parts of a database's address; raises `DatabaseAddressError`, `PasswordMarkError`."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise DatabaseAddressError from error
    if "@" in (parsed.host or ""):  # of a password with that mark in it, the end
        raise PasswordMarkError
    return parsed


def _is_postgresql(engine: sa.Engine) -> bool:
    return engine.dialect.name == "postgresql"


def _open_postgresql(url: sa.URL) -> sa.Engine:
    place = place_of(url)
    try:
        engine = sa.create_engine(
            url, json_serializer=_json, pool_pre_ping=True, connect_args=postgresql.connecting(url)
        )
    except ModuleNotFoundError as error:
        raise DatabaseOpenError(place=place, reason=f"chưa cài thư viện {error.name}") from error
    sa.event.listen(engine, "connect", lambda connection, record: _settle_postgresql(connection, place))
    try:
        _recognise(engine, place)
    except NhacviecError:
        engine.dispose()
        raise
    return engine


def _settle_postgresql(connection: Any, place: str) -> None:
    try:
        postgresql.settle(connection, BUSY_SECONDS)
        presence.join(connection, place)
    except BaseException:
        connection.close()
        raise


def _open_sqlite(url: sa.URL) -> sa.Engine:
    if not url.database or url.database == ":memory:" or url.query:
        raise DatabaseAddressError
    path = Path(url.database)
    _prepare_file(path)
    # Recognised before any setting is made: WAL would stay in the file of another program.
    _recognise(sa.create_engine(url, poolclass=NullPool), str(path))
    engine = sa.create_engine(url, json_serializer=_json, connect_args={"isolation_level": None})
    sa.event.listen(engine, "do_connect", _connect_to_existing)
    sa.event.listen(engine, "connect", lambda connection, record: settle(connection, str(path)))
    sa.event.listen(engine, "begin", _begin)
    with _in_words(str(path)), engine.connect():
        return engine


def _connect_to_existing(_dialect: Any, _record: Any, args: Any, options: Any) -> sqlite3.Connection:
    """A file that vanished under the program is trouble; SQLite would make an empty one in its place."""
    place = f"{Path(args[0]).absolute().as_uri()}?mode=rw"
    return cast(sqlite3.Connection, sqlite3.connect(place, uri=True, **options))


def check_new_file(path: Path) -> None:
    """Raise `DatabaseOpenError` where no SQLite file could be made at `path`; makes nothing."""
    _refuse_share(path)
    _refuse_closed(path, next(folder for folder in path.parents if folder.exists()))


def _prepare_file(path: Path) -> None:
    _refuse_share(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseOpenError(place=path, reason=f"không tạo được thư mục {path.parent}") from error
    _refuse_closed(path, path.parent)
    if path.exists() and not _allowed(path, os.W_OK):
        raise DatabaseOpenError(place=path, reason="không có quyền ghi vào tệp")


def _refuse_share(path: Path) -> None:
    if share := mounted_share(path):
        reason = (
            f"tệp nằm trên ổ đĩa mạng ({share}), nơi SQLite không giữ dữ liệu an toàn; hãy đặt tệp trên ổ của máy này"
        )
        raise DatabaseOpenError(place=path, reason=reason)


def _refuse_closed(path: Path, folder: Path) -> None:
    """SQLite would open the file all the same, and fail at the first write."""
    if not (folder.is_dir() and _allowed(folder, os.W_OK | os.X_OK)):
        raise DatabaseOpenError(place=path, reason=f"không có quyền ghi vào thư mục {folder}")


def _allowed(place: Path, wish: int) -> bool:
    return os.access(place, wish, effective_ids=os.access in os.supports_effective_ids)


def _recognise(engine: sa.Engine, place: str) -> None:
    with _in_words(place), engine.connect() as conn:
        if _is_postgresql(engine) and (found := postgresql.encoding(conn)) != "UTF8":
            reason = f"bảng mã của cơ sở dữ liệu là {found}, không giữ được chữ Việt; hãy tạo lại với bảng mã UTF8"
            raise DatabaseOpenError(place=place, reason=reason)
        refuse_foreign(conn, place)


def settle(connection: sqlite3.Connection, place: str) -> None:
    """Give a new connection the settings above, and read each back: SQLite passes over in silence what it cannot do."""
    for setting, (value, expected) in _SETTINGS.items():
        _patiently(connection, f"PRAGMA {setting} = {value}")
        (found,) = connection.execute(f"PRAGMA {setting}").fetchone()
        if found != expected:
            reason = f"SQLite không nhận thiết lập {setting} = {value} (hiện là {found})"
            raise DatabaseOpenError(place=place, reason=reason)


def _patiently(connection: sqlite3.Connection, pragma: str) -> None:
    """Several programs that open a new file together all turn it to WAL, and SQLite refuses all but one at once.

    The others wait for the write lock, which does heed the busy time-out, and find the file turned.
    """
    for _ in range(10):
        try:
            connection.execute(pragma)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return
    connection.execute(pragma)


def _begin(conn: sa.Connection) -> None:
    writes = conn.get_execution_options().get("writes", False)
    sqlite = _driver(conn)
    sqlite.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    try:
        sqlite.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise DatabaseBusyError(place=conn.engine.url.database, seconds=BUSY_SECONDS) from error


def _driver(conn: sa.Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, conn.connection.dbapi_connection)


@contextmanager
def _in_words(place: str) -> Iterator[None]:
    """What the driver says when a database does not open, as a sentence that a clerk can act on."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise DatabaseOpenError(place=place, reason=in_drivers_words(error.orig)) from error


@contextmanager
def in_trouble(engine: sa.Engine, *ours: str) -> Iterator[None]:
    """A fault of the machine in mid-work (disk full, file locked or gone) as one sentence; nothing was written.

    A fault of the program (no such table; in a reading transaction, `ours`: a write) is raised as it is.
    """
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:  # the driver's own while a connection or transaction opens
        said = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        code, place = fault(said), place_of(engine.url)
        if code == BUSY:
            raise DatabaseBusyError(place=place, seconds=BUSY_SECONDS) from error
        machines = is_known(code) if code else isinstance(error, sa.exc.OperationalError)
        if not machines or code in ours:
            raise
        raise DatabaseTroubleError(place=place, reason=in_drivers_words(said)) from error


def _iso(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"not for JSON: {value!r}")


_json = json.JSONEncoder(ensure_ascii=False, default=_iso).encode
"""JSON as a person can read it in the file; dates and instants as ISO 8601 (they are read back as text)."""
