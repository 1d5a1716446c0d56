"""`nhacviec tick`: one step as of an instant: owed notices → outbox → delivery."""

from __future__ import annotations

import datetime as dt
import json
import socket
from pathlib import Path

import click

from db.engine import reading
from db.lock import sole_daemon
from db.pause import paused
from nhacviec import config
from nhacviec.app import mail_destination, make_mailer, open_office
from nhacviec.commands.arguments import INSTANT
from nhacviec.commands.frame import Command
from nhacviec.commands.mail_page import show_mail
from scheduler import clock
from scheduler.changes.planned_mergers import carry_out
from scheduler.delivering.pausing import say_pause
from scheduler.duties.recompute import recompute
from scheduler.simulation.simulate import as_line
from scheduler.tick import last_mail, mails_after
from scheduler.tick import tick as one_step


@click.command(cls=Command)
@click.option("--at", type=INSTANT, help="Thời điểm của bước này, ví dụ 2022-03-01T08:00; mặc định: bây giờ.")
@click.option("--json", "as_json", is_flag=True, help="In mỗi thư mới thành một dòng JSON.")
@click.pass_obj
def tick(config_path: Path | None, at: dt.datetime | None, as_json: bool) -> None:
    """Chạy một bước: lập các thư đến lượt, đưa vào hàng đợi và gửi đi.

    Không chạy được khi tiến trình nền đang chạy trên cùng cơ sở dữ liệu.
    """
    settings = config.load(config_path)
    at = at or clock.now()
    office, mailer = open_office(settings, at), make_mailer(settings)
    with sole_daemon(office.engine, f"nhacviec tick trên máy {socket.gethostname()}"):
        carry_out(office, at, again=True)
        recompute(office, at)  # the configuration may have changed since the last step
        before = last_mail(office)
        done = one_step(office, mailer, at)
    for mail in mails_after(office, before):
        click.echo(json.dumps(as_line(mail), ensure_ascii=False)) if as_json else show_mail(mail)
    with reading(office.engine) as conn:
        held = paused(conn)
    if held:
        click.echo(f"{say_pause(held)} Xem và quyết định bằng «nhacviec outbox resume».", err=True)
    delivery = done.delivery
    click.echo(
        f"Thư mới: {done.letters + done.digests}. Đã gửi {delivery.sent}, chờ gửi lại {delivery.waiting}, "
        f"bị từ chối {delivery.failed}. {mail_destination(settings)}",
        err=True,
    )
