"""A contact may be absent for a time, with somebody who hears in its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("contact", sa.Column("absent_from", sa.Date))
    op.add_column("contact", sa.Column("absent_to", sa.Date))
    op.add_column("contact", sa.Column("substitute", sa.Text))


def downgrade() -> None:
    for column in ("substitute", "absent_to", "absent_from"):
        op.drop_column("contact", column)
