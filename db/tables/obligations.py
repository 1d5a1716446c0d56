"""What is to be done and by when: occurrences of tasks, each lead unit's obligation, and what is answered."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Text

from db.column_types import Instant, Json
from db.tables.metadata import numbered, one_of, required

# One instance of a task's rule. The label names its period ("2022-Q1", "event:4"), never a date; `also_labels` lists
# further periods that one date answers. `due` is nominal, `effective` after the working-day rule. `past`: over before
# adoption, neither open nor mailed until somebody decides. `parts_done`: the co-ordinating units that have done theirs.
occurrence = numbered(
    "occurrence",
    required("task_id", Integer, ForeignKey("task.id")),
    required("label", String),
    required("also_labels", Json, server_default="[]"),
    Column("announcement_id", Integer, ForeignKey("announcement.id"), index=True),
    Column("start", Date),
    Column("due", Date),
    Column("effective", Date),
    required("provisional", Boolean, server_default=sa.false()),
    required("trace", Json, server_default="[]"),
    required("state", String),
    required("parts_done", Json, server_default="[]"),
    sa.UniqueConstraint("task_id", "label"),
    one_of("state", ("open", "void", "past", "withdrawn")),
)

# One lead unit's duty for one occurrence. It is keyed by the unit it was first given to; `held_by` follows mergers.
# `due_version` counts changes of the due date and `first_due` keeps the first one. `next_notice_at` is the next instant
# at which anything will be owed; where it is empty, `blocker` may say what stands in the way. `fingerprint` is that of
# the policy, calendar and register the row was computed under. `extended`: the due date is one of its own, granted by
# an extension, and no longer follows the occurrence; `late_after`: asked for too late, this day judges lateness.
# `doubted`: reported so long after `done_on` that it counts as late until the monitor confirms it.
obligation = numbered(
    "obligation",
    required("occurrence_id", Integer, ForeignKey("occurrence.id")),
    required("first_unit", String, ForeignKey("unit.code")),
    required("held_by", String, ForeignKey("unit.code"), index=True),
    Column("due", Date, index=True),
    Column("effective", Date),
    Column("first_due", Date),
    required("due_version", Integer, server_default="1"),
    required("opened_on", Date),
    required("state", String),
    Column("done_on", Date),
    Column("reported_at", Instant),
    Column("document", Text),
    Column("next_notice_at", Instant, index=True),
    Column("blocker", String),
    Column("fingerprint", String),
    required("doubted", Boolean, server_default=sa.false()),
    required("extended", Boolean, server_default=sa.false()),
    Column("late_after", Date),
    sa.UniqueConstraint("occurrence_id", "first_unit"),
    one_of("state", ("open", "done", "cancelled", "withdrawn", "merged", "void", "past")),
    sa.CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name="done_has_its_day"),
)

ANSWERS = ("acknowledged", "progress", "done", "declined", "part_done")

# One answer of a unit, in its lead's or a co-ordinator's name; `actor` is the mailbox whose link was used, or the login
# of who typed the command. `done_on` is the day the work was done, `at` when that was said. Rows are only ever added; a
# decline is `settled` once somebody has decided.
answer = numbered(
    "answer",
    required("obligation_id", Integer, ForeignKey("obligation.id"), index=True),
    required("kind", String),
    required("unit_code", String, ForeignKey("unit.code")),
    required("actor", Text),
    required("via", String),
    required("at", Instant),
    Column("done_on", Date),
    Column("document", Text),
    Column("note", Text),
    required("settled", Boolean, server_default=sa.false()),
    one_of("kind", ANSWERS),
    one_of("via", ("link", "command")),
)
