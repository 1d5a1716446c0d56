"""Answers and verdicts on one work: what is said of an obligation holds for those that are linked with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.duties import ObligationRow
from db.engine import Connection
from scheduler.duties.schedule import coordinators
from scheduler.duties.twins import companies
from scheduler.writing.compose import Matter


def together(conn: Connection, one: Matter, states: Sequence[str], unit: str | None = None) -> list[Matter]:
    """The obligation, then those of its work in `states` in which `unit` (None: the lead) has the part it has here."""
    found = [one]
    for twin in companies(conn, [one.row], (one.row.state, *states)).get(one.row.id, ()):
        other = Matter(twin.row, twin.task, twin.plan)
        if twin.row.id != one.row.id and twin.row.state in states and _takes_part(other, unit):
            found.append(other)
    return found


def _takes_part(other: Matter, unit: str | None) -> bool:
    if unit in (None, other.row.held_by):
        return True
    named = {member.unit for member in coordinators(other.row, other.task) if not member.via}
    return unit in named and unit not in other.row.parts_done


def done_together(conn: Connection, one: Matter) -> Iterator[Matter]:
    """Others of the work that the same report has settled."""
    _, *others = together(conn, one, ("done",))
    yield from (other for other in others if same_report(other.row, one.row))


def same_report(row: ObligationRow, other: ObligationRow) -> bool:
    """Whether one answer has settled both."""
    return row.reported_at is not None and (row.done_on, row.reported_at) == (other.done_on, other.reported_at)
