"""A document and the register → a review: what each task says, and what a person has to decide before it is adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from plans.model import Document, TaskRow, TextDuty, names
from plans.review.questions import Asked, Question, questions
from plans.review.reviewed import ReviewedDuty, ReviewedTask, is_unled, unread
from plans.units.register import Register
from rules.parse import parse

__all__ = ["Question", "Review", "ReviewedDuty", "ReviewedTask", "assemble", "review"]


@dataclass(frozen=True, slots=True)
class Review:
    """The review. `totals_match` is None where no total is printed; `questions` come the gravest first.

    `adopted_duties` are those of `duties` that a person chose to follow, `decided` says in words all that was decided,
    `new_names` are names of units that a person gave, each with its code: adoption remembers them.
    """

    document: Document
    tasks: tuple[ReviewedTask, ...]
    duties: tuple[ReviewedDuty, ...]
    unknown_units: tuple[str, ...]
    unread_phrases: tuple[str, ...]
    totals_match: bool | None
    without_lead: tuple[TaskRow, ...]
    without_deadline: tuple[TaskRow, ...]
    questions: tuple[Question, ...]
    adopted_duties: tuple[ReviewedDuty, ...] = ()
    decided: tuple[str, ...] = ()
    new_names: tuple[tuple[str, str], ...] = ()


def review(document: Document, register: Register) -> Review:
    """Resolve every unit, as of the day of `document`, and read every deadline in it."""
    on = document.head.day
    tasks = tuple(_task(row, register, on) for row in document.tasks)
    duties = tuple(_duty(duty, register, on) for duty in document.duties)
    return assemble(document, register, dict(zip(names(document.tasks), tasks, strict=True)), duties, {})


def assemble(
    document: Document,
    register: Register,
    tasks: Mapping[str, ReviewedTask],
    duties: tuple[ReviewedDuty, ...],
    followed: Mapping[str, bool],
    *,
    totals_checked: bool = False,
) -> Review:
    """The review that `tasks` (by printed name) and `duties` make.

    `followed` holds, by a duty's id, whether a person wants to; `totals_checked` whether one compared the totals.
    """
    wanted = {one.duty.id: one for one in duties if followed.get(one.duty.id, True)}
    asked = Asked(document, tasks, wanted, followed, totals_checked)
    both = [one for _, one in asked.both]
    totals = document.totals
    return Review(
        document=document,
        tasks=tuple(tasks.values()),
        duties=duties,
        unknown_units=tuple(dict.fromkeys(name for one in both for name in one.unknown)),
        unread_phrases=tuple(dict.fromkeys(filter(None, map(unread, both)))),
        totals_match=all(total.printed == total.counted for total in totals) if totals else None,
        without_lead=tuple(one.row for one in tasks.values() if is_unled(one)),
        without_deadline=tuple(one.row for one in tasks.values() if one.reading is None),
        questions=tuple(questions(asked, register)),
        adopted_duties=tuple(one for name, one in wanted.items() if name in followed),
    )


def _task(row: TaskRow, register: Register, on: dt.date | None) -> ReviewedTask:
    named = register.parts(row.lead_text, row.coordinating_text, on)
    reading = parse(row.phrase) if row.phrase else None
    return ReviewedTask(row, named.lead, named.coordinating, named.unknown, reading, named.ended)


def _duty(duty: TextDuty, register: Register, on: dt.date | None) -> ReviewedDuty:
    named = register.parts(duty.lead_text, duty.coordinating_text, on)
    return ReviewedDuty(duty, named.lead, named.coordinating, named.unknown, parse(duty.phrase), named.ended)
