"""Mails are counted by an index that SQLite does not take in the place of the courier's own."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.drop_index("ix_outbox_state", "outbox")
    op.create_index("ix_outbox_counts", "outbox", ["possible_duplicates", "state"])


def downgrade() -> None:
    op.drop_index("ix_outbox_counts", "outbox")
    op.create_index("ix_outbox_state", "outbox", ["state", "possible_duplicates"])
