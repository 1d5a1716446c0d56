"""Accounts, sessions, links by which a password is chosen once, and sign-ins that failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.column_types import Instant

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(254), nullable=False),
        sa.Column("login", sa.String(254), nullable=False, unique=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("unit_code", sa.String, sa.ForeignKey("unit.code")),
        sa.Column("password_hash", sa.Text),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("password_changed_at", Instant),
        sa.Column("disabled_at", Instant),
        sa.CheckConstraint("role IN ('administrator', 'monitor', 'unit', 'leader')", name="role_known"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("last_seen_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
    )
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), index=True),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.CheckConstraint("purpose IN ('first', 'invite', 'reset')", name="purpose_known"),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("login_hash", sa.String(64), nullable=False, index=True),
        sa.Column("address_hash", sa.String(64), nullable=False, index=True),
        sa.Column("at", Instant, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("login_failure")
    op.drop_table("one_time_link")
    op.drop_table("session")
    op.drop_table("account")
