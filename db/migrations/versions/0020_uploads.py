"""Documents that somebody sent by the page, with what was decided about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant, Json

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("amends", sa.Integer, sa.ForeignKey("plan.id")),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("claimed_until", Instant),
        sa.Column("reached", sa.Integer, nullable=False),
        sa.Column("of_all", sa.Integer),
        sa.Column("refusal", sa.Text),
        sa.Column("document", Json),
        sa.Column("decisions", Json, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("state IN ('reading', 'read', 'refused')", name="state_known"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("upload")
