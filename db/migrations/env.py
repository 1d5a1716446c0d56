"""What Alembic runs for every step: our tables, and the transaction that `db.upgrade` has already begun."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from db.column_types import Instant
from db.tables import metadata


def render(kind: str, item: Any, drafting: AutogenContext) -> str | Literal[False]:
    """How our own column type is written in a drafted migration; False leaves all else to Alembic."""
    if kind != "type" or not isinstance(item, Instant):
        return False
    drafting.imports.add("from db.column_types import Instant")
    return "Instant()"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
