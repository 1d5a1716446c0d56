"""`nhacviec backup FILE`: a proved copy of the database, taken while the daemon runs."""

from __future__ import annotations

from pathlib import Path

import click

from db.backup import Contents, back_up
from nhacviec import config
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from scheduler import clock
from scheduler.clock import say_instant


@click.command(cls=Command)
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành JSON.")
@click.pass_obj
def backup(config_path: Path | None, file: Path, as_json: bool) -> None:
    """Sao lưu cơ sở dữ liệu vào một tệp mới, kể cả khi tiến trình nền đang chạy.

    Bản sao được kiểm tra trọn vẹn trước khi mang tên TỆP; không ghi đè tệp đã có. Tệp có địa chỉ thư và khóa của liên
    kết trả lời, nên chỉ chủ tệp đọc được.
    """
    contents = back_up(config.load(config_path).data.database, file, clock.now())
    if as_json:
        print_object({"file": str(file), **as_json_object(contents)})
        return
    click.echo(f"Đã sao lưu vào {file} và đã kiểm tra: {said(contents)}.")


def said(contents: Contents) -> str:
    """What a backup holds, in a few words."""
    rows, size = contents.rows, f"{contents.size / 10**6:.1f}".replace(".", ",")
    held = f"{rows['plan']} kế hoạch, {rows['obligation']} việc, {rows['outbox']} thư, {size} MB"
    return f"dữ liệu lúc {say_instant(contents.taken_at)}, bản {contents.revision}, {held}"


def as_json_object(contents: Contents) -> dict[str, object]:
    """The same for programs."""
    return {
        "taken_at": contents.taken_at,
        "revision": contents.revision,
        "rows": dict(contents.rows),
        "size": contents.size,
    }
