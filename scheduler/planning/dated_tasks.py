"""The tasks of a reviewed plan together with the dates of their deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plans.review.review import Review, ReviewedTask
from rules.counting import Choices
from rules.due import Resolution, resolve
from rules.model import Kind
from rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A task with the dates of its deadline; `resolution` is None where the task has no deadline phrase."""

    task: ReviewedTask
    resolution: Resolution | None

    @property
    def kind(self) -> Kind:
        return self.resolution.kind if self.resolution else "unspecified"


def dated_tasks(review: Review, calendar: Calendar, choices: Choices) -> Iterator[DatedTask]:
    """The review's tasks with their dates within the period of its document."""
    years = review.document.head.period
    for task in review.tasks:
        rule = task.reading.rule if task.reading else None
        yield DatedTask(task, resolve(rule, years, calendar, choices=choices) if rule else None)
