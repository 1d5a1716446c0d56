"""What came back in answer to mails."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Text

from db.column_types import Instant, Json
from db.tables.metadata import numbered, one_of, required

INCOMING = ("bounce", "expired", "policy", "unclear", "delay", "absence", "reply", "automatic")

# One mail that came in and answers the mail `outbox_id`. `key` is made of its Message-ID, or of its bytes: the same
# mail is never taken twice. `mailbox` is whom ours was sent to, `sender` who the answer says it is from. `status` is a
# report's code, `last_day` the last day of an absence (local). `told_in` is the digest that told the monitor of it, or
# the first mail in which he was asked; one that was refused for good did not tell him.
incoming = numbered(
    "incoming",
    required("key", String, unique=True),
    required("kind", String),
    required("outbox_id", Integer, ForeignKey("outbox.id"), index=True),
    required("mailbox", String, index=True),
    required("at", Instant),
    required("sender", Text),
    required("sender_name", Text),
    required("subject", Text),
    required("text", Text),
    required("attachments", Json, server_default="[]"),
    Column("status", String),
    Column("last_day", Date),
    Column("told_in", Integer, ForeignKey("outbox.id"), index=True),
    one_of("kind", INCOMING),
)
