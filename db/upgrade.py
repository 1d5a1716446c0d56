"""The schema brought to where the code expects it; the migrations travel inside the package, configured by nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa

from db.engine import migrating, reading
from db.identity import known_revisions, stored_revision

if TYPE_CHECKING:
    from alembic.config import Config


def revision(engine: sa.Engine) -> str | None:
    """The revision the database stands at ("0001"); None where no migration has run."""
    with reading(engine) as conn:
        return stored_revision(conn)


def upgrade(engine: sa.Engine) -> None:
    """To the newest revision, in one transaction; at once where it is there already.

    Two processes may try together: the second waits for the first, and finds nothing left to do.
    """
    if revision(engine) == known_revisions()[-1]:
        return

    from alembic import command  # not at the top: it takes longer to import than most commands take to run

    _migrate(engine, lambda config: command.upgrade(config, "head"))


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
