"""Who has the digest of a day is found without reading every mail; no index takes the place of the courier's own."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0015"


def upgrade() -> None:
    op.create_index("ix_outbox_day", "outbox", ["day", "sort", "mailbox"])
    op.drop_index("ix_outbox_state", "outbox")
    op.create_index("ix_outbox_counts", "outbox", ["possible_duplicates", "state"])


def downgrade() -> None:
    op.drop_index("ix_outbox_counts", "outbox")
    op.create_index("ix_outbox_state", "outbox", ["state", "possible_duplicates"])
    op.drop_index("ix_outbox_day", "outbox")
