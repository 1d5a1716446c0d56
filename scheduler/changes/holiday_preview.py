"""What a year's notice would change, tried on a copy of the database: looking changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.duties import obligations
from db.engine import reading
from db.register import load_register
from rules.workdays import SpecialDay, YearNotice
from scheduler.changes.holidays import add_notice, left_out
from scheduler.office import Office
from scheduler.simulation.copied import can_copy, copied
from scheduler.writing.digests import matters


@dataclass(frozen=True, slots=True)
class MovedDuty:
    """An open obligation whose due date would move."""

    number: int
    task: str
    unit: str
    unit_name: str
    old: dt.date | None
    new: dt.date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move; None where that is only known afterwards, since no copy can be tried."""

    left_out: tuple[SpecialDay, ...]
    moved: tuple[MovedDuty, ...] | None


def preview(office: Office, notice: YearNotice, *, replace: bool, at: dt.datetime) -> Preview:
    """What `add_notice` would do. Raises what it raises, except where no copy can be tried."""
    missing = tuple(left_out(notice))
    if not can_copy(office):
        return Preview(missing, None)
    with copied(office) as there:
        found = {one.obligation_id: one for one in add_notice(there, notice, replace=replace, at=at, actor="preview")}
    with reading(office.engine) as conn:
        register = load_register(conn)
        rows = matters(conn, obligations(conn, ids=list(found)))
    return Preview(
        missing,
        tuple(
            MovedDuty(
                one.row.id,
                f"{one.task.name}: {one.task.text}",
                one.row.held_by,
                register.name_of(one.row.held_by),
                found[one.row.id].old_due,
                found[one.row.id].new_due,
            )
            for one in rows
        ),
    )
