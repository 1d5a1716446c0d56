"""A backup of a SQLite database: taken while others use it, and proved whole before it bears its name."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from db.driver_words import in_drivers_words
from db.engine import BUSY_SECONDS, place_of
from db.identity import READABLE_FROM, is_usable, known_revisions
from db.moved import LEFT, as_said, shown
from rules.errors import InputError, NhacviecError

TAKEN_AT = "backup_taken_at"
"""The fact that a backup bears: the instant of which it holds the state."""

LAST_BACKUP = "last_backup_at"
"""The fact that a database bears of which a backup was taken."""


class OtherDatabaseError(NhacviecError):
    """Lệnh này chỉ dùng cho SQLite, còn {place} là PostgreSQL: sao lưu bằng «pg_dump --format=custom --file=TỆP», \
khôi phục bằng «pg_restore», rồi chạy «nhacviec outbox pause --since THỜI-ĐIỂM-SAO-LƯU» trước khi chạy lại tiến \
trình nền."""


class NoSuchDatabaseError(NhacviecError):
    """Chưa có cơ sở dữ liệu {place} để sao lưu."""


class BackupError(NhacviecError):
    """Không sao lưu được vào {path}: {reason}."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: the state of `taken_at`, at schema `revision`; `rows` in each table, `size` in bytes."""

    taken_at: dt.datetime
    revision: str
    rows: Mapping[str, int]
    size: int


def sqlite_file(url: str) -> Path:
    """The file of a SQLite address, links followed; `OtherDatabaseError` for another kind."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise OtherDatabaseError(place=place_of(parsed))
    return Path(parsed.database).resolve()


def back_up(url: str, target: Path, at: dt.datetime) -> Contents:
    """Copy the database at `url` to `target` as of this moment, which the caller calls `at`; never over another file.

    The copy is one self-contained file that only its owner may read (it holds addresses and the key of the answer
    links). Under a temporary name it is checked and put on the disk; only then `target` exists.
    """
    source = sqlite_file(url)
    if not source.exists():
        raise NoSuchDatabaseError(place=source)
    with _told(target), _temporary(target) as copy:
        rows = _copy(source, copy, at)
        contents = examine(copy)
        if {**contents.rows, "office": 0} != {**rows, "office": 0}:
            raise BackupError(path=target, reason="số dòng trong bản sao khác với cơ sở dữ liệu")
        to_disk(copy)
        _name(copy, target)
    to_disk(target.parent)
    _remember(source, at)
    return contents


def _remember(source: Path, at: dt.datetime) -> None:
    """For `doctor`; a backup is no less good where the database is too busy to hear of it."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as conn, conn:
        conn.execute("INSERT OR REPLACE INTO office (key, value) VALUES (?, ?)", (LAST_BACKUP, at.isoformat()))


def examine(path: Path) -> Contents:
    """Prove that `path` is a whole database of ours, of a revision that this program can use. Raises `InputError`."""
    if not path.is_file():
        raise InputError(path=path, reason="không có tệp như vậy")
    if Path(f"{path}-wal").exists():
        raise InputError(path=path, reason="đang được dùng hoặc chép không trọn (còn tệp -wal bên cạnh)")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            return _proved(conn, path)
    except sqlite3.Error as error:
        raise InputError(path=path, reason=in_drivers_words(error)) from error


def _proved(conn: sqlite3.Connection, path: Path) -> Contents:
    rows = _rows(conn)
    revision = _one(conn, "SELECT version_num FROM alembic_version") if "alembic_version" in rows else None
    if "office" not in rows or revision is None:
        raise InputError(path=path, reason="không phải cơ sở dữ liệu của nhacviec")
    if not is_usable(revision, _one(conn, "SELECT value FROM office WHERE key = ?", READABLE_FROM)):
        reason = f"ở bản {revision}, mới hơn bản {known_revisions()[-1]} mà chương trình này hiểu"
        raise InputError(path=path, reason=reason)
    if gone := _one(conn, "SELECT value FROM office WHERE key = ?", LEFT):
        raise InputError(path=path, reason=f"dữ liệu đã chuyển sang {shown(as_said(gone).target)}, nơi này thôi dùng")
    fault = _one(conn, "PRAGMA integrity_check(1)")
    if fault != "ok" or conn.execute("PRAGMA foreign_key_check").fetchone():
        raise InputError(path=path, reason=f"dữ liệu bên trong đã hỏng ({fault if fault != 'ok' else 'mất liên kết'})")
    return Contents(_taken_at(conn), revision, rows, path.stat().st_size)


def _taken_at(conn: sqlite3.Connection) -> dt.datetime:
    """As the backup says; of a mere copy of a database: when something was last done in it."""
    said = _one(conn, "SELECT value FROM office WHERE key = ?", TAKEN_AT)
    said = said or _one(conn, "SELECT max(at) FROM (SELECT max(at) AS at FROM history UNION SELECT max(at) FROM act)")
    said = said or _one(conn, "SELECT value FROM office WHERE key = 'created_at'")
    return dt.datetime.fromisoformat(said) if said else dt.datetime.fromtimestamp(0, dt.UTC)


def _one(conn: sqlite3.Connection, query: str, *values: str) -> str | None:
    found = conn.execute(query, values).fetchone()
    return None if found is None or found[0] is None else str(found[0])


def _rows(conn: sqlite3.Connection) -> dict[str, int]:
    names = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").fetchall()
    return {name: int(_one(conn, f'SELECT count(*) FROM "{name}"') or 0) for (name,) in sorted(names)}  # noqa: S608 (the names are the database's own)


def _copy(source: Path, copy: Path, at: dt.datetime) -> dict[str, int]:
    """Copy as of one moment, in steps that let others write between them; gives the rows of that moment."""
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, isolation_level=None)) as old,
        closing(sqlite3.connect(copy, isolation_level=None)) as new,
    ):
        old.execute("BEGIN")
        rows = _rows(old)  # the first look fixes what this transaction, and so the copy, sees
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")  # one file: nothing of it stands in a -wal beside it
        new.execute("INSERT OR REPLACE INTO office (key, value) VALUES (?, ?)", (TAKEN_AT, at.isoformat()))
    return rows


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, its owner's alone; gone afterwards."""
    if target.exists():
        raise BackupError(path=target, reason="đã có tệp này, không ghi đè; hãy chọn tên khác")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-", suffix=".tmp")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for left in ("", "-journal", "-wal", "-shm"):
            Path(name + left).unlink(missing_ok=True)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise BackupError(path=target, reason="đã có tệp này, không ghi đè; hãy chọn tên khác") from error
    except OSError as error:
        said = _SAID.get(error.errno or 0, f"hệ điều hành báo «{error.strerror}»")
        raise BackupError(path=target, reason=said) from error
    except sqlite3.Error as error:
        raise BackupError(path=target, reason=in_drivers_words(error)) from error
    except InputError as error:
        raise BackupError(path=target, reason=error.fields["reason"]) from error


_SAID = {
    errno.ENOENT: "không có thư mục đó",
    errno.ENOTDIR: "không có thư mục đó",
    errno.EACCES: "không có quyền ghi vào thư mục đó",
    errno.EROFS: "thư mục đó chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
}


def _name(copy: Path, target: Path) -> None:
    """Give the copy its name unless another has it by now, whatever the file system can do."""
    try:
        os.link(copy, target)
    except FileExistsError:
        raise
    except OSError:  # no hard links here (FAT, some shares)
        target.open("xb").close()
        copy.replace(target)


def to_disk(path: Path) -> None:
    """Have a file's content, or a folder's names, on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
