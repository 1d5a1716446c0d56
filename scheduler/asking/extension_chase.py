"""The undecided request is chased too: monitor and leadership are asked, or the unit that was offered another date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.duties import obligations
from db.engine import Connection
from db.extensions import ExtensionRow, add_extension_notice, extensions, last_asked
from db.plans import plans, tasks
from notifications.model import Item, Role
from rules.extensions import is_chased
from rules.say import say_day
from scheduler.answering.links import linked
from scheduler.duties.seats import lead_contact
from scheduler.office import World
from scheduler.writing.compose import Matter, item


@dataclass(frozen=True, slots=True)
class Chase:
    """One mailbox asked about one undecided request on the local `day`."""

    extension_id: int
    mailbox: str
    day: dt.date
    item: Item

    def remember(self, conn: Connection, mail_id: int) -> None:
        """Store that the mail asks it."""
        add_extension_notice(conn, self.extension_id, self.mailbox, self.day, mail_id)


def chases(conn: Connection, known: World, today: dt.date) -> Iterator[Chase]:
    """Who is asked on `today`, an office day, about which undecided request; a mailbox once about each."""
    rows = extensions(conn, undecided=True)
    if not rows:
        return
    asked = last_asked(conn, [row.id for row in rows])
    for row, matter in zip(rows, _matters(conn, rows), strict=True):
        heard = set[str]()
        for mailbox, role, after in _readers(row, matter, known):
            last = asked.get((row.id, mailbox))
            last = last if last and last >= row.waiting_since else None
            if mailbox not in heard and is_chased(known.calendar, row.waiting_since, today, after, last):
                heard.add(mailbox)
                said = _item(row, matter, role, known, today)
                said = linked(said, matter, mailbox, known, known.settings.hours.opening(today))
                yield Chase(row.id, mailbox, today, said)


def _matters(conn: Connection, rows: list[ExtensionRow]) -> list[Matter]:
    """The obligation of each request, with its task and plan."""
    duties = {duty.id: duty for duty in obligations(conn, ids=[row.obligation_id for row in rows])}
    by_task = {task.id: task for task in tasks(conn, ids=sorted({duty.task_id for duty in duties.values()}))}
    by_plan = {plan.id: plan for plan in plans(conn)}
    found = [(duties[row.obligation_id], by_task[duties[row.obligation_id].task_id]) for row in rows]
    return [Matter(duty, task, by_plan[task.plan_id]) for duty, task in found]


def _readers(row: ExtensionRow, matter: Matter, known: World) -> Iterator[tuple[str, Role, int]]:
    """Mailbox, role, and after how many office days: who has to act, then the next above."""
    policy, register, unit = known.settings.extensions, known.register, matter.row.held_by
    monitor_after = policy.chase_after
    if row.state == "offered":
        monitor_after = policy.leaders_after
        if contact := lead_contact(unit, register):
            yield contact.mailbox, "lead", policy.chase_after
    for contact in register.monitors()[:1]:
        yield contact.mailbox, "monitor", monitor_after
    if row.state == "asked":
        for contact in (*register.of_role("leadership", unit), *register.of_role("leadership", None)):
            yield contact.mailbox, "leadership", policy.leaders_after


def _item(row: ExtensionRow, matter: Matter, role: Role, known: World, today: dt.date) -> Item:
    days = known.calendar.office_days_between(row.waiting_since, today)
    if row.state == "offered" and row.offered_due:
        reason = f"hạn {say_day(row.offered_due)} được đề nghị, đơn vị chưa trả lời sau {days} ngày làm việc"
    else:
        reason = (
            f"đơn vị đề nghị gia hạn đến {say_day(row.to_due)} (đề nghị số {row.id} ngày {say_day(row.asked_on)}), "
            f"chưa quyết định sau {days} ngày làm việc; lý do: {row.reason}"
        )
    asked = item(matter, matter.row.held_by, role, "question", reason, known, today)
    overdue = known.calendar.office_days_between(matter.row.effective, today) if matter.row.effective else 0
    opinion = f"Ý kiến của {known.monitor_name()}: {row.opinion}" if row.opinion else None
    return replace(asked, overdue=overdue, note=opinion)
