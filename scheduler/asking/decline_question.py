"""What the monitor is asked about duties that units called not theirs, until it decides on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from db.asked import last_asked
from db.declines import DeclineRow, open_declines
from db.duties import ObligationRow, obligations
from db.engine import Connection
from db.plans import plan_by_id, tasks
from notifications.model import Item
from rules.extensions import is_chased
from rules.say import say_day
from scheduler.clock import local_day
from scheduler.office import World
from scheduler.writing.compose import Matter, item


def decline_questions(conn: Connection, known: World, today: dt.date) -> Iterator[tuple[DeclineRow, Item]]:
    """Each decline to ask about on `today`, an office day: first after a few office days, then once a week.

    The letter that told of the decline went to the monitor at once.
    """
    after = known.settings.decide_within
    found = [
        row
        for row in open_declines(conn)
        if is_chased(known.calendar, local_day(row.at), today, after, _asked_on(conn, row))
    ]
    duties = obligations(conn, ids=sorted({row.obligation_id for row in found}))
    by_id = {duty.id: _matter(conn, duty) for duty in duties}
    for row in found:
        yield row, _item(row, by_id[row.obligation_id], known, today)


def asked_key(row: DeclineRow) -> str:
    """What the question about the decline is remembered by, with the day as its period."""
    return f"decline:{row.id}"


def _asked_on(conn: Connection, row: DeclineRow) -> dt.date | None:
    last = last_asked(conn, asked_key(row))
    return dt.date.fromisoformat(last) if last else None


def _matter(conn: Connection, duty: ObligationRow) -> Matter:
    (task,) = tasks(conn, ids=[duty.task_id])
    plan = plan_by_id(conn, task.plan_id)
    assert plan is not None, "a plan is never deleted"
    return Matter(duty, task, plan)


def _item(row: DeclineRow, one: Matter, known: World, today: dt.date) -> Item:
    days = known.calendar.office_days_between(local_day(row.at), today)
    unit, on = known.register.name_of(row.unit), say_day(local_day(row.at))
    reason = (
        f"{unit} báo không phải việc của mình ngày {on}, chưa quyết định sau {days} ngày làm việc; lý do: {row.why}"
    )
    overdue = known.calendar.office_days_between(one.row.effective, today) if one.row.effective else 0
    asked = item(one, row.unit, "monitor", "question", reason, known, today)
    return replace(asked, overdue=overdue, asked=ways_out(one, row.unit))


def ways_out(one: Matter, unit: str) -> str:
    """What the monitor may decide of the part that `unit` calls not its own, with the commands."""
    number, role = one.row.id, "lead" if unit == one.row.held_by else "coordinating"
    return (
        f"Quyết định: giao đơn vị khác («nhacviec plan assign {one.plan.id} {one.task.name} --role {role} --add MÃ "
        f"--remove {unit}»), thôi việc này («nhacviec obligation cancel {number} --reason …»), hoặc vẫn giao đơn vị "
        f"(«nhacviec obligation keep {number} --reason …»)."
    )
