"""`nhacviec obligation confirm, reopen, cancel`: what the monitor decides."""

from __future__ import annotations

from pathlib import Path

import click

from nhacviec.commands import obligation_words as words
from nhacviec.commands.frame import Command
from nhacviec.commands.session import Session, begin
from scheduler.compose import Matter
from scheduler.office import world
from scheduler.verdicts import cancel, confirm, reopen

REASON = click.option("--reason", metavar="LÝ-DO", required=True, help="Lý do, ghi trong thư gửi đơn vị.")


@click.command("confirm", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--by", metavar="HỌ-TÊN", help="Người xác nhận; mặc định: người chạy lệnh.")
@click.pass_obj
def confirmed(config_path: Path | None, number: int, by: str | None) -> None:
    """Xác nhận một báo cáo chậm là đúng: việc được tính là hoàn thành đúng hạn.

    SỐ là số của việc trong «nhacviec obligation list».
    """
    session = begin(config_path)
    by = (by or "").strip() or session.actor
    _say(session, confirm(session.office, number, at=session.at, actor=session.actor, by=by), "Đã xác nhận")


@click.command("reopen", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@REASON
@click.pass_obj
def reopened(config_path: Path | None, number: int, reason: str) -> None:
    """Mở lại một việc đã báo hoàn thành mà kết quả chưa đạt, hoặc một việc đã hủy; thời hạn giữ nguyên."""
    session = begin(config_path)
    _say(session, reopen(session.office, number, why=reason, at=session.at, actor=session.actor), "Đã mở lại")


@click.command("cancel", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@REASON
@click.pass_obj
def cancelled(config_path: Path | None, number: int, reason: str) -> None:
    """Thôi giao một việc: không ai bị nhắc về việc này nữa; đơn vị được báo bằng thư."""
    session = begin(config_path)
    _say(session, cancel(session.office, number, why=reason, at=session.at, actor=session.actor), "Đã hủy")


def _say(session: Session, one: Matter, deed: str) -> None:
    known = world(session.office).register
    click.echo(f"{deed} {words.about(one, known)}: {words.in_words(one, session.today)}.")
