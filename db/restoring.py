"""A backup put in the place of the database.

    prove ─▶ copy beside the database, upgrade, pause ─▶ nobody else there? ─▶ keep the present one aside ─▶ rename

Up to the last rename, which is one step of the file system, the present database stays as it is.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from db.backup import TAKEN_AT, Contents, examine, sqlite_file, to_disk
from db.driver_words import in_drivers_words
from db.engine import DatabaseOpenError, DatabaseTroubleError, open_engine, writing
from db.facts import drop_fact
from db.history import record
from db.lock import sole_user
from db.pause import Pause, pause
from db.row_numbers import go_on_apart
from db.sessions import sign_everybody_out
from db.upgrade import upgrade
from rules.errors import NhacviecError


class InUseError(NhacviecError):
    """Cơ sở dữ liệu {place} đang được một chương trình khác dùng (trang web hoặc một lệnh đang chạy); hãy dừng nó \
trước."""


class RestoreError(NhacviecError):
    """Không khôi phục được {place}: {reason}; cơ sở dữ liệu hiện tại giữ nguyên."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place; `aside` is where the database that was there stands now, None where there was none."""

    contents: Contents
    place: Path
    aside: Path | None


def restore(source: Path, url: str, *, at: dt.datetime, actor: str, suffix: str) -> Restored:
    """Put the backup in the place of the database, with delivery paused; the one there is kept as `NAME.SUFFIX.db`.

    Raises `InputError` where the backup is not whole, `DaemonRunningError` or `InUseError` where anybody uses the
    database.
    """
    place = sqlite_file(url)
    contents = examine(source)
    with _told(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        with sole_user(place, "nhacviec restore"), _beside(place) as ready:
            _prepare(source, ready, contents, at, actor)
            _own(place, ready)
            aside = _keep_aside(place, suffix) if place.exists() else None
            ready.replace(place)
            to_disk(place.parent)
    return Restored(contents, place, aside)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RestoreError(place=place, reason=f"hệ điều hành báo «{error.strerror}»") from error
    except sqlite3.Error as error:
        raise RestoreError(place=place, reason=in_drivers_words(error)) from error
    except sa.exc.DBAPIError as error:
        raise RestoreError(place=place, reason=in_drivers_words(error.orig)) from error
    except (DatabaseOpenError, DatabaseTroubleError) as error:  # of the file that was being made ready
        raise RestoreError(place=place, reason=error.fields["reason"]) from error


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """An empty file in the same folder, its owner's alone, gone afterwards unless it was renamed."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}-", suffix=".tmp")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for left in ("", "-journal", "-wal", "-shm"):
            Path(name + left).unlink(missing_ok=True)


def _prepare(source: Path, ready: Path, contents: Contents, at: dt.datetime, actor: str) -> None:
    """The database as it will run: of this program's revision or later, paused, its numbers apart; in one file."""
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as old,
        closing(sqlite3.connect(ready)) as new,
    ):
        old.backup(new)
    engine = open_engine(f"sqlite:///{ready}")
    try:
        upgrade(engine)
        with writing(engine) as conn:
            drop_fact(conn, TAKEN_AT)
            take_up(conn, Pause(at, contents.taken_at, actor))
    finally:
        engine.dispose()
    if Path(f"{ready}-wal").exists():
        raise RestoreError(place=ready, reason="SQLite chưa gộp tệp -wal")
    to_disk(ready)


def take_up(conn: sa.Connection, held: Pause) -> None:
    """Use a database again that holds the state of `held.since` and does not know what happened from then to now.

    Delivery is paused until somebody decides, and numbers go on apart.
    """
    pause(conn, held)
    sign_everybody_out(conn)  # who signed out, or lost a right, since then is not let in by it
    go_on_apart(conn)
    record(conn, at=held.at, actor=held.by, subject="delivery", what="restored", backup_of=held.since)


def _own(place: Path, ready: Path) -> None:
    """Root restores for the account that the daemon runs under: the file and the lock stay that account's."""
    if os.geteuid() == 0:
        owner = (place if place.exists() else place.parent).stat()
        for path in (ready, Path(f"{place}.lock")):
            os.chown(path, owner.st_uid, owner.st_gid)


def _keep_aside(place: Path, suffix: str) -> Path:
    """Another name for the present database, with what stands in its -wal; the old name is left to be taken over."""
    aside = place.with_name(f"{place.stem}.{suffix}{place.suffix}")
    _sole(place)
    for part in ("-wal", "-shm"):  # of a file too broken to be opened; beside the new one they would be read into it
        with suppress(FileNotFoundError):
            Path(f"{place}{part}").rename(f"{aside}{part}")
    try:
        os.link(place, aside)
    except FileExistsError as error:
        raise RestoreError(place=place, reason=f"đã có tệp {aside}") from error
    except OSError:  # no hard links here: for a moment there is no database under the name
        place.rename(aside)
    return aside


def _sole(place: Path) -> None:
    """Fold the -wal into the file, which SQLite does for the only user of it; `InUseError` where there is another."""
    with place.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            return  # nobody can use it, and its -wal may be wanted
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place, timeout=0.5)) as conn:
        try:
            conn.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise InUseError(place=place) from error
