"""A plan's file → its review against a register, with the decisions of a person; no database is touched."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from plans.model import Document
from plans.read import Progress, read
from plans.review import decision_files
from plans.review.review import Review
from plans.units.register import Register
from scheduler.planning.reviewing import reviewed


def read_with(
    register: Register,
    file: Path,
    decisions: Path | None = None,
    *,
    period: tuple[int, int] | None = None,
    issued: dt.date | None = None,
    progress: Progress | None = None,
) -> tuple[Document, Review]:
    """The document and its review, with the decisions of a person where a file of them is given; else as `reviewed`."""
    made = decision_files.load(decisions) if decisions else None
    return reviewed(read(file, progress), register, made, period=period, issued=issued)
