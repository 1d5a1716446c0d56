"""`nhacviec run`: the daemon. `--first FILE` adopts a plan where there is none yet, which is what `make run` does."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.duties import obligations
from db.engine import reading, sqlite_version_warning
from db.pause import paused
from db.plans import plans, tasks
from nhacviec import config
from nhacviec.app import at_work, mail_destination, make_daemon, make_page, open_office, serve, serve_page
from nhacviec.commands.adoption_words import NEXT_SHOWN, say_adopted
from nhacviec.commands.frame import Command
from nhacviec.config import Config
from nhacviec.logs import start_logging
from nhacviec.page_address import page_address
from nhacviec.reading import read_for_adoption
from notifications.file_mailer import FileMailer
from rules.errors import UsageError
from rules.say import say_date, say_day
from scheduler import clock
from scheduler.accounts.links import PATH, first_token
from scheduler.delivering.pausing import say_pause
from scheduler.office import Office
from scheduler.planning.adoption import adopt
from scheduler.writing.preview import preview_digest

if TYPE_CHECKING:
    from web.server import PageServer

log = logging.getLogger(__name__)


@click.command(cls=Command)
@click.option("--role", type=click.Choice(("all", "web", "worker")), default="all", help="Vai trò của tiến trình này.")
@click.option(
    "--first", type=click.Path(path_type=Path), metavar="TỆP", help="Nạp kế hoạch này nếu chưa có kế hoạch nào."
)
@click.pass_obj
def run(config_path: Path | None, role: str, first: Path | None) -> None:
    """Chạy tiến trình nền: theo dõi thời hạn, lập thư, gửi thư, trang trả lời; dừng bằng Ctrl-C, SIGTERM.

    --role web chỉ mở trang, --role worker chỉ lập và gửi thư.
    """
    settings = config.load(config_path)
    now = clock.now()
    office = open_office(settings, now)
    if role == "web":
        _serve_page_alone(make_page(office, settings, clock.now), office, settings, now)
        return
    daemon = make_daemon(office, settings, clock.now)
    page = make_page(office, settings, clock.now, daemon) if role == "all" else None
    holder = f"mã tiến trình {os.getpid()} trên máy {socket.gethostname()}, "
    holder += f"chạy từ {now.astimezone(clock.LOCAL):%H:%M %d/%m/%Y}"
    with at_work(office, settings, holder) as daemon.still_alone:
        _welcome(office, settings, first, now)
        if page:
            click.echo(_page_words(settings))
            _say_first_link(office, settings, now)
        start_logging(settings.logs.format, settings.secrets)
        if office.engine.dialect.name == "sqlite" and (fault := sqlite_version_warning()):
            log.warning("sqlite_fault", extra={"reason": fault})
        asyncio.run(serve(daemon, page))
    _say_stopped(settings)


def _serve_page_alone(page: PageServer | None, office: Office, settings: Config, now: dt.datetime) -> None:
    if page is None:
        raise UsageError(reason="Chưa khai báo nơi phục vụ trang web: hãy ghi web.listen trong config.toml.")
    click.echo(f"{_page_words(settings)} Dừng bằng Ctrl-C.")
    _say_first_link(office, settings, now)
    start_logging(settings.logs.format, settings.secrets)
    asyncio.run(serve_page(page))
    _say_stopped(settings)


def _say_stopped(settings: Config) -> None:
    if settings.logs.format == "text":  # else standard error holds objects and nothing else
        click.echo("Đã dừng.", err=True)


def _page_words(settings: Config) -> str:
    return f"Trang web phục vụ ở http://{settings.web.listen}."


def _say_first_link(office: Office, settings: Config, now: dt.datetime) -> None:
    """The link by which the first administrator gets in: on standard output alone, so it is in no log."""
    if token := first_token(office, at=now):
        click.echo("Chưa có tài khoản nào. Mở liên kết này để lập tài khoản quản trị đầu tiên (dùng một lần, 24 giờ):")
        click.echo(f"  {page_address(settings)}{PATH}{token}")


def _welcome(office: Office, settings: Config, first: Path | None, now: dt.datetime) -> None:
    """What a person who has just started the program wants to know."""
    with reading(office.engine) as conn:
        known = plans(conn)
    if known:
        click.echo(f"Tiếp tục theo dõi {len(known)} kế hoạch: {'; '.join(plan.label for plan in known)}.")
        _say_next(office, clock.local_day(now))
    elif first is not None:
        document, reviewed = read_for_adoption(office, first)
        done = adopt(office, document, reviewed, source=first, period=None, issued=None, at=now, actor="nhacviec run")
        click.echo(f"Đã đọc {first}.")
        say_adopted(done, office, clock.local_day(now))
        _write_preview(office, settings)
    else:
        click.echo("Chưa có kế hoạch nào; nạp bằng lệnh «nhacviec plan import TỆP».")
    click.echo(mail_destination(settings))
    with reading(office.engine) as conn:
        held = paused(conn)
    if held:
        click.echo(f"{say_pause(held)} Xem và quyết định bằng «nhacviec outbox resume».")
    click.echo("Đang chạy; dừng bằng Ctrl-C.")


def _write_preview(office: Office, settings: Config) -> None:
    if (found := preview_digest(office)) is None:
        return
    address, day, body = found
    folder = settings.data.mail.parent / "preview"
    asyncio.run(FileMailer(folder).send("", address, body))
    click.echo(f"Thư tổng hợp xem trước (của {address}, ngày {say_day(day)}; không gửi đi): {folder}")


def _say_next(office: Office, today: dt.date) -> None:
    with reading(office.engine) as conn:
        rows = obligations(conn, state="open", due_from=today)
        names = {task.id: task for task in tasks(conn)}
    shown: dict[tuple[object, int], str] = {}
    for row in rows:
        if row.due is not None:
            task = names[row.task_id]
            shown.setdefault((row.due, task.id), f"  {say_date(row.due)}  {task.name}  {task.text[:80]}")
    if shown:
        click.echo("Sắp đến hạn:")
        click.echo("\n".join(list(shown.values())[:NEXT_SHOWN]))
