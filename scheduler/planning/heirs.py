"""Who has a task now that a unit it was given to is no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from db.plans import Member, TaskRow
from db.register import Register


def inherited(task: TaskRow, register: Register, day: dt.date) -> TaskRow:
    """The task with each unit that ended before `day` replaced by the one that stands in its place then."""
    leads, coordinating = (_heirs(members, register, day) for members in (task.leads, task.coordinating))
    return replace(task, leads=leads, coordinating=coordinating)


def _heirs(members: Sequence[Member], register: Register, day: dt.date) -> tuple[Member, ...]:
    """Each unit once; named itself where one of those in whose place it stands was."""
    found: dict[str, Member] = {}
    for one in members:
        unit = register.heir(one.unit, day)
        known = found.get(unit)
        found[unit] = Member(unit, one.via if known is None or known.via else "")
    return tuple(found.values())
