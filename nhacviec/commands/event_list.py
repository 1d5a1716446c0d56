"""`nhacviec event list`: what tasks wait for, since when, and what has been announced of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from db.announcements import AnnouncementRow, announcements
from db.engine import reading
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from rules.say import say_day
from scheduler.changes.events import Awaited, awaited_events


@click.command("list", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_events(config_path: Path | None, as_json: bool) -> None:
    """Liệt kê các sự kiện mà nhiệm vụ đang chờ, ai thực hiện, chờ từ bao giờ, đã công bố những lần nào."""
    session = begin(config_path)
    awaited = awaited_events(session.office)
    with reading(session.office.engine) as conn:
        told = announcements(conn)
    of_key = {one.key: [row for row in told if row.event_key == one.key] for one in awaited}
    if as_json:
        print_list([_as_json(one, of_key[one.key]) for one in awaited])
    elif not awaited:
        click.echo("Không có nhiệm vụ nào đang chờ sự kiện.")
    else:
        _show(awaited, of_key)


def _as_json(one: Awaited, told: Sequence[AnnouncementRow]) -> dict[str, Any]:
    names = {task.id: task.name for task in one.tasks}
    return {
        "key": one.key,
        "actor": one.actor,
        "text": one.text,
        "tasks": list(names.values()),
        "since": one.since,
        "unreported": [task.name for task in one.unreported],
        "announced": [
            {
                "id": row.id,
                "date": row.happened,
                "received": row.received,
                "effective": row.in_force,
                "document": row.document,
                "note": row.note,
                "tasks": [names[task_id] for task_id in row.task_ids if task_id in names],
                "revoked": row.revoked,
                "reason": row.revoked_why,
            }
            for row in told
        ],
    }


def _show(awaited: Sequence[Awaited], of_key: Mapping[str, Sequence[AnnouncementRow]]) -> None:
    for one in awaited:
        click.echo(one.key)
        click.echo(f"  {one.text}{f' (cơ quan thực hiện: {one.actor})' if one.actor else ''}")
        click.echo(f"  nhiệm vụ chờ từ {say_day(one.since)}: {', '.join(task.name for task in one.tasks)}")
        if one.unreported != one.tasks:
            click.echo(
                f"  chưa công bố cho: {', '.join(task.name for task in one.unreported) or 'không còn nhiệm vụ nào'}"
            )
        names = {task.id: task.name for task in one.tasks}
        for row in of_key[one.key]:
            opened = ", ".join(names[task_id] for task_id in row.task_ids if task_id in names)
            document = f", {row.document}" if row.document else ""
            document += f", có hiệu lực {say_day(row.in_force)}" if row.in_force else ""
            revoked = f"; đã thu hồi: {row.revoked_why}" if row.revoked else ""
            click.echo(f"  công bố số {row.id}: ngày {say_day(row.happened)}{document}, mở {opened}{revoked}")
        click.echo()
