"""`nhacviec plan show`: one plan's tasks with their units, deadlines, dates and how they stand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from db.amendments import AmendmentRow, amendments
from db.checkins import CheckInRow, check_ins
from db.duties import obligations
from db.engine import reading
from db.plans import PlanRow, TaskRow, plan_by_id, tasks
from nhacviec.commands import choice_words, obligation_words
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.parse import KINDS
from nhacviec.commands.plan_list import amendment_as_json, plan_as_json, standing
from nhacviec.commands.session import Session, begin
from nhacviec.commands.task_units import coordinating_codes, lead_codes
from rules.errors import UsageError
from rules.model import Kind
from rules.say import say_day, say_label
from rules.status import STATUS_WORDS, STATUSES
from scheduler.answering.checkins import RESULT_WORDS
from scheduler.duties.choices import Choice, open_choices
from scheduler.office import world
from scheduler.writing.compose import Matter

_KINDS: dict[str, Kind] = {kind: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Standing:
    """A task, its obligations by due date, and what was said of it in check-ins."""

    task: TaskRow
    held: tuple[Matter, ...]
    checked: tuple[CheckInRow, ...]


@click.command("show", cls=Command)
@click.argument("plan_id", metavar="SỐ", type=int)
@click.option("--json", "as_json", is_flag=True, help="In kế hoạch thành một đối tượng JSON.")
@click.pass_obj
def show_plan(config_path: Path | None, plan_id: int, as_json: bool) -> None:
    """Xem một kế hoạch đã nạp: từng nhiệm vụ, đơn vị, thời hạn, các kỳ hạn và tình trạng.

    SỐ là số của kế hoạch trong «nhacviec plan list».
    """
    session = begin(config_path)
    plan, amended, standings = _read(session, plan_id)
    known = world(session.office)
    with reading(session.office.engine) as conn:
        choices = open_choices(conn, known, session.today, plan.id)
    if as_json:
        print_object({**plan_as_json(plan), **_in_full(amended, standings, choices, session.today)})
        return
    _show(session, plan, amended, standings)
    for choice in choices:
        click.echo(choice_words.in_words(choice, known.register.name_of))


def _read(session: Session, plan_id: int) -> tuple[PlanRow, list[AmendmentRow], list[Standing]]:
    """The plan, its amendments, its tasks in force, then those that were dropped."""
    with reading(session.office.engine) as conn:
        plan = plan_by_id(conn, plan_id)
        if plan is None:
            raise UsageError(reason=f"Không có kế hoạch số {plan_id}; xem danh sách bằng lệnh «nhacviec plan list».")
        rows, amended = tasks(conn, plan_id=plan.id, withdrawn=True), amendments(conn, plan.id)
        held = obligations(conn, task_ids=[task.id for task in rows])
        checked = check_ins(conn, task_ids=[task.id for task in rows])
    of_task = {task.id: [Matter(o, task, plan) for o in held if o.task_id == task.id] for task in rows}
    rows.sort(key=lambda task: task.withdrawn_on is not None)
    said = {task.id: tuple(one for one in checked if one.task_id == task.id) for task in rows}
    return plan, amended, [Standing(task, tuple(of_task[task.id]), said[task.id]) for task in rows]


def _in_full(
    amended: Sequence[AmendmentRow], standings: Sequence[Standing], choices: Sequence[Choice], today: dt.date
) -> dict[str, Any]:
    """Tasks that amendments dropped stand apart: another task may bear their name."""
    return {
        "amendments": [amendment_as_json(row) for row in amended],
        "tasks": [
            {**_as_json(one, today), "to_choose": choice_words.as_json(choices, one.task.name)}
            for one in standings
            if one.task.withdrawn_on is None
        ],
        "withdrawn": [_as_json(one, today) for one in standings if one.task.withdrawn_on is not None],
    }


def _as_json(one: Standing, today: dt.date) -> dict[str, Any]:
    task = one.task
    return {
        "task": task.name,
        "text": task.text,
        "place": task.place,
        "heading": task.heading,
        "lead": lead_codes(task),
        "coordinating": coordinating_codes(task),
        "phrase": task.phrase,
        "kind": task.kind,
        "event": task.event_key,
        "withdrawn_on": task.withdrawn_on,
        "obligations": [obligation_words.as_json(matter, today) for matter in one.held],
        "check_ins": [_checked_json(row) for row in one.checked],
    }


def _show(session: Session, plan: PlanRow, amended: Sequence[AmendmentRow], standings: Sequence[Standing]) -> None:
    from nhacviec.commands.terminal import print_table  # rich is for people only

    known = world(session.office).register
    issued = f", ban hành {say_day(plan.issued)}" if plan.issued else ""
    click.echo(f"Kế hoạch số {plan.id} trong hệ thống: {plan.label}")
    click.echo(
        f"Giai đoạn {plan.years[0]}–{plan.years[1]}{issued}; {standing(plan.status, plan.adopted_on)}; "
        f"đọc từ tệp {plan.source_name}."
    )
    click.echo("\n".join(map(_amendment, amended)), nl=bool(amended))
    columns = (("Mã", 0), ("Nhiệm vụ", 5), ("Chủ trì", 3), ("Thời hạn", 3), ("Kỳ hạn và tình trạng", 4))
    print_table(columns, [_row(one, known.name_of, session.today) for one in standings])


def _amendment(row: AmendmentRow) -> str:
    undone = f"; {row.undone_why}" if row.undone_at else ""
    return f"Sửa đổi ngày {say_day(row.made_on)} theo {row.label}, do {row.actor} nạp từ tệp {row.source_name}{undone}."


def _row(one: Standing, name_of: Callable[[str], str], today: dt.date) -> tuple[str, ...]:
    task = one.task
    leads = "\n".join(map(name_of, lead_codes(task))) or "(chưa có)"
    dates = "\n".join([_dates(one, today), *_checked(one, name_of)])
    return task.name, task.text, leads, task.phrase or "(chưa ghi)", dates


def _dates(one: Standing, today: dt.date) -> str:
    """The next open due date, then how many obligations stand how; or why there are none."""
    if one.task.withdrawn_on:
        return "\n".join([f"thôi thực hiện từ {say_day(one.task.withdrawn_on)}", *_counted(one, today)])
    if not one.held:
        return KINDS[_KINDS[one.task.kind]]
    ahead = [m.row.due for m in one.held if m.row.state == "open" and m.row.due and m.row.due >= today]
    lines = [f"kỳ tới: {say_day(min(ahead))}"] if ahead else []
    return "\n".join([*lines, *_counted(one, today)])


def _checked(one: Standing, name_of: Callable[[str], str]) -> Iterator[str]:
    """What each unit said last of a duty without a due date."""
    for row in {row.unit: row for row in one.checked}.values():
        note = f": {row.note}" if row.note else ""
        yield f"{say_label(row.period)}, {name_of(row.unit)}: {RESULT_WORDS[row.result]}{note}"


def _checked_json(row: CheckInRow) -> dict[str, Any]:
    told = {"period": row.period, "unit": row.unit, "result": row.result, "note": row.note}
    return told | {"at": row.at, "by": row.actor, "via": row.via}


def _counted(one: Standing, today: dt.date) -> list[str]:
    counted = Counter(obligation_words.status(matter, today) for matter in one.held)
    return [f"{counted[s]} {STATUS_WORDS[s]}" for s in STATUSES if s in counted]
