"""`nhacviec obligation confirm, reopen, cancel`: what the monitor decides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from db.duties import obligations
from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.frame import Command
from nhacviec.commands.session import Session, begin
from scheduler.compose import Matter
from scheduler.digests import matters
from scheduler.office import world
from scheduler.together import done_together
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
    by, too = (by or "").strip() or session.actor, _settled_with(session, number)
    _say(session, confirm(session.office, number, at=session.at, actor=session.actor, by=by), "Đã xác nhận", too)


@click.command("reopen", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@REASON
@click.pass_obj
def reopened(config_path: Path | None, number: int, reason: str) -> None:
    """Mở lại một việc đã báo hoàn thành mà kết quả chưa đạt, hoặc một việc đã hủy; thời hạn giữ nguyên."""
    session = begin(config_path)
    too = _settled_with(session, number)
    _say(session, reopen(session.office, number, why=reason, at=session.at, actor=session.actor), "Đã mở lại", too)


@click.command("cancel", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@REASON
@click.pass_obj
def cancelled(config_path: Path | None, number: int, reason: str) -> None:
    """Thôi giao một việc: không ai bị nhắc về việc này nữa; đơn vị được báo bằng thư."""
    session = begin(config_path)
    _say(session, cancel(session.office, number, why=reason, at=session.at, actor=session.actor), "Đã hủy")


def _settled_with(session: Session, number: int) -> list[Matter]:
    """Linked obligations that the same report had settled: they are judged with it."""
    with reading(session.office.engine) as conn:
        return [other for one in matters(conn, obligations(conn, ids=[number])) for other in done_together(conn, one)]


def _say(session: Session, one: Matter, deed: str, too: Sequence[Matter] = ()) -> None:
    known = world(session.office).register
    click.echo(f"{deed} {words.about(one, known)}: {words.in_words(one, session.today)}.")
    with reading(session.office.engine) as conn:
        now = matters(conn, obligations(conn, ids=[other.row.id for other in too]))
    for other in now:
        said = f"{words.about(other, known)}, {other.plan.label}: {words.in_words(other, session.today)}"
        click.echo(f"Cùng một việc: {said}.")
