"""Faults of the database under a day's work: some ticks fail with one sentence, then all goes on."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa

from db import engine as database
from db.engine import DatabaseBusyError, DatabaseTroubleError
from scheduler.office import Office
from scheduler.tick import tick, write_mails

from .faults import Chance, FaultyMailer
from .offices import adopted, copied, morning, opened
from .tally import Tally, tally

DAY = dt.date(2022, 1, 4)
MINUTES = (0, 10, 20, 40)


def file_of(office: Office) -> Path:
    return Path(str(office.engine.url.database))


@contextmanager
def locked(office: Office) -> Iterator[None]:
    """Another program keeps the write lock."""
    with (
        mock.patch.dict(database._SETTINGS, {"busy_timeout": ("100", 100)}),
        closing(sqlite3.connect(file_of(office), isolation_level=None)) as other,
    ):
        office.engine.dispose()
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    office.engine.dispose()


@contextmanager
def full(office: Office) -> Iterator[None]:
    """The file may not grow by a page."""

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    sa.event.listen(office.engine, "checkout", limit)
    yield
    sa.event.remove(office.engine, "checkout", limit)
    office.engine.dispose()


@contextmanager
def gone(office: Office) -> Iterator[None]:
    """The folder is not there, as if its disk had been taken out."""
    office.engine.dispose()
    folder = file_of(office).parent
    aside = folder.rename(folder.with_name(f"{folder.name}-aside"))
    yield
    office.engine.dispose()
    aside.rename(folder)


@contextmanager
def file_gone(office: Office) -> Iterator[None]:
    """The file alone is not there; nobody may make an empty one in its place."""
    office.engine.dispose()
    file = file_of(office)
    aside = file.rename(file.with_suffix(".aside"))
    yield
    office.engine.dispose()
    assert not file.exists(), "an empty database stands in its place"
    aside.rename(file)


@contextmanager
def read_only(office: Office) -> Iterator[None]:
    """The disk lets nobody write."""

    truly = sqlite3.connect

    def connect(place: str, **options: Any) -> sqlite3.Connection:
        found: sqlite3.Connection = truly(place.replace("?mode=rw", "?mode=ro"), **options)
        return found

    office.engine.dispose()
    with mock.patch.object(sqlite3, "connect", connect):
        yield
    office.engine.dispose()


FAULTS: dict[str, Callable[[Office], AbstractContextManager[None]]] = {
    "locked by another program": locked,
    "disk full": full,
    "folder gone and back": gone,
    "file gone and back": file_gone,
    "read-only": read_only,
}


def through(office: Office, fault: Callable[[Office], AbstractContextManager[None]]) -> Tally:
    """Four ticks: the first before the mails are written, the third before they are sent, are in trouble."""
    mailer, refused = FaultyMailer(Chance(0, 0.0)), 0
    with fault(office):
        refused += _fails(lambda: tick(office, mailer, _at(0)))
    write_mails(office, _at(10))
    with fault(office):
        refused += _fails(lambda: tick(office, mailer, _at(20)))
    tick(office, mailer, _at(40))
    assert refused == 2, "the trouble troubled nobody"
    return tally(office, mailer.kept)


def _fails(work: Callable[[], object]) -> bool:
    try:
        work()
    except (DatabaseTroubleError, DatabaseBusyError):
        return True
    return False


def _at(minutes: int) -> dt.datetime:
    return morning(DAY) + dt.timedelta(minutes=minutes)


def damaged(office: Office) -> Tally:
    """One row cannot be read: the others leave, and its letter is written anew."""
    mailer = FaultyMailer(Chance(0, 0.0))
    write_mails(office, _at(0))
    with closing(sqlite3.connect(file_of(office), isolation_level=None)) as other:
        other.execute("UPDATE outbox SET body = zeroblob(100), items = '[{' WHERE id = 1")
    for minutes in MINUTES:
        tick(office, mailer, _at(minutes))
    return tally(office, mailer.kept)


def restored(office: Office, when: str) -> tuple[Office, Tally]:
    """The file is lost after the mails were sent, and a copy from before takes its place.

    `when`: the copy is of the `night` before they were written, or of the moment they were `queued`. What left after it
    leaves again under its Message-ID: no copy can know.
    """
    mailer, copy = FaultyMailer(Chance(0, 0.0)), file_of(office).with_suffix(".copy")
    if when == "queued":
        write_mails(office, _at(0))
    office.engine.dispose()
    shutil.copyfile(file_of(office), copy)
    if when != "unsent":
        tick(office, mailer, _at(1))
    office.engine.dispose()
    shutil.copyfile(copy, file_of(office))
    again = opened(file_of(office).parent, _at(2))
    tick(again, mailer, _at(10))
    return again, tally(again, mailer.kept)


def all_faults(folder: Path) -> Iterator[tuple[str, Tally]]:
    """Every fault of the database, each in an office of its own."""
    pattern = adopted(folder / "pattern", morning(DAY))
    for n, (name, fault) in enumerate(FAULTS.items()):
        office = copied(pattern, folder / str(n) / "office", morning(DAY))
        yield name, through(office, fault)
        office.engine.dispose()
    office = copied(pattern, folder / "damaged", morning(DAY))
    yield "a row that cannot be read", damaged(office)
    for when, name in (
        ("unsent", "restored from a copy, nothing sent since"),
        ("night", "restored from a copy older than the mails sent (†)"),
        ("queued", "restored from a copy in which they were queued (†)"),
    ):
        again, found = restored(copied(pattern, folder / when, morning(DAY)), when)
        yield name, found if when == "unsent" else replace(found, unexplained=())
        again.engine.dispose()
