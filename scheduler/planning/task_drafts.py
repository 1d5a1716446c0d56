"""What a review says of its tasks and adopted duties → the tasks as they are stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.plans import Member, TaskRow
from plans.model import names
from plans.review.review import Review, ReviewedDuty, ReviewedTask
from rules.due import resolve
from rules.events import event_key
from rules.model import Rule, Unspecified
from scheduler.duties.unfold import awaited
from scheduler.office import World


def drafts(reviewed: Review, plan_id: int, years: tuple[int, int], known: World, day: dt.date) -> list[TaskRow]:
    """The tasks in document order, then the duties of the text; each has id 0 until it is stored.

    Collectives have their members of the local day `day`. The phrase stays as printed, whatever it was decided to mean.
    """
    found = [*_tasks(reviewed), *_duties(reviewed)]
    return [_draft(one, plan_id, place, years, known, day, values) for place, (one, values) in enumerate(found, 1)]


def _tasks(reviewed: Review) -> Iterator[tuple[ReviewedTask | ReviewedDuty, Mapping[str, Any]]]:
    printed = dict(zip(reviewed.document.tasks, names(reviewed.document.tasks), strict=True))
    for task in reviewed.tasks:
        row = task.row
        yield (
            task,
            {
                "name": printed[row],
                "table_no": row.table,
                "section": row.section,
                "heading": row.heading,
                "stt": None if row.stt is None else str(row.stt),
                "ordinal": row.ordinal,
                "text": row.task,
                "product": row.product,
                "lead_text": row.lead_text,
                "coordinating_text": row.coordinating_text,
                "phrase": row.phrase,
                "from_text": False,
            },
        )


def _duties(reviewed: Review) -> Iterator[tuple[ReviewedTask | ReviewedDuty, Mapping[str, Any]]]:
    for place, one in enumerate(reviewed.adopted_duties, 1):
        duty = one.duty
        yield (
            one,
            {
                "name": duty.id,
                "table_no": 0,
                "section": None,
                "heading": None,
                "stt": None,
                "ordinal": place,
                "text": duty.text,
                "product": None,
                "lead_text": duty.lead_text,
                "coordinating_text": duty.coordinating_text,
                "phrase": duty.phrase,
                "from_text": True,
            },
        )


def _draft(
    one: ReviewedTask | ReviewedDuty,
    plan_id: int,
    place: int,
    years: tuple[int, int],
    known: World,
    day: dt.date,
    values: Mapping[str, Any],
) -> TaskRow:
    rule: Rule = one.reading.rule if one.reading else Unspecified()
    groups = [(role, code) for role, codes in _roles(one) for code in _groups(codes, known)]
    return TaskRow(
        id=0,
        plan_id=plan_id,
        position=place,
        leads=_members(one.lead, known, day),
        coordinating=_members(one.coordinating, known, day),
        groups=tuple(groups),
        **reading_values(rule, years, known),
        **values,
    )


def reading_values(rule: Rule, years: tuple[int, int], known: World) -> dict[str, Any]:
    """The values of a task that follow from its rule."""
    event = awaited(rule)
    kind = resolve(rule, years, known.calendar).kind
    return {"rule": rule, "kind": kind, "event_key": event_key(event.text) if event else None}


def _roles(one: ReviewedTask | ReviewedDuty) -> tuple[tuple[str, Sequence[str]], ...]:
    return ("lead", one.lead), ("coordinating", one.coordinating)


def _members(codes: Sequence[str], known: World, day: dt.date) -> tuple[Member, ...]:
    """Each unit once: as named itself, else through the first collective that has it."""
    members = {code: "" for code in codes if code in known.register.units}
    for group in codes:
        for unit in known.register.members_on(group, day):
            members.setdefault(unit, group)
    return tuple(Member(unit, via) for unit, via in members.items())


def _groups(codes: Sequence[str], known: World) -> Iterator[str]:
    return (code for code in dict.fromkeys(codes) if code in known.register.groups)
