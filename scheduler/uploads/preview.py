"""What adopting a document would come to; nothing is written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from db.plans import PlanRow, TaskRow
from notifications.render import render
from scheduler.clock import local_day
from scheduler.duties.unfold import Wanted, wanted_of
from scheduler.planning.task_drafts import drafts
from scheduler.uploads.paper import Paper
from scheduler.writing.letter import Letter
from scheduler.writing.letters import assignments

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be: `tasks` with dates or without, obligations by state, who is written to.

    `example` is the fullest letter: its address, subject and text. `silent` are units with a part that no letter
    reaches; `past` the first and last date of what is over, by the unit's name.
    """

    tasks: int
    without_dates: int
    counted: Mapping[str, int]
    ahead: tuple[tuple[dt.date, TaskRow], ...]
    past: Mapping[str, tuple[int, dt.date, dt.date]]
    letters: int
    example: tuple[str, str, str] | None
    silent: tuple[str, ...]


def preview(paper: Paper, at: dt.datetime) -> Preview:
    """What adopting it at that instant would come to; its years must be known."""
    today, head = local_day(at), paper.document.head
    assert head.period is not None, "a plan without years cannot be unfolded"
    known, name = paper.known, paper.row.name
    plan = PlanRow(0, head.title or name, head.number, head.issued, head.period, name, "", "adopted", today)
    found = drafts(paper.review, 0, plan.years, known, today)
    rows = [replace(task, id=number) for number, task in enumerate(found, 1)]
    wanted = [one for task in rows for one in wanted_of(task, plan, (), known)]
    counted = Counter(one.state for one in wanted for _ in one.leads)
    letters = list(assignments(plan, rows, known, today))
    told = {item["unit"] for letter in letters for item in letter.said}
    parts = {member.unit for task in rows for member in (*task.leads, *task.coordinating)}
    return Preview(
        len(rows),
        len(rows) - len({one.task.id for one in wanted if one.due}),
        counted,
        tuple(_ahead(wanted, today)[:SHOWN]),
        _past(wanted, paper),
        len(letters),
        _example(letters),
        tuple(sorted(known.register.name_of(unit) for unit in parts - told)),
    )


def _ahead(wanted: Sequence[Wanted], today: dt.date) -> list[tuple[dt.date, TaskRow]]:
    found = [(one.due, one.task) for one in wanted if one.state == "open" and one.due and one.due >= today]
    return sorted(found, key=lambda one: (one[0], one[1].id))


def _past(wanted: Sequence[Wanted], paper: Paper) -> dict[str, tuple[int, dt.date, dt.date]]:
    days: dict[str, list[dt.date]] = {}
    for one in wanted:
        if one.state == "past" and one.due:
            for unit in one.leads:
                days.setdefault(paper.known.register.name_of(unit), []).append(one.due)
    return {unit: (len(due), min(due), max(due)) for unit, due in days.items()}


def _example(letters: Sequence[Letter]) -> tuple[str, str, str] | None:
    if not letters:
        return None
    fullest = max(letters, key=lambda letter: len(letter.said))
    drawn = render(fullest.mail)
    return fullest.to.address, drawn.subject, drawn.text
