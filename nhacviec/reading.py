"""A plan's file → its review against the register that the database holds."""

from __future__ import annotations

from pathlib import Path

from db.engine import reading
from nhacviec.seeding import register_in
from plans.model import Document
from plans.read import read
from plans.review import Review, review
from scheduler.office import Office


def read_for_adoption(office: Office, file: Path, decisions: Path | None = None) -> tuple[Document, Review]:
    """The document and its review, with the decisions of a person where a file of them is given."""
    document = read(file)
    with reading(office.engine) as conn:
        register = register_in(conn)
    return document, review(document, register)
