"""`nhacviec mail inbox`, `mail fetch`: what came back, and a look into the mailbox now."""

from __future__ import annotations

from pathlib import Path

import click

from db.engine import reading
from db.facts import fact
from db.incoming import incoming_mails
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_list
from nhacviec.commands.session import begin
from rules.errors import UsageError
from scheduler import clock
from scheduler.delivering import incoming_words as words


@click.command("inbox", cls=Command)
@click.argument("number", metavar="[SỐ]", required=False, type=int)
@click.option("--kind", type=click.Choice(tuple(words.KINDS)), help="Chỉ thư đến loại này.")
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def inbox(config_path: Path | None, number: int | None, kind: str | None, as_json: bool) -> None:
    """Xem những gì trả về: thư không đến được, thư vắng mặt, thư trả lời; SỐ: xem toàn bộ một thư đến.

    Loại (--kind): bounce (không đến được, đã ngừng gửi), expired (máy chủ thôi thử), policy (bị từ chối theo chính
    sách), unclear (chưa rõ lý do), delay (đến chậm), absence (vắng mặt), reply (trả lời), automatic (tự động khác).
    """
    with reading(begin(config_path).office.engine) as conn:
        found = incoming_mails(conn, ids=None if number is None else [number], kind=kind)
        forged = int(fact(conn, "inbox_forged") or 0)
    if number is not None and not found:
        raise UsageError(reason=f"Không có thư đến số {number}; xem danh sách bằng lệnh «nhacviec mail inbox».")
    if as_json:
        print_list(map(words.as_json, found))
        return
    for one in found:
        first, *more = words.in_lines(one)
        click.echo("\n".join([f"{one.id}. {first}, về thư số {one.mail_id}", *(more if number is not None else ())]))
    if not found:
        click.echo("Chưa có gì trả về.")
    if forged and number is None:
        click.echo(f"Đã bỏ qua {forged} thư gửi tới địa chỉ giả mạo chữ ký.")


@click.command("fetch", cls=Command)
@click.pass_obj
def fetch(config_path: Path | None) -> None:
    """Đọc hộp thư ngay một lần, không chờ tiến trình nền."""
    from nhacviec.app import make_inbox

    session = begin(config_path)
    reader = make_inbox(session.office, session.config, clock.now)
    if reader is None:
        raise UsageError(reason="Chưa khai báo hộp thư: hãy ghi imap.host trong config.toml.")
    done = reader.collect()
    click.echo(
        f"Đã đọc {done.all} thư mới: {done.ours} thư về các thư đã gửi, {done.forged} thư giả mạo chữ ký, "
        f"{done.foreign} thư khác (để nguyên)."
    )
