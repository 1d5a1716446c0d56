"""A task before and after an amendment: its columns, units and dates beside what is stored of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from db.announcements import AnnouncementRow, announcements
from db.duties import ObligationRow, OccurrenceRow, obligations, occurrences
from db.engine import Connection
from db.plans import PlanRow, TaskRow
from rules.status import Status, status_of
from scheduler.duties.unfold import Wanted, wanted_of
from scheduler.office import World
from scheduler.planning.plan_changes import DateMove, TaskChange
from scheduler.planning.relabelling import carried_on

ENDED = ("withdrawn", "void", "merged")


class ChangedDates:
    """The stored dates of a plan, beside what other words make of them."""

    def __init__(
        self,
        conn: Connection,
        known: World,
        plan: PlanRow,
        standing: PlanRow,
        today: dt.date,
        rows: Sequence[TaskRow],
    ) -> None:
        self.known, self.plan, self.standing, self.today = known, plan, standing, today
        ids = [row.id for row in rows]
        self.announced: Sequence[AnnouncementRow] = announcements(conn)
        self.stored: dict[int, dict[str, OccurrenceRow]] = {}
        for (task_id, label), row in occurrences(conn, ids).items():
            self.stored.setdefault(task_id, {})[label] = row
        self.held: dict[int, list[ObligationRow]] = {}
        for o in obligations(conn, task_ids=ids):
            self.held.setdefault(o.task_id, []).append(o)

    def changed(self, old: TaskRow, new: TaskRow) -> TaskChange:
        """A task that goes on, whatever differs."""
        gained, lost = _parts(new) - _parts(old), _parts(old) - _parts(new)
        fields, moves = tuple(_differing(old, new)), tuple(self._moves(old, new))
        return TaskChange(old, new, fields, moves, tuple(sorted(gained)), tuple(sorted(lost)), self._count(old))

    def added(self, was: TaskRow | None, new: TaskRow) -> TaskChange:
        """A new task, or one that comes back (`was`)."""
        row = new if was is None else replace(new, id=was.id)
        return TaskChange(None, row, gained=tuple(sorted(_parts(new))))

    def dropped(self, old: TaskRow) -> TaskChange:
        """A task that ends."""
        return TaskChange(old, None, lost=tuple(sorted(_parts(old))), held=self._count(old))

    def _count(self, task: TaskRow) -> dict[Status, int]:
        counted: dict[Status, int] = {}
        for o in self.held.get(task.id, ()):
            status = status_of(o.state, o.in_time_until, o.done_on, self.today, doubted=o.doubted)
            if status not in ENDED:
                counted[status] = counted.get(status, 0) + 1
        return counted

    def _moves(self, old: TaskRow, new: TaskRow) -> Iterator[DateMove]:
        if old.rule == new.rule and self.plan.years == self.standing.years:
            return
        stored = self.stored.get(old.id, {})
        wanted = {one.label: one for one in wanted_of(new, self.standing, self.announced, self.known)}
        carried = {row.label: one for row, one in carried_on(stored, wanted)}
        owed = {o.occurrence_id for o in self.held.get(old.id, ()) if o.state == "open"}
        for label, row in stored.items():
            if row.state != "withdrawn":
                yield from _move(row, carried.get(label) or wanted.get(label), row.id in owed, self.today)
        taken = {one.label for one in carried.values()}
        for label, one in wanted.items():
            begins = label not in taken and (label not in stored or stored[label].state == "withdrawn")
            if begins and one.state == "open":
                yield DateMove(None, label, None, one.due)


def _move(row: OccurrenceRow, now: Wanted | None, owed: bool, today: dt.date) -> Iterator[DateMove]:
    if now is None:
        if owed:
            yield DateMove(row.id, row.label, row.due, None)
        return
    opens = now.effective is not None and now.effective >= today and row.state in ("past", "void")
    if now.due != row.due or now.label != row.label:
        yield DateMove(row.id, now.label, row.due, now.due, now.due != row.due and (owed or opens))


def _parts(task: TaskRow) -> set[tuple[str, str]]:
    leads = {member.unit for member in task.leads}
    helping = {("coordinating", member.unit) for member in task.coordinating if member.unit not in leads}
    return {("lead", unit) for unit in leads} | helping


def _differing(old: TaskRow, new: TaskRow) -> Iterator[str]:
    """The columns that say something else; a unit spelled otherwise is the same unit."""
    yield from (
        name for name in ("name", "section", "heading", "text", "product", "phrase") if _of(old, name) != _of(new, name)
    )
    if old.phrase == new.phrase and old.rule != new.rule:
        yield "phrase"
    if old.leads != new.leads or groups_of(old, "lead") != groups_of(new, "lead"):
        yield "lead"
    if old.coordinating != new.coordinating or groups_of(old, "coordinating") != groups_of(new, "coordinating"):
        yield "coordinating"


def _of(task: TaskRow, name: str) -> object:
    value: object = getattr(task, name)
    return value


def groups_of(task: TaskRow, role: str) -> tuple[tuple[str, str], ...]:
    """The collectives that the task names in that role."""
    return tuple(one for one in task.groups if one[0] == role)
