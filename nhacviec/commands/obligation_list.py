"""`nhacviec obligation list`: obligations by unit, status and due date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from db.declines import DeclineRow, open_declines
from db.duties import obligations
from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.dates import say_due
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import Session, begin
from nhacviec.commands.unit_argument import unit_named
from rules.say import say_day
from rules.status import STATUS_WORDS, STATUSES
from scheduler.asking.decline_question import ways_out
from scheduler.clock import local_day
from scheduler.office import world
from scheduler.reports.duty_words import period_words
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

DECLINED = "declined"
"""In place of a status: a unit said that the duty is not its own, and nobody has decided yet."""


@click.command("list", cls=Command)
@click.option("--unit", "asked", metavar="ĐƠN-VỊ", help="Chỉ việc của đơn vị này (mã hoặc tên).")
@click.option(
    "--status",
    "status",
    type=click.Choice((*STATUSES, DECLINED)),
    help="Chỉ việc ở tình trạng này; declined: đơn vị báo không phải việc của mình, chờ quyết định.",
)
@click.option("--from", "first", type=DATE, help="Chỉ việc có hạn từ ngày này.")
@click.option("--to", "last", type=DATE, help="Chỉ việc có hạn đến hết ngày này.")
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_obligations(
    config_path: Path | None,
    asked: str | None,
    status: str | None,
    first: dt.date | None,
    last: dt.date | None,
    as_json: bool,
) -> None:
    """Liệt kê các việc theo ngày hạn, mỗi việc thuộc một đơn vị chủ trì."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        unit = unit_named(conn, asked) if asked else None
        found = matters(conn, obligations(conn, unit=unit, due_from=first, due_to=last))
        declined: dict[int, list[DeclineRow]] = {}
        for row in open_declines(conn):
            declined.setdefault(row.obligation_id, []).append(row)
    if status == DECLINED:
        found = [one for one in found if one.row.id in declined]
    elif status:
        found = [one for one in found if words.status(one, session.today) == status]
    if as_json:
        print_list(_as_json(one, session.today, declined.get(one.row.id, ())) for one in found)
    elif not found:
        click.echo("Không có việc nào như vậy.")
    else:
        _show(session, found)
        if status == DECLINED:
            _show_declined(session, found, declined)


def _as_json(one: Matter, today: dt.date, declined: Sequence[DeclineRow]) -> dict[str, Any]:
    waiting = [{"unit": row.unit, "at": row.at, "reason": row.why} for row in declined]
    return words.as_json(one, today) | {"declined": waiting}


def _show_declined(session: Session, found: Sequence[Matter], declined: Mapping[int, Sequence[DeclineRow]]) -> None:
    known = world(session.office).register
    for one in found:
        click.echo(f"Việc số {one.row.id}:")
        for row in declined[one.row.id]:
            day = say_day(local_day(row.at))
            click.echo(f"  {known.name_of(row.unit)} báo không phải việc của mình ngày {day}. Lý do: {row.why}")
            click.echo(f"  {ways_out(one, row.unit)}")


def _show(session: Session, found: Sequence[Matter]) -> None:
    from nhacviec.commands.terminal import print_table  # rich is for people only

    known, today = world(session.office).register, session.today
    columns = (("Số", 0), ("Hạn", 0), ("Nhiệm vụ", 6), ("Chủ trì", 3), ("Kỳ", 2), ("Tình trạng", 3))
    rows = [
        (
            str(one.row.id),
            say_due(one.row.due),
            f"{one.task.name}  {one.task.text}",
            known.name_of(one.row.held_by),
            period_words(one.row.label),
            words.in_words(one, today),
        )
        for one in found
    ]
    print_table(columns, rows)
    counted = Counter(words.status(one, today) for one in found)
    parts = "; ".join(f"{counted[s]} {STATUS_WORDS[s]}" for s in STATUSES if s in counted)
    click.echo(f"{len(found)} việc tính đến ngày {say_day(today)}: {parts}.")
