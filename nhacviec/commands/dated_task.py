"""A task of a reviewed plan together with the dates of its deadline."""

from __future__ import annotations

from dataclasses import dataclass

from plans.review.review import ReviewedTask
from rules.due import Resolution
from rules.model import Kind


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A task with the dates of its deadline; `resolution` is None where the task has no deadline phrase."""

    task: ReviewedTask
    resolution: Resolution | None

    @property
    def kind(self) -> Kind:
        return self.resolution.kind if self.resolution else "unspecified"
