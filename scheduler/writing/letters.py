"""Letters: what a human act (a plan adopted, an event opened or revoked, dates moved) has to tell each mailbox.

They leave within minutes in sending hours, bundled by act and recipient, and do not count as the day's digest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from db.announcements import AnnouncementRow, announcements
from db.duties import obligations
from db.engine import Connection, reading, writing
from db.incoming import act_by_id, letters_of
from db.mails import ActRow, answer_act, enqueue, unanswered_acts
from db.plans import Member, PlanRow, TaskRow, plan_by_id, plans, tasks
from notifications.model import Change, CorrectionLetter, EventLetter, Item, MailKind
from rules.ladder import Role
from rules.say import say_day
from scheduler.answering.links import linked
from scheduler.clock import local_day
from scheduler.delivering.replies import CAME, reply_letters
from scheduler.delivering.unreached import RETURNED
from scheduler.duties.schedule import coordinators
from scheduler.duties.seats import lead_contact
from scheduler.faults import reached
from scheduler.office import Office, World, world
from scheduler.writing.amendment_letters import amendment_letters
from scheduler.writing.answer_letters import answer_letters
from scheduler.writing.assignment_letter import assignment_letter, chosen_letters
from scheduler.writing.closing_letters import closing_letters
from scheduler.writing.compose import Matter, contract_item, item
from scheduler.writing.duty_lines import Part, due_text
from scheduler.writing.envelope import outbox_row, recipient
from scheduler.writing.extension_letters import ACTS, extension_letters
from scheduler.writing.letter import Letter, by_mailbox
from scheduler.writing.link_letters import link_letters
from scheduler.writing.merger_letters import merger_letters


def write_letters(office: Office, at: dt.datetime, *, acts_until: dt.datetime | None = None) -> int:
    """Put the letters of every unanswered act (by `acts_until`) into the outbox; `at` must lie in sending hours.

    One transaction a letter; the act is answered after its last. Gives the number of letters written.
    """
    with reading(office.engine) as conn:
        known = world(office, conn, on=local_day(at))
        acts = [act for act in unanswered_acts(conn) if acts_until is None or act.at <= acts_until]
        waiting = [(act, list(letters_for(conn, act, known, local_day(at)))) for act in acts]
    written = 0
    for act, letters in waiting:
        for letter in letters:
            key = f"letter:{act.id}:{letter.to.mailbox}"
            row = outbox_row(
                letter.mail,
                letter.to,
                known,
                key=key,
                sort="letter",
                at=at,
                items=letter.said,
                act_id=act.id,
                reply_to=letter.reply_to,
            )
            with writing(office.engine) as conn:
                if enqueue(conn, row) is not None:
                    office.hand_over(conn, 1)
                    written += 1
                reached("lettering")
            reached("lettered")
        with writing(office.engine) as conn:
            answer_act(conn, act.id, at)
    return written


def letters_for(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """The letters that answer the act on the local `day`."""
    write: dict[str, Callable[[Connection, ActRow, World, dt.date], Iterator[Letter]]] = {
        "plan_adopted": _assignments,
        "event_opened": _events,
        "event_revoked": _events,
        "dates_moved": _corrections,
        "plan_amended": amendment_letters,
        "plan_restored": amendment_letters,
        "plan_undone": amendment_letters,
        "plan_closed": closing_letters,
        "plan_reopened": closing_letters,
        "task_unassigned": amendment_letters,
        **dict.fromkeys(ACTS, extension_letters),
        "declined": answer_letters,
        "reported_late": answer_letters,
        "confirmed": answer_letters,
        "reopened": answer_letters,
        "cancelled": answer_letters,
        "kept": answer_letters,
        "links_asked": link_letters,
        "units_merged": merger_letters,
        "task_assigned": chosen_letters,
        CAME: reply_letters,
        RETURNED: _returned,
    }
    return write[act.kind](conn, act, known, day)


def _returned(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    """An earlier act's letters that say what did not arrive, to whoever hears it now and has not been told."""
    root = act_by_id(conn, act.detail["act"])
    assert root is not None, "an act is never deleted"
    lost = {tuple(one) for one in act.detail["lost"]}
    told = {mail.mailbox for mail in letters_of(conn, root.id) if lost <= _things(mail.items)}
    for letter in letters_for(conn, root, known, day):
        if lost & _things(letter.said) and letter.to.mailbox not in told:
            yield letter


def _things(said: Sequence[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {(item["task"], item["unit"], item["role"]) for item in said}


def _assignments(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    plan = plan_by_id(conn, int(act.ref.partition(":")[2]))
    assert plan is not None, "an adopted plan is never deleted"
    if plan.status == "undone":  # taken back before anybody was told
        return
    yield from assignments(plan, tasks(conn, plan_id=plan.id), known, day)


def assignments(plan: PlanRow, rows: Sequence[TaskRow], known: World, day: dt.date) -> Iterator[Letter]:
    """The letters that tell every unit of its parts in the tasks of a plan adopted on that local day."""
    dates = {task.id: due_text(task, plan, known, day) for task in rows}
    for mailbox, units in by_mailbox(list(known.register.units), known).items():
        lead = [part for task in rows for part in _parts(task, "lead", task.leads, units)]
        leading = {part.task.id for part in lead}
        coordinating = [
            part
            for task in rows
            for part in _parts(task, "coordinating", task.coordinating, units)
            if task.id not in leading
        ]
        if not lead and not coordinating:
            continue
        notes = list(_notes(rows, [*lead, *coordinating], known))
        parts, reason = [*lead, *coordinating], "kế hoạch được đưa vào theo dõi"
        yield assignment_letter(mailbox, plan, parts, dates, notes, known, day, reason)


def _parts(task: TaskRow, role: Role, members: Sequence[Member], units: Sequence[str]) -> Iterator[Part]:
    return (Part(task, role, member) for member in members if member.unit in units)


def _notes(rows: Sequence[TaskRow], parts: Sequence[Part], known: World) -> Iterator[str]:
    """What the letter leaves open: collectives whose members nobody has chosen."""
    concerned = {part.task.id for part in parts if part.role == "lead"}
    open_groups: dict[str, list[str]] = {}
    for task in rows:
        for _, code in task.groups:
            if task.id in concerned and not known.register.members.get(code):
                open_groups.setdefault(code, []).append(task.name)
    for code, names in open_groups.items():
        yield (
            f"«{known.register.name_of(code)}» chưa được chọn cụ thể ở {len(names)} nhiệm vụ ({', '.join(names)}); "
            "chưa có thư nào gửi cho các đơn vị này."
        )


def _events(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    row = next(a for a in announcements(conn) if a.id == int(act.ref.partition(":")[2]))
    revoked = act.kind == "event_revoked"
    said: dict[str, list[Item]] = {}
    for matter in _opened(conn, row):
        if matter.row.state == ("withdrawn" if revoked else "open"):
            for mailbox, one in _told(matter, revoked, act, known, day):
                said.setdefault(mailbox, []).append(one)
    by_plan = {plan.id: plan for plan in plans(conn)}
    named = ", ".join(dict.fromkeys(by_plan[task.plan_id].label for task in tasks(conn, ids=row.task_ids)))
    for mailbox, items in sorted(said.items()):
        to = recipient(mailbox, known)
        mail = EventLetter(
            day,
            to.address,
            to.name,
            known.settings.name,
            named,
            row.words,
            row.happened,
            row.document,
            "revoked" if revoked else "opened",
            tuple(items),
            known.monitor_name(),
        )
        yield Letter(to, mail, [contract_item(one) for one in items])


def _opened(conn: Connection, row: AnnouncementRow) -> list[Matter]:
    by_task = {task.id: task for task in tasks(conn, ids=row.task_ids)}
    by_plan: dict[int, PlanRow] = {plan.id: plan for plan in plans(conn)}
    rows = [o for o in obligations(conn, task_ids=row.task_ids) if o.label == row.label]
    return [Matter(o, by_task[o.task_id], by_plan[by_task[o.task_id].plan_id]) for o in rows]


def _told(matter: Matter, revoked: bool, act: ActRow, known: World, day: dt.date) -> Iterator[tuple[str, Item]]:
    """The lead and the co-ordinators named singly; a lead whose task got no date is asked for one."""
    undated = matter.row.due is None and not revoked
    why = f"sự kiện được thu hồi: {act.detail.get('why', '')}" if revoked else "sự kiện mà nhiệm vụ chờ đã xảy ra"
    for mailbox, unit, role in _concerned(matter, known):
        asked = undated and role == "lead"
        reason = "cần đơn vị chủ trì đề xuất ngày hoàn thành" if asked else why
        kind: MailKind = "question" if asked else "event"
        told = item(matter, unit, role, kind, reason, known, day)
        yield mailbox, _without_date(told) if revoked else linked(told, matter, mailbox, known, act.at)


def _without_date(told: Item) -> Item:
    """An item of work that waits again: the day it was told of holds no longer."""
    note = f"Ngày đến hạn đã báo, {say_day(told.due)}, không còn hiệu lực." if told.due else None
    return replace(told, due=None, days_left=None, why_date="", note=note)


def _corrections(conn: Connection, act: ActRow, known: World, day: dt.date) -> Iterator[Letter]:
    moved = {change[0]: change for change in act.detail["changes"]}
    rows = obligations(conn, ids=list(moved))
    by_task = {task.id: task for task in tasks(conn, ids=[row.task_id for row in rows])}
    by_plan = {plan.id: plan for plan in plans(conn)}
    said: dict[str, list[Change]] = {}
    for row in rows:
        if row.state != "open":
            continue
        matter = Matter(row, by_task[row.task_id], by_plan[by_task[row.task_id].plan_id])
        _, old, new = moved[row.id]
        for mailbox, unit, role in _concerned(matter, known):
            plain = item(matter, unit, role, "correction", act.detail["reason"], known, day)
            one = linked(plain, matter, mailbox, known, act.at)
            said.setdefault(mailbox, []).append(Change(one, _date(old), _date(new)))
    for mailbox, changes in sorted(said.items()):
        to = recipient(mailbox, known)
        plan = ", ".join(dict.fromkeys(change.item.plan for change in changes))
        mail = CorrectionLetter(
            day,
            to.address,
            to.name,
            known.settings.name,
            plan,
            act.detail["reason"],
            tuple(changes),
            known.monitor_name(),
        )
        yield Letter(to, mail, [contract_item(change.item) for change in changes])


def _concerned(matter: Matter, known: World) -> Iterator[tuple[str, str, Role]]:
    """Who works to a date: the lead, and the co-ordinators named singly."""
    if lead := lead_contact(matter.row.held_by, known.register):
        yield lead.mailbox, matter.row.held_by, "lead"
    for member in coordinators(matter.row, matter.task):
        contact = lead_contact(member.unit, known.register)
        if contact and not member.via:
            yield contact.mailbox, member.unit, "coordinating"


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
