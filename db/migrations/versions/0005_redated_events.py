"""Announced events get other dates: the day on which the present one was entered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("announcement", sa.Column("dated_on", sa.Date))


def downgrade() -> None:
    op.drop_column("announcement", "dated_on")
