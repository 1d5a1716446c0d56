"""`nhacviec obligation ack, progress, decline`: what a unit answers, typed by somebody on its behalf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from db.duties import obligations
from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.frame import Command
from nhacviec.commands.session import Session, begin
from nhacviec.commands.unit_argument import unit_named
from scheduler.answers import Teller, acknowledge, decline, report_progress
from scheduler.digests import matters
from scheduler.office import Office, world

UNIT = click.option("--unit", "asked", metavar="ĐƠN-VỊ", help="Đơn vị trả lời; mặc định: đơn vị chủ trì.")


@click.command("ack", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@UNIT
@click.option("--note", metavar="NỘI-DUNG", help="Ghi chú của đơn vị.")
@click.pass_obj
def acknowledged(config_path: Path | None, number: int, asked: str | None, note: str | None) -> None:
    """Báo đơn vị đã nhận việc; việc vẫn được nhắc theo hạn.

    SỐ là số của việc trong «nhacviec obligation list».
    """
    _answer(begin(config_path), number, asked, "đã nhận", lambda *given: acknowledge(*given, note=note))


@click.command(cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@UNIT
@click.option("--note", metavar="NỘI-DUNG", required=True, help="Tiến độ, vướng mắc.")
@click.pass_obj
def progress(config_path: Path | None, number: int, asked: str | None, note: str) -> None:
    """Báo tiến độ một việc; việc vẫn được nhắc theo hạn."""
    _answer(begin(config_path), number, asked, "tiến độ", lambda *given: report_progress(*given, note=note))


@click.command("decline", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@UNIT
@click.option("--reason", metavar="LÝ-DO", required=True, help="Vì sao không phải việc của đơn vị.")
@click.pass_obj
def declined(config_path: Path | None, number: int, asked: str | None, reason: str) -> None:
    """Báo việc không phải của đơn vị; bộ phận theo dõi được hỏi.

    Việc vẫn mở và vẫn được nhắc cho đến khi có quyết định.
    """
    said = "không phải việc của đơn vị; bộ phận theo dõi sẽ nhận thư"
    _answer(begin(config_path), number, asked, said, lambda *given: decline(*given, why=reason))


def _answer(
    session: Session, number: int, asked: str | None, said: str, answer: Callable[[Office, int, Teller], None]
) -> None:
    with reading(session.office.engine) as conn:
        unit = unit_named(conn, asked) if asked else None
    answer(session.office, number, Teller(session.actor, session.at, unit=unit))
    known = world(session.office).register
    with reading(session.office.engine) as conn:
        (one,) = matters(conn, obligations(conn, ids=[number]))
    click.echo(f"Đã ghi trả lời của {known.name_of(unit or one.row.held_by)} về {words.about(one, known)}: {said}.")
