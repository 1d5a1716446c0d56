"""Duties without a due date (continuous, weekly, daily): asked about on the report calendar, never overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from db.engine import Connection
from db.plans import PlanRow, TaskRow, plans, tasks
from notifications.model import Item, MailKind, Role
from rules.model import Mixed, Ongoing, Rhythm, Rule, Several
from rules.report_windows import label_of, last_day, period_of
from rules.say import say_label
from scheduler.office import World
from scheduler.seats import lead_contact

ByMailbox = dict[str, list[Item]]


def check_ins(conn: Connection, known: World, today: dt.date) -> tuple[str, ByMailbox, ByMailbox]:
    """The period by its label, what units are asked in it, and what the monitor is told of that a day later.

    Both stand from their day to the period's end, so that days off of the daemon lose nothing. A plan adopted after
    the data of the period closed is not asked about.
    """
    policy = known.settings.check_ins
    if policy.every is None:
        return "", {}, {}
    n = period_of(policy.every, today)
    label, closed = label_of(policy.every, today.year, n), last_day(policy.every, today.year, n)
    if today < known.calendar.add_working_days(closed, policy.unit_after):
        return label, {}, {}
    running = {plan.id: plan for plan in plans(conn, "adopted") if _runs(plan, closed)}
    duties = [task for task in tasks(conn) if task.plan_id in running and goes_on(task.rule, today)]
    by_unit = {
        unit: [task for task in duties if unit in {member.unit for member in task.leads}]
        for unit in dict.fromkeys(member.unit for task in duties for member in task.leads)
        if not _ended(unit, known, today)
    }
    asked: ByMailbox = {}
    for unit, own in by_unit.items():
        if contact := lead_contact(unit, known.register):
            asked.setdefault(contact.mailbox, []).append(_to_unit(unit, own, running, label, known))
    monitors = known.register.monitors()
    if not asked or not monitors or today < known.calendar.add_working_days(closed, policy.monitor_after):
        return label, asked, {}
    return label, asked, {monitors[0].mailbox: [_to_monitor(by_unit, running, label, known)]}


def _runs(plan: PlanRow, closed: dt.date) -> bool:
    return plan.years[0] <= closed.year <= plan.years[1] and plan.adopted_on <= closed


def _ended(unit: str, known: World, today: dt.date) -> bool:
    row = known.register.units.get(unit)
    return row is None or row.has_ended(today)


def goes_on(rule: Rule, today: dt.date) -> bool:
    """Whether the task, or a part of it, is work without a due date that has begun."""
    return any(_without_dates(part, today) for part in _parts(rule))


def _parts(rule: Rule) -> Iterator[Rule]:
    if isinstance(rule, Mixed | Several):
        for part in rule.parts:
            yield from _parts(part)
    else:
        yield rule


def _without_dates(rule: Rule, today: dt.date) -> bool:
    """Continuous, or at a rhythm that has no dates; one that begins later is not asked about yet."""
    if isinstance(rule, Ongoing):
        return rule.start is None or rule.start.in_year(today.year).first() <= today
    return isinstance(rule, Rhythm)


def _to_unit(unit: str, own: Sequence[TaskRow], running: dict[int, PlanRow], label: str, known: World) -> Item:
    lines = tuple((task.name, task.text) for task in own)
    title = f"{len(own)} việc thực hiện thường xuyên: vẫn đang thực hiện hay có vướng mắc?"
    asked = "Trả lời thư này: ghi “vẫn đang thực hiện”, hoặc nêu tên việc có vướng mắc và vướng mắc gì."
    return _item(unit, "lead", "question", title, asked, lines, own, running, label, known)


def _to_monitor(by_unit: dict[str, list[TaskRow]], running: dict[int, PlanRow], label: str, known: World) -> Item:
    every = list({task.id: task for own in by_unit.values() for task in own}.values())
    lines = tuple((known.register.name_of(unit), f"{len(own)} việc") for unit, own in by_unit.items())
    title = f"Đã hỏi {len(by_unit)} đơn vị về {len(every)} việc thực hiện thường xuyên"
    monitor = known.register.monitors()[0].unit
    return _item(monitor, "monitor", "info", title, None, lines, every, running, label, known)


def _item(
    unit: str | None,
    role: Role,
    kind: MailKind,
    title: str,
    asked: str | None,
    lines: tuple[tuple[str, str], ...],
    about: Sequence[TaskRow],
    running: dict[int, PlanRow],
    label: str,
    known: World,
) -> Item:
    return Item(
        task=None,
        title=title,
        unit=unit,
        unit_name=known.register.name_of(unit) if unit else known.monitor_name(),
        role=role,
        kind=kind,
        rung=label,
        due=None,
        days_left=None,
        overdue=0,
        plan=", ".join(dict.fromkeys(running[task.plan_id].label for task in about)),
        place="",
        phrase=None,
        why_date="",
        reason="rà soát định kỳ những việc không có ngày đến hạn, theo lịch báo cáo",
        period=say_label(label),
        lines=lines,
        asked=asked,
    )
