"""A task and a duty as reviewed: their units looked up, their deadlines read; and what is still open in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from plans.model import TaskRow, TextDuty
from plans.units.register import Ended
from rules.due import Years, resolve
from rules.model import Reading, Rule, Unspecified
from rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class ReviewedTask:
    """A task with its units (codes and groups in printed order), names not in the register, its deadline's reading.

    `reading` is None where the task has no deadline phrase; `ended` are units that were no more, given nothing.
    `lead_decided`: a person said who leads it, be it nobody; `confirmed`: a person said that the deadline is read
    right, or that there is none.
    """

    row: TaskRow
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    unknown: tuple[str, ...]
    reading: Reading | None
    ended: tuple[Ended, ...] = ()
    lead_decided: bool = False
    confirmed: bool = False

    @property
    def place(self) -> str:
        """Where it stands in the document, in Vietnamese."""
        return self.row.place


@dataclass(frozen=True, slots=True)
class ReviewedDuty:
    """A duty found in the text, in the same manner."""

    duty: TextDuty
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    unknown: tuple[str, ...]
    reading: Reading
    ended: tuple[Ended, ...] = ()
    lead_decided: bool = False
    confirmed: bool = False

    @property
    def place(self) -> str:
        """Where it stands in the document, in Vietnamese."""
        return f"Phần lời văn, mục {self.duty.id}"


Reviewed: TypeAlias = ReviewedTask | ReviewedDuty


def unread(one: Reviewed) -> str | None:
    """The deadline phrase, where it was not understood."""
    reading = one.reading
    is_unread = reading is not None and isinstance(reading.rule, Unspecified) and reading.rule.unread is not None
    return reading.phrase if reading is not None and is_unread else None


def dateless(one: Reviewed) -> str | None:
    """The deadline phrase, where it was understood and names no day ("Theo quy định")."""
    reading = one.reading
    is_dateless = reading is not None and isinstance(reading.rule, Unspecified) and reading.rule.unread is None
    return reading.phrase if reading is not None and is_dateless else None


def is_unled(one: Reviewed) -> bool:
    """Whether nobody leads it and nobody said so; a lead whose name is not in the register is another question."""
    printed = one.row.lead_text if isinstance(one, ReviewedTask) else one.duty.lead_text
    return not (one.lead or one.lead_decided or (printed and one.unknown))


def doubts(one: Reviewed, years: Years | None) -> tuple[str, ...]:
    """What was assumed in reading the deadline, for the plan's `years`; each quotes its words.

    Nothing where the phrase was not understood, for then nothing was assumed. Without `years` every phrase without a
    year would be in doubt for one and the same reason, which is asked about the plan.
    """
    if one.reading is None or unread(one):
        return ()
    return (*one.reading.warnings, *(_doubts_of(one.reading.rule, years) if years else ()))


@lru_cache(maxsize=4096)
def _doubts_of(rule: Rule, years: Years) -> tuple[str, ...]:
    return resolve(rule, years, Calendar()).warnings
