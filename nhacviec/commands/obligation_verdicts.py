"""`nhacviec obligation confirm, reopen, keep, cancel`: what the monitor decides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from db.duties import obligations
from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.frame import Command
from nhacviec.commands.session import Session, begin
from scheduler.answering.verdicts import cancel, confirm, keep, reopen
from scheduler.duties.together import done_together
from scheduler.office import world
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

_DONE = {"confirmed": "Đã xác nhận", "reopened": "Đã mở lại", "cancelled": "Đã hủy", "kept": "Vẫn giao"}
REASON = click.option("--reason", metavar="LÝ-DO", required=True, help="Lý do, ghi trong thư gửi đơn vị.")


@click.command("confirm", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--by", metavar="HỌ-TÊN", help="Người xác nhận; mặc định: người chạy lệnh.")
@words.JSON
@click.pass_obj
def confirmed(config_path: Path | None, number: int, by: str | None, wants_json: bool) -> None:
    """Xác nhận một báo cáo chậm là đúng: việc được tính là hoàn thành đúng hạn.

    SỐ là số của việc trong «nhacviec obligation list».
    """
    session = begin(config_path)
    by, too = (by or "").strip() or session.actor, _settled_with(session, number)
    one = confirm(session.office, number, at=session.at, actor=session.actor, by=by)
    _say(session, one, "confirmed", wants_json, too)


@click.command("reopen", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@REASON
@words.JSON
@click.pass_obj
def reopened(config_path: Path | None, number: int, reason: str, wants_json: bool) -> None:
    """Mở lại một việc đã báo hoàn thành mà kết quả chưa đạt, hoặc một việc đã hủy; thời hạn giữ nguyên."""
    session = begin(config_path)
    too = _settled_with(session, number)
    one = reopen(session.office, number, why=reason, at=session.at, actor=session.actor)
    _say(session, one, "reopened", wants_json, too)


@click.command("cancel", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@REASON
@words.JSON
@click.pass_obj
def cancelled(config_path: Path | None, number: int, reason: str, wants_json: bool) -> None:
    """Thôi giao một việc: không ai bị nhắc về việc này nữa; đơn vị được báo bằng thư."""
    session = begin(config_path)
    one = cancel(session.office, number, why=reason, at=session.at, actor=session.actor)
    _say(session, one, "cancelled", wants_json)


@click.command("keep", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@REASON
@words.JSON
@click.pass_obj
def kept(config_path: Path | None, number: int, reason: str, wants_json: bool) -> None:
    """Vẫn giao việc mà đơn vị báo không phải việc của mình; đơn vị được báo bằng thư, bộ phận theo dõi thôi được hỏi.

    Những việc chờ quyết định: «nhacviec obligation list --status declined».
    """
    session = begin(config_path)
    one = keep(session.office, number, why=reason, at=session.at, actor=session.actor)
    _say(session, one, "kept", wants_json)


def _settled_with(session: Session, number: int) -> list[Matter]:
    """Linked obligations that the same report had settled: they are judged with it."""
    with reading(session.office.engine) as conn:
        return [other for one in matters(conn, obligations(conn, ids=[number])) for other in done_together(conn, one)]


def _say(session: Session, one: Matter, deed: str, wants_json: bool, too: Sequence[Matter] = ()) -> None:
    known = world(session.office).register
    sentence = f"{_DONE[deed]} {words.about(one, known)}: {words.in_words(one, session.today)}."
    with reading(session.office.engine) as conn:
        now = matters(conn, obligations(conn, ids=[other.row.id for other in too]))
    words.tell(session, one, sentence, deed=deed, wants_json=wants_json, too=now)
