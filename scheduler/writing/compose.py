"""Rows → what a mail says about them: the values that `notifications` words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from db.duties import ObligationRow
from db.plans import PlanRow, TaskRow
from notifications.model import Item, MailKind, Role
from rules.ladder import Notice
from rules.say import say_day, say_label
from scheduler.duties.schedule import coordinators
from scheduler.duties.twins import Company
from scheduler.office import World

STEP_NAMES = {"head": "người đứng đầu đơn vị", "monitor": "Văn phòng Sở", "leadership": "Lãnh đạo Sở"}
"""To whom overdue work is reported."""


@dataclass(frozen=True, slots=True)
class Matter:
    """An obligation with what it is about; `company` where it is open and one work with others."""

    row: ObligationRow
    task: TaskRow
    plan: PlanRow
    company: Company = ()


def notice_item(matter: Matter, notice: Notice, known: World, link: str | None) -> Item:
    """What one notice of the ladder says, with the link to answer it by, if it has one."""
    return _item(
        matter,
        notice.unit,
        notice.role,
        notice.kind,
        notice.reason,
        known,
        days_left=notice.days_left,
        rung=notice.rung,
        overdue=notice.overdue,
        escalated_to=tuple(STEP_NAMES[role] for role in notice.reported),
        link=link,
    )


def item(
    matter: Matter, unit: str, role: Role, kind: MailKind, reason: str, known: World, day: dt.date | None = None
) -> Item:
    """What a mail says of an obligation to `unit` in `role`; `day` (local) is the mail's, for the days left."""
    left = (matter.row.due - day).days if matter.row.due and day else None
    return _item(matter, unit, role, kind, reason, known, days_left=left)


def _item(
    matter: Matter,
    unit: str,
    role: Role,
    kind: MailKind,
    reason: str,
    known: World,
    *,
    days_left: int | None,
    rung: str = "",
    overdue: int = 0,
    escalated_to: tuple[str, ...] = (),
    link: str | None = None,
) -> Item:
    row, task, plan = matter.row, matter.task, matter.plan
    return Item(
        task=task.name,
        title=task.text,
        unit=unit,
        unit_name=known.register.name_of(unit),
        role=role,
        kind=kind,
        rung=rung,
        due=row.due,
        days_left=days_left,
        overdue=overdue,
        plan=plan.label,
        place=task.place,
        phrase=task.phrase,
        why_date=why_date(row),
        reason=reason,
        period=say_label(row.label) or None,
        coordinators=_coordinator_names(row, task, known),
        escalated_to=escalated_to,
        note=" ".join(notes(row)) or None,
        lead_name=known.register.name_of(row.held_by) if role == "coordinating" else None,
        link=link,
    )


def why_date(row: ObligationRow) -> str:
    """The last step by which the date came about, and that it was moved since, if it was."""
    if row.extended and row.first_due:
        return f"Hạn được gia hạn; hạn ban đầu {say_day(row.first_due)}."
    step = row.trace[-1][0] if row.trace else "Chưa có ngày đến hạn."
    moved = row.first_due != row.due and row.first_due is not None and row.due is not None
    return f"{step} Hạn ban đầu {say_day(row.first_due)}." if moved and row.first_due else step


def notes(row: ObligationRow) -> Iterator[str]:
    """What is to be known of its date: provisional, asked to be moved, late for ever."""
    if row.provisional:
        yield "Ngày tạm tính, có thể thay đổi."
    if row.offered:
        yield f"Hạn khác được đề nghị là {say_day(row.offered)}, chờ đơn vị trả lời; trước đó hạn giữ nguyên."
    elif row.asked_for:
        yield f"Đơn vị đề nghị gia hạn đến {say_day(row.asked_for)}, chờ quyết định; trước đó hạn giữ nguyên."
    if row.late_after:
        yield f"Gia hạn sau khi đã quá hạn {say_day(row.late_after)}: việc vẫn tính là muộn."


def _coordinator_names(row: ObligationRow, task: TaskRow, known: World) -> tuple[str, ...]:
    """The co-ordinating units as the plan names them: single ones by name, collectives by theirs."""
    single = [known.register.name_of(member.unit) for member in coordinators(row, task) if not member.via]
    groups = [known.register.name_of(code) for role, code in task.groups if role == "coordinating"]
    return tuple(dict.fromkeys([*single, *groups]))


def contract_item(said: Item) -> dict[str, Any]:
    """An item as the command line prints it."""
    return {
        "task": said.task,
        "unit": said.unit,
        "role": said.role,
        "kind": said.kind,
        "due": said.due.isoformat() if said.due else None,
        "rung": said.rung or None,
        "reason": said.reason,
    }


def merged(items: list[Item]) -> tuple[Item, ...]:
    """The same task, unit, role and rung once: a co-ordinator hears of a task with nine leads in one line."""
    found: dict[tuple[object, ...], list[Item]] = {}
    for one in items:
        key = (one.plan, one.task, one.unit, one.role, one.kind, one.rung, one.due, one.period)
        found.setdefault(key, []).append(one)
    return tuple(_of_all(group) for group in found.values())


def _of_all(group: list[Item]) -> Item:
    if len(group) == 1 and not group[0].lines:
        return group[0]
    lines = tuple(dict.fromkeys(line for one in group for line in one.lines))
    first = replace(group[0], lines=lines, note=next((one.note for one in group if one.lines), group[0].note))
    names = tuple(dict.fromkeys(one.lead_name for one in group if one.lead_name))
    if len(names) < 2:
        return first
    said = ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} và {len(names) - 2} đơn vị khác"
    return replace(first, lead_name=said)


def asked_of_monitor(title: str, reason: str, known: World) -> Item:
    """A question to the monitor that is about no duty."""
    monitor = next((unit.code for unit in known.register.units.values() if unit.is_monitor), None)
    return Item(
        task=None,
        title=title,
        unit=monitor,
        unit_name=known.monitor_name(),
        role="monitor",
        kind="question",
        rung="",
        due=None,
        days_left=None,
        overdue=0,
        plan="",
        place="",
        phrase=None,
        why_date="",
        reason=reason,
        period=None,
    )
