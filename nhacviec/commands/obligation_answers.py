"""`nhacviec obligation ack, progress, decline`: what a unit answers, typed by somebody on its behalf."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from db.duties import obligations
from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.frame import Command
from nhacviec.commands.session import Session, begin
from nhacviec.commands.unit_argument import unit_named
from scheduler.answering.answers import Teller, acknowledge, decline, report_progress
from scheduler.office import Office, world
from scheduler.writing.digests import matters

UNIT = click.option("--unit", "asked", metavar="ĐƠN-VỊ", help="Đơn vị trả lời; mặc định: đơn vị chủ trì.")


@click.command("ack", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@UNIT
@click.option("--note", metavar="NỘI-DUNG", help="Ghi chú của đơn vị.")
@words.JSON
@click.pass_obj
def acknowledged(config_path: Path | None, number: int, asked: str | None, note: str | None, wants_json: bool) -> None:
    """Báo đơn vị đã nhận việc; việc vẫn được nhắc theo hạn.

    SỐ là số của việc trong «nhacviec obligation list».
    """
    given = _Given("acknowledged", "đã nhận", lambda *to: acknowledge(*to, note=note), wants_json)
    _answer(begin(config_path), number, asked, given)


@click.command(cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@UNIT
@click.option("--note", metavar="NỘI-DUNG", required=True, help="Tiến độ, vướng mắc.")
@words.JSON
@click.pass_obj
def progress(config_path: Path | None, number: int, asked: str | None, note: str, wants_json: bool) -> None:
    """Báo tiến độ một việc; việc vẫn được nhắc theo hạn."""
    given = _Given("progress", "tiến độ", lambda *to: report_progress(*to, note=note), wants_json)
    _answer(begin(config_path), number, asked, given)


@click.command("decline", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@UNIT
@click.option("--reason", metavar="LÝ-DO", required=True, help="Vì sao không phải việc của đơn vị.")
@words.JSON
@click.pass_obj
def declined(config_path: Path | None, number: int, asked: str | None, reason: str, wants_json: bool) -> None:
    """Báo việc không phải của đơn vị; bộ phận theo dõi được hỏi.

    Việc vẫn mở và vẫn được nhắc cho đến khi có quyết định.
    """
    said = "không phải việc của đơn vị; bộ phận theo dõi sẽ nhận thư"
    given = _Given("declined", said, lambda *to: decline(*to, why=reason), wants_json)
    _answer(begin(config_path), number, asked, given)


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer: its name, what is said of it, how it is given, and how that is printed."""

    deed: str
    said: str
    answer: Callable[[Office, int, Teller], None]
    wants_json: bool


def _answer(session: Session, number: int, asked: str | None, given: _Given) -> None:
    with reading(session.office.engine) as conn:
        unit = unit_named(conn, asked) if asked else None
    given.answer(session.office, number, Teller(session.actor, session.at, unit=unit))
    known = world(session.office).register
    with reading(session.office.engine) as conn:
        (one,) = matters(conn, obligations(conn, ids=[number]))
    who = known.name_of(unit or one.row.held_by)
    sentence = f"Đã ghi trả lời của {who} về {words.about(one, known)}: {given.said}."
    words.tell(session, one, sentence, deed=given.deed, wants_json=given.wants_json, by_unit=unit)
