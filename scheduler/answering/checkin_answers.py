"""A unit answers a check-in: what became of a duty without a due date in one period."""

from __future__ import annotations

from db.checkins import CheckInRow, Result, add_check_ins
from db.engine import Connection, writing
from db.history import record
from db.plans import TaskRow, tasks
from rules.errors import NhacviecError
from scheduler.answering.answers import Teller, reason_given
from scheduler.answering.checkins import Round, round_of
from scheduler.office import Office, World, world


class NotAskedError(NhacviecError):
    """{task} không phải việc thường xuyên, hằng tuần hay hằng ngày do {unit} chủ trì trong kỳ {period}."""


def check_in(
    office: Office, label: str, unit: str, task_id: int | None, result: Result, teller: Teller, note: str = ""
) -> list[TaskRow]:
    """What `unit` says of one duty in the period, or (`task_id` None) of all of which it has said nothing yet.

    It may be said again: the last holds. Gives the tasks. Raises `NoPeriodError`, `NotAskedError`, and `NoReasonError`
    for a difficulty that is not named.
    """
    note = reason_given(note, "vướng mắc") if result == "difficulty" else " ".join(note.split())
    with writing(office.engine) as conn:
        known = world(office, conn)
        this = round_of(conn, known, label, teller.day)
        about = this.unanswered(unit) if task_id is None else [_asked(conn, known, this, unit, task_id)]
        said = (unit, label, result, note or None, teller.actor, teller.via, teller.at)
        add_check_ins(conn, [CheckInRow(task.id, *said) for task in about])
        told = {"unit": unit, "period": label, "result": result, "note": note or None}
        for task in about:
            record(conn, at=teller.at, actor=teller.actor, subject=f"task:{task.id}", what="checked_in", **told)
        return about


def _asked(conn: Connection, known: World, this: Round, unit: str, task_id: int) -> TaskRow:
    found = next((task for task in this.by_unit.get(unit, ()) if task.id == task_id), None)
    if found is None:
        named = ", ".join(f"Nhiệm vụ {task.name}" for task in tasks(conn, ids=[task_id])) or "Nhiệm vụ này"
        raise NotAskedError(task=named, unit=known.register.name_of(unit), period=this.words)
    return found
