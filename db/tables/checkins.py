"""What units say, once a period, of duties that have no due date."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Text

from db.column_types import Instant
from db.tables.metadata import numbered, one_of, required

RESULTS = ("under_way", "done", "difficulty")

# One answer of a lead unit about one task in one period, by its label ("2022-Q1"); `actor` and `via` as in `answer`.
# Rows are only ever added: the last of a task, unit and period holds, those before are its story.
check_in = numbered(
    "check_in",
    required("task_id", Integer, ForeignKey("task.id"), index=True),
    required("unit_code", String, ForeignKey("unit.code")),
    required("period", String, index=True),
    required("result", String),
    Column("note", Text),
    required("actor", Text),
    required("via", String),
    required("at", Instant),
    one_of("result", RESULTS),
    one_of("via", ("link", "command")),
)
