"""A plan's file → its review against the register that the database holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from db.engine import reading
from nhacviec.reviewing import read_with
from plans.model import Document
from plans.read import Progress
from plans.review import decision_files
from plans.review.decisions import Decisions
from plans.review.review import Review
from scheduler.office import Office
from scheduler.planning.reviewing import register_of


def read_for_adoption(
    office: Office,
    file: Path,
    decisions: Path | None = None,
    *,
    period: tuple[int, int] | None = None,
    issued: dt.date | None = None,
    progress: Progress | None = None,
) -> tuple[Document, Review]:
    """As `read_with`, with the office's register. Raises `NoRegisterError` where there are no units yet."""
    with reading(office.engine) as conn:
        register = register_of(conn)
    return read_with(register, file, decisions, period=period, issued=issued, progress=progress)


def decisions_in(decided: Path | None) -> Decisions | None:
    """What a person decided in a file, where one is given: beside the review, which of its tasks amend which."""
    return None if decided is None else decision_files.load(decided)
