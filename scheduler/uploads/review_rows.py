"""The tasks of a document under review as a page lists them: those with open questions first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from plans.model import names
from rules.say import KIND_WORDS
from scheduler.planning.dated_tasks import DatedTask
from scheduler.uploads.paper import Paper

SHOWN = 3


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One task: its units by name, names that nobody knows, its deadline as printed and as read (empty where alike),
    its first dates and the last, how the first came about, and what is asked about it."""

    name: str
    place: str
    heading: str
    text: str
    leads: tuple[str, ...]
    coordinating: tuple[str, ...]
    unknown: tuple[str, ...]
    phrase: str
    read_as: str
    kind: str
    dates: tuple[dt.date, ...]
    last: dt.date | None
    count: int
    trace: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]


def review_rows(paper: Paper) -> list[ReviewRow]:
    """All tasks, those asked about first, else in document order."""
    printed = dict(zip(paper.document.tasks, names(paper.document.tasks), strict=True))
    asked: dict[str, list[str]] = {}
    for question in paper.review.questions:
        for name in question.tasks:
            asked.setdefault(name, []).append(question.why)
    rows = [_row(one, printed[one.task.row], paper, asked) for one in paper.dated()]
    return sorted(rows, key=lambda row: not row.asked)


def _row(one: DatedTask, name: str, paper: Paper, asked: dict[str, list[str]]) -> ReviewRow:
    row, reading, name_of = one.task.row, one.task.reading, paper.known.register.name_of
    dated = [o for o in one.resolution.occurrences if o.due] if one.resolution else []
    days = [o.due for o in dated if o.due]
    trace = tuple((step.text, step.cites) for step in dated[0].trace) if dated else ()
    return ReviewRow(
        name,
        row.place,
        " ".join(part for part in (row.section and f"{row.section}.", row.heading) if part),
        row.task,
        tuple(map(name_of, one.task.lead)),
        tuple(map(name_of, one.task.coordinating)),
        one.task.unknown,
        f"{row.start_text} → {row.phrase}" if row.start_text else row.phrase or "",
        reading.phrase if reading and reading.phrase != row.phrase else "",
        KIND_WORDS[one.kind],
        tuple(days[:SHOWN]),
        days[-1] if len(days) > SHOWN else None,
        len(days),
        trace,
        tuple(asked.get(name, ())),
    )
