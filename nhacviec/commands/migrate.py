"""`nhacviec migrate --to URL`: everything moved into another database; `--back`: the old one in use again."""

from __future__ import annotations

import socket
import uuid
from pathlib import Path

import click

from db.engine import reading
from db.moved import shown
from db.moving import Wished, move, rehearse
from db.moving_back import come_back, moved_away
from db.pause import paused
from nhacviec import config
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.migrate_words import as_json, in_words
from nhacviec.commands.outbox_pause import show
from nhacviec.commands.session import begin, user
from nhacviec.commands.yes import confirmed
from rules.errors import UsageError
from scheduler import clock
from scheduler.clock import say_instant


@click.command(cls=Command)
@click.option("--to", "target", metavar="ĐỊA-CHỈ", help="Nơi nhận, còn trống: postgresql+psycopg://… hoặc sqlite:///…")
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra và cho biết sẽ chuyển gì, không ghi gì.")
@click.option("--back", is_flag=True, help="Dùng lại nơi cũ như lúc chuyển đi, thôi dùng nơi đã chuyển sang.")
@click.option("--lost", is_flag=True, help="Cùng --back: nơi đã chuyển sang mất hẳn, không mở được.")
@click.option("--yes", is_flag=True, help="Cùng --back: không hỏi lại.")
@click.option("--json", "as_object", is_flag=True, help="In kết quả thành JSON.")
@click.pass_obj
def migrate(
    config_path: Path | None, target: str | None, dry_run: bool, back: bool, lost: bool, yes: bool, as_object: bool
) -> None:
    """Chuyển toàn bộ dữ liệu sang cơ sở dữ liệu khác, ví dụ từ tệp SQLite vào PostgreSQL hoặc ngược lại.

    Phải dừng tiến trình nền trước. Từng bảng được đối chiếu ở hai nơi rồi mới ghi; hỏng giữa chừng thì như chưa
    chuyển. Nơi cũ giữ nguyên dữ liệu và bị khóa, để không bao giờ hai nơi cùng gửi thư.
    """
    if (target is None) != back or (back and dry_run) or (lost and not back):
        raise UsageError(reason="Cần đúng một trong hai: --to ĐỊA-CHỈ [--dry-run] hoặc --back [--lost].")
    if target is None:
        _back(config_path, lost=lost, yes=yes, as_object=as_object)
        return
    source = config.load(config_path).data.database
    done = rehearse(source, target) if dry_run else move(source, target, _wished())
    if as_object:
        print_object(as_json(done, dry_run=dry_run))
    else:
        click.echo("\n".join(in_words(done, dry_run=dry_run)))


def _wished() -> Wished:
    return Wished(uuid.uuid4().hex, clock.now(), user(), f"nhacviec migrate trên máy {socket.gethostname()}")


def _back(config_path: Path | None, *, lost: bool, yes: bool, as_object: bool) -> None:
    source = config.load(config_path).data.database
    gone = moved_away(source)
    place, other = shown(gone.source), shown(gone.target)
    click.echo(f"{place} giữ dữ liệu như lúc chuyển đi, {say_instant(gone.at)}.", err=True)
    click.echo(f"Những gì nhập và gửi từ lúc đó chỉ có ở {other}; muốn giữ thì chuyển ngược bằng --to.", err=True)
    if not yes and not confirmed(f"Dùng lại {place}, bỏ phần đó?", "thêm --yes để quay về"):
        click.echo("Chưa thay đổi gì.", err=True)
        return
    come_back(source, _wished(), lost=lost)
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        held = paused(conn)
    if not as_object:
        click.echo(f"Đã quay về {place}; {other} không còn được dùng.")
    if held is not None:
        show(session, held, held.at, as_object, back=place, left=other, moved_at=gone.at)
    elif as_object:
        print_object({"back": place, "left": other, "moved_at": gone.at})
