"""Occurrences of tasks and the obligations that come of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.declines import settle_declines
from db.engine import MOST_PARAMETERS
from db.tables import extension, obligation, occurrence, task
from db.tables.extensions import UNDECIDED
from rules.extensions import in_time_until


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """One instance of a task's rule as stored; dates are local, `trace` the steps that led to them."""

    id: int
    task_id: int
    label: str
    announcement_id: int | None
    start: dt.date | None
    due: dt.date | None
    effective: dt.date | None
    provisional: bool
    trace: tuple[tuple[str, str], ...]
    state: str


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One lead unit's duty for one occurrence. `opened_on` is the day its holder was told of this due date.

    `asked_for` is the later date that an undecided request names, `offered` the one its holder was offered instead.
    `doubted`: reported so long after `done_on` that it counts as late until the monitor confirms it. `parts_done`: the
    co-ordinating units that have done their part of the occurrence.
    """

    id: int
    occurrence_id: int
    task_id: int
    label: str
    first_unit: str
    held_by: str
    due: dt.date | None
    effective: dt.date | None
    first_due: dt.date | None
    due_version: int
    opened_on: dt.date
    state: str
    done_on: dt.date | None
    reported_at: dt.datetime | None
    document: str | None
    doubted: bool
    next_notice_at: dt.datetime | None
    blocker: str | None
    fingerprint: str | None
    provisional: bool
    trace: tuple[tuple[str, str], ...]
    extended: bool
    late_after: dt.date | None
    asked_for: dt.date | None
    offered: dt.date | None
    parts_done: tuple[str, ...]

    @property
    def in_time_until(self) -> dt.date | None:
        """The last day, inclusive, on which it is in time. Lateness goes by this, the ladder by `effective`."""
        return in_time_until(self.effective, self.late_after)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of an obligation what decides, beside dates and notices, whether the ladder owes anything, and to whom."""

    id: int
    state: str
    due_version: int
    held_by: str
    parts_done: tuple[str, ...]


def occurrences(conn: sa.Connection, task_ids: Sequence[int]) -> dict[tuple[int, str], OccurrenceRow]:
    """The stored occurrences of the tasks, by key: task and period label."""
    rows = conn.execute(sa.select(occurrence).where(occurrence.c.task_id.in_(task_ids)))
    return {(r.task_id, r.label): _occurrence(r) for r in rows}


def _occurrence(r: sa.Row[Any]) -> OccurrenceRow:
    return OccurrenceRow(
        r.id,
        r.task_id,
        r.label,
        r.announcement_id,
        r.start,
        r.due,
        r.effective,
        r.provisional,
        _trace(r.trace),
        r.state,
    )


def _trace(stored: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((text, cites) for text, cites in stored)


def add_occurrences(conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new occurrences, many at a time."""
    if rows:
        conn.execute(sa.insert(occurrence), [dict(row) for row in rows])


def change_occurrence(conn: sa.Connection, occurrence_id: int, **values: Any) -> None:
    """Change what is stored of one occurrence."""
    conn.execute(sa.update(occurrence).where(occurrence.c.id == occurrence_id).values(**values))


def add_obligations(conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new obligations, many at a time."""
    if rows:
        conn.execute(sa.insert(obligation), [dict(row) for row in rows])


def change_obligations(conn: sa.Connection, ids: Sequence[int], **values: Any) -> None:
    """Set the same values on several obligations.

    With those that close, their undecided requests lapse and their declines are settled.
    """
    conn.execute(sa.update(obligation).where(obligation.c.id.in_(ids)).values(**values))
    if values.get("state", "open") != "open":
        waiting = sa.update(extension).where(extension.c.obligation_id.in_(ids), extension.c.state.in_(UNDECIDED))
        conn.execute(waiting.values(state="lapsed"))
        settle_declines(conn, ids)


def schedule_obligations(conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write when each obligation next owes something: `id`, `next_notice_at`, `blocker`, `fingerprint`."""
    if rows:
        named = [{"of": r["id"], **{k: v for k, v in r.items() if k != "id"}} for r in rows]
        columns: dict[str, Any] = {name: sa.bindparam(name) for name in ("next_notice_at", "blocker", "fingerprint")}
        conn.execute(sa.update(obligation).where(obligation.c.id == sa.bindparam("of")).values(columns), named)


_ELSEWHERE = {
    **{name: occurrence.c[name] for name in ("task_id", "label", "provisional", "trace", "parts_done")},
    "asked_for": extension.c.to_due,
    "offered": extension.c.offered_due,
}
_JOINED = (
    sa.select(
        *(_ELSEWHERE[name] if name in _ELSEWHERE else obligation.c[name] for name in ObligationRow.__match_args__)
    )
    .join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
    .outerjoin(extension, sa.and_(extension.c.obligation_id == obligation.c.id, extension.c.state.in_(UNDECIDED)))
)


def obligations(
    conn: sa.Connection,
    *,
    ids: Sequence[int] | None = None,
    state: str | None = None,
    unit: str | None = None,
    task_ids: Sequence[int] | None = None,
    due_from: dt.date | None = None,
    due_to: dt.date | None = None,
) -> list[ObligationRow]:
    """Obligations by due date, those without one last; every condition given must hold, both days inclusive."""
    wanted = _JOINED.order_by(obligation.c.due.is_(None), obligation.c.due, obligation.c.id)
    conditions = [
        None if ids is None else obligation.c.id.in_(ids),
        None if state is None else obligation.c.state == state,
        None if unit is None else obligation.c.held_by == unit,
        None if task_ids is None else occurrence.c.task_id.in_(task_ids),
        None if due_from is None else obligation.c.due >= due_from,
        None if due_to is None else obligation.c.due <= due_to,
    ]
    return [_obligation(r) for r in conn.execute(wanted.where(*(c for c in conditions if c is not None)))]


_STANDING = (
    sa.select(*(obligation.c[name] for name in ("id", "state", "due_version", "held_by")), occurrence.c.parts_done)
    .join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
    .where(obligation.c.id.in_(sa.bindparam("ids", expanding=True)))
)  # asked for every batch of mails, so made once: SQLAlchemy takes longer to make it than SQLite to answer


def standings(conn: sa.Connection, ids: Sequence[int]) -> dict[int, Standing]:
    """How each of the obligations stands."""
    found: dict[int, Standing] = {}
    for begin in range(0, len(ids), MOST_PARAMETERS):
        some = conn.execute(_STANDING, {"ids": ids[begin : begin + MOST_PARAMETERS]})
        found |= {one.id: one for one in map(_standing, some)}
    return found


def _standing(r: Any) -> Standing:
    number, state, due_version, held_by, parts_done = r
    return Standing(number, state, due_version, held_by, tuple(parts_done))


def waiting_to_speak(conn: sa.Connection, until: dt.datetime) -> list[ObligationRow]:
    """Open obligations whose next notice is due at `until` or earlier."""
    wanted = _JOINED.where(
        obligation.c.next_notice_at.is_not(None), obligation.c.next_notice_at <= until, obligation.c.state == "open"
    )
    return [_obligation(r) for r in conn.execute(wanted.order_by(obligation.c.id))]


def states_by_plan(
    conn: sa.Connection,
) -> Iterator[tuple[int, str, dt.date | None, dt.date | None, bool]]:
    """Of every obligation its plan, state, last day in time, the day it was done, and whether that is doubted."""
    o = obligation.c
    chosen = sa.select(task.c.plan_id, o.state, o.effective, o.late_after, o.done_on, o.doubted)
    joined = chosen.join(occurrence, occurrence.c.id == o.occurrence_id).join(task, task.c.id == occurrence.c.task_id)
    for plan_id, state, effective, late_after, done_on, doubted in conn.execute(joined):
        yield plan_id, state, in_time_until(effective, late_after), done_on, doubted


def count_overdue(conn: sa.Connection, today: dt.date) -> int:
    """How many open obligations had their last day before the local day `today`."""
    late = sa.select(sa.func.count()).where(obligation.c.state == "open", obligation.c.effective < today)
    return int(conn.execute(late).scalar_one())


_last_day = sa.func.coalesce(obligation.c.late_after, obligation.c.effective)
"""The last day, inclusive, on which it is in time, as `rules.extensions.in_time_until`."""


def overdue(conn: sa.Connection, today: dt.date, *, skip: int = 0, most: int | None = None) -> list[ObligationRow]:
    """Open obligations whose last day in time was before the local day `today`, the longest overdue first."""
    late = _JOINED.where(obligation.c.state == "open", _last_day < today).order_by(_last_day, obligation.c.id)
    return [_obligation(r) for r in conn.execute(late.offset(skip).limit(most))]


def overdue_at(conn: sa.Connection, days: Sequence[dt.date]) -> list[int]:
    """How many were overdue on each of the local days, by the dates and the done-ons that are stored now."""
    counts = [
        sa.func.count().filter(
            _last_day < day,
            sa.or_(obligation.c.state == "open", sa.and_(obligation.c.state == "done", obligation.c.done_on > day)),
        )
        for day in days
    ]
    return [int(n) for n in conn.execute(sa.select(*counts).select_from(obligation)).one()] if days else []


def held(conn: sa.Connection, today: dt.date) -> dict[str, tuple[int, int]]:
    """How many open obligations each unit holds, and how many of them had their last day before the local `today`."""
    late = sa.func.sum(sa.case((_last_day < today, 1), else_=0))
    counted = sa.select(obligation.c.held_by, sa.func.count(), late).where(obligation.c.state == "open")
    return {row[0]: (int(row[1]), int(row[2])) for row in conn.execute(counted.group_by(obligation.c.held_by))}


def next_notice(conn: sa.Connection) -> dt.datetime | None:
    """The earliest instant at which any obligation owes something."""
    found: dt.datetime | None = conn.execute(sa.select(sa.func.min(obligation.c.next_notice_at))).scalar()
    return found


def computed_otherwise(conn: sa.Connection, fingerprint: str, after: int, most: int) -> list[ObligationRow]:
    """Open, dated obligations whose schedule was computed under another policy, calendar or register.

    Up to `most` of those numbered above `after`, by number.
    """
    differs = sa.or_(obligation.c.fingerprint.is_(None), obligation.c.fingerprint != fingerprint)
    wanted = _JOINED.where(
        obligation.c.id > after, obligation.c.state == "open", obligation.c.due.is_not(None), differs
    )
    return [_obligation(r) for r in conn.execute(wanted.order_by(obligation.c.id).limit(most))]


def forget_schedules(conn: sa.Connection) -> None:
    """What every open obligation owes next is to be computed anew."""
    conn.execute(sa.update(obligation).where(obligation.c.state == "open").values(fingerprint=None))


def _obligation(r: Any) -> ObligationRow:
    """By place: to look each value up in the row by its name costs more than to read the row."""
    *plain, provisional, trace, extended, late_after, asked_for, offered, parts_done = r
    dates = (provisional and not extended, _trace(trace), extended, late_after, asked_for, offered)
    values = (*plain, *dates, tuple(parts_done))
    return ObligationRow(*values)
