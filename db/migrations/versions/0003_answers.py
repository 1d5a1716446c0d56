"""Units answer: what each said of an obligation, the parts that co-ordinators have done, reports to be confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("occurrence", sa.Column("parts_done", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("obligation", sa.Column("doubted", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("via", sa.String, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("document", sa.Text),
        sa.Column("note", sa.Text),
        sa.CheckConstraint("kind IN ('acknowledged', 'progress', 'done', 'declined', 'part_done')", name="kind_known"),
        sa.CheckConstraint("via IN ('link', 'command')", name="via_known"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("answer")
    op.drop_column("obligation", "doubted")
    op.drop_column("occurrence", "parts_done")
