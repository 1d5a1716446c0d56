"""`nhacviec extension list`: the requests for a later due date, and how each stands."""

from __future__ import annotations

from pathlib import Path

import click

from db.duties import obligations
from db.engine import reading
from db.extensions import extensions
from nhacviec.commands import extension_words as words
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from scheduler.office import world
from scheduler.writing.digests import matters


@click.command("list", cls=Command)
@click.option("--open", "undecided", is_flag=True, help="Chỉ những đề nghị còn chờ quyết định hoặc chờ trả lời.")
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_extensions(config_path: Path | None, undecided: bool, as_json: bool) -> None:
    """Liệt kê các đề nghị gia hạn theo thứ tự thời gian."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        rows = extensions(conn, undecided=undecided)
        duties = obligations(conn, ids=sorted({row.obligation_id for row in rows}))
        by_duty = {matter.row.id: matter for matter in matters(conn, duties)}
    if as_json:
        print_list(words.as_json(row, by_duty[row.obligation_id]) for row in rows)
        return
    known = world(session.office).register
    for row in rows:
        task = by_duty[row.obligation_id].task
        first, *rest = words.in_words(row, known.name_of)
        click.echo("\n".join([first, f"  việc số {row.obligation_id}: {task.name}  {task.text}", *rest, ""]))
    waiting = sum(row.undecided for row in rows)
    click.echo(f"{len(rows)} đề nghị, {waiting} chưa xong." if rows else "Không có đề nghị gia hạn nào.")
