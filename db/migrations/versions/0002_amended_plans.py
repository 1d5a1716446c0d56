"""Plans are amended: what each amendment was, and tasks that are withdrawn and keep their row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0002"
down_revision = "0001"

IN_FORCE = sa.text("withdrawn_on IS NULL")


def task_before() -> sa.Table:
    """The task table of 0001, for SQLite, which can change a constraint only by writing the table anew."""
    return sa.Table(
        "task",
        sa.MetaData(naming_convention=op.get_context().opts["target_metadata"].naming_convention),
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
        sa.Column("event_key", sa.String),
        sa.Column("from_text", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("plan_id", "name"),
        sa.CheckConstraint(
            "kind IN ('once', 'recurring', 'several', 'continuous', 'event', 'mixed', 'unspecified')",
            name="kind_known",
        ),
        sa.Index("ix_task_event_key", "event_key"),
        sqlite_autoincrement=True,
    )


def task_after() -> sa.Table:
    """The same with what `upgrade` adds, for the way back."""
    table = task_before()
    unique = next(c for c in table.constraints if isinstance(c, sa.UniqueConstraint))
    table.constraints.discard(unique)
    table.append_column(sa.Column("position", sa.Integer, nullable=False, server_default="0"))
    table.append_column(sa.Column("withdrawn_on", sa.Date))
    return table


def upgrade() -> None:
    with op.batch_alter_table("task", copy_from=task_before()) as task:
        task.add_column(sa.Column("position", sa.Integer, nullable=False, server_default="0"))
        task.add_column(sa.Column("withdrawn_on", sa.Date))
        task.drop_constraint("uq_task_plan_id_name", type_="unique")
    op.execute("UPDATE task SET position = id")
    op.create_index(
        "uq_task_in_force_name",
        "task",
        ["plan_id", "name"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan_id", sa.Integer, sa.ForeignKey("plan.id"), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("issuer", sa.Text),
        sa.Column("issued", sa.Date),
        sa.Column("source_name", sa.Text, nullable=False),
        sa.Column("source_sha256", sa.String(64), nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("undone_at", Instant),
        sa.Column("undone_why", sa.Text),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("amendment")
    op.drop_index("uq_task_in_force_name", "task")
    # One name for one task again: a withdrawn one steps aside.
    op.execute("UPDATE task SET name = name || '~' || id WHERE withdrawn_on IS NOT NULL")
    with op.batch_alter_table("task", copy_from=task_after()) as task:
        task.drop_column("withdrawn_on")
        task.drop_column("position")
        task.create_unique_constraint("uq_task_plan_id_name", ["plan_id", "name"])
