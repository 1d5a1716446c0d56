"""The register: offices and their names, collectives, addresses; and the days off announced for each year."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Text

from db.column_types import Instant, Json
from db.tables.metadata import numbered, one_of, required, table

# One unit of the office. It is never deleted: a merged one keeps its row, with the day it ended and its successor.
# Both days are inclusive; empty: always, and until further notice.
unit = table(
    "unit",
    Column("code", String, primary_key=True),
    required("name", Text),
    required("kind", String),
    required("is_monitor", Boolean, server_default=sa.false()),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", String, ForeignKey("unit.code")),
    required("position", Integer),
)

# One spelling by which plans name a unit; the key is its folded form (case and spaces). Of units that bore one name in
# turn all but one have their code behind it.
unit_alias = table(
    "unit_alias",
    Column("folded", String, primary_key=True),
    required("spelling", Text),
    required("unit_code", String, ForeignKey("unit.code"), index=True),
)

# One collective name, such as "@all". A fixed one has the members listed here, others are chosen for each plan.
unit_group = table(
    "unit_group",
    Column("code", String, primary_key=True),
    required("name", Text),
    required("fixed", Boolean),
)

# One spelling by which plans name a collective.
group_spelling = table(
    "group_spelling",
    Column("folded", String, primary_key=True),
    required("spelling", Text),
    required("group_code", String, ForeignKey("unit_group.code"), index=True),
)

# One unit's membership of a collective, as of now; what a plan was adopted with stands in task_unit.
group_member = table(
    "group_member",
    Column("group_code", String, ForeignKey("unit_group.code"), primary_key=True),
    Column("unit_code", String, ForeignKey("unit.code"), primary_key=True, index=True),
)

# One merger of units that was entered before its day: from `day` on `into_code` stands in the place of `old_codes`. It
# waits until it is done or dropped; `trouble` says why it could not be done when the day had come.
planned_merger = numbered(
    "planned_merger",
    required("old_codes", Json),
    required("into_code", String, ForeignKey("unit.code")),
    required("day", Date),
    required("planned_at", Instant),
    required("planned_by", Text),
    Column("done_at", Instant),
    Column("dropped_at", Instant),
    Column("trouble", Text),
)

# One mailbox in one role for a unit, or for the whole office where unit_code is empty (its leaders). `address` is as
# written, `mailbox` case-folded: all rows of one mailbox share one digest. Addresses are tried in order of `position`.
# From `absent_from` to `absent_to`, both inclusive, mail goes to `substitute`, where there is one.
contact = numbered(
    "contact",
    Column("unit_code", String, ForeignKey("unit.code")),
    required("role", String),
    required("address", Text),
    required("mailbox", String, index=True),
    Column("name", Text),
    required("position", Integer),
    Column("suspended_at", Instant),
    Column("suspended_why", Text),
    Column("absent_from", Date),
    Column("absent_to", Date),
    Column("substitute", Text),
    sa.UniqueConstraint("unit_code", "role", "mailbox"),
    one_of("role", ("lead", "coordinating", "head", "monitor", "leadership")),
)
# The constraint above does not see two rows without a unit: to both databases NULL differs from NULL.
sa.Index(
    "uq_contact_office_role_mailbox",
    contact.c.role,
    contact.c.mailbox,
    unique=True,
    sqlite_where=contact.c.unit_code.is_(None),
    postgresql_where=contact.c.unit_code.is_(None),
)

# One year whose days off have been announced, by the notice named; a year without a row is provisional.
# `new_year` is mùng 1 Tết.
holiday_year = table(
    "holiday_year",
    Column("year", Integer, primary_key=True, autoincrement=False),
    required("notice", Text),
    required("new_year", Date),
)

# One day that a notice takes off work, or one weekend day that it makes a working day in exchange.
holiday = table(
    "holiday",
    Column("date", Date, primary_key=True),
    required("year", Integer, ForeignKey("holiday_year.year"), index=True),
    required("kind", String),
    required("name", Text),
    required("cites", Text),
    one_of("kind", ("off", "worked")),
)
