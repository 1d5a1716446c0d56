"""`nhacviec restore FILE`: a backup in the place of the database, with all mail held back until somebody decides."""

from __future__ import annotations

from pathlib import Path

import click

from db.backup import examine, sqlite_file
from db.engine import reading
from db.pause import paused
from db.restoring import Restored
from db.restoring import restore as put_in_place
from nhacviec import config
from nhacviec.commands.backup import as_json_object, said
from nhacviec.commands.frame import Command
from nhacviec.commands.outbox_pause import show
from nhacviec.commands.session import begin, user
from nhacviec.commands.yes import confirmed
from scheduler import clock


@click.command(cls=Command)
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Khôi phục không hỏi lại.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả thành JSON.")
@click.pass_obj
def restore(config_path: Path | None, file: Path, yes: bool, as_json: bool) -> None:
    """Khôi phục cơ sở dữ liệu từ bản sao lưu TỆP, sau khi kiểm tra bản sao.

    Phải dừng tiến trình nền trước. Cơ sở dữ liệu hiện tại được giữ lại dưới tên khác. Sau khi khôi phục, không thư nào
    được gửi cho đến khi có quyết định bằng «nhacviec outbox resume».
    """
    settings, at = config.load(config_path), clock.now()
    sqlite_file(settings.data.database)  # another kind is refused before anything is looked at
    contents = examine(file)
    click.echo(f"Bản sao lưu trọn vẹn: {said(contents)}.", err=True)
    if not yes and not confirmed("Thay cơ sở dữ liệu hiện tại bằng bản này?", "thêm --yes để khôi phục"):
        click.echo("Chưa thay đổi gì.", err=True)
        return
    suffix = f"truoc-khoi-phuc-{at.astimezone(clock.LOCAL):%Y%m%d-%H%M%S}"
    done = put_in_place(file, settings.data.database, at=at, actor=user(), suffix=suffix)
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        held = paused(conn)
    assert held is not None, "a restored database is paused"
    if not as_json:
        click.echo(_in_words(done))
    show(session, held, held.at, as_json, **_as_json(done))


def _in_words(done: Restored) -> str:
    kept = f" Cơ sở dữ liệu trước đó được giữ ở {done.aside}." if done.aside else ""
    return f"Đã khôi phục {done.place}.{kept}"


def _as_json(done: Restored) -> dict[str, object]:
    aside = str(done.aside) if done.aside else None
    return {"restored": str(done.place), "aside": aside, "backup": as_json_object(done.contents)}
