"""When an obligation next owes something, written on its row: a tick asks the database who is due, not the ladder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from db.duties import ObligationRow, Standing, obligations, schedule_obligations
from db.engine import Connection
from db.mails import NoticeRow, notices_given
from db.plans import Member, TaskRow, plans, tasks
from rules.ladder import Duty, Given, Notice, Role, Seat, next_day
from rules.twins import Helpers, is_spoken_for
from rules.workdays import ONE_DAY
from scheduler.clock import local_day
from scheduler.duties.seats import NO_ADDRESS, lead_contact, seats
from scheduler.duties.twins import Company, Twin, companies, with_linked
from scheduler.office import World
from scheduler.progress import Progress, unwatched


def duty_of(row: ObligationRow, task: TaskRow, known: World, company: Company = ()) -> Duty:
    """The obligation as the ladder sees it. Units that lead the task are not co-ordinators of it as well.

    Who hears of the work from one that speaks before it in its `company` has no seat.
    """
    assert row.due is not None, "an obligation without a due date owes no rung"
    units = known.register.units
    monitor_leads = row.held_by in units and units[row.held_by].is_monitor
    heard = _seats(row, task, known)
    if earlier := [_helpers(twin.row, twin.task) for twin in _before(row, company)]:
        heard = tuple(s for s in heard if not is_spoken_for(s.role, s.unit, s.collective, earlier))
    return Duty(row.due, row.effective or row.due, row.opened_on, heard, monitor_leads)


def _seats(row: ObligationRow, task: TaskRow, known: World) -> tuple[Seat, ...]:
    helping = [member for member in coordinators(row, task) if member.unit not in row.parts_done]
    return seats(row.held_by, helping, known.register)


def _before(row: ObligationRow, company: Company) -> Company:
    """Those of the company that speak before the obligation; all where it is not in it."""
    places = [place for place, twin in enumerate(company) if twin.row.id == row.id]
    return company[: places[0]] if places else company


def _helpers(row: ObligationRow, task: TaskRow) -> Helpers:
    return {(member.unit, bool(member.via)) for member in coordinators(row, task)}


def told_with(row: ObligationRow, notice: Notice, company: Company) -> Iterator[Twin]:
    """Those of the company that a notice of the obligation speaks for as well."""
    for twin in company[len(_before(row, company)) + 1 :]:
        said: Helpers = {(notice.unit, notice.kind == "info")}
        own = [collective for unit, collective in _helpers(twin.row, twin.task) if unit == notice.unit]
        if notice.role != "coordinating" or (own and is_spoken_for(notice.role, notice.unit, all(own), [said])):
            yield twin


def coordinators(row: ObligationRow, task: TaskRow) -> list[Member]:
    """The task's co-ordinating units less those that lead it."""
    leads = {member.unit for member in task.leads} | {row.held_by}
    return [member for member in task.coordinating if member.unit not in leads]


def given_for(row: ObligationRow, notices: Sequence[NoticeRow], today: dt.date) -> list[Given]:
    """What was given for the present due date by `today`; a clock that was ahead has said things too soon."""
    return [
        Given(_role(n.role), n.rung, n.mailbox, n.day, local_day(n.sent_at) if n.sent_at else None)
        for n in notices
        if n.due_version == row.due_version and n.day <= today
    ]


_ROLES: dict[str, Role] = {r: r for r in ("lead", "coordinating", "head", "monitor", "leadership")}


def _role(stored: str) -> Role:
    return _ROLES[stored]


def reschedule(
    conn: Connection, rows: Sequence[ObligationRow], known: World, today: dt.date, progress: Progress = unwatched
) -> None:
    """Compute anew when each open obligation next owes something, from `today` on (inclusive).

    So it is for those that they are one work with, or were.
    """
    dated = [row for row in _with_twins(conn, rows) if row.state == "open" and row.due is not None]
    by_id = {task.id: task for task in tasks(conn, ids=sorted({row.task_id for row in dated}))}
    by_plan = {plan.id: plan for plan in plans(conn)}
    given, met = notices_given(conn, [row.id for row in dated]), companies(conn, dated)
    written = []
    for done, row in enumerate(dated):
        progress("schedules", done, len(dated))
        task = by_id[row.task_id]
        duty = duty_of(row, task, known, met.get(row.id, ()))
        policy = known.ladder_at(by_plan[task.plan_id], task).policy
        # From today on (inclusive), but after the day the unit was told.
        after = max(today - ONE_DAY, duty.since)
        day = next_day(duty, policy, known.calendar, given_for(row, given.get(row.id, []), today), after)
        written.append(schedule_row(row, day, known))
    schedule_obligations(conn, written)


def _with_twins(conn: Connection, rows: Sequence[ObligationRow]) -> list[ObligationRow]:
    ours = {row.id: row for row in rows}
    task_ids = sorted({row.task_id for row in rows})
    linked = with_linked(conn, task_ids)
    more = obligations(conn, task_ids=linked, state="open") if len(linked) > len(task_ids) else []
    return [*rows, *(row for row in more if row.id not in ours)]


def schedule_row(row: ObligationRow | Standing, day: dt.date | None, known: World) -> dict[str, object]:
    """The row that `schedule_obligations` writes."""
    reached = lead_contact(row.held_by, known.register) is not None
    return {
        "id": row.id,
        "next_notice_at": known.settings.hours.opening(day) if day else None,
        "blocker": None if reached else NO_ADDRESS,
        "fingerprint": known.fingerprint,
    }
