"""Duties without a due date, asked about on the report calendar: the line of each unit, the monitor's summary."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from db.engine import Connection
from db.plans import TaskRow
from notifications.model import Item, MailKind, Role
from rules.report_windows import label_of, last_day, period_of
from scheduler.answering.checkins import RESULT_WORDS, Round, round_of
from scheduler.answering.links import CheckInLink, check_in_linked
from scheduler.duties.seats import lead_contact
from scheduler.office import World

ByMailbox = dict[str, list[Item]]


def check_ins(conn: Connection, known: World, today: dt.date) -> tuple[str, ByMailbox, ByMailbox]:
    """The period by its label, what units are asked in it, and what the monitor is told of that a day later.

    Both stand from their day to the period's end, so that days off of the daemon lose nothing. A plan adopted after
    the data of the period closed is not asked about.
    """
    label, closed = _running(known, today)
    if asked_period(known, today) is None:
        return label, {}, {}
    this = round_of(conn, known, label, today)
    by_unit = {unit: duties for unit, own in this.by_unit.items() if (duties := _adopted(own, this))}
    asked: ByMailbox = {}
    for unit, own in by_unit.items():
        if contact := lead_contact(unit, known.register):
            asked.setdefault(contact.mailbox, []).append(_to_unit(unit, own, this, contact.mailbox, known, today))
    monitors = known.register.monitors()
    monitor_after = known.settings.check_ins.monitor_after
    if not asked or not monitors or today < known.calendar.add_working_days(closed, monitor_after):
        return label, asked, {}
    return label, asked, {monitors[0].mailbox: [_to_monitor(by_unit, this, known)]}


def asked_period(known: World, today: dt.date) -> str | None:
    """The label of the period that units are asked about on the local day; None where nothing is asked yet."""
    label, closed = _running(known, today)
    if not label or today < known.calendar.add_working_days(closed, known.settings.check_ins.unit_after):
        return None
    return label


def _running(known: World, today: dt.date) -> tuple[str, dt.date]:
    """The period that runs, by its label, and the day on which its data close; without one where nobody is asked."""
    every = known.settings.check_ins.every
    if every is None:
        return "", today
    n = period_of(every, today)
    return label_of(every, today.year, n), last_day(every, today.year, n)


def asked_now(conn: Connection, known: World, today: dt.date) -> ByMailbox:
    """What each mailbox is asked in the running period from its day on, whether or not it was already."""
    return check_ins(conn, known, today)[1]


def _adopted(own: Sequence[TaskRow], this: Round) -> list[TaskRow]:
    return [task for task in own if this.plans[task.plan_id].adopted_on <= this.closed]


def _to_unit(unit: str, own: Sequence[TaskRow], this: Round, mailbox: str, known: World, today: dt.date) -> Item:
    lines = tuple((task.name, task.text) for task in own)
    title = f"{len(own)} việc thực hiện thường xuyên: vẫn đang thực hiện hay có vướng mắc?"
    asked = "Trả lời thư này: ghi “vẫn đang thực hiện”, hoặc nêu tên việc có vướng mắc và vướng mắc gì."
    if known.settings.public_url:
        asked = "Mở liên kết, trả lời từng việc: vẫn đang thực hiện, đã xong trong kỳ, hay có vướng mắc gì."
    said = _item(unit, "lead", "question", title, asked, lines, own, this, known)
    link = CheckInLink(this.label, unit, mailbox, known.settings.hours.opening(today))
    return check_in_linked(said, link, known)


def _to_monitor(by_unit: dict[str, list[TaskRow]], this: Round, known: World) -> Item:
    """Who answered what, and who did not."""
    every = list({task.id: task for own in by_unit.values() for task in own}.values())
    lines = tuple((known.register.name_of(unit), "; ".join(_said(unit, own, this))) for unit, own in by_unit.items())
    silent = sum(any((task.id, unit) not in this.answers for task in own) for unit, own in by_unit.items())
    title = (
        f"Đã hỏi {len(by_unit)} đơn vị về {len(every)} việc thực hiện thường xuyên: "
        f"{len(by_unit) - silent} đơn vị đã trả lời đủ, {silent} đơn vị chưa"
    )
    asked = f"Xem từng trả lời bằng lệnh «nhacviec checkin list --period {this.label}»."
    if silent:
        asked = f"Đôn đốc đơn vị chưa trả lời. {asked}"
    monitor = known.register.monitors()[0].unit
    return _item(monitor, "monitor", "info", title, asked, lines, every, this, known)


def _said(unit: str, own: Sequence[TaskRow], this: Round) -> Iterator[str]:
    """How many of the unit's duties stand how; each difficulty in its words."""
    rows = [this.answers[task.id, unit] for task in own if (task.id, unit) in this.answers]
    if not rows:
        yield f"{len(own)} việc, chưa trả lời"
        return
    counted = Counter(row.result for row in rows)
    parts = [f"{counted[result]} {words}" for result, words in RESULT_WORDS.items() if counted[result]]
    left = [f"{len(own) - len(rows)} chưa trả lời"] if len(rows) < len(own) else []
    yield f"{len(own)} việc: {', '.join([*parts, *left])}"
    names = {task.id: task.name for task in own}
    yield from (f"{names[row.task_id]}: {row.note}" for row in rows if row.result == "difficulty")


def _item(
    unit: str | None,
    role: Role,
    kind: MailKind,
    title: str,
    asked: str | None,
    lines: tuple[tuple[str, str], ...],
    about: Sequence[TaskRow],
    this: Round,
    known: World,
) -> Item:
    return Item(
        task=None,
        title=title,
        unit=unit,
        unit_name=known.register.name_of(unit) if unit else known.monitor_name(),
        role=role,
        kind=kind,
        rung=this.label,
        due=None,
        days_left=None,
        overdue=0,
        plan=", ".join(dict.fromkeys(this.plans[task.plan_id].label for task in about)),
        place="",
        phrase=None,
        why_date="",
        reason="rà soát định kỳ những việc không có ngày đến hạn, theo lịch báo cáo",
        period=this.words,
        lines=lines,
        asked=asked,
    )
