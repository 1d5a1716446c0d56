"""Secret addresses at which accounts have their calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True, autoincrement=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("calendar_address")
