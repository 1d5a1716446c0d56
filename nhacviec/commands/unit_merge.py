"""`nhacviec unit merge`: units end, and another goes on with what they have not finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from db.engine import reading
from db.register import Register
from nhacviec.commands import obligation_words as words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.dates import say_due
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import Session, begin
from plans.units.tables import ROLE_WORDS
from rules.say import say_day
from scheduler.changes.merging import Merged, Merger, merge, preview
from scheduler.changes.planned_mergers import drop_merger, plan_merger
from scheduler.office import world
from scheduler.reports.duty_words import period_words
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters


@click.command("merge", cls=Command)
@click.argument("old", metavar="MÃ…", nargs=-1, required=True)
@click.option("--into", "new", required=True, metavar="MÃ", help="Đơn vị tiếp nhận.")
@click.option("--from", "day", required=True, type=DATE, help="Ngày đầu tiên các đơn vị đã là một.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ thay đổi gì, không ghi.")
@click.option("--cancel", "cancelled", is_flag=True, help="Bỏ đợt hợp nhất đã ghi mà ngày chưa đến.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")
@click.pass_obj
def merge_units(
    config_path: Path | None,
    old: tuple[str, ...],
    new: str,
    day: dt.date,
    dry_run: bool,
    cancelled: bool,
    as_json: bool,
) -> None:
    """Hợp nhất các đơn vị MÃ… vào một đơn vị: việc chưa xong chuyển sang, giữ nguyên hạn và những lần đã nhắc.

    Việc đã xong vẫn ghi tên đơn vị cũ. Hai việc của cùng một kỳ nhập làm một, giữ việc có hạn sớm hơn. Tên gọi cũ trong
    kế hoạch sau này là đơn vị mới; địa chỉ của đơn vị cũ thôi nhận thư. Đơn vị tiếp nhận được báo bằng một thư.

    Ngày ở tương lai thì chỉ ghi lại, đến ngày đó mới hợp nhất; trước ngày đó bỏ được bằng --cancel.
    """
    session, merger = begin(config_path), Merger(tuple(dict.fromkeys(old)), new, day)
    if cancelled:
        _cancel(session, merger, as_json)
        return
    if dry_run:
        found = preview(session.office, merger, session.at)
    else:
        enter = plan_merger if day > session.today else merge
        found = enter(session.office, merger, at=session.at, actor=session.actor)
    written = not dry_run and not found.changes_nothing
    if as_json:
        print_object(_as_json(session, found, written))
    else:
        click.echo("\n".join(_page(session, found, written)))


def _cancel(session: Session, merger: Merger, as_json: bool) -> None:
    drop_merger(session.office, merger, at=session.at, actor=session.actor)
    if as_json:
        print_object({"cancelled": True, "old": list(merger.old), "into": merger.new, "from": merger.day})
    else:
        click.echo(f"Đã bỏ đợt hợp nhất ghi cho {say_day(merger.day)}; các đơn vị giữ nguyên.")


def _open(session: Session, found: Merged) -> list[Matter]:
    with reading(session.office.engine) as conn:
        return matters(conn, [row for row in found.moved if row.state == "open"])


def _as_json(session: Session, found: Merged, written: bool) -> dict[str, Any]:
    merger = found.merger
    moved = [
        {**words.as_json(one, session.today), "unit": merger.new, "was": one.row.held_by}
        for one in _open(session, found)
    ]
    return {
        "written": written,
        "takes_effect": "later" if merger.day > session.today else "now",
        "old": list(merger.old),
        "into": merger.new,
        "from": merger.day,
        "moved": moved,
        "merged": [{"id": row.id, "into": stays.id} for row, stays in found.closed if row.state == "open"],
        "tasks": [task.name for task in found.tasks if task.withdrawn_on is None],
        "groups": list(found.groups),
        "names": list(found.names),
        "silent": [{"unit": one.unit, "role": one.role, "address": one.address} for one in found.silent],
    }


def _page(session: Session, found: Merged, written: bool) -> Iterator[str]:
    register, merger = world(session.office).register, found.merger
    new = register.name_of(merger.new)
    if found.changes_nothing:
        yield f"Đã hợp nhất vào {new} từ trước; không có gì thay đổi."
        return
    names = ", ".join(map(register.name_of, merger.old))
    ahead = merger.day > session.today
    yield f"{'Đã nhập' if written and not ahead else 'Sẽ nhập'} {names} vào {new} từ {say_day(merger.day)}."
    if ahead:
        yield "Tính theo số liệu hôm nay; việc hợp nhất được thực hiện vào ngày đó, trước đó mọi thứ giữ nguyên."
    yield from _moved(session, found)
    yield from _of_register(register, found)
    if not register.of_role("lead", merger.new):
        yield f"Chú ý: {new} chưa có địa chỉ đầu mối: nhacviec unit contact {merger.new} --role lead --add ĐỊA_CHỈ"
    if written and ahead:
        yield "Đã ghi. Bỏ trước ngày đó: chạy lại lệnh này với --cancel."
    elif not written:
        yield "Chưa thay đổi gì."


def _moved(session: Session, found: Merged) -> Iterator[str]:
    moved = _open(session, found)
    yield f"{len(moved)} việc đang mở chuyển sang:" if moved else "Không có việc đang mở nào phải chuyển."
    for one in moved:
        period = period_words(one.row.label)
        yield f"  việc số {one.row.id}: {one.task.name}, {period}, hạn {say_due(one.row.due)}: {one.task.text}"
    for row, stays in found.closed:
        if row.state == "open":
            yield f"  việc số {row.id} nhập vào việc số {stays.id}, cùng kỳ"
    ahead = [task.name for task in found.tasks if task.withdrawn_on is None]
    if ahead:
        yield f"Nhiệm vụ chuyển đơn vị ({len(ahead)}): {', '.join(ahead)}."


def _of_register(register: Register, found: Merged) -> Iterator[str]:
    if found.groups:
        yield f"Vào nhóm: {'; '.join(map(register.name_of, found.groups))}."
    if found.names:
        yield f"Tên gọi từ nay là {register.name_of(found.merger.new)}: {'; '.join(found.names)}."
    if found.silent:
        yield "Thôi nhận thư (người nào nay ở đơn vị mới thì ghi bằng «nhacviec unit contact»):"
        yield from (f"  {one.address} ({ROLE_WORDS[one.role]})" for one in found.silent)
