"""`nhacviec outbox pause|resume`: hold all mail back, see what is held, and decide."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from db.engine import reading
from db.pause import Pause, paused
from nhacviec.commands.arguments import INSTANT
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.pause_words import SEND, as_json, in_words
from nhacviec.commands.session import Session, begin
from rules.errors import UsageError
from scheduler.delivering.pausing import mark_as_sent, pause_delivery, send, until_within
from scheduler.delivering.undecided import undecided


@click.command(cls=Command)
@click.option("--since", type=INSTANT, help="Cơ sở dữ liệu vừa khôi phục bằng công cụ khác, từ bản sao lưu lúc này.")
@click.pass_obj
def pause(config_path: Path | None, since: dt.datetime | None) -> None:
    """Tạm dừng lập và gửi thư. Câu trả lời, kế hoạch, sự kiện vẫn được ghi; tiến trình nền vẫn chạy."""
    session = begin(config_path)
    if since and since > session.at:
        raise UsageError(reason="--since phải là một lúc đã qua.")
    pause_delivery(session.office, at=session.at, since=since, actor=session.actor)
    click.echo(f"Đã tạm dừng; thư đang gửi dở được gửi nốt. Gửi trở lại bằng «{SEND}».")


@click.command(cls=Command)
@click.option("--send", "decision", flag_value="send", help="Gửi các thư đang giữ và mọi việc đến lượt nhắc.")
@click.option("--mark-sent", "decision", flag_value="mark_sent", help="Coi các thư đang giữ là đã gửi; không gửi lại.")
@click.option("--until", type=INSTANT, help="Máy cũ còn gửi thư đến lúc này; mặc định: đến lúc khôi phục.")
@click.option("--json", "as_object", is_flag=True, help="In kết quả thành JSON.")
@click.pass_obj
def resume(config_path: Path | None, decision: str | None, until: dt.datetime | None, as_object: bool) -> None:
    """Gửi thư trở lại sau khi tạm dừng hoặc khôi phục.

    Không có --send hay --mark-sent thì chỉ liệt kê những thư đang giữ lại, không thay đổi gì.
    """
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        held = paused(conn)
    if held is None:
        raise UsageError(reason="Thư đang được gửi bình thường, không có gì phải quyết định.")
    until = until_within(held, until)
    if decision == "send":
        _report(session, decision, send(session.office, at=session.at, actor=session.actor), as_object)
    elif decision == "mark_sent":
        done = mark_as_sent(session.office, until, at=session.at, actor=session.actor)
        _report(session, decision, len(done.waited) + len(done.written), as_object)
    else:
        show(session, held, until, as_object)


def show(session: Session, held: Pause, until: dt.datetime, as_object: bool, **more: object) -> None:
    """List what is held back."""
    found = undecided(session.office, held, until)
    if as_object:
        print_object({**more, **as_json(held, found)})
    else:
        click.echo("\n".join(in_words(held, found)))


def _report(session: Session, decision: str, mails: int, as_object: bool) -> None:
    if as_object:
        print_object({"decision": decision, "mails": mails, "at": session.at})
    elif decision == "send":
        click.echo(f"Gửi trở lại từ bây giờ; {mails} thư trong hàng đợi được gửi trước, trong giờ gửi thư.")
    else:
        click.echo(f"Đã coi {mails} thư là đã gửi; từ bây giờ gửi trở lại bình thường.")
