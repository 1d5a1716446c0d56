"""An engine lent to a library that would wait by itself for a server that is away, longer each time, up to minutes.

It is told of that in an error of ours, which it does not know and hands on at once; so we say when to try again.
"""

from __future__ import annotations

import sqlalchemy as sa

from db import postgresql
from db.driver_words import in_drivers_words
from db.engine import BUSY_SECONDS, DatabaseTroubleError, place_of


def lend(engine: sa.Engine) -> sa.Engine:
    """One with connections of its own to the PostgreSQL of `engine`.

    Where a connection cannot be made, or breaks, `DatabaseTroubleError` is raised, and no error of the driver's.
    """
    lent = sa.create_engine(engine.url, pool_pre_ping=True, connect_args=postgresql.connecting(engine.url))
    sa.event.listen(lent, "connect", lambda connection, record: postgresql.settle(connection, BUSY_SECONDS))
    sa.event.listen(lent, "handle_error", _in_our_words)
    return lent


def _in_our_words(context: sa.ExceptionContext) -> DatabaseTroubleError | None:
    if context.is_pre_ping or not (context.is_disconnect or context.connection is None):
        return None
    assert context.engine is not None, "a library that makes connections has an engine"
    return DatabaseTroubleError(place=place_of(context.engine.url), reason=in_drivers_words(context.original_exception))
