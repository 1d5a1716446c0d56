"""Adopted plans: their tasks as printed, who has them, and the announcements of what tasks waited for."""

from __future__ import annotations

from typing import get_args

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Text

from db.column_types import Instant, Json
from db.tables.metadata import numbered, one_of, required, table
from rules.model import Kind, OffsetUnit

ROLES = ("lead", "coordinating")

# One plan that was adopted. Its years are inclusive; `adopted_on` is the local day of `adopted_at`.
plan = numbered(
    "plan",
    required("title", Text),
    Column("number", Text),
    Column("issuer", Text),
    Column("issued", Date),
    required("first_year", Integer),
    required("last_year", Integer),
    required("source_name", Text),
    required("source_sha256", String(64)),
    required("status", String),
    required("adopted_on", Date),
    required("adopted_at", Instant),
    one_of("status", ("adopted", "closed", "undone")),
    sa.CheckConstraint("first_year <= last_year", name="years_in_order"),
)

# One amendment of a plan in force: the head of the amending document, who adopted it, and `before`, the plan as it
# stood until then (scheduler.planning.snapshot), from which it is undone. An undone one stays, with the reason.
amendment = numbered(
    "amendment",
    required("plan_id", Integer, ForeignKey("plan.id"), index=True),
    required("title", Text),
    Column("number", Text),
    Column("issuer", Text),
    Column("issued", Date),
    required("source_name", Text),
    required("source_sha256", String(64)),
    required("made_on", Date),
    required("made_at", Instant),
    required("actor", Text),
    required("before", Json),
    Column("undone_at", Instant),
    Column("undone_why", Text),
)

# One task of a plan. `id` is given at adoption and kept through amendments; `name` is what is printed of its place
# ("1.I.3") and may change. `ordinal` is its order in its section, `position` that in the document, `phrase` the
# deadline as printed, `rule` what was read in it (rules.model.encode), `event_key` what it waits for. `from_text`: a
# duty found in the text, not in a table. `withdrawn_on`: the day an amendment dropped it; its name is then free.
task = numbered(
    "task",
    required("plan_id", Integer, ForeignKey("plan.id")),
    required("name", String),
    required("table_no", Integer),
    Column("section", Text),
    Column("heading", Text),
    Column("stt", Text),
    required("ordinal", Integer),
    required("text", Text),
    Column("product", Text),
    Column("lead_text", Text),
    Column("coordinating_text", Text),
    Column("phrase", Text),
    required("kind", String),
    Column("rule", Json),
    Column("event_key", String, index=True),
    required("from_text", Boolean, server_default=sa.false()),
    required("position", Integer, server_default="0"),
    Column("withdrawn_on", Date),
    one_of("kind", get_args(Kind)),
)
sa.Index(
    "uq_task_in_force_name",
    task.c.plan_id,
    task.c.name,
    unique=True,
    sqlite_where=task.c.withdrawn_on.is_(None),
    postgresql_where=task.c.withdrawn_on.is_(None),
)

# One unit's role in a task, collectives expanded as of the day of adoption. `via` is the collective's code, empty
# where the plan names the unit itself.
task_unit = table(
    "task_unit",
    Column("task_id", Integer, ForeignKey("task.id"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("unit_code", String, ForeignKey("unit.code"), primary_key=True, index=True),
    required("via", String, server_default=sa.text("''")),
    required("position", Integer),
    one_of("role", ROLES),
)

# One collective as printed in a role cell; "@related" has no members until somebody chooses them.
task_group = table(
    "task_group",
    Column("task_id", Integer, ForeignKey("task.id"), primary_key=True),
    Column("role", String, primary_key=True),
    Column("group_code", String, ForeignKey("unit_group.code"), primary_key=True),
    one_of("role", ROLES),
)

# One task that a person linked with equal ones of other plans. `work` is the number they share: that of one of them.
task_twin = table(
    "task_twin",
    Column("task_id", Integer, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    required("work", Integer, ForeignKey("task.id"), index=True),
    required("linked_on", Date),
    required("linked_at", Instant),
    required("linked_by", Text),
)

# One announcement that an awaited event happened, in the words of the one who announced it. `due` or the limit
# (`within_n` of `within_unit`) is there where the announcement sets one. `dated_on` is the day on which another date
# was entered for it, empty where none was; `in_force` that from which the paper has effect. A revoked one stays, with
# the reason.
announcement = numbered(
    "announcement",
    required("event_key", String, index=True),
    required("words", Text),
    required("happened", Date),
    Column("received", Date),
    Column("document", Text),
    Column("note", Text),
    Column("due", Date),
    Column("within_n", Integer),
    Column("within_unit", String),
    required("announced_on", Date),
    required("announced_at", Instant),
    Column("revoked_at", Instant),
    Column("revoked_why", Text),
    Column("dated_on", Date),
    Column("in_force", Date),
    one_of("within_unit", get_args(OffsetUnit)),
    sa.CheckConstraint("(within_n IS NULL) = (within_unit IS NULL)", name="within_whole"),
)

# One task that an announcement opened.
announcement_task = table(
    "announcement_task",
    Column("announcement_id", Integer, ForeignKey("announcement.id"), primary_key=True),
    Column("task_id", Integer, ForeignKey("task.id"), primary_key=True, index=True),
)
