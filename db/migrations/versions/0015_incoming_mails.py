"""Mails that came back: reports, absences and replies, each with the mail it answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant, Json

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("outbox_id", sa.Integer, sa.ForeignKey("outbox.id"), nullable=False, index=True),
        sa.Column("mailbox", sa.String, nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("attachments", Json, nullable=False, server_default="[]"),
        sa.Column("status", sa.String),
        sa.Column("last_day", sa.Date),
        sa.Column("told_in", sa.Integer, sa.ForeignKey("outbox.id"), index=True),
        sa.CheckConstraint(
            "kind IN ('bounce', 'expired', 'policy', 'unclear', 'delay', 'absence', 'reply', 'automatic')",
            name="kind_known",
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("incoming")
