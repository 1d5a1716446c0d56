"""`nhacviec unit …`: the office's units and who hears for each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from db.engine import reading
from nhacviec.commands import choice_words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command, Group
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from plans.units.register import Kind
from plans.units.tables import KIND_WORDS
from scheduler.changes import unit_edits
from scheduler.duties.choices import open_choices
from scheduler.office import world

COMMANDS = {
    "list": ("nhacviec.commands.unit_list:list_units", "Các đơn vị, địa chỉ nhận thư, đơn vị chưa có địa chỉ."),
    "show": ("nhacviec.commands.unit_list:show", "Tất cả những gì danh bạ ghi về một đơn vị."),
    "add": ("nhacviec.commands.unit:add", "Thêm một đơn vị."),
    "alias": ("nhacviec.commands.unit:alias", "Ghi thêm hoặc bỏ một tên gọi của đơn vị."),
    "contact": ("nhacviec.commands.unit_contact:contact", "Thêm, bỏ địa chỉ nhận thư; ghi vắng mặt, người thay."),
    "merge": ("nhacviec.commands.unit_merge:merge_units", "Hợp nhất đơn vị: việc đang mở chuyển sang đơn vị mới."),
    "import": ("nhacviec.commands.unit_files:import_units", "Nạp danh bạ từ tệp .xlsx, .csv hoặc .toml."),
    "export": ("nhacviec.commands.unit_files:export_units", "Ghi danh bạ ra tệp .xlsx, .csv hoặc .toml."),
}
KINDS = tuple(KIND_WORDS)
JSON = click.option("--json", "as_json", is_flag=True, help="In kết quả thành một đối tượng JSON.")


@click.group(cls=Group, table=COMMANDS)
def unit() -> None:
    """Đơn vị và địa chỉ nhận thư."""


@click.command("add", cls=Command)
@click.argument("code", metavar="MÃ")
@click.option("--name", required=True, metavar="TÊN", help="Tên đầy đủ.")
@click.option("--kind", type=click.Choice(KINDS), default="internal", help="Thuộc, trực thuộc, ngoài cơ quan.")
@click.option("--from", "valid_from", type=DATE, help="Ngày bắt đầu hoạt động, để trống nếu đã có từ trước.")
@click.option("--group", "groups", multiple=True, metavar="@NHÓM", help="Nhóm có đơn vị này, ví dụ @all.")
@JSON
@click.pass_obj
def add(
    config_path: Path | None,
    code: str,
    name: str,
    kind: Kind,
    valid_from: dt.date | None,
    groups: tuple[str, ...],
    as_json: bool,
) -> None:
    """Thêm một đơn vị. Kế hoạch đã nhập giữ nguyên các đơn vị của mình."""
    session = begin(config_path)
    unit_edits.enter_unit(
        session.office,
        code,
        name=name,
        kind=kind,
        groups=groups,
        valid_from=valid_from,
        at=session.at,
        actor=session.actor,
    )
    with reading(session.office.engine) as conn:
        known = world(session.office, conn)
        found = [one for one in open_choices(conn, known, session.today) if code in one.units]
    if as_json:
        made = {"unit": code, "name": name, "kind": kind, "groups": list(groups), "valid_from": valid_from}
        joins = [{"plan": one.plan.id, "task": one.task.name, "role": one.role, "group": one.group} for one in found]
        print_object({**made, "choices": joins})
        return
    for choice in found:
        click.echo(choice_words.in_words(choice, known.register.name_of))
    click.echo(f"Đã thêm {name} ({code}). Ghi địa chỉ: nhacviec unit contact {code} --role lead --add ĐỊA_CHỈ")


@click.command("alias", cls=Command)
@click.argument("code", metavar="MÃ|@NHÓM")
@click.argument("spelling", metavar="TÊN_GỌI")
@click.option("--remove", "removed", is_flag=True, help="Bỏ tên gọi này.")
@JSON
@click.pass_obj
def alias(config_path: Path | None, code: str, spelling: str, removed: bool, as_json: bool) -> None:
    """Ghi thêm (hoặc bỏ) một tên gọi mà kế hoạch dùng cho đơn vị hoặc nhóm."""
    session = begin(config_path)
    if removed:
        unit_edits.drop_alias(session.office, code, spelling, at=session.at, actor=session.actor)
        said = f"Từ nay «{spelling}» không còn là tên gọi của {code}. Kế hoạch đã nhập giữ nguyên."
    else:
        unit_edits.enter_alias(session.office, code, spelling, at=session.at, actor=session.actor)
        said = f"Từ nay kế hoạch ghi «{spelling}» là {code}. Kế hoạch đã nhập giữ nguyên."
    if as_json:
        print_object({"code": code, "spelling": spelling, "deed": "removed" if removed else "added"})
    else:
        click.echo(said)
