"""An amendment, an adoption or the closing of a plan is taken back: one transaction; nothing is deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from db.amendments import AmendmentRow, amendments, latest_amendment, mark_undone, stood_before
from db.duties import change_obligations, change_occurrence, obligations, occurrences
from db.engine import Connection, writing
from db.history import record, story
from db.mails import add_act
from db.plans import PlanRow, change_plan, plan_by_id, tasks
from rules.errors import NhacviecError
from scheduler.clock import local_day
from scheduler.duties.schedule import reschedule
from scheduler.duties.twins import with_linked
from scheduler.duties.unfold import Deed, withdraw_obligations
from scheduler.office import Office, World, world
from scheduler.planning import snapshot
from scheduler.planning.amendment import plan_in_force
from scheduler.planning.comparing import standing_plan
from scheduler.planning.heirs import inherited
from scheduler.planning.rewriting import rewrite
from scheduler.writing.amended_parts import told_lines
from scheduler.writing.closing_lines import opened_lines
from scheduler.writing.digests import matters


class DoneAlreadyError(NhacviecError):
    """Kế hoạch số {id} đã có {count} việc được báo hoàn thành; nếu vẫn muốn hủy việc nạp, thêm --yes."""


class AmendedOnceError(NhacviecError):
    """Kế hoạch số {id} không còn sửa đổi nào để hủy; nếu muốn hủy cả việc nạp kế hoạch, thêm --yes."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, an `amendment` by its row. `told` counts the units that get a letter, None where it is all
    that got the assignment letter."""

    plan: PlanRow
    what: Literal["amendment", "plan", "closing"]
    told: int | None
    amendment: AmendmentRow | None = None


def undo(office: Office, plan_id: int, *, why: str | None, sure: bool, at: dt.datetime, actor: str) -> Undone:
    """Take back the closing of a closed plan; else its latest amendment, or the adoption where it was never amended.

    Raises `UnknownPlanError`, `PlanNotInForceError`; and, unless `sure`, `DoneAlreadyError` where an adoption has
    results, `AmendedOnceError` where the plan was amended and is not any more.
    """
    with writing(office.engine) as conn:
        deed = Deed(conn, at, local_day(at), actor, why)
        if (closed := plan_by_id(conn, plan_id)) and closed.status == "closed":
            return _undo_closing(deed, world(office, conn, on=deed.today), closed)
        plan = plan_in_force(conn, plan_id)
        latest = latest_amendment(conn, plan.id)
        if latest is not None:
            return _undo_amendment(deed, world(office, conn, on=deed.today), plan, latest)
        if not sure:
            _refuse_unsure(conn, plan)
        return _undo_adoption(deed, world(office, conn, on=deed.today), plan)


def _undo_amendment(deed: Deed, known: World, plan: PlanRow, amendment: AmendmentRow) -> Undone:
    """The plan as it stood before, but for what was settled since."""
    conn, before = deed.conn, snapshot.from_json(stood_before(deed.conn, amendment.id))
    why, reason = deed.why, f"hủy sửa đổi theo {amendment.label}" + (f": {deed.why}" if deed.why else "")
    deed = replace(deed, why=reason)
    standing = standing_plan(plan, before.years, plan.issued, deed.today)
    mark_undone(conn, amendment.id, at=deed.at, why=reason)
    change_plan(conn, plan.id, first_year=before.years[0], last_year=before.years[1])
    words = [inherited(task, known.register, deed.today) for task in before.tasks]
    result = rewrite(deed, known, standing, words, before.labels)
    _put_back(deed, known, plan, before.states)
    now = plan_in_force(conn, plan.id)
    lines = told_lines(deed, known, plan, now, result)
    subject = f"plan:{plan.id}"
    record(conn, at=deed.at, actor=deed.actor, subject=subject, what="restored", why=reason)
    details = {"document": amendment.label, "why": why, "lines": lines}
    add_act(conn, "plan_restored", subject, at=deed.at, day=deed.today, **details)
    return Undone(now, "amendment", len({line["unit"] for line in lines}), amendment)


def _put_back(deed: Deed, known: World, plan: PlanRow, states: Mapping[int, str]) -> None:
    """Obligations in the state in which the amendment found them, unless they were settled since."""
    ids, changed = [task.id for task in tasks(deed.conn, plan_id=plan.id)], set[int]()
    for row in obligations(deed.conn, task_ids=ids):
        if row.state in (*snapshot.PUT_BACK, "withdrawn") and row.state != states.get(row.id, row.state):
            change_obligations(deed.conn, [row.id], state=states[row.id], opened_on=deed.today, next_notice_at=None)
            changed.add(row.task_id)
    reschedule(deed.conn, obligations(deed.conn, task_ids=list(changed), state="open"), known, deed.today)


def _refuse_unsure(conn: Connection, plan: PlanRow) -> None:
    if amendments(conn, plan.id):
        raise AmendedOnceError(id=plan.id)
    ids = [task.id for task in tasks(conn, plan_id=plan.id, withdrawn=True)]
    if done := obligations(conn, task_ids=ids, state="done"):
        raise DoneAlreadyError(id=plan.id, count=len(done))


def _undo_adoption(deed: Deed, known: World, plan: PlanRow) -> Undone:
    """Nothing of the plan is owed or said any more; its rows stay. What they were linked with goes on alone."""
    conn, ids = deed.conn, [task.id for task in tasks(deed.conn, plan_id=plan.id, withdrawn=True)]
    for row in occurrences(conn, ids).values():
        change_occurrence(conn, row.id, state="withdrawn")
    withdraw_obligations(deed, obligations(conn, task_ids=ids))
    change_plan(conn, plan.id, status="undone")
    others = obligations(conn, task_ids=with_linked(conn, ids), state="open")
    reschedule(conn, others, known, deed.today)
    subject, why = f"plan:{plan.id}", {"why": deed.why} if deed.why else {}
    record(conn, at=deed.at, actor=deed.actor, subject=subject, what="undone", **why)
    add_act(conn, "plan_undone", subject, at=deed.at, day=deed.today, **why)
    return Undone(plan, "plan", None)


def _undo_closing(deed: Deed, known: World, plan: PlanRow) -> Undone:
    """The plan is followed again; what its closing cancelled or carried over is open, unless it was settled since."""
    conn, subject = deed.conn, f"plan:{plan.id}"
    closing = [entry for entry in story(conn, subject) if entry.what == "closed"][-1].detail
    shut = obligations(conn, ids=[*closing["cancel"], *closing["carry"]])
    found = [row for row in shut if row.state in ("cancelled", "merged")]
    change_plan(conn, plan.id, status="adopted")
    for row in found:
        version = {"due_version": row.due_version + 1, "opened_on": deed.today}
        change_obligations(conn, [row.id], state="open", **version)
        deed.record(row.id, "revived")
    opened = obligations(conn, ids=[row.id for row in found])
    reschedule(conn, opened, known, deed.today)
    lines = list(opened_lines(matters(conn, opened), known))
    why = {"why": deed.why} if deed.why else {}
    record(conn, at=deed.at, actor=deed.actor, subject=subject, what="unclosed", **why)
    add_act(conn, "plan_reopened", subject, at=deed.at, day=deed.today, lines=lines, **why)
    return Undone(plan_in_force(conn, plan.id), "closing", len({line["unit"] for line in lines}))
