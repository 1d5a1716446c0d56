"""One daemon a database: a lock that dies with its holder, and says who that is."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from db import server_lock
from db.engine import in_trouble, place_of
from rules.errors import NhacviecError

# A glance of `daemon_holder` keeps the lock for a moment; so does a daemon that is just ending.
PATIENCE = 0.5  # seconds
UNKNOWN = "không rõ"


class DaemonRunningError(NhacviecError):
    """Một tiến trình nhacviec khác đang chạy trên cơ sở dữ liệu {place} ({holder}); hãy dừng nó trước."""


class LockFileError(NhacviecError):
    """Không dùng được tệp khóa {path}: {reason}; hãy xem lại quyền truy cập và chỗ trống trên đĩa."""


@contextmanager
def sole_daemon(engine: sa.Engine, holder: str) -> Iterator[Callable[[], None]]:
    """Hold the database's daemon lock; `holder` tells others who has it.

    Raises `DaemonRunningError`, or `LockFileError` where the file cannot be opened or written. The lock is a file
    beside the SQLite file (beside what a link leads to), kept by the operating system for as long as the process lives.
    On PostgreSQL it is the database's, for all machines, kept for as long as a connection lives. Gives what makes sure
    that the lock is still held: it takes a lost one again, or raises `DaemonRunningError` where another has it now.
    """
    if engine.dialect.name == "postgresql":
        with _session(engine, holder) as renew:
            yield renew
        return
    with sole_user(_database_file(engine), holder):
        yield lambda: None


@contextmanager
def one_of_a_fleet(engine: sa.Engine, holder: str) -> Iterator[Callable[[], None]]:
    """Share the daemon lock of a PostgreSQL with the other processes of a fleet; else as `sole_daemon`.

    Raises `DaemonRunningError` where a daemon works there by itself, as that does where a fleet works.
    """
    with _session(engine, holder, shared=True) as renew:
        yield renew


@contextmanager
def sole_user(database: Path, holder: str) -> Iterator[None]:
    """The same of a SQLite file that need not exist, nor be sound."""
    path = _lock_file(database)
    handle = _open(path, os.O_RDWR | os.O_CREAT)
    try:
        _take(handle, path)
        _sign(handle, path, holder)
        yield
    finally:
        os.close(handle)


def daemon_holder(engine: sa.Engine) -> str | None:
    """Who holds the daemon lock now; None where nobody does. Writes nothing."""
    if engine.dialect.name == "postgresql":
        with in_trouble(engine), engine.connect() as conn:
            found = server_lock.holder(conn)
            return found if found is None else found or UNKNOWN
    path = _lock_file(_database_file(engine))
    if not path.exists():
        return None
    handle = _open(path, os.O_RDONLY)
    try:
        return None if _taken(handle, fcntl.LOCK_SH) else _holder(handle)
    finally:
        os.close(handle)


@contextmanager
def _session(engine: sa.Engine, holder: str, *, shared: bool = False) -> Iterator[Callable[[], None]]:
    held = server_lock.Session(engine, holder, shared=shared)

    def take() -> None:
        with in_trouble(engine):
            if (other := _patiently(held.take)) is not None:
                raise DaemonRunningError(place=place_of(engine.url), holder=other or UNKNOWN)

    try:
        take()
        yield take
    finally:
        held.close()


def _patiently(take: Callable[[], str | None]) -> str | None:
    until = time.monotonic() + PATIENCE
    while (other := take()) is not None and time.monotonic() <= until:
        time.sleep(PATIENCE / 10)
    return other


def _database_file(engine: sa.Engine) -> Path:
    assert engine.url.database is not None, "a SQLite database is a file"
    return Path(engine.url.database)


def _lock_file(database: Path) -> Path:
    file = database.resolve()
    return file.with_name(file.name + ".lock")


def _open(path: Path, how: int) -> int:
    try:
        return os.open(path, how, 0o600)
    except OSError as error:
        raise LockFileError(path=path, reason=error.strerror) from error


def _take(handle: int, path: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not _taken(handle, fcntl.LOCK_EX):
        if time.monotonic() > until:
            raise DaemonRunningError(place=str(path).removesuffix(".lock"), holder=_holder(handle))
        time.sleep(PATIENCE / 10)


def _taken(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(handle: int, path: Path, holder: str) -> None:
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, holder.encode(), 0)
    except OSError as error:
        raise LockFileError(path=path, reason=error.strerror) from error


def _holder(handle: int) -> str:
    return os.pread(handle, 200, 0).decode(errors="replace") or UNKNOWN
