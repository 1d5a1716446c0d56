"""What was said to whom: the human acts that letters answer, the mails, and the notices each mail carries."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, String, Text

from db.column_types import Instant, Json
from db.tables.metadata import numbered, one_of, required

# The words of the command-line contract, which prints them.
KINDS = (
    "assignment",
    "info",
    "reminder",
    "due",
    "overdue",
    "escalation",
    "event",
    "question",
    "correction",
    "decision",
)
ROLES = ("lead", "coordinating", "head", "monitor", "leadership")

# One human act that letters answer: a plan adopted, an event opened or revoked, dates moved. `ref` names what it was
# done to ("plan:1"); `day` is the local day of `at`; `answered_at` is empty until every letter it calls for is in the
# outbox.
act = numbered(
    "act",
    required("kind", String),
    required("ref", String, index=True),
    required("day", Date),
    required("at", Instant),
    required("detail", Json, server_default="{}"),
    Column("answered_at", Instant),
)

# One mail, built once: `body` holds its bytes. `key` keeps it single ("digest:2022-03-01:one@mailbox" is one a day and
# mailbox, "letter:12:one@mailbox" one an act and mailbox). `day` is the local day it belongs to, `kind` its gravest
# item's. `claimed_until` lies beyond the whole SMTP time-out: a claim that has expired is due again under the same
# Message-ID and counted in `possible_duplicates`. What has `reached_data` may have been accepted and is never rebuilt.
# `answer` is the mail server's last; `first_refused_at` the first of the temporary refusals that were this recipient's.
# The lower its `urgency`, the sooner it is sent.
outbox = numbered(
    "outbox",
    required("key", String, unique=True),
    required("sort", String),
    required("kind", String),
    required("mailbox", String, index=True),
    required("address", Text),
    Column("unit_code", String, ForeignKey("unit.code")),
    required("day", Date),
    Column("act_id", Integer, ForeignKey("act.id"), index=True),
    required("subject", Text),
    required("message_id", String, unique=True),
    required("body", LargeBinary),
    required("items", Json, server_default="[]"),
    required("created_at", Instant),
    required("state", String),
    Column("next_try_at", Instant),
    Column("claimed_until", Instant),
    Column("claimed_by", String),
    required("attempts", Integer, server_default="0"),
    required("possible_duplicates", Integer, server_default="0"),
    required("reached_data", Boolean, server_default=sa.false()),
    Column("sent_at", Instant),
    Column("answer", Text),
    required("urgency", Integer, server_default="0"),
    Column("first_refused_at", Instant),
    one_of("sort", ("digest", "letter")),
    one_of("kind", KINDS),
    one_of("state", ("queued", "sending", "sent", "failed", "superseded")),
)
# The courier asks these at every turn; sent mails, nearly all rows after a while, stay out of both.
sa.Index(
    "ix_outbox_queued",
    outbox.c.next_try_at,
    sqlite_where=outbox.c.state == "queued",
    postgresql_where=outbox.c.state == "queued",
)
sa.Index(
    "ix_outbox_by_urgency",
    outbox.c.urgency,
    outbox.c.id,
    sqlite_where=outbox.c.state == "queued",
    postgresql_where=outbox.c.state == "queued",
)
sa.Index(
    "ix_outbox_claimed",
    outbox.c.claimed_until,
    sqlite_where=outbox.c.state == "sending",
    postgresql_where=outbox.c.state == "sending",
)

# Mails are counted without reading their bytes.
sa.Index("ix_outbox_state", outbox.c.state, outbox.c.possible_duplicates)
# Whether a mailbox has its digest of the day is asked at every turn as well.
sa.Index("ix_outbox_day", outbox.c.day, outbox.c.sort, outbox.c.mailbox)

# Something was asked beside the ladder, once in its period: `key` names it, and the mailbox where each is asked alone.
# Without an `outbox_id` it was asked before mails were remembered.
question_asked = numbered(
    "question_asked",
    required("key", String),
    required("period", String),
    Column("outbox_id", Integer, ForeignKey("outbox.id"), index=True),
)
sa.Index("ix_question_asked_key", question_asked.c.key, question_asked.c.period)

# One rung of the ladder given to one mailbox for one version of a due date: it is never given twice. `rung` bears its
# ordinal ("T-14", "O+4"); `reason` says why it was owed.
notice = numbered(
    "notice",
    required("obligation_id", Integer, ForeignKey("obligation.id")),
    required("due_version", Integer),
    required("rung", String),
    required("mailbox", String),
    required("role", String),
    required("kind", String),
    required("day", Date),
    required("reason", Text),
    required("outbox_id", Integer, ForeignKey("outbox.id"), index=True),
    sa.UniqueConstraint("obligation_id", "due_version", "rung", "mailbox"),
    one_of("role", ROLES),
    one_of("kind", KINDS),
)
