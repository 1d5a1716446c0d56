"""Tasks of several plans may be linked as one work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "task_twin",
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id"), primary_key=True, autoincrement=False),
        sa.Column("work", sa.Integer, sa.ForeignKey("task.id"), nullable=False, index=True),
        sa.Column("linked_on", sa.Date, nullable=False),
        sa.Column("linked_at", Instant, nullable=False),
        sa.Column("linked_by", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("task_twin")
