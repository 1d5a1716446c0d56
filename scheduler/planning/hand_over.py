"""A task changed hands: what its former leads still owe is withdrawn, its new leads owe it from now on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from db.duties import ObligationRow, OccurrenceRow, add_obligations, change_obligations, obligations, occurrences
from db.plans import TaskRow
from scheduler.duties.unfold import Deed, event_leads, withdraw_obligations
from scheduler.office import World


def changed_hands(old: TaskRow, new: TaskRow) -> bool:
    """Whether other units lead the task now."""
    collectives = [{code for role, code in task.groups if role == "lead"} for task in (old, new)]
    return {m.unit for m in old.leads} != {m.unit for m in new.leads} or collectives[0] != collectives[1]


def take_back(deed: Deed, old: TaskRow, new: TaskRow, known: World) -> list[int]:
    """Withdraw what units owe that led the task as `old` and do not as `new`; gives the obligations' numbers."""
    gone: list[ObligationRow] = []
    for row, held in _standing(deed, old):
        before, now = _leads(old, row, known, deed.today), _leads(new, row, known, deed.today)
        gone += [o for o in held if _of(o, deed, known) & {*before} and not _of(o, deed, known) & {*now}]
    return withdraw_obligations(deed, gone)


def give(deed: Deed, old: TaskRow, new: TaskRow, known: World) -> None:
    """Let units owe the task that lead it as `new` and did not as `old`.

    What a former lead has done already is done. What is over by now is *past*: neither open nor mailed until somebody
    decides, as at adoption.
    """
    for row, held in _standing(deed, new):
        before, now = _leads(old, row, known, deed.today), _leads(new, row, known, deed.today)
        if any(o.state == "done" and not _of(o, deed, known) & {*now} for o in held):
            continue
        gained = [unit for unit in now if unit not in before]
        _open_for(deed, row, held, [unit for unit in gained if not _holds(unit, held)])


def _of(o: ObligationRow, deed: Deed, known: World) -> set[str]:
    """The units that the obligation is or was of, and who stands in their place today."""
    return {o.first_unit, o.held_by, known.register.heir(o.first_unit, deed.today)}


def _standing(deed: Deed, task: TaskRow) -> list[tuple[OccurrenceRow, list[ObligationRow]]]:
    """The task's occurrences that are not withdrawn, with their obligations."""
    held: dict[int, list[ObligationRow]] = {}
    for o in obligations(deed.conn, task_ids=[task.id]):
        held.setdefault(o.occurrence_id, []).append(o)
    rows = occurrences(deed.conn, [task.id]).values()
    return [(row, held.get(row.id, [])) for row in rows if row.state != "withdrawn"]


def _leads(task: TaskRow, row: OccurrenceRow, known: World, day: dt.date) -> tuple[str, ...]:
    if row.announcement_id is not None:
        return event_leads(task, known, day)
    return tuple(member.unit for member in task.leads)


def _holds(unit: str, held: Sequence[ObligationRow]) -> bool:
    return any(unit in (o.first_unit, o.held_by) and o.state != "withdrawn" for o in held)


def _open_for(deed: Deed, row: OccurrenceRow, held: Sequence[ObligationRow], units: Sequence[str]) -> None:
    values = {"due": row.due, "effective": row.effective, "opened_on": deed.today, "state": _state(row, deed.today)}
    there = {o.first_unit: o for o in held}
    for o in (there[unit] for unit in units if unit in there):
        version = o.due_version + (o.due != row.due)
        change_obligations(deed.conn, [o.id], **values, due_version=version, extended=False, late_after=None)
        deed.record(o.id, "revived")
    new = [unit for unit in units if unit not in there]
    first = {"occurrence_id": row.id, "first_due": row.due, "due_version": 1}
    add_obligations(deed.conn, [{**values, **first, "first_unit": unit, "held_by": unit} for unit in new])


def _state(row: OccurrenceRow, today: dt.date) -> str:
    if row.state == "void":
        return "void"
    return "past" if row.effective is not None and row.effective < today else "open"
