"""An announced paper has effect from a day on, by which what it calls for has to be done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("announcement", sa.Column("in_force", sa.Date))


def downgrade() -> None:
    op.drop_column("announcement", "in_force")
