"""A merger of units may be entered before its day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "planned_merger",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("old_codes", sa.JSON, nullable=False),
        sa.Column("into_code", sa.String, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("planned_at", Instant, nullable=False),
        sa.Column("planned_by", sa.Text, nullable=False),
        sa.Column("done_at", Instant),
        sa.Column("dropped_at", Instant),
        sa.Column("trouble", sa.Text),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("planned_merger")
