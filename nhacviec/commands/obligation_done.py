"""`nhacviec obligation done`: an obligation, or a co-ordinator's part in it, was met."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.obligation_file import sent_file
from nhacviec.commands.session import Session, begin
from nhacviec.commands.unit_argument import unit_named
from scheduler.answering.answers import report_done
from scheduler.duties.together import done_together
from scheduler.office import world
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters


@click.command("done", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--on", "day", type=DATE, help="Ngày đã hoàn thành; mặc định: hôm nay.")
@click.option("--document", metavar="VĂN-BẢN", help="Văn bản, sản phẩm làm căn cứ.")
@click.option("--unit", "asked", metavar="ĐƠN-VỊ", help="Đơn vị phối hợp báo xong phần của mình; mặc định: chủ trì.")
@click.option("--file", "path", type=click.Path(path_type=Path), metavar="TỆP", help="Gửi kèm tệp này.")
@words.JSON
@click.pass_obj
def report(
    config_path: Path | None,
    number: int,
    day: dt.date | None,
    document: str | None,
    asked: str | None,
    path: Path | None,
    wants_json: bool,
) -> None:
    """Báo một việc đã hoàn thành; từ đó không ai bị nhắc về việc này nữa.

    SỐ là số của việc trong «nhacviec obligation list». Đơn vị phối hợp báo phần của mình thì chỉ thôi nhắc đơn vị đó.
    Tệp gửi kèm là PDF, Word (.docx), Excel (.xlsx) hoặc ảnh (.jpg, .png); lấy ra bằng «nhacviec obligation file».
    """
    session = begin(config_path)
    file = sent_file(path, session.office.settings.most_file) if path else None
    on = day or session.today
    with reading(session.office.engine) as conn:
        unit = unit_named(conn, asked) if asked else None
    at, actor = session.at, session.actor
    row = report_done(session.office, number, on=on, at=at, actor=actor, document=document, unit=unit, file=file)
    with reading(session.office.engine) as conn:
        (matter,) = matters(conn, [row])
        others = list(done_together(conn, matter))
    deed, said = "part_done" if unit and unit != row.held_by else "done", _said(matter, unit, session)
    words.tell(session, matter, said, deed=deed, wants_json=wants_json, by_unit=unit, too=others)


def _said(matter: Matter, unit: str | None, session: Session) -> str:
    known = world(session.office).register
    about = words.about(matter, known)
    if unit and unit != matter.row.held_by:
        return f"Đã ghi {known.name_of(unit)} xong phần phối hợp của {about}."
    confirm = f" Xác nhận bằng «nhacviec obligation confirm {matter.row.id}»." if matter.row.doubted else ""
    return f"Đã ghi {about}: {words.in_words(matter, session.today)}.{confirm}"
