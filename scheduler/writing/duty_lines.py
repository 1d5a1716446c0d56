"""The lines of an assignment letter: each task of a unit, with all its dates in a few words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from db.plans import Member, PlanRow, TaskRow
from notifications.model import DutyLine
from rules.due import Occurrence, resolve
from rules.ladder import Role
from rules.model import Unspecified
from rules.say import say_day, say_label
from scheduler.duties.unfold import awaited
from scheduler.office import World

DueText: TypeAlias = tuple[dt.date | None, str]
OVER = "đã qua hạn trước khi theo dõi"
"""What is said of a task that had dates and has none ahead."""


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part in a task."""

    task: TaskRow
    role: Role
    member: Member


def duty_line(part: Part, due: DueText, known: World) -> DutyLine:
    """The line that tells a unit of its part."""
    task = part.task
    leads = list(dict.fromkeys(known.register.name_of(m.via or m.unit) for m in task.leads))
    return DutyLine(
        task.name,
        task.text,
        part.role,
        task.phrase,
        due[0],
        due[1],
        task.place,
        ", ".join(leads),
        known.register.name_of(part.member.via) if part.member.via else None,
    )


def due_text(task: TaskRow, plan: PlanRow, known: World, today: dt.date) -> DueText:
    """The next due date from `today` on, and all that is still to come in words."""
    if isinstance(task.rule, Unspecified):
        return None, "chưa xác định thời hạn"
    found = resolve(task.rule, plan.years, known.calendar, choices=known.settings.choices)
    ahead = [o for o in found.occurrences if o.due and (o.effective or o.due) >= today]
    waits = awaited(task.rule)
    words = []
    if ahead:
        words.append(_dates(ahead))
    elif found.occurrences:
        words.append(OVER)
    if waits:
        words.append(f"chờ sự kiện: {waits.text}")
    if not words:
        words.append("thường xuyên, không có ngày đến hạn")
    return (ahead[0].due if ahead else None), "; ".join(words)


def _dates(ahead: list[Occurrence]) -> str:
    first, *rest = ahead
    assert first.due is not None, "only dated occurrences are listed"
    if not rest:
        return say_day(first.due)
    if len(rest) == 1 and rest[0].due:
        return f"{say_day(first.due)} và {say_day(rest[0].due)}"
    last = rest[-1]
    ends = say_label(last.label)
    return f"{say_day(first.due)}, rồi {len(rest)} kỳ tiếp theo, kỳ cuối {ends[:1].lower()}{ends[1:]}"
