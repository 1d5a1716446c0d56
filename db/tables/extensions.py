"""Requests for a later due date, and who was asked to decide them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Text

from db.column_types import Instant
from db.tables.metadata import numbered, one_of, required

UNDECIDED = ("asked", "offered")

# One request of the unit that held the obligation then. `from_due` and `from_version` are the date it is to replace,
# `late` that this one had passed already. `waiting_since` is the local day on which it came to whoever has to act:
# leadership when asked, the unit when another date is offered. `decided_by` is the leader as named, `recorded_by` who
# entered it. `answer` is the reason of a refusal. A request whose obligation closes meanwhile has lapsed.
extension = numbered(
    "extension",
    required("obligation_id", Integer, ForeignKey("obligation.id"), index=True),
    required("unit_code", String, ForeignKey("unit.code")),
    required("state", String),
    required("asked_on", Date),
    required("asked_at", Instant),
    required("asked_by", Text),
    required("from_due", Date),
    required("from_version", Integer),
    required("to_due", Date),
    required("late", Boolean),
    required("reason", Text),
    required("waiting_since", Date),
    Column("opinion", Text),
    Column("offered_due", Date),
    Column("decided_at", Instant),
    Column("decided_by", Text),
    Column("recorded_by", Text),
    Column("document", Text),
    Column("answer", Text),
    one_of("state", (*UNDECIDED, "approved", "refused", "withdrawn", "lapsed")),
)
sa.Index(
    "uq_extension_undecided",
    extension.c.obligation_id,
    unique=True,
    sqlite_where=extension.c.state.in_(UNDECIDED),
    postgresql_where=extension.c.state.in_(UNDECIDED),
)

# Somebody was asked about an undecided request, in the digest `outbox_id`.
extension_notice = numbered(
    "extension_notice",
    required("extension_id", Integer, ForeignKey("extension.id"), index=True),
    required("mailbox", String),
    required("day", Date),
    required("outbox_id", Integer, ForeignKey("outbox.id"), index=True),
)
