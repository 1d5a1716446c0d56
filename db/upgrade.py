"""The schema brought to where the code expects it; the migrations travel inside the package, configured by nothing.

Two releases may share a database, and the older has no file of the newer one's migrations. So a migration is one of
two halves. One that *expands* leaves all that older code uses. One that *contracts* says in its file which code can
work with what it leaves (`readable_from = "0021"`: that which knows 0021); it runs when nobody older is at work.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import sqlalchemy as sa

from db import presence
from db.engine import DatabaseBusyError, migrating, place_of, reading
from db.facts import set_fact
from db.identity import READABLE_FROM, known_revisions, stored_revision
from db.lock import daemon_holder
from rules.errors import NhacviecError

if TYPE_CHECKING:
    from alembic.config import Config

IN_HALVES_AFTER = "0018"
"""The migrations up to here are of one piece: older code than this works on no database that is ahead of it."""

PATIENCE = 5.0  # seconds for readers to let go of a table, and for older code to end
PAUSE = 0.1


class OlderAtWorkError(NhacviecError):
    """Chưa nâng cấp được cơ sở dữ liệu {place}: còn chương trình bản cũ đang chạy ({who}); hãy dừng hoặc nâng cấp nó \
trước, rồi chạy lại."""


def revision(engine: sa.Engine) -> str | None:
    """The revision the database stands at ("0001"); None where no migration has run."""
    with reading(engine) as conn:
        return stored_revision(conn)


def upgrade(engine: sa.Engine) -> None:
    """To the newest revision, in one transaction; at once where it is there already, or beyond by newer code.

    Two processes may try together: the second waits for the first, and finds nothing left to do. Raises
    `OlderAtWorkError` where the code of others still uses what a migration takes away; then nothing is changed.
    """
    known = known_revisions()
    if (found := revision(engine)) == known[-1] or (found is not None and found not in known):
        return

    from alembic import command  # not at the top: it takes longer to import than most commands take to run

    def step(config: Config) -> None:
        _keep_older_out(engine, config)
        command.upgrade(config, "head")

    until = time.monotonic() + PATIENCE
    while True:
        try:
            _migrate(engine, step)
        except (DatabaseBusyError, OlderAtWorkError):
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE)
        else:
            return


def older_at_work(conn: sa.Connection) -> list[str]:
    """Who works on the database with older code than this, where the database tells (on PostgreSQL)."""
    return presence.older(conn, known_revisions()[-1]) if conn.dialect.name == "postgresql" else []


def downgrade(engine: sa.Engine, to: str) -> None:
    """Back to an earlier revision, or to "base", the empty database. What later tables held is lost."""
    from alembic import command

    _migrate(engine, lambda config: command.downgrade(config, to))


def draft(engine: sa.Engine, words: str) -> None:
    """Write the next migration file from what the tables say and `engine`, at the newest revision, does not have yet.

    For developers; the file is to be read and mended before it is committed.
    """
    from alembic import command

    number = f"{int(known_revisions()[-1]) + 1:04}"
    _migrate(engine, lambda config: command.revision(config, words, autogenerate=True, rev_id=number))


def _migrate(engine: sa.Engine, step: Callable[[Config], object]) -> None:
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    with migrating(engine) as conn:
        config = Config(attributes={"connection": conn})
        config.set_main_option("script_location", "db:migrations")
        step(config)
        if (reached := stored_revision(conn)) is not None:
            oldest = [oldest for number, oldest in _contracts(config) if number <= reached]
            set_fact(conn, READABLE_FROM, max([IN_HALVES_AFTER, *oldest]))


def _keep_older_out(engine: sa.Engine, config: Config) -> None:
    """Until the end of the transaction, code that cannot work with what will be left; on SQLite, any daemon."""
    conn: sa.Connection = config.attributes["connection"]
    stands = stored_revision(conn) or ""
    if not (ahead := [oldest for number, oldest in _contracts(config) if number > stands]):
        return
    if engine.dialect.name == "postgresql":
        who = ", ".join(presence.keep_out(conn, max(ahead)))
    else:
        who = daemon_holder(engine) or ""
    if who:
        raise OlderAtWorkError(place=place_of(engine.url), who=who)


def _contracts(config: Config) -> Iterator[tuple[str, str]]:
    """Each migration that takes something away, with the oldest code that can work with what it leaves."""
    from alembic.script import ScriptDirectory

    for script in ScriptDirectory.from_config(config).walk_revisions():
        if oldest := getattr(script.module, READABLE_FROM, None):
            yield script.revision, oldest
