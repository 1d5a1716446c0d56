"""An office on a copy of its database, on which things are tried that must not happen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from db.copying import copy_database
from db.engine import open_engine, place_of
from scheduler.office import Office


def can_copy(office: Office) -> bool:
    """Whether a copy costs little: on SQLite."""
    return bool(office.engine.dialect.name == "sqlite")


@contextmanager
def copied(office: Office) -> Iterator[Office]:
    """The office as of one moment, in a folder that goes away at the end; nothing of it is sent to anybody."""
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
        copy = f"sqlite:///{folder}/copy.db"
        copy_database(f"sqlite:///{place_of(office.engine.url)}", copy)
        there = Office(open_engine(copy), office.settings)
        try:
            yield there
        finally:
            there.engine.dispose()
