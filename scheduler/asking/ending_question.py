"""What the monitor is asked as a plan comes to its end: what is to become of the work that is still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from db.duties import obligations
from db.engine import Connection
from db.plans import PlanRow, plans, tasks
from notifications.model import Item
from rules.say import say_day
from scheduler.office import World
from scheduler.writing.compose import asked_of_monitor


def ending_questions(conn: Connection, known: World, today: dt.date) -> Iterator[tuple[PlanRow, str, Item]]:
    """Each plan that ends within the office's notice, or has ended, with the month in which it is asked about."""
    notice = dt.timedelta(days=known.settings.close_notice)
    for plan in plans(conn, "adopted"):
        end = dt.date(plan.years[1], 12, 31)
        if end - notice <= today:
            yield plan, f"{today:%Y-%m}", _item(conn, plan, end, known, today)


def _item(conn: Connection, plan: PlanRow, end: dt.date, known: World, today: dt.date) -> Item:
    held = obligations(conn, task_ids=[task.id for task in tasks(conn, plan_id=plan.id, withdrawn=True)], state="open")
    late = sum(row.in_time_until is not None and row.in_time_until < today for row in held)
    ends = f"hết thời kỳ {say_day(end)}" if today <= end else f"đã hết thời kỳ từ {say_day(end)}"
    left = f"còn {len(held)} việc đang mở, trong đó {late} việc quá hạn" if held else "không còn việc nào đang mở"
    decide = "Quyết định từng việc (làm tiếp, chuyển sang kế hoạch khác, hủy) rồi đóng" if held else "Đóng"
    asked = asked_of_monitor(
        f"Kế hoạch sắp kết thúc: {left}" if today <= end else f"Kế hoạch đã kết thúc: {left}",
        f"kế hoạch {ends}, chưa được đóng; mỗi tháng hỏi một lần",
        known,
    )
    return replace(asked, plan=plan.label, asked=f"{decide} kế hoạch bằng lệnh «nhacviec plan close {plan.id}».")
