"""`nhacviec plan list`: the plans that were adopted, with how their obligations stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from db.amendments import AmendmentRow
from db.engine import reading
from db.plans import PlanRow
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from scheduler.reports.plan_list import PlanLine, plan_list


@click.command("list", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_plans(config_path: Path | None, as_json: bool) -> None:
    """Liệt kê các kế hoạch đã nạp, mỗi kế hoạch có bao nhiêu nhiệm vụ, việc đang mở, việc quá hạn."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        found = plan_list(conn, session.today)
    if as_json:
        print_list(list(map(_as_json, found)))
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


def _as_json(line: PlanLine) -> dict[str, Any]:
    return {
        **plan_as_json(line.plan),
        "tasks": line.tasks,
        "obligations": dict(line.counted),
        "amendments": [amendment_as_json(row) for row in line.amended],
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


def _in_words(line: PlanLine) -> str:
    plan, (first, last) = line.plan, line.plan.years
    number = f"số {plan.number} – " if plan.number else ""
    amended = f"; đã sửa đổi {len(line.amended)} lần" if line.amended else ""
    return (
        f"{plan.id}. {number}{plan.title} ({first}–{last}), {line.standing}: {line.tasks} nhiệm vụ, "
        f"{line.open} việc đang mở, trong đó {line.overdue} việc quá hạn{amended}"
    )
