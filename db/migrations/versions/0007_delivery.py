"""The queue drains most urgent first; a mail knows since when it is refused; what was asked knows its mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0007"
down_revision = "0006"

GRAVITY = (
    "escalation",
    "overdue",
    "due",
    "reminder",
    "question",
    "correction",
    "decision",
    "event",
    "assignment",
    "info",
)
FACTS = ("holiday_notice_asked", "unit_choices_asked")
"""Each held the last period in which something was asked of the monitor."""


def upgrade() -> None:
    op.add_column("outbox", sa.Column("urgency", sa.Integer, nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("first_refused_at", Instant))
    for urgency, kind in enumerate(GRAVITY):
        op.execute(sa.text("UPDATE outbox SET urgency = :n WHERE kind = :kind").bindparams(n=urgency, kind=kind))
    queued = sa.text("state = 'queued'")
    op.create_index("ix_outbox_by_urgency", "outbox", ["urgency", "id"], sqlite_where=queued, postgresql_where=queued)
    op.create_table(
        "question_asked",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("outbox_id", sa.Integer, sa.ForeignKey("outbox.id"), index=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_asked_key", "question_asked", ["key", "period"])
    for fact in FACTS:
        told = sa.text("INSERT INTO question_asked (key, period) SELECT key, value FROM office WHERE key = :fact")
        op.execute(told.bindparams(fact=fact))
        op.execute(sa.text("DELETE FROM office WHERE key = :fact").bindparams(fact=fact))


def downgrade() -> None:
    for fact in FACTS:
        told = (
            "INSERT INTO office (key, value) SELECT key, max(period) FROM question_asked WHERE key = :fact GROUP BY key"
        )
        op.execute(sa.text(told).bindparams(fact=fact))
    op.drop_table("question_asked")
    op.drop_index("ix_outbox_by_urgency", "outbox")
    for column in ("first_refused_at", "urgency"):
        op.drop_column("outbox", column)
