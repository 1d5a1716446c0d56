"""One digest a day and mailbox, of all that the ladder owes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.duties import ObligationRow, obligations, schedule_obligations, waiting_to_speak
from db.engine import Connection, reading, writing
from db.facts import set_fact
from db.mails import NoticeRow, enqueue, notices_given, served
from db.plans import plans, tasks
from notifications.model import Digest
from rules.ladder import Decision, Notice, decide
from scheduler.asked import Asked, questions
from scheduler.clock import local_day
from scheduler.compose import Matter, contract_item, merged, notice_item
from scheduler.envelope import outbox_row, recipient
from scheduler.faults import reached
from scheduler.office import Office, World, world
from scheduler.schedule import duty_of, given_for, schedule_row

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice and the obligation it is about."""

    matter: Matter
    notice: Notice


def write_digests(office: Office, at: dt.datetime) -> int:
    """Put today's digests for everything owed at `at`, which must lie in sending hours, into the outbox.

    Each mail and its notices are one transaction; obligations move on to their next day after the last of them, so a
    crash in between is repaired by the next call: what is recorded is given, what is not is still owed. Gives the
    number of mails written.
    """
    today = local_day(at)
    with reading(office.engine) as conn:
        known = world(office, conn)
        found = matters(conn, waiting_to_speak(conn, at))
        given = notices_given(conn, [matter.row.id for matter in found])
        had = served(conn, today)
        asked = questions(conn, known, today, had)
    decisions = decide_all(found, given, known, today, had)
    reached("decided")
    owed = by_mailbox(decisions)
    written = 0
    for mailbox in sorted({*owed, *asked}):
        written += _write(office, known, mailbox, owed.get(mailbox, ()), asked.get(mailbox, ()), at)
    for begin in range(0, len(decisions), CHUNK):
        with writing(office.engine) as conn:
            _move_on(conn, decisions[begin : begin + CHUNK], known)
            reached("moving_on")
    reached("moved_on")
    return written


def matters(conn: Connection, rows: Sequence[ObligationRow]) -> list[Matter]:
    """The obligations with the tasks and plans they are of."""
    by_task = {task.id: task for task in tasks(conn, ids=sorted({row.task_id for row in rows}))}
    by_plan = {plan.id: plan for plan in plans(conn)}
    return [Matter(row, by_task[row.task_id], by_plan[by_task[row.task_id].plan_id]) for row in rows]


def decide_all(
    found: Sequence[Matter],
    given: Mapping[int, Sequence[NoticeRow]],
    known: World,
    today: dt.date,
    had: frozenset[str],
) -> list[tuple[Matter, Decision]]:
    """What the ladder decides of each matter on `today`; `had` are mailboxes that have their digest already."""
    policy, calendar = known.settings.policy, known.calendar
    decisions = []
    for matter in found:
        duty, told = duty_of(matter.row, matter.task, known), given_for(matter.row, given.get(matter.row.id, ()))
        decisions.append((matter, decide(duty, policy, calendar, told, today, had)))
    return decisions


def by_mailbox(decisions: Sequence[tuple[Matter, Decision]]) -> dict[str, list[Owed]]:
    """The notices for each mailbox, in the order of mailboxes."""
    found: dict[str, list[Owed]] = {}
    for matter, decision in decisions:
        for notice in decision.notices:
            found.setdefault(notice.mailbox, []).append(Owed(matter, notice))
    return dict(sorted(found.items()))


def _write(
    office: Office, known: World, mailbox: str, owed: Sequence[Owed], asked: Sequence[Asked], at: dt.datetime
) -> bool:
    """One mail with its notices, in one transaction; not written where one of its duties changed meanwhile."""
    today, to = local_day(at), recipient(mailbox, known)
    told = tuple(item for one in asked for item in one.items)
    items = merged([notice_item(one.matter, one.notice, known) for one in owed]) + told
    mail = Digest(today, to.address, to.name, known.settings.name, items, known.monitor_name())
    said = [contract_item(one) for one in items]
    row = outbox_row(mail, to, known, key=f"digest:{today}:{mailbox}", sort="digest", at=at, items=said)
    reached("rendered")
    with writing(office.engine) as conn:
        if not _still_so(conn, owed):
            return False
        mail_id = enqueue(conn, row, [_notice_row(one, today) for one in owed])
        if mail_id is not None:
            for one in asked:
                set_fact(conn, one.key, one.value)
        reached("enqueuing")
    reached("enqueued")
    return mail_id is not None


def _still_so(conn: Connection, owed: Sequence[Owed]) -> bool:
    rows = {row.id: row for row in obligations(conn, ids=[one.matter.row.id for one in owed])}
    return all(
        rows[one.matter.row.id].state == "open" and rows[one.matter.row.id].due_version == one.matter.row.due_version
        for one in owed
    )


def _notice_row(one: Owed, today: dt.date) -> dict[str, Any]:
    row, notice = one.matter.row, one.notice
    return {
        "obligation_id": row.id,
        "due_version": row.due_version,
        "rung": notice.rung,
        "mailbox": notice.mailbox,
        "role": notice.role,
        "kind": notice.kind,
        "day": today,
        "reason": notice.reason,
    }


def _move_on(conn: Connection, decisions: Sequence[tuple[Matter, Decision]], known: World) -> None:
    """Write the next day of each obligation that is still as it was decided on and has all its notices."""
    now = {row.id: row for row in obligations(conn, ids=[matter.row.id for matter, _ in decisions])}
    given = notices_given(conn, now)
    rows = []
    for matter, decision in decisions:
        row = now[matter.row.id]
        have = {(n.rung, n.mailbox) for n in given.get(row.id, ()) if n.due_version == row.due_version}
        complete = all((n.rung, n.mailbox) in have for n in decision.notices)
        if complete and row.state == "open" and row.due_version == matter.row.due_version:
            reached = bool(duty_of(row, matter.task, known).seats)
            rows.append(schedule_row(row.id, decision.next_day, reached, known))
    schedule_obligations(conn, rows)
