"""Rules + plan years + announcements + calendar → occurrences and obligations, kept in step with what is stored.

Unfolding is idempotent: run twice it changes nothing. A date that moved is moved on its open obligations, what vanished
is *withdrawn*, never deleted, and what is done never moves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from db.announcements import AnnouncementRow
from db.duties import (
    ObligationRow,
    OccurrenceRow,
    add_obligations,
    add_occurrences,
    change_obligations,
    change_occurrence,
    obligations,
    occurrences,
)
from db.engine import Connection
from db.history import record
from db.plans import PlanRow, TaskRow
from rules.due import resolve
from rules.event_due import Told, event_due
from rules.model import Mixed, OnEvent, Rule, Several
from scheduler.duties.schedule import reschedule
from scheduler.duties.twins import with_linked
from scheduler.office import World
from scheduler.progress import Progress, unwatched

Trace = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An occurrence as the rule has it now. `state` is void, past or open; `leads` the units it falls to."""

    task: TaskRow
    label: str
    also: tuple[str, ...]
    start: dt.date | None
    due: dt.date | None
    effective: dt.date | None
    provisional: bool
    trace: Trace
    state: str
    leads: tuple[str, ...]
    announcement_id: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """An open obligation whose due date moved."""

    obligation_id: int
    old_due: dt.date | None
    new_due: dt.date | None


@dataclass(frozen=True, slots=True)
class Deed:
    """A change of stored rows, for their history: when, on which local day, by whom and why; in one transaction."""

    conn: Connection
    at: dt.datetime
    today: dt.date
    actor: str
    why: str | None

    def record(self, obligation_id: int, what: str, **detail: object) -> None:
        """Add what was done to an obligation to its history."""
        why = {"why": self.why} if self.why else {}
        subject = f"obligation:{obligation_id}"
        record(self.conn, at=self.at, actor=self.actor, subject=subject, what=what, **detail, **why)


@dataclass(slots=True)
class Unfolded:
    """What one unfolding changed."""

    added: list[Wanted] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)

    def add(self, other: Unfolded) -> None:
        """Take in what another one changed."""
        self.added += other.added
        self.moved += other.moved
        self.withdrawn += other.withdrawn


def unfold(
    conn: Connection,
    known: World,
    plan: PlanRow,
    tasks: Sequence[TaskRow],
    announced: Sequence[AnnouncementRow],
    *,
    at: dt.datetime,
    today: dt.date,
    actor: str,
    progress: Progress = unwatched,
    why: str | None = None,
) -> Unfolded:
    """Bring the stored occurrences of `tasks` (of `plan`) in step with their rules, and schedule what changed.

    `why` is what the history gives as the reason.
    """
    deed = Deed(conn, at, today, actor, why)
    wanted = {(w.task.id, w.label): w for task in tasks for w in wanted_of(task, plan, announced, known)}
    task_ids = [task.id for task in tasks]
    stored = occurrences(conn, task_ids)
    held = _by_occurrence(obligations(conn, task_ids=task_ids))
    result = Unfolded(added=[w for key, w in wanted.items() if key not in stored])
    _add(conn, result.added, task_ids, today)
    for key, row in stored.items():
        if key not in wanted:
            result.withdrawn += _withdraw(deed, row, held.get(row.id, []))
        else:
            result.moved += _move(deed, row, wanted[key], held.get(row.id, []))
    concerned = with_linked(conn, task_ids)
    reschedule(conn, obligations(conn, task_ids=concerned, state="open"), known, today, progress)
    return result


def _by_occurrence(rows: Iterable[ObligationRow]) -> dict[int, list[ObligationRow]]:
    found: dict[int, list[ObligationRow]] = {}
    for row in rows:
        found.setdefault(row.occurrence_id, []).append(row)
    return found


def wanted_of(task: TaskRow, plan: PlanRow, announced: Sequence[AnnouncementRow], known: World) -> Iterator[Wanted]:
    """Every occurrence of the task: from its own words within the plan's years, and from what was announced.

    A task that was dropped has none.
    """
    if task.withdrawn_on is not None:
        return
    leads = tuple(member.unit for member in task.leads)
    found = resolve(task.rule, plan.years, known.calendar, choices=known.settings.choices)
    for o in found.occurrences:
        trace = tuple((step.text, step.cites) for step in o.trace)
        state = _state(o.due, o.effective, plan)
        yield Wanted(task, o.label, o.also, o.start, o.due, o.effective, o.provisional, trace, state, leads)
    event = awaited(task.rule)
    for row in announced:
        if event and task.id in row.task_ids and not row.revoked:
            yield opened_by(row, task, event, known)


def _state(due: dt.date | None, effective: dt.date | None, plan: PlanRow) -> str:
    """Due before the plan was issued: nobody's. Over when it was adopted: somebody has to decide."""
    if due is not None and plan.issued is not None and due < plan.issued:
        return "void"
    return "past" if effective is not None and effective < plan.adopted_on else "open"


def awaited(rule: Rule) -> OnEvent | None:
    """The event that a rule waits for, alone or beside its dates."""
    parts = rule.parts if isinstance(rule, Mixed | Several) else (rule,)
    return next((part for part in parts if isinstance(part, OnEvent)), None)


def opened_by(row: AnnouncementRow, task: TaskRow, event: OnEvent, known: World) -> Wanted:
    """What an announcement opens for the task, due as `rules.event_due` says."""
    settings = known.settings
    on = event_due(_told(row), event, settings.event_limits, known.calendar, settings.choices)
    leads = event_leads(task, known, row.announced_on)
    state = "past" if on.over else "open"
    return Wanted(
        task, row.label, (), row.happened, on.due, on.effective, on.provisional, on.trace, state, leads, row.id
    )


def event_leads(task: TaskRow, known: World, day: dt.date) -> tuple[str, ...]:
    """The units that an event gives the task to: collectives have their members of that day."""
    named = [member.unit for member in task.leads if not member.via]
    groups = [code for role, code in task.groups if role == "lead"]
    members = [unit for code in groups for unit in known.register.members_on(code, day)]
    return tuple(dict.fromkeys([*named, *members]))


def _told(row: AnnouncementRow) -> Told:
    return Told(row.words, row.happened, row.dated_on, row.received, row.due, row.within, row.document, row.in_force)


def _add(conn: Connection, added: Sequence[Wanted], task_ids: Sequence[int], today: dt.date) -> None:
    add_occurrences(conn, [_occurrence_values(w) for w in added])
    ids = {key: row.id for key, row in occurrences(conn, task_ids).items()}
    rows = [
        {
            "occurrence_id": ids[w.task.id, w.label],
            "first_unit": unit,
            "held_by": unit,
            "due": w.due,
            "effective": w.effective,
            "first_due": w.due,
            "due_version": 1,
            "opened_on": today,
            "state": w.state,
        }
        for w in added
        for unit in w.leads
    ]
    add_obligations(conn, rows)


def _occurrence_values(w: Wanted) -> dict[str, object]:
    return {"task_id": w.task.id, "label": w.label, "announcement_id": w.announcement_id, "state": w.state} | _dates(w)


def _dates(w: Wanted) -> dict[str, object]:
    return {
        "also_labels": list(w.also),
        "start": w.start,
        "due": w.due,
        "effective": w.effective,
        "provisional": w.provisional,
        "trace": [list(step) for step in w.trace],
    }


def _move(deed: Deed, row: OccurrenceRow, now: Wanted, held: Sequence[ObligationRow]) -> list[Moved]:
    """Move the open obligations of an occurrence whose date changed; one with a date of its own (extended) keeps it."""
    revived = row.state == "withdrawn"
    seen = (row.due, row.effective, row.provisional, row.trace)
    if not revived and seen == (now.due, now.effective, now.provisional, now.trace):
        return []
    opened = _opens(row, now, deed.today)
    state = now.state if revived else "open" if opened else row.state
    change_occurrence(deed.conn, row.id, **_dates(now), state=state)
    if revived:
        held = [o for o in held if o.state != "withdrawn" or {o.first_unit, o.held_by} & {*now.leads}]
        _revive(deed, [o.id for o in held if o.state == "withdrawn"], state)
    movable = ("open", *(("withdrawn",) if revived else ()), *(("past", "void") if opened else ()))
    still = [o.id for o in held if o.state in ("past", "void") and o.due == row.due and not opened]
    change_obligations(deed.conn, still, due=now.due, effective=now.effective)
    return [
        moved
        for o in held
        if o.state in movable
        and o.due == row.due
        and not o.extended
        and (moved := _move_one(deed, o, now, opened)) is not None
    ]


def _opens(row: OccurrenceRow, now: Wanted, today: dt.date) -> bool:
    """What was over or void when it was adopted is open once its date lies ahead."""
    return row.state in ("past", "void") and now.effective is not None and now.effective >= today and now.due != row.due


def _revive(deed: Deed, ids: Sequence[int], state: str) -> None:
    change_obligations(deed.conn, ids, state=state, opened_on=deed.today)
    for obligation_id in ids:
        deed.record(obligation_id, "revived")


def _move_one(deed: Deed, o: ObligationRow, now: Wanted, opened: bool) -> Moved | None:
    dates = {"due": now.due, "effective": now.effective}
    if o.due == now.due:
        change_obligations(deed.conn, [o.id], **dates)
        return None
    version = {"first_due": o.first_due or now.due, "due_version": o.due_version + 1, "opened_on": deed.today}
    silent = {} if now.due else {"next_notice_at": None}
    change_obligations(deed.conn, [o.id], **dates, **version, **silent, **({"state": "open"} if opened else {}))
    deed.record(o.id, "moved", old=o.due, new=now.due)
    return Moved(o.id, o.due, now.due)


def _withdraw(deed: Deed, row: OccurrenceRow, held: Sequence[ObligationRow]) -> list[int]:
    if row.state == "withdrawn":
        return []
    change_occurrence(deed.conn, row.id, state="withdrawn")
    return withdraw_obligations(deed, held)


def withdraw_obligations(deed: Deed, held: Sequence[ObligationRow]) -> list[int]:
    """Withdraw those that nobody has settled; gives their numbers."""
    ids = [o.id for o in held if o.state in ("open", "past")]
    change_obligations(deed.conn, ids, state="withdrawn", next_notice_at=None)
    for obligation_id in ids:
        deed.record(obligation_id, "withdrawn")
    return ids
