"""`nhacviec checkin answer`: what a unit says of a duty without a due date, typed by somebody on its behalf."""

from __future__ import annotations

from pathlib import Path

import click

from db.checkins import Result
from db.engine import reading
from nhacviec.commands.checkin_period import PERIOD, period
from nhacviec.commands.frame import Command
from nhacviec.commands.session import begin
from nhacviec.commands.unit_argument import unit_named
from rules.errors import UsageError
from rules.say import say_label
from scheduler.answering.answers import Teller
from scheduler.answering.checkin_answers import check_in
from scheduler.answering.checkins import RESULT_WORDS, Round, round_of
from scheduler.office import world

RESULTS: dict[str, Result] = {"under-way": "under_way", "done": "done", "difficulty": "difficulty"}


@click.command(cls=Command)
@click.argument("task", metavar="NHIỆM_VỤ", required=False)
@click.option("--unit", "asked_unit", metavar="ĐƠN-VỊ", required=True, help="Đơn vị chủ trì trả lời.")
@click.option("--plan", "plan_id", metavar="SỐ", type=int, help="Kế hoạch, khi nhiều kế hoạch có nhiệm vụ cùng tên.")
@PERIOD
@click.option(
    "--result",
    type=click.Choice(tuple(RESULTS)),
    default="under-way",
    help="under-way: vẫn đang thực hiện (mặc định); done: đã thực hiện xong trong kỳ; difficulty: có vướng mắc.",
)
@click.option("--note", metavar="NỘI-DUNG", default="", help="Kết quả; có vướng mắc thì phải ghi.")
@click.option("--all", "every", is_flag=True, help="Mọi việc mà đơn vị chưa trả lời trong kỳ.")
@click.pass_obj
def answer(
    config_path: Path | None,
    task: str | None,
    asked_unit: str,
    plan_id: int | None,
    asked: str | None,
    result: str,
    note: str,
    every: bool,
) -> None:
    """Ghi trả lời của đơn vị về một việc thường xuyên trong kỳ; trả lời sau thay trả lời trước.

    NHIỆM_VỤ là tên như 1.IV.2 trong «nhacviec checkin list».
    """
    if every == bool(task):
        raise UsageError(reason="Cần đúng một trong hai: tên nhiệm vụ hoặc --all.")
    session = begin(config_path)
    label = period(session, asked)
    with reading(session.office.engine) as conn:
        known, unit = world(session.office, conn), unit_named(conn, asked_unit)
        this = round_of(conn, known, label, session.today)
    number = _number(this, unit, task, plan_id, known.register.name_of(unit)) if task else None
    teller = Teller(session.actor, session.at, unit=unit)
    done = check_in(session.office, label, unit, number, RESULTS[result], teller, note)
    names = ", ".join(one.name for one in done)
    said = f"{len(done)} việc ({names})" if done else "0 việc: đơn vị đã trả lời hết"
    words = RESULT_WORDS[RESULTS[result]]
    click.echo(f"Đã ghi trả lời của {known.register.name_of(unit)}, {say_label(label)}: {said}, {words}.")


def _number(this: Round, unit: str, name: str, plan_id: int | None, unit_name: str) -> int:
    """The number of the unit's task of that name."""
    own = [task for task in this.by_unit.get(unit, ()) if plan_id in (None, task.plan_id)]
    found = [task for task in own if task.name == name]
    if len(found) > 1:
        plans = ", ".join(str(task.plan_id) for task in found)
        raise UsageError(reason=f"Nhiều kế hoạch có nhiệm vụ {name} của {unit_name}: thêm --plan (một trong {plans}).")
    if not found:
        names = ", ".join(task.name for task in own) or "không có việc nào"
        raise UsageError(
            reason=f"{unit_name} không chủ trì việc thường xuyên nào tên {name} trong kỳ {this.label} (có: {names})."
        )
    return found[0].id
