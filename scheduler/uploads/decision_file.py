"""The open questions of a document as a file to fill in, and such a file read back."""

from __future__ import annotations

from plans.apart import read_decisions
from plans.review.decisions import Tables
from plans.review.draft_toml import draft
from scheduler.answering.attachments import Sent, safe_name
from scheduler.office import Office
from scheduler.uploads.paper import Paper, decide, laid_over

MOST = 8 * 2**20
"""Bytes of such a file."""


def drafted(paper: Paper, kind: str) -> bytes:
    """The file, a workbook where `kind` is "xlsx", else TOML."""
    if kind == "xlsx":
        from plans.review.draft_workbook import workbook  # openpyxl is slow to load

        return workbook(paper.review, paper.register)
    return draft(paper.review, paper.register).encode()


def take_decisions(office: Office, number: int, sent: Sent) -> Paper:
    """Lay what the file decides over what was decided before. It is read in a process of its own.

    Raises the sentence of its reader (`plans.apart.NotReadError`), `BadDecisionsError`, and as `paper` does.
    """
    tables: Tables = read_decisions(sent.content, safe_name(sent.name))
    return decide(office, number, lambda kept: laid_over(kept, tables))
