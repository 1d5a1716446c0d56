"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0001"
down_revision = None

KINDS = (
    "kind IN ('assignment', 'info', 'reminder', 'due', 'overdue', "
    "'escalation', 'event', 'question', 'correction', 'decision')"
)

# In the order in which each may refer to those before it.
TABLES = [
    "holiday_year",
    "unit",
    "unit_group",
    "contact",
    "group_member",
    "group_spelling",
    "holiday",
    "unit_alias",
    "announcement",
    "plan",
    "task",
    "announcement_task",
    "task_group",
    "task_unit",
    "occurrence",
    "obligation",
    "act",
    "outbox",
    "notice",
    "history",
    "office",
]


def upgrade() -> None:
    op.create_table(
        "holiday_year",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("new_year", sa.Date, nullable=False),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("is_monitor", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("successor", sa.String, sa.ForeignKey("unit.code")),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "unit_group",
        sa.Column("code", sa.String, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("fixed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code")),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("mailbox", sa.String, nullable=False, index=True),
        sa.Column("name", sa.Text),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("suspended_at", Instant),
        sa.Column("suspended_why", sa.Text),
        sa.UniqueConstraint("unit_code", "role", "mailbox"),
        sa.CheckConstraint("role IN ('lead', 'coordinating', 'head', 'monitor', 'leadership')", name="role_known"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_contact_office_role_mailbox",
        "contact",
        ["role", "mailbox"],
        unique=True,
        sqlite_where=sa.text("unit_code IS NULL"),
        postgresql_where=sa.text("unit_code IS NULL"),
    )
    op.create_table(
        "group_member",
        sa.Column("group_code", sa.String, sa.ForeignKey("unit_group.code"), primary_key=True),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code"), primary_key=True, index=True),
    )
    op.create_table(
        "group_spelling",
        sa.Column("folded", sa.String, primary_key=True),
        sa.Column("spelling", sa.Text, nullable=False),
        sa.Column("group_code", sa.String, sa.ForeignKey("unit_group.code"), nullable=False, index=True),
    )
    op.create_table(
        "holiday",
        sa.Column("date", sa.Date, primary_key=True),
        sa.Column("year", sa.Integer, sa.ForeignKey("holiday_year.year"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("cites", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('off', 'worked')", name="kind_known"),
    )
    op.create_table(
        "unit_alias",
        sa.Column("folded", sa.String, primary_key=True),
        sa.Column("spelling", sa.Text, nullable=False),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code"), nullable=False, index=True),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("event_key", sa.String, nullable=False, index=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("happened", sa.Date, nullable=False),
        sa.Column("received", sa.Date),
        sa.Column("document", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("due", sa.Date),
        sa.Column("within_n", sa.Integer),
        sa.Column("within_unit", sa.String),
        sa.Column("announced_on", sa.Date, nullable=False),
        sa.Column("announced_at", Instant, nullable=False),
        sa.Column("revoked_at", Instant),
        sa.Column("revoked_why", sa.Text),
        sa.CheckConstraint("within_unit IN ('working_day', 'day', 'week', 'month', 'year')", name="within_unit_known"),
        sa.CheckConstraint("(within_n IS NULL) = (within_unit IS NULL)", name="within_whole"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("issuer", sa.Text),
        sa.Column("issued", sa.Date),
        sa.Column("first_year", sa.Integer, nullable=False),
        sa.Column("last_year", sa.Integer, nullable=False),
        sa.Column("source_name", sa.Text, nullable=False),
        sa.Column("source_sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("adopted_on", sa.Date, nullable=False),
        sa.Column("adopted_at", Instant, nullable=False),
        sa.CheckConstraint("status IN ('adopted', 'closed', 'undone')", name="status_known"),
        sa.CheckConstraint("first_year <= last_year", name="years_in_order"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plan.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("table_no", sa.Integer, nullable=False),
        sa.Column("section", sa.Text),
        sa.Column("heading", sa.Text),
        sa.Column("stt", sa.Text),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("product", sa.Text),
        sa.Column("lead_text", sa.Text),
        sa.Column("coordinating_text", sa.Text),
        sa.Column("phrase", sa.Text),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("rule", sa.JSON),
        sa.Column("event_key", sa.String, index=True),
        sa.Column("from_text", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("plan_id", "name"),
        sa.CheckConstraint(
            "kind IN ('once', 'recurring', 'several', 'continuous', 'event', 'mixed', 'unspecified')",
            name="kind_known",
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "announcement_task",
        sa.Column("announcement_id", sa.Integer, sa.ForeignKey("announcement.id"), primary_key=True),
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id"), primary_key=True, index=True),
    )
    op.create_table(
        "task_group",
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id"), primary_key=True),
        sa.Column("role", sa.String, primary_key=True),
        sa.Column("group_code", sa.String, sa.ForeignKey("unit_group.code"), primary_key=True),
        sa.CheckConstraint("role IN ('lead', 'coordinating')", name="role_known"),
    )
    op.create_table(
        "task_unit",
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id"), primary_key=True),
        sa.Column("role", sa.String, primary_key=True),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code"), primary_key=True, index=True),
        sa.Column("via", sa.String, nullable=False, server_default=sa.text("''")),
        sa.Column("position", sa.Integer, nullable=False),
        sa.CheckConstraint("role IN ('lead', 'coordinating')", name="role_known"),
    )
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("task_id", sa.Integer, sa.ForeignKey("task.id"), nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("also_labels", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("announcement_id", sa.Integer, sa.ForeignKey("announcement.id"), index=True),
        sa.Column("start", sa.Date),
        sa.Column("due", sa.Date),
        sa.Column("effective", sa.Date),
        sa.Column("provisional", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("trace", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("state", sa.String, nullable=False),
        sa.UniqueConstraint("task_id", "label"),
        sa.CheckConstraint("state IN ('open', 'void', 'past', 'withdrawn')", name="state_known"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "obligation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("occurrence_id", sa.Integer, sa.ForeignKey("occurrence.id"), nullable=False),
        sa.Column("first_unit", sa.String, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("held_by", sa.String, sa.ForeignKey("unit.code"), nullable=False, index=True),
        sa.Column("due", sa.Date, index=True),
        sa.Column("effective", sa.Date),
        sa.Column("first_due", sa.Date),
        sa.Column("due_version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("reported_at", Instant),
        sa.Column("document", sa.Text),
        sa.Column("next_notice_at", Instant, index=True),
        sa.Column("blocker", sa.String),
        sa.Column("fingerprint", sa.String),
        sa.UniqueConstraint("occurrence_id", "first_unit"),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'cancelled', 'withdrawn', 'merged', 'void', 'past')",
            name="state_known",
        ),
        sa.CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name="done_has_its_day"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("ref", sa.String, nullable=False, index=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("answered_at", Instant),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("sort", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("mailbox", sa.String, nullable=False, index=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("act_id", sa.Integer, sa.ForeignKey("act.id"), index=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("message_id", sa.String, nullable=False, unique=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("items", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("next_try_at", Instant),
        sa.Column("claimed_until", Instant),
        sa.Column("claimed_by", sa.String),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("possible_duplicates", sa.Integer, nullable=False, server_default="0"),
        sa.Column("reached_data", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("sent_at", Instant),
        sa.Column("answer", sa.Text),
        sa.CheckConstraint("sort IN ('digest', 'letter')", name="sort_known"),
        sa.CheckConstraint(KINDS, name="kind_known"),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'superseded')", name="state_known"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_claimed",
        "outbox",
        ["claimed_until"],
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["next_try_at"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("obligation_id", sa.Integer, sa.ForeignKey("obligation.id"), nullable=False),
        sa.Column("due_version", sa.Integer, nullable=False),
        sa.Column("rung", sa.String, nullable=False),
        sa.Column("mailbox", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("outbox_id", sa.Integer, sa.ForeignKey("outbox.id"), nullable=False, index=True),
        sa.UniqueConstraint("obligation_id", "due_version", "rung", "mailbox"),
        sa.CheckConstraint("role IN ('lead', 'coordinating', 'head', 'monitor', 'leadership')", name="role_known"),
        sa.CheckConstraint(KINDS, name="kind_known"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("subject", sa.String, nullable=False, index=True),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False, server_default="{}"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "office",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
