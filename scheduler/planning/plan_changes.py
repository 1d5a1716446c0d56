"""What an amended text changes in a plan in force, as values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from db.plans import PlanRow, TaskRow
from plans.comparison import Question
from rules.status import Status


@dataclass(frozen=True, slots=True)
class DateMove:
    """An occurrence with something still to do whose date changes; None on the side where there is no occurrence.

    `occurrence_id` and `label` say which stored one goes on under which period.
    """

    occurrence_id: int | None
    label: str
    old_due: dt.date | None
    new_due: dt.date | None
    told: bool = True


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task before and after; one side is None where it is added or dropped. `new.id` is 0 where it gets one.

    `fields` are the columns that differ, `gained` and `lost` (role, unit). `held` counts what is not void by status.
    """

    old: TaskRow | None
    new: TaskRow | None
    fields: tuple[str, ...] = ()
    moves: tuple[DateMove, ...] = ()
    gained: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    held: Mapping[Status, int] = field(default_factory=dict)

    @property
    def only_renumbered(self) -> bool:
        """Whether nothing differs but the place in the document."""
        return bool(self.fields) and set(self.fields) <= {"name", "section", "heading"} and not self.moves


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """All that differs. `questions` are pairings that a person has to decide; their tasks stand as dropped and added.

    `pairs` are all tasks that go on, changed or not, in the order of the new text. `printed_years` are those of its
    head where they are not the plan's.
    """

    plan: PlanRow
    years: tuple[int, int]
    issued: dt.date | None
    pairs: tuple[TaskChange, ...]
    added: tuple[TaskChange, ...]
    dropped: tuple[TaskChange, ...]
    questions: tuple[Question, ...]
    printed_years: tuple[int, int] | None = None

    @property
    def changed(self) -> tuple[TaskChange, ...]:
        """The pairs in which more differs than the place in the document."""
        return tuple(one for one in self.pairs if (one.fields or one.moves) and not one.only_renumbered)

    @property
    def renumbered(self) -> tuple[TaskChange, ...]:
        """The pairs in which nothing else differs."""
        return tuple(one for one in self.pairs if one.only_renumbered)

    @property
    def unchanged(self) -> int:
        """How many tasks stay as they are."""
        return len(self.pairs) - len(self.changed) - len(self.renumbered)
