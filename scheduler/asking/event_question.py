"""What leads and the monitor are asked once a quarter: whether events that tasks wait for have happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans
from notifications.model import Item
from rules.report_windows import label_of, period_of
from scheduler.changes.events import Awaited, awaited_in
from scheduler.duties.seats import lead_contact
from scheduler.office import World


def event_questions(conn: Connection, known: World, today: dt.date) -> tuple[str, dict[str, list[Item]]]:
    """The quarter and what each mailbox is asked in it, from the first working day of its last month on.

    Only events that nobody announced for a task, and only plans that run and were adopted before that day.
    """
    quarter = label_of("quarter", today.year, period_of("quarter", today))
    begins = known.calendar.next_working(today.replace(day=1))
    if not known.settings.ask_events or today.month % 3 or today < begins:
        return quarter, {}
    running = {plan.id: plan for plan in plans(conn, "adopted") if _runs(plan, begins)}
    found: dict[str, list[Item]] = {}
    for event in awaited_in(conn):
        for task in event.unreported:
            if task.plan_id in running:
                for mailbox, item in _asked(event, task, running[task.plan_id], quarter, known):
                    found.setdefault(mailbox, []).append(item)
    return quarter, found


def _runs(plan: PlanRow, day: dt.date) -> bool:
    return plan.years[0] <= day.year <= plan.years[1] and plan.adopted_on < day


def _asked(event: Awaited, task: TaskRow, plan: PlanRow, quarter: str, known: World) -> Iterator[tuple[str, Item]]:
    """For each task by itself, since equal words in two tasks may be two events."""
    names = {member.unit: known.register.name_of(member.unit) for member in task.leads}
    asked = _item(event, task, plan, quarter)
    for unit, name in names.items():
        if contact := lead_contact(unit, known.register):
            yield contact.mailbox, replace(asked, unit=unit, unit_name=name)
    if monitors := known.register.monitors():
        chosen = f" --task {task.name}" if len(event.tasks) > 1 else ""
        yield (
            monitors[0].mailbox,
            replace(
                asked,
                unit=next(iter(names), None),
                unit_name=", ".join(names.values()),
                role="monitor",
                asked=f"Khi đã có, ghi bằng lệnh «nhacviec event announce {event.key} --date NGÀY{chosen}».",
            ),
        )


def _item(event: Awaited, task: TaskRow, plan: PlanRow, quarter: str) -> Item:
    return Item(
        task=task.name,
        title=task.text,
        unit=None,
        unit_name="",
        role="lead",
        kind="question",
        rung=quarter,
        due=None,
        days_left=None,
        overdue=0,
        plan=plan.label,
        place=task.place,
        phrase=task.phrase,
        why_date="",
        reason=f"nhiệm vụ chờ sự kiện “{event.text}”, chưa ai công bố; mỗi quý hỏi một lần",
        period=None,
        asked=(
            f"Trả lời thư này: nếu đã có “{event.text}”, cho biết ngày, số và ký hiệu văn bản; nếu chưa, ghi “chưa có”."
        ),
    )
