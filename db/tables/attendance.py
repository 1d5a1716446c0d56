"""On which days the office was at work."""

from __future__ import annotations

from sqlalchemy import Column, Date

from db.column_types import Instant
from db.tables.metadata import required, table

# One local day on which somebody was there to write what was owed; `written_at` is when all of it was in the outbox for
# the first time. A day without a row counts against nobody.
attended_day = table("attended_day", Column("day", Date, primary_key=True), required("written_at", Instant))
