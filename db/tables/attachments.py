"""Files that units send with what they report."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text

from db.column_types import Instant
from db.tables.metadata import numbered, one_of, required

KINDS = ("pdf", "docx", "xlsx", "jpg", "png")

# One file that came with a report of *done*, a lead's or a co-ordinator's. `name` is safe to give a file, `kind` is
# what the content is, `size` in bytes. Rows are only ever added. `content` stands last: nothing else reads past it.
attachment = numbered(
    "attachment",
    required("obligation_id", Integer, ForeignKey("obligation.id"), index=True),
    required("unit_code", String, ForeignKey("unit.code")),
    required("name", Text),
    required("kind", String),
    required("size", Integer),
    required("sha256", String(64)),
    required("actor", Text),
    required("at", Instant),
    required("content", LargeBinary),
    one_of("kind", KINDS),
)
