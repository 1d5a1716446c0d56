"""Whether anything was committed to the database since one last looked, by whatever program."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from db.engine import in_trouble, writing


class Watch:
    """On SQLite it holds a connection, for one thread at a time: each is told what the others have committed."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._conn: sa.Connection | None = None
        self._opened = 0

    def mark(self) -> Hashable:
        """Another one after any commit but those of `writing`; on PostgreSQL, which does not tell, always another."""
        if self._engine.dialect.name != "sqlite":
            return object()
        with self._connected() as conn:
            (version,) = conn.connection.cursor().execute("PRAGMA data_version").fetchone()
            return self._opened, version

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction as of `db.engine.writing`, after which the mark is the same."""
        if self._engine.dialect.name != "sqlite":
            with writing(self._engine, beside=True) as conn:
                yield conn
            return
        with self._connected() as conn, conn.begin():
            yield conn

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        with in_trouble(self._engine):
            if self._conn is None:
                self._conn = self._engine.connect().execution_options(writes=True)
                self._opened += 1
            try:
                yield self._conn
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Let go of the connection."""
        if self._conn is not None:
            self._conn.close()
            self._conn = None
