"""A plan's file → its review against the register that the database holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from db.engine import reading
from nhacviec.app import NoRegisterError
from nhacviec.seeding import register_in
from plans import decisions
from plans.model import Document
from plans.read import read
from plans.review import Review, review
from scheduler.office import Office


def read_for_adoption(
    office: Office,
    file: Path,
    decided: Path | None = None,
    *,
    period: tuple[int, int] | None = None,
    issued: dt.date | None = None,
) -> tuple[Document, Review]:
    """The document and its review, with the decisions of a person where a file of them is given.

    `period` (inclusive years) and `issued` stand in the document's head as if it stated them. Raises `NoRegisterError`
    where there are no units yet.
    """
    document = read(file)
    head = replace(document.head, period=period or document.head.period, issued=issued or document.head.issued)
    document = replace(document, head=head)
    with reading(office.engine) as conn:
        register = register_in(conn)
    if not register.units:
        raise NoRegisterError
    if decided is None:
        return document, review(document, register)
    return document, decisions.apply(document, register, decisions.load(decided))


def decisions_in(decided: Path | None) -> decisions.Decisions | None:
    """What a person decided in a file, where one is given: beside the review, which of its tasks amend which."""
    return None if decided is None else decisions.load(decided)
