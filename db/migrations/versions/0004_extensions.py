"""Extensions: requests for a later due date, who was asked about them, what a granted one leaves on its obligation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0004"
down_revision = "0003"

UNDECIDED = sa.text("state IN ('asked', 'offered')")


def upgrade() -> None:
    op.add_column("obligation", sa.Column("extended", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("obligation", sa.Column("late_after", sa.Date))
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False, index=True),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("from_due", sa.Date, nullable=False),
        sa.Column("from_version", sa.Integer, nullable=False),
        sa.Column("to_due", sa.Date, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("waiting_since", sa.Date, nullable=False),
        sa.Column("opinion", sa.Text),
        sa.Column("offered_due", sa.Date),
        sa.Column("decided_at", Instant),
        sa.Column("decided_by", sa.Text),
        sa.Column("recorded_by", sa.Text),
        sa.Column("document", sa.Text),
        sa.Column("answer", sa.Text),
        sa.CheckConstraint(
            "state IN ('asked', 'offered', 'approved', 'refused', 'withdrawn', 'lapsed')", name="state_known"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_extension_undecided",
        "extension",
        ["obligation_id"],
        unique=True,
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )
    op.create_table(
        "extension_notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("extension_id", sa.Integer, sa.ForeignKey("extension.id"), nullable=False, index=True),
        sa.Column("mailbox", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("outbox_id", sa.Integer, sa.ForeignKey("outbox.id"), nullable=False, index=True),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("extension_notice")
    op.drop_table("extension")
    op.drop_column("obligation", "late_after")
    op.drop_column("obligation", "extended")
