"""Units send a file with what they report as done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False, index=True),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'docx', 'xlsx', 'jpg', 'png')", name="kind_known"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("attachment")
