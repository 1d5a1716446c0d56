"""Who has the digest of a day is found without reading every mail ever sent."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_index("ix_outbox_day", "outbox", ["day", "sort", "mailbox"])


def downgrade() -> None:
    op.drop_index("ix_outbox_day", "outbox")
