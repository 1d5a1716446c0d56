"""`nhacviec checkin list`: the duties without a due date in one period, who answered what and who did not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from db.checkins import CheckInRow
from db.engine import reading
from db.plans import TaskRow
from nhacviec.commands.checkin_period import PERIOD, period
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from nhacviec.commands.unit_argument import unit_named
from scheduler.answering.checkins import RESULT_WORDS, Round, round_of
from scheduler.clock import say_instant
from scheduler.office import world


@click.command("list", cls=Command)
@PERIOD
@click.option("--unit", "asked_unit", metavar="ĐƠN-VỊ", help="Chỉ đơn vị này (mã hoặc tên).")
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_check_ins(config_path: Path | None, asked: str | None, asked_unit: str | None, as_json: bool) -> None:
    """Liệt kê việc thường xuyên của từng đơn vị trong một kỳ, với trả lời sau cùng của đơn vị."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        known = world(session.office, conn)
        only = unit_named(conn, asked_unit) if asked_unit else None
        this = round_of(conn, known, period(session, asked), session.today)
    lines = [(unit, task) for unit, own in this.by_unit.items() for task in own if only in (None, unit)]
    if as_json:
        print_list(_as_json(this, unit, task) for unit, task in lines)
        return
    for unit in dict.fromkeys(unit for unit, _ in lines):
        click.echo("\n".join(_in_words(this, unit, known.register.name_of(unit))))
    left = sum((task.id, unit) not in this.answers for unit, task in lines)
    said = f"{this.words}: {len(lines)} việc thực hiện thường xuyên, {left} việc chưa trả lời."
    click.echo(said if lines else f"{this.words}: không có việc thực hiện thường xuyên nào.")


def _in_words(this: Round, unit: str, name: str) -> Iterator[str]:
    yield name
    for task in this.by_unit[unit]:
        yield f"  {task.name}  {task.text}"
        yield f"    {_said(this.answers.get((task.id, unit)))}"


def _said(row: CheckInRow | None) -> str:
    if row is None:
        return "chưa trả lời"
    note = f": {row.note}" if row.note else ""
    return f"{RESULT_WORDS[row.result]}{note} ({say_instant(row.at)}, {row.actor})"


def _as_json(this: Round, unit: str, task: TaskRow) -> dict[str, Any]:
    row = this.answers.get((task.id, unit))
    return {
        "period": this.label,
        "plan": task.plan_id,
        "task": task.name,
        "text": task.text,
        "unit": unit,
        "result": row.result if row else None,
        "note": row.note if row else None,
        "at": row.at if row else None,
        "by": row.actor if row else None,
    }
