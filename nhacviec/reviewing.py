"""A plan's file → its review against a register, with the decisions of a person; no database is touched."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from plans.model import Document
from plans.read import Progress, read
from plans.review import decided, decision_files
from plans.review.review import Review, review
from plans.units.register import Register


def read_with(
    register: Register,
    file: Path,
    decisions: Path | None = None,
    *,
    period: tuple[int, int] | None = None,
    issued: dt.date | None = None,
    progress: Progress | None = None,
) -> tuple[Document, Review]:
    """The document and its review, with the decisions of a person where a file of them is given.

    `period` (inclusive years) and `issued` stand in the document's head as if it stated them, before what the decisions
    say.
    """
    made = decision_files.load(decisions) if decisions else None
    document = read(file, progress)
    head = replace(document.head, period=period or document.head.period, issued=issued or document.head.issued)
    document = replace(document, head=head)
    if made is None:
        return document, review(document, register)
    made = replace(made, period=None if period else made.period, issued=None if issued else made.issued)
    found = decided.apply(document, register, made)
    return found.document, found
