"""A plan's file → its review against the register that the database holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from db.engine import reading
from nhacviec.app import NoRegisterError
from nhacviec.seeding import register_in
from plans import decided, decision_files
from plans.model import Document
from plans.read import read
from plans.register import Register
from plans.review import Review, review
from scheduler.office import Office


def read_for_adoption(
    office: Office,
    file: Path,
    decisions: Path | None = None,
    *,
    period: tuple[int, int] | None = None,
    issued: dt.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Document, Review]:
    """The document and its review, with the decisions of a person where a file of them is given.

    `period` (inclusive years) and `issued` stand in the document's head as if it stated them, before what the decisions
    say. Raises `NoRegisterError` where there are no units yet.
    """
    with reading(office.engine) as conn:
        register = register_in(conn)
    if not register.units:
        raise NoRegisterError
    return read_with(register, file, decisions, period=period, issued=issued, progress=progress)


def read_with(
    register: Register,
    file: Path,
    decisions: Path | None = None,
    *,
    period: tuple[int, int] | None = None,
    issued: dt.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Document, Review]:
    """The same with a register that is given."""
    made = decision_files.load(decisions) if decisions else None
    document = read(file, progress)
    head = replace(document.head, period=period or document.head.period, issued=issued or document.head.issued)
    document = replace(document, head=head)
    if made is None:
        return document, review(document, register)
    made = replace(made, period=None if period else made.period, issued=None if issued else made.issued)
    found = decided.apply(document, register, made)
    return found.document, found
