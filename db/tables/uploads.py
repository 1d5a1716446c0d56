"""Documents that somebody sent by the page and that are not adopted yet."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Text

from db.column_types import Instant, Json
from db.tables.metadata import numbered, one_of, required

STATES = ("reading", "read", "refused")

# One document under review. `amends` is the plan whose amended text it is; `claimed_until`: whoever reads it is to be
# done by then, or another may read it. `reached`, `of_all`: how far the reading is. `document` is what was read,
# `refusal` the sentence why nothing was, `decisions` what a person decided, which is version `version` of it. The row
# is deleted when the plan is adopted. `content` stands last: nothing else reads past it.
upload = numbered(
    "upload",
    required("name", Text),
    required("size", Integer),
    required("sha256", String(64)),
    required("actor", Text),
    required("at", Instant, index=True),
    Column("amends", Integer, ForeignKey("plan.id")),
    required("state", String(8)),
    Column("claimed_until", Instant),
    required("reached", Integer),
    Column("of_all", Integer),
    Column("refusal", Text),
    Column("document", Json),
    required("decisions", Json),
    required("version", Integer),
    required("content", LargeBinary),
    one_of("state", STATES),
)
