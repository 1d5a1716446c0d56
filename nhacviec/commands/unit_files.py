"""`nhacviec unit export`, `unit import`: the register as a file for an office program, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from db.engine import reading
from db.register import load_register
from nhacviec import file_errors
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from nhacviec.commands.unit_changes import in_words
from nhacviec.commands.yes import confirmed
from nhacviec.unit_import import Change, Import, compare, take_over
from plans.units.files import load, written
from rules.errors import UsageError
from scheduler.known_register import register_in

NOTHING_DONE = "Chưa thay đổi gì."


@click.command("export", cls=Command)
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Ghi đè tệp đã có.")
@click.pass_obj
def export_units(config_path: Path | None, file: Path, force: bool) -> None:
    """Ghi danh bạ đang dùng ra TỆP: .xlsx (nên dùng để sửa trong Excel), .csv hoặc .toml, theo đuôi tên tệp.

    Nạp lại bằng «nhacviec unit import TỆP».
    """
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        register = register_in(conn)
    content = written(register, file)
    try:
        with file.open("wb" if force else "xb") as out:
            out.write(content)
    except FileExistsError:
        raise UsageError(reason=f"Đã có tệp {file}; hãy chọn tên khác, hoặc thêm --force để ghi đè.") from None
    except OSError as error:
        raise UsageError(reason=f"Không ghi được {file}: {file_errors.reason(error)}.") from None
    click.echo(f"Đã ghi {_counted(register)} ra {file}.")


def _counted(register: Any) -> str:
    units, groups, contacts = len(register.units), len(register.groups), len(register.contacts)
    return f"{units} đơn vị, {groups} nhóm, {contacts} địa chỉ"


@click.command("import", cls=Command)
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--replace", "replace_all", is_flag=True, help="Bỏ cả tên gọi, địa chỉ, thành viên mà tệp không còn ghi.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ thay đổi gì, không ghi.")
@click.option("--yes", is_flag=True, help="Nạp ngay, không hỏi lại.")
@click.option("--json", "as_json", is_flag=True, help="In thay đổi thành một đối tượng JSON.")
@click.pass_obj
def import_units(
    config_path: Path | None, file: Path, replace_all: bool, dry_run: bool, yes: bool, as_json: bool
) -> int:
    """Nạp danh bạ từ TỆP (.xlsx, .csv hoặc .toml) vào cơ sở dữ liệu, sau khi cho xem sẽ thay đổi gì.

    Đơn vị không có trong tệp được giữ nguyên; muốn kết thúc một đơn vị, hãy ghi ngày ở cột «hiệu lực đến» của nó.
    Tên gọi, địa chỉ, thành viên, đợt vắng mặt không có trong tệp cũng được giữ, trừ khi có --replace. Địa chỉ đã bị
    ngừng gửi vẫn ngừng.
    """
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        known = load_register(conn).units
    register = load(file, known=known)
    found = compare(session.office, register, replace_all=replace_all)
    if not as_json:
        _show(found, replace_all)
    writes = bool(found.changes) and not dry_run
    if writes and not yes and not confirmed("Nạp các thay đổi này?", "xem các thay đổi trên rồi chạy lại với --yes"):
        click.echo(NOTHING_DONE, err=True)
        return 1
    if writes:
        take_over(session.office, register, found, replace_all=replace_all, at=session.at, actor=session.actor)
    if as_json:
        print_object({"written": writes, "changes": list(_listed(found.changes)), "left": list(_listed(found.left))})
    elif writes:
        click.echo(f"Đã nạp {len(found.changes)} thay đổi. Kế hoạch đã nhập giữ nguyên các đơn vị của mình.")
    elif found.changes:
        click.echo(NOTHING_DONE)
    return 0


def _listed(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    yield from ({"subject": change.subject, "what": change.what, **change.detail} for change in changes)


def _show(found: Import, replace_all: bool) -> None:
    names = {unit.code: unit.name for unit in found.register.units}
    names |= {group.code: group.name for group in found.register.groups}
    if not found.changes:
        click.echo("Danh bạ đã đúng như tệp, không có gì thay đổi.")
    for change in found.changes:
        click.echo(in_words(change, names))
    touched = {change.subject for change in (*found.changes, *found.left)}
    same = sum(f"unit:{code}" not in touched for code in names if not code.startswith("@"))
    click.echo(f"{same} đơn vị không có gì khác.")
    if found.left:
        more = "" if replace_all else " (--replace: bỏ những tên gọi, địa chỉ, thành viên này)"
        click.echo(f"Không có trong tệp, giữ nguyên{more}:")
    for change in found.left:
        click.echo(f"  {in_words(change, names)}")
