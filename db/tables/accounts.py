"""Who may sign in, who is signed in, links to choose a password, calendar addresses, and sign-ins that failed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Text

from db.column_types import Instant
from db.tables.metadata import numbered, one_of, required, table
from rules.access import ACCOUNT_ROLES

PURPOSES = ("first", "invite", "reset")

# One person who may sign in. `login` is the name folded: no two are the same but for capitals. A unit's account names
# the unit that it sees; without a password nobody can sign in.
account = numbered(
    "account",
    required("name", String(254)),
    required("login", String(254), unique=True),
    required("person", Text),
    required("role", String(16)),
    Column("unit_code", String, ForeignKey("unit.code")),
    Column("password_hash", Text),
    required("created_at", Instant),
    Column("password_changed_at", Instant),
    Column("disabled_at", Instant),
    one_of("role", ACCOUNT_ROLES),
)

# One browser that is signed in, until it signs out or rests too long: the row is deleted then. Its token is only in
# the browser; here is the SHA-256 of it.
session = table(
    "session",
    Column("token_hash", String(64), primary_key=True),
    required("account_id", Integer, ForeignKey("account.id"), index=True),
    required("created_at", Instant),
    required("last_seen_at", Instant),
    required("expires_at", Instant),
)

# One link by which somebody chooses a password, once; only its SHA-256 is kept. `first` is for nobody yet: it makes the
# first administrator.
one_time_link = table(
    "one_time_link",
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), index=True),
    required("purpose", String(8)),
    required("created_at", Instant),
    required("expires_at", Instant),
    one_of("purpose", PURPOSES),
)

# The address at which an account's calendar may be had without signing in: of its secret only the SHA-256 is kept.
# Another one takes its place.
calendar_address = table(
    "calendar_address",
    Column("account_id", Integer, ForeignKey("account.id"), primary_key=True, autoincrement=False),
    required("token_hash", String(64), unique=True),
    required("made_at", Instant),
)

# One try to sign in that did not succeed (or whose end is not known yet). Name and address are keyed hashes, since
# people type passwords into the wrong field; rows older than what counts are deleted.
login_failure = numbered(
    "login_failure",
    required("login_hash", String(64), index=True),
    required("address_hash", String(64), index=True),
    required("at", Instant),
)
