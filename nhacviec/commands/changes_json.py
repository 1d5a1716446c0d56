"""What an amended text changes, as JSON."""

from __future__ import annotations

from typing import Any

from db.plans import TaskRow
from scheduler.duties.task_units import coordinating_codes, lead_codes
from scheduler.planning.plan_changes import DateMove, PlanChanges, TaskChange


def as_json(changes: PlanChanges) -> dict[str, Any]:
    """The object of `plan diff --json`; `renumbered` are tasks of which only the place in the document changed."""
    renumbered = [(one.old, one.new) for one in changes.renumbered]
    return {
        "plan": changes.plan.id,
        "years": list(changes.years),
        "issued": changes.issued,
        "added": [_added(one) for one in changes.added],
        "dropped": [_dropped(one) for one in changes.dropped],
        "changed": [_changed(one) for one in changes.changed],
        "renumbered": [{"task": new.name, "was": old.name} for old, new in renumbered if old and new],
        "unchanged": changes.unchanged,
        "questions": [{"task": one.new, "candidates": list(one.old)} for one in changes.questions],
    }


def counts_as_json(changes: PlanChanges) -> dict[str, int]:
    """How many tasks of each sort, and how many dates of open obligations move."""
    return {
        "added": len(changes.added),
        "dropped": len(changes.dropped),
        "changed": len(changes.changed),
        "renumbered": len(changes.renumbered),
        "unchanged": changes.unchanged,
        "dates_moved": sum(move.told for one in changes.changed for move in one.moves),
    }


def _task(task: TaskRow) -> dict[str, Any]:
    return {
        "task": task.name,
        "text": task.text,
        "section": task.section,
        "heading": task.heading,
        "lead": lead_codes(task),
        "coordinating": coordinating_codes(task),
        "product": task.product,
        "phrase": task.phrase,
    }


def _added(one: TaskChange) -> dict[str, Any]:
    assert one.new is not None
    return {**_task(one.new), "returns": one.new.id != 0}


def _dropped(one: TaskChange) -> dict[str, Any]:
    assert one.old is not None
    return {**_task(one.old), "obligations": dict(one.held)}


def _changed(one: TaskChange) -> dict[str, Any]:
    assert one.old is not None
    assert one.new is not None
    return {
        "task": one.new.name,
        "was": one.old.name,
        "fields": list(one.fields),
        "before": _task(one.old),
        "after": _task(one.new),
        "dates": [_move(move) for move in one.moves if move.told],
        "gained": [{"role": role, "unit": unit} for role, unit in one.gained],
        "lost": [{"role": role, "unit": unit} for role, unit in one.lost],
        "obligations": dict(one.held),
    }


def _move(move: DateMove) -> dict[str, Any]:
    return {"period": move.label, "before": move.old_due, "after": move.new_due}
