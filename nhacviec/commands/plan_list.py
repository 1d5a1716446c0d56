"""`nhacviec plan list`: the plans that were adopted, with how their obligations stand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import click

from db.amendments import AmendmentRow, amendments
from db.duties import obligations
from db.engine import Connection, reading
from db.plans import PlanRow, plans, tasks
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from rules.say import say_day
from rules.status import status_of

PLAN_STATUS_WORDS = {"adopted": "đang theo dõi", "closed": "đã đóng", "undone": "đã hủy nạp"}


@click.command("list", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_plans(config_path: Path | None, as_json: bool) -> None:
    """Liệt kê các kế hoạch đã nạp, mỗi kế hoạch có bao nhiêu nhiệm vụ, việc đang mở, việc quá hạn."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        found = [_summed_up(conn, plan, session.today) for plan in plans(conn)]
    if as_json:
        print_list(found)
    else:
        said = "\n".join(map(_in_words, found))
        click.echo(said or "Chưa có kế hoạch nào; nạp bằng lệnh «nhacviec plan import TỆP».")


def plan_as_json(plan: PlanRow) -> dict[str, Any]:
    """What identifies a plan."""
    return {
        "id": plan.id,
        "title": plan.title,
        "number": plan.number,
        "issued": plan.issued,
        "plan": list(plan.years),
        "status": plan.status,
        "adopted_on": plan.adopted_on,
        "source": plan.source_name,
    }


def _summed_up(conn: Connection, plan: PlanRow, today: dt.date) -> dict[str, Any]:
    rows = tasks(conn, plan_id=plan.id)
    held = obligations(conn, task_ids=[task.id for task in tasks(conn, plan_id=plan.id, withdrawn=True)])
    counted = Counter(status_of(o.state, o.in_time_until, o.done_on, today, doubted=o.doubted) for o in held)
    amended = [amendment_as_json(row) for row in amendments(conn, plan.id) if row.undone_at is None]
    return {
        **plan_as_json(plan),
        "tasks": len(rows),
        "obligations": dict(sorted(counted.items())),
        "amendments": amended,
    }


def amendment_as_json(row: AmendmentRow) -> dict[str, Any]:
    """What identifies an amendment."""
    return {
        "id": row.id,
        "title": row.title,
        "number": row.number,
        "issued": row.issued,
        "source": row.source_name,
        "made_on": row.made_on,
        "by": row.actor,
        "undone": row.undone_why if row.undone_at else None,
    }


def standing(status: str, adopted_on: dt.date) -> str:
    """How a plan stands, with the day it was adopted."""
    words = PLAN_STATUS_WORDS[status]
    return f"{words} từ {say_day(adopted_on)}" if status == "adopted" else f"nạp ngày {say_day(adopted_on)}, {words}"


def _in_words(plan: dict[str, Any]) -> str:
    counted, (first, last) = plan["obligations"], plan["plan"]
    opened = sum(counted.get(status, 0) for status in ("open_in_time", "open_overdue", "waiting"))
    number = f"số {plan['number']} – " if plan["number"] else ""
    amended = f"; đã sửa đổi {len(plan['amendments'])} lần" if plan["amendments"] else ""
    return (
        f"{plan['id']}. {number}{plan['title']} ({first}–{last}), "
        f"{standing(plan['status'], plan['adopted_on'])}: {plan['tasks']} nhiệm vụ, {opened} việc đang mở, "
        f"trong đó {counted.get('open_overdue', 0)} việc quá hạn{amended}"
    )
