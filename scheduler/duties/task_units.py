"""The units of a task as its plan names them: single ones, then collectives."""

from __future__ import annotations

from db.plans import TaskRow


def lead_codes(task: TaskRow) -> list[str]:
    """Who leads."""
    return [*(m.unit for m in task.leads if not m.via), *(code for role, code in task.groups if role == "lead")]


def coordinating_codes(task: TaskRow) -> list[str]:
    """Who co-ordinates."""
    single = [member.unit for member in task.coordinating if not member.via]
    return [*single, *(code for role, code in task.groups if role == "coordinating")]
