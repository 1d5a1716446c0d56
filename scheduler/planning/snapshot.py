"""A plan as it stands: its tasks, the periods of its occurrences, the states of its obligations, as JSON and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from db.duties import obligations, occurrences
from db.engine import Connection
from db.plans import Member, PlanRow, TaskRow, tasks
from rules.model import decode, encode

PUT_BACK = ("open", "past", "void")
"""States that a snapshot holds of obligations; what was settled by then or is settled later stays as it is."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`labels` are by the number of an occurrence, `states` by that of an obligation."""

    years: tuple[int, int]
    tasks: tuple[TaskRow, ...]
    labels: Mapping[int, str]
    states: Mapping[int, str]


def take(conn: Connection, plan: PlanRow) -> Snapshot:
    """The plan as it stands now."""
    rows = tasks(conn, plan_id=plan.id)
    ids = [row.id for row in rows]
    labels = {one.id: one.label for one in occurrences(conn, ids).values() if one.state != "withdrawn"}
    states = {one.id: one.state for one in obligations(conn, task_ids=ids) if one.state in PUT_BACK}
    return Snapshot(plan.years, tuple(rows), labels, states)


def as_json(snapshot: Snapshot) -> dict[str, Any]:
    """What `from_json` gives back equal."""
    return {
        "years": list(snapshot.years),
        "tasks": [_task_as_json(row) for row in snapshot.tasks],
        "labels": snapshot.labels,
        "states": snapshot.states,
    }


def from_json(stored: Mapping[str, Any]) -> Snapshot:
    """The snapshot that was stored."""
    labels, states = ({int(k): v for k, v in stored[name].items()} for name in ("labels", "states"))
    first, last = stored["years"]
    return Snapshot((first, last), tuple(_task(values) for values in stored["tasks"]), labels, states)


def _task_as_json(row: TaskRow) -> dict[str, Any]:
    withdrawn = row.withdrawn_on.isoformat() if row.withdrawn_on else None
    return asdict(row) | {"rule": encode(row.rule), "withdrawn_on": withdrawn}


def _task(values: Mapping[str, Any]) -> TaskRow:
    withdrawn = values["withdrawn_on"]
    return TaskRow(
        **{
            **values,
            "rule": decode(values["rule"]),
            "leads": tuple(Member(**one) for one in values["leads"]),
            "coordinating": tuple(Member(**one) for one in values["coordinating"]),
            "groups": tuple((role, code) for role, code in values["groups"]),
            "withdrawn_on": dt.date.fromisoformat(withdrawn) if withdrawn else None,
        }
    )
