"""When an obligation next owes something, written on its row: a tick asks the database who is due, not the ladder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from db.duties import ObligationRow, schedule_obligations
from db.engine import Connection
from db.mails import NoticeRow, notices_given
from db.plans import Member, TaskRow, plans, tasks
from rules.ladder import Duty, Given, Role, Seat, next_day
from rules.workdays import ONE_DAY
from scheduler.clock import local_day
from scheduler.office import World
from scheduler.progress import Progress, unwatched
from scheduler.seats import NO_ADDRESS, seats


def duty_of(row: ObligationRow, task: TaskRow, known: World) -> Duty:
    """The obligation as the ladder sees it. Units that lead the task are not co-ordinators of it as well."""
    assert row.due is not None, "an obligation without a due date owes no rung"
    units = known.register.units
    monitor_leads = row.held_by in units and units[row.held_by].is_monitor
    return Duty(row.due, row.effective or row.due, row.opened_on, _seats(row, task, known), monitor_leads)


def _seats(row: ObligationRow, task: TaskRow, known: World) -> tuple[Seat, ...]:
    helping = [member for member in coordinators(row, task) if member.unit not in row.parts_done]
    return seats(row.held_by, helping, known.register)


def coordinators(row: ObligationRow, task: TaskRow) -> list[Member]:
    """The task's co-ordinating units less those that lead it."""
    leads = {member.unit for member in task.leads} | {row.held_by}
    return [member for member in task.coordinating if member.unit not in leads]


def given_for(row: ObligationRow, notices: Sequence[NoticeRow]) -> list[Given]:
    """What was given for the obligation's present due date."""
    return [
        Given(_role(n.role), n.rung, n.mailbox, n.day, local_day(n.sent_at) if n.sent_at else None)
        for n in notices
        if n.due_version == row.due_version
    ]


_ROLES: dict[str, Role] = {r: r for r in ("lead", "coordinating", "head", "monitor", "leadership")}


def _role(stored: str) -> Role:
    return _ROLES[stored]


def reschedule(
    conn: Connection, rows: Sequence[ObligationRow], known: World, today: dt.date, progress: Progress = unwatched
) -> None:
    """Compute anew when each open obligation next owes something, from `today` on (inclusive)."""
    dated = [row for row in rows if row.state == "open" and row.due is not None]
    by_id = {task.id: task for task in tasks(conn, ids=sorted({row.task_id for row in dated}))}
    by_plan = {plan.id: plan for plan in plans(conn)}
    given = notices_given(conn, [row.id for row in dated])
    written = []
    for done, row in enumerate(dated):
        progress("schedules", done, len(dated))
        task = by_id[row.task_id]
        duty, policy = duty_of(row, task, known), known.ladder_at(by_plan[task.plan_id], task).policy
        # From today on (inclusive), but after the day the unit was told.
        after = max(today - ONE_DAY, duty.since)
        day = next_day(duty, policy, known.calendar, given_for(row, given.get(row.id, [])), after)
        written.append(schedule_row(row.id, day, bool(duty.seats), known))
    schedule_obligations(conn, written)


def schedule_row(obligation_id: int, day: dt.date | None, reached: bool, known: World) -> dict[str, object]:
    """The row that `schedule_obligations` writes."""
    return {
        "id": obligation_id,
        "next_notice_at": known.settings.hours.opening(day) if day else None,
        "blocker": None if reached else NO_ADDRESS,
        "fingerprint": known.fingerprint,
    }
