"""`nhacviec plan show`: one plan's tasks with their units, deadlines, dates and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from db.amendments import AmendmentRow
from db.checkins import CheckInRow
from db.engine import reading
from db.plans import PlanRow
from nhacviec.commands import choice_words, obligation_words
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.plan_list import amendment_as_json, plan_as_json
from nhacviec.commands.session import Session, begin
from rules.errors import UsageError
from rules.say import say_day
from scheduler.duties.choices import Choice, open_choices
from scheduler.duties.task_units import coordinating_codes, lead_codes
from scheduler.office import world
from scheduler.reports.plan_list import standing
from scheduler.reports.plan_standing import Standing, plan_standing


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


def _read(session: Session, plan_id: int) -> tuple[PlanRow, Sequence[AmendmentRow], Sequence[Standing]]:
    """The plan, its amendments, its tasks in force, then those that were dropped."""
    with reading(session.office.engine) as conn:
        found = plan_standing(conn, plan_id)
    if found is None:
        raise UsageError(reason=f"Không có kế hoạch số {plan_id}; xem danh sách bằng lệnh «nhacviec plan list».")
    return found.plan, found.amended, found.tasks


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
    dates = "\n".join([*one.lines(today), *one.said(name_of)])
    return task.name, task.text, leads, task.phrase or "(chưa ghi)", dates


def _checked_json(row: CheckInRow) -> dict[str, Any]:
    told = {"period": row.period, "unit": row.unit, "result": row.result, "note": row.note}
    return told | {"at": row.at, "by": row.actor, "via": row.via}
