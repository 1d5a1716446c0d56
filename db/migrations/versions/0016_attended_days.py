"""The days on which the office was at work are remembered, so that an auditor knows what had to be given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "attended_day",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("written_at", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("attended_day")
