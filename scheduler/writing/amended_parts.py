"""What a change of a plan means to each unit: its parts that are new, changed or gone, in the words of that moment.

The lines are stored with the act, so that a letter written later says what this act did, whatever was done since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from db.duties import obligations
from db.plans import Member, PlanRow, TaskRow
from notifications.model import DutyLine
from rules.ladder import Role
from rules.say import say_day
from scheduler.duties.unfold import Deed
from scheduler.office import World
from scheduler.planning.rewriting import Rewritten
from scheduler.writing.duty_lines import OVER, DueText, Part, due_text, duty_line

Dates: TypeAlias = tuple[dt.date | None, dt.date | None]
Touched: TypeAlias = Mapping[int, Sequence[Dates]]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the change: a plan with its tasks by number, and what is due from the day of the change on."""

    plan: PlanRow
    tasks: Mapping[int, TaskRow]
    dates: dict[int, DueText] = field(default_factory=dict)

    def due(self, task: TaskRow, known: World, today: dt.date) -> DueText:
        """The task's next due date and all its dates in words."""
        if task.id not in self.dates:
            self.dates[task.id] = due_text(task, self.plan, known, today)
        return self.dates[task.id]


def told_lines(deed: Deed, known: World, old: PlanRow, new: PlanRow, done: Rewritten) -> list[dict[str, Any]]:
    """The lines for all units, as JSON: those of the plan's order, then those dropped."""
    before, after = Side(old, done.before), Side(new, done.after)
    touched = _touched(deed, done)
    ids = [*done.after, *(number for number in done.before if number not in done.after)]
    kept = _kept(deed, ids)
    return [
        _with_kept(line, kept.get((number, line["unit"]), ()))
        for number in ids
        for line in _of_task(number, before, after, touched, known, deed.today)
    ]


def _kept(deed: Deed, ids: Sequence[int]) -> dict[tuple[int, str], list[dt.date]]:
    """The extended dates of open obligations, which no amendment moves, by task and unit."""
    found: dict[tuple[int, str], list[dt.date]] = {}
    for row in obligations(deed.conn, task_ids=ids, state="open"):
        if row.extended and row.due:
            found.setdefault((row.task_id, row.held_by), []).append(row.due)
    return found


def _with_kept(line: dict[str, Any], kept: Sequence[dt.date]) -> dict[str, Any]:
    if not kept or line["sort"] != "moved" or line["role"] != "lead":
        return line
    return {**line, "due_text": f"{line['due_text']}; hạn đã gia hạn giữ nguyên: {_days(kept)}"}


def _touched(deed: Deed, done: Rewritten) -> Touched:
    """Tasks of which an obligation was moved or withdrawn, with the dates that moved, each once."""
    moved = {one.obligation_id: (one.old_due, one.new_due) for one in done.unfolded.moved}
    withdrawn = frozenset(done.unfolded.withdrawn)
    found: dict[int, dict[Dates, None]] = {}
    for row in obligations(deed.conn, task_ids=[*{*done.before, *done.after}]):
        if row.id in moved or row.id in withdrawn:
            found.setdefault(row.task_id, {})
        if row.id in moved:
            found[row.task_id][moved[row.id]] = None
    return {number: tuple(dates) for number, dates in found.items()}


def _of_task(
    number: int, before: Side, after: Side, touched: Touched, known: World, today: dt.date
) -> Iterator[dict[str, Any]]:
    old, new = before.tasks.get(number), after.tasks.get(number)
    had, has = _parts(old), _parts(new)
    if new is not None:
        due = after.due(new, known, today)
        for (unit, role), via in has.items():
            line = as_json(duty_line(Part(new, role, Member(unit, via)), due, known), unit)
            if (unit, role) not in had:
                yield {"sort": "added", **line}
            elif old is not None and (role == "lead" or not via):
                yield from _changed(line, old, new, before.due(old, known, today), due, touched.get(number, ()))
    if old is not None and not (number not in touched and is_over(before, old, known, today)):
        for (unit, role), via in had.items():
            if (unit, role) not in has:
                line = as_json(
                    duty_line(Part(old, role, Member(unit, via)), before.due(old, known, today), known), unit
                )
                yield {"sort": "dropped", **line, "handed_to": _lead_names(new, known) if new else None}


def parting_lines(side: Side, owed: frozenset[int], known: World, today: dt.date) -> Iterator[dict[str, Any]]:
    """The lines that take every part from every unit; of what is over, only tasks of which something was `owed`."""
    nothing, touched = Side(side.plan, {}), dict.fromkeys(owed, ())
    return (line for number in side.tasks for line in _of_task(number, side, nothing, touched, known, today))


def lost_lines(
    before: Side, after: Side, owed: frozenset[int], known: World, today: dt.date
) -> Iterator[dict[str, Any]]:
    """The lines that take from units the parts they have no more; of what is over as in `parting_lines`."""
    touched: Touched = dict.fromkeys(owed, ())
    for number in before.tasks:
        for line in _of_task(number, before, after, touched, known, today):
            if line["sort"] == "dropped":
                yield line


def is_over(side: Side, task: TaskRow, known: World, today: dt.date) -> bool:
    """Whether the task had dates and none is ahead."""
    due = side.due(task, known, today)
    return due[0] is None and due[1] == OVER


def _parts(task: TaskRow | None) -> dict[tuple[str, Role], str]:
    """Who has which part in the task, and through which collective; a unit that leads does not co-ordinate as well."""
    if task is None:
        return {}
    parts: dict[tuple[str, Role], str] = {(one.unit, "lead"): one.via for one in task.leads}
    for one in task.coordinating:
        if (one.unit, "lead") not in parts:
            parts[one.unit, "coordinating"] = one.via
    return parts


def _changed(
    line: dict[str, Any], old: TaskRow, new: TaskRow, old_due: DueText, due: DueText, moved: Sequence[Dates]
) -> Iterator[dict[str, Any]]:
    """Dates that moved, else words that changed; a row that only has another number is not worth a letter."""
    words = {"old_title": old.text if old.text != new.text else None}
    if old_due[1] != due[1]:
        yield {"sort": "moved", **line, **words, "old_due_text": old_due[1], "old_phrase": old.phrase}
    elif moved:  # what an event has opened: the words say only what is waited for
        dates = {"due_text": _days(day for _, day in moved), "old_due_text": _days(day for day, _ in moved)}
        yield {"sort": "moved", **line, **words, **dates, "old_phrase": old.phrase}
    elif old.text != new.text or old.product != new.product:
        product = new.product if old.product != new.product else None
        yield {"sort": "reworded", **line, **words, "product": product}


def _days(days: Iterable[dt.date | None]) -> str:
    return ", ".join(say_day(day) if day else "chưa có ngày đến hạn" for day in days)


def _lead_names(task: TaskRow, known: World) -> str:
    return ", ".join(dict.fromkeys(known.register.name_of(m.via or m.unit) for m in task.leads))


def as_json(line: DutyLine, unit: str) -> dict[str, Any]:
    """A duty of `unit` as an act stores it until its letter is written."""
    return {
        "unit": unit,
        "task": line.task,
        "title": line.title,
        "role": line.role,
        "phrase": line.phrase,
        "due": line.next_due.isoformat() if line.next_due else None,
        "due_text": line.due_text,
        "place": line.place,
        "lead_name": line.lead_name,
        "via": line.via,
    }
