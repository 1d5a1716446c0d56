"""What is known of this installation, and all that happened in it."""

from __future__ import annotations

from sqlalchemy import Column, String, Text

from db.column_types import Instant, Json
from db.tables.metadata import numbered, required, table

# One fact about this installation: its id, the day it was created.
office = table(
    "office",
    Column("key", String, primary_key=True),
    required("value", Text),
)

# One thing that was done, to one subject ("plan:1", "obligation:12"), by a person or by the program. Rows are only
# ever added.
history = numbered(
    "history",
    required("at", Instant),
    required("actor", Text),
    required("subject", String, index=True),
    required("what", String),
    required("detail", Json, server_default="{}"),
)
