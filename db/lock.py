"""One daemon a database: a lock that dies with its holder, and says who that is."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from rules.errors import NhacviecError


class DaemonRunningError(NhacviecError):
    """Một tiến trình nhacviec khác đang chạy trên cơ sở dữ liệu {place} ({holder}); hãy dừng nó trước."""


@contextmanager
def sole_daemon(engine: sa.Engine, holder: str) -> Iterator[None]:
    """Hold the database's daemon lock; `holder` tells others who has it. Raises `DaemonRunningError`.

    The lock is a file beside the SQLite file, kept by the operating system for as long as the process lives.
    """
    path = _lock_file(engine)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle, path)
        os.ftruncate(handle, 0)
        os.pwrite(handle, holder.encode(), 0)
        yield
    finally:
        os.close(handle)


def daemon_holder(engine: sa.Engine) -> str | None:
    """Who holds the daemon lock now; None where nobody does."""
    try:
        with sole_daemon(engine, "kiểm tra"):
            return None
    except DaemonRunningError as error:
        return str(error.fields["holder"])


def _lock_file(engine: sa.Engine) -> Path:
    assert engine.url.database is not None, "a SQLite database is a file"
    return Path(engine.url.database + ".lock")


def _take(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(handle, 200, 0).decode() or "không rõ"
        raise DaemonRunningError(place=str(path).removesuffix(".lock"), holder=holder) from error
