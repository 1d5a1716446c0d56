"""Mails are counted by state without reading their bytes."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index("ix_outbox_state", "outbox", ["state", "possible_duplicates"])


def downgrade() -> None:
    op.drop_index("ix_outbox_state", "outbox")
