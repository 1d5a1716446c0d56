"""One digest a day and mailbox, of all that the ladder owes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.duties import ObligationRow, Standing, schedule_obligations, standings, waiting_to_speak
from db.engine import Connection, reading, writing
from db.mails import NoticeRow, enqueue_all, notices_given, served, told_too_soon
from db.plans import plans, tasks
from notifications.model import Digest, Item
from rules.ladder import Decision, Notice, decide
from rules.twins import Rung, own_rung
from scheduler.answering.links import link_of
from scheduler.asking.digest_questions import Question, questions
from scheduler.clock import local_day
from scheduler.duties.schedule import duty_of, given_for, schedule_row, told_with
from scheduler.duties.twin_words import named_together, told_for
from scheduler.duties.twins import Twin, companies
from scheduler.faults import reached
from scheduler.office import Office, World, world
from scheduler.writing.compose import Matter, contract_item, merged, notice_item
from scheduler.writing.envelope import outbox_row, recipient

CHUNK = 500
TOGETHER = 100
"""Mails stored in one transaction: a commit costs as much as several mails, and nobody is to wait for it for long."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice and the obligation it is about; `also` are those it speaks for as well."""

    matter: Matter
    notice: Notice
    also: tuple[Twin, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """A digest as the outbox keeps it, with what it says."""

    row: dict[str, Any]
    owed: Sequence[Owed]
    asked: Sequence[Question]

    def spoken_of(self) -> Iterator[ObligationRow]:
        """The obligations of its notices."""
        for one in self.owed:
            yield one.matter.row
            yield from (twin.row for twin in one.also)


def write_digests(office: Office, at: dt.datetime) -> int:
    """Put today's digests for everything owed at `at`, which must lie in sending hours, into the outbox.

    Each mail is stored with its notices, `TOGETHER` mails in one transaction; obligations move on to their next day
    after the last of them, so a crash in between is repaired by the next call: what is recorded is given, what is not
    is still owed. Gives the number of mails written.
    """
    today = local_day(at)
    with reading(office.engine) as conn:
        known = world(office, conn, on=today)
        found = matters(conn, waiting_to_speak(conn, at))
        given = notices_given(conn, [matter.row.id for matter in found])
        had = served(conn, today)
        asked = questions(conn, known, today, had)
        early = told_too_soon(conn, today)
    decisions = decide_all(found, given, known, today, had)
    reached("decided")
    owed = by_mailbox(decisions)
    mailboxes, written = sorted({*owed, *asked}), 0
    keys = {one: f"digest:{today}:{one}" + (f":{early[one]}" if one in early else "") for one in mailboxes}
    for begin in range(0, len(mailboxes), TOGETHER):
        some = mailboxes[begin : begin + TOGETHER]
        made = [_made(known, one, owed.get(one, ()), asked.get(one, ()), at, keys[one]) for one in some]
        written += _store(office, known, made, today)
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
    met = companies(conn, [row for row in rows if row.state == "open"])
    return [
        Matter(row, by_task[row.task_id], by_plan[by_task[row.task_id].plan_id], met.get(row.id, ())) for row in rows
    ]


def decide_all(
    found: Sequence[Matter],
    given: Mapping[int, Sequence[NoticeRow]],
    known: World,
    today: dt.date,
    had: frozenset[str],
) -> list[tuple[Matter, Decision]]:
    """What the ladder decides of each matter on `today`; `had` are mailboxes that have their digest already."""
    decisions = []
    for matter in found:
        duty = duty_of(matter.row, matter.task, known, matter.company)
        told = given_for(matter.row, given.get(matter.row.id, ()), today)
        policy = known.ladder_at(matter.plan, matter.task).policy
        decision = decide(duty, policy, known.calendar, told, today, had)
        decisions.append((matter, _but_for(decision, matter.row, given.get(matter.row.id, ()))))
    return decisions


def _but_for(decision: Decision, row: ObligationRow, given: Sequence[NoticeRow]) -> Decision:
    """What is decided without reminders that the mailbox has: only a clock that was ahead can have told them too soon.

    Who was called late too soon is called so again when it is true: the steps above wait for that.
    """
    have = {(n.rung, n.mailbox) for n in given if n.due_version == row.due_version and n.rung.startswith("T-")}
    still = tuple(n for n in decision.notices if (n.rung, n.mailbox) not in have)
    return decision if still == decision.notices else replace(decision, notices=still)


def by_mailbox(decisions: Sequence[tuple[Matter, Decision]]) -> dict[str, list[Owed]]:
    """The notices for each mailbox, in the order of mailboxes."""
    found: dict[str, list[Owed]] = {}
    for matter, decision in decisions:
        for notice in decision.notices:
            also = tuple(told_with(matter.row, notice, matter.company))
            found.setdefault(notice.mailbox, []).append(Owed(matter, notice, also))
    return dict(sorted(found.items()))


def said_of(one: Owed, known: World, at: dt.datetime) -> Item:
    """What the digest says, with the link to answer by; a collective's members are told and not asked."""
    notice = one.notice
    asked = notice.kind != "info"
    link = link_of(one.matter, notice.unit, notice.role, notice.mailbox, known, at) if asked else None
    return named_together(notice_item(one.matter, notice, known, link), one.also)


def _made(
    known: World, mailbox: str, owed: Sequence[Owed], asked: Sequence[Question], at: dt.datetime, key: str
) -> _Made:
    """One mail, rendered and built."""
    today, to = local_day(at), recipient(mailbox, known)
    notices = merged([said_of(one, known, at) for one in owed])
    items = (*notices, *(one.item for one in asked))
    mail = Digest(today, to.address, to.name, known.settings.name, items, known.monitor_name())
    said = [contract_item(one) for one in items]
    row = outbox_row(mail, to, known, key=key, sort="digest", at=at, items=said)
    reached("rendered")
    return _Made(row, owed, asked)


def _store(office: Office, known: World, made: Sequence[_Made], today: dt.date) -> int:
    """Mails with their notices, in one transaction; less those one of whose duties changed meanwhile."""
    with writing(office.engine) as conn:
        now = standings(conn, [row.id for one in made for row in one.spoken_of()])
        sound = [one for one in made if all(_same(now[row.id], row) for row in one.spoken_of())]
        notices = [[row for two in one.owed for row in _notice_rows(two, today, known)] for one in sound]
        numbers = enqueue_all(conn, [(one.row, said) for one, said in zip(sound, notices, strict=True)])
        for one, mail_id in zip(sound, numbers, strict=True):
            if mail_id is not None:
                for question in one.asked:
                    question.remember(conn, mail_id)
            reached("enqueuing")
        written = sum(mail_id is not None for mail_id in numbers)
        office.hand_over(conn, written)
    reached("enqueued")
    return written


def _same(now: Standing, then: ObligationRow) -> bool:
    """Whether the ladder would decide the same."""
    return now.state == "open" and (now.due_version, now.parts_done) == (then.due_version, then.parts_done)


def _notice_rows(one: Owed, today: dt.date, known: World) -> Iterator[dict[str, Any]]:
    """The notice in the history of its obligation and of those it speaks for: a rung heard is heard for each."""
    row, notice = one.matter.row, one.notice
    yield _notice_row(row, notice, Rung(notice.rung, notice.kind), today, notice.reason)
    for twin in one.also:
        due, effective = twin.row.due, twin.row.effective
        assert due is not None, "only dated obligations meet"
        same = (due, effective) == (row.due, row.effective)
        own = own_rung(due, effective or due, today, known.calendar, notice.kind, notice.kind == "info")
        rung = Rung(notice.rung, notice.kind) if same else own
        yield _notice_row(twin.row, notice, rung, today, told_for(one.matter, notice))


def _notice_row(row: ObligationRow, notice: Notice, own: Rung, today: dt.date, reason: str) -> dict[str, Any]:
    return {
        "obligation_id": row.id,
        "due_version": row.due_version,
        "rung": own.rung,
        "mailbox": notice.mailbox,
        "role": notice.role,
        "kind": own.kind,
        "day": today,
        "reason": reason,
    }


def _move_on(conn: Connection, decisions: Sequence[tuple[Matter, Decision]], known: World) -> None:
    """Write the next day of each obligation that is still as it was decided on and has all its notices."""
    now = standings(conn, [matter.row.id for matter, _ in decisions])
    given = notices_given(conn, now)
    rows = []
    for matter, decision in decisions:
        row = now[matter.row.id]
        have = {(n.rung, n.mailbox) for n in given.get(row.id, ()) if n.due_version == row.due_version}
        complete = all((n.rung, n.mailbox) in have for n in decision.notices)
        if complete and _same(row, matter.row):
            rows.append(schedule_row(row, decision.next_day, known))
    schedule_obligations(conn, rows)
