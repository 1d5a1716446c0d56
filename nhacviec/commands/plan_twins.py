"""`nhacviec plan twins`: tasks of plans in force that are linked as one work, and those that may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from db.engine import Connection, reading
from db.plans import PlanRow, TaskRow
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from rules.say import say_day
from scheduler.duties.likely_twins import LikelyTwins, likely_twins
from scheduler.duties.linking import LinkedSet, linked_sets
from scheduler.office import World, world
from scheduler.writing.duty_lines import due_text

SHOWN_AT_IMPORT = 5


@click.command("twins", cls=Command)
@click.argument("plan_id", metavar="[SỐ]", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.pass_obj
def show_twins(config_path: Path | None, plan_id: int | None, as_json: bool) -> None:
    """Nhiệm vụ giống nhau ở các kế hoạch đang theo dõi: đã liên kết, và có thể là một việc.

    Hai nhiệm vụ được nêu khi lời văn giống hoặc gần giống nhau và có đơn vị chủ trì chung. Không tự liên kết: xem rồi
    liên kết bằng «nhacviec plan link». SỐ là số của một kế hoạch; không ghi thì xem mọi kế hoạch.
    """
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        known, likely = world(session.office, conn), likely_twins(conn, session.today, plan_id)
        linked = linked_sets(conn, plan_id)
    if as_json:
        print_object({"linked": list(map(_set_json, linked)), "likely": list(map(_pair_json, likely))})
        return
    lines = [*_linked(linked, known, session.today), *likely_lines(likely, known, session.today)]
    click.echo("\n".join(lines) or "Không có nhiệm vụ nào giống nhau ở hai kế hoạch đang theo dõi.")


def say_likely(conn: Connection, known: World, plan_id: int, today: dt.date) -> None:
    """What a plan that has just been adopted may have in common with others; nothing where there is nothing."""
    found = likely_twins(conn, today, plan_id)
    for line in likely_lines(found[:SHOWN_AT_IMPORT], known, today):
        click.echo(line)
    if len(found) > SHOWN_AT_IMPORT:
        click.echo(f"  … còn {len(found) - SHOWN_AT_IMPORT} cặp nữa: nhacviec plan twins {plan_id}")


def likely_lines(pairs: Sequence[LikelyTwins], known: World, today: dt.date) -> Iterator[str]:
    """Each pair with its plans, names, phrases and dates, and what links it."""
    if pairs:
        yield "Có thể là một việc (mỗi kế hoạch nhắc riêng cho đến khi liên kết):"
    for pair in pairs:
        alike = "giống hệt" if pair.share == 1 else f"giống {pair.share:.0%}"
        yield f"  “{pair.task.text}” – {alike}, chủ trì chung: {', '.join(map(known.register.name_of, pair.units))}"
        yield f"    {described(pair.plan, pair.task, known, today)}"
        other = f" “{pair.other_task.text}”" if pair.share < 1 else ""
        yield f"    {described(pair.other_plan, pair.other_task, known, today)}{other}"
        yield f"    Liên kết: {pair.command}"


def described(plan: PlanRow, task: TaskRow, known: World, today: dt.date) -> str:
    """A task beside those of other plans: which plan, its name, its phrase, its dates."""
    phrase = f"“{task.phrase}”, " if task.phrase else ""
    gone = " (đã bỏ khỏi kế hoạch)" if task.withdrawn_on else ""
    return f"{plan.id} {task.name}  {plan.label}: {phrase}{due_text(task, plan, known, today)[1]}{gone}"


def _linked(sets: Sequence[LinkedSet], known: World, today: dt.date) -> Iterator[str]:
    if sets:
        yield "Đã liên kết là một việc:"
    for one in sets:
        yield f"  “{one.tasks[0][1].text}”"
        for (plan, task), row in zip(one.tasks, one.rows, strict=True):
            linked = f"liên kết ngày {say_day(row.linked_on)}, bởi {row.linked_by}"
            yield f"    {described(plan, task, known, today)}; {linked}"


def _task_json(plan: PlanRow, task: TaskRow) -> dict[str, Any]:
    return {"plan": plan.id, "task": task.name, "text": task.text, "phrase": task.phrase}


def _set_json(one: LinkedSet) -> dict[str, Any]:
    told = zip(one.tasks, one.rows, strict=True)
    return {
        "tasks": [_task_json(*pair) | {"since": row.linked_on.isoformat(), "by": row.linked_by} for pair, row in told]
    }


def _pair_json(pair: LikelyTwins) -> dict[str, Any]:
    pairs = ((pair.plan, pair.task), (pair.other_plan, pair.other_task))
    return {"tasks": [_task_json(*one) for one in pairs], "share": round(pair.share, 2), "units": list(pair.units)}
