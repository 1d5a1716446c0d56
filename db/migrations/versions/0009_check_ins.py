"""Units answer the check-ins of duties without a due date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id"), nullable=False, index=True),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("period", sa.String, nullable=False, index=True),
        sa.Column("result", sa.String, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.CheckConstraint("result IN ('under_way', 'done', 'difficulty')", name="result_known"),
        sa.CheckConstraint("via IN ('link', 'command')", name="via_known"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("check_in")
