"""`nhacviec obligation done`: an obligation, or a co-ordinator's part in it, was met."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.session import Session, begin
from nhacviec.commands.unit_argument import unit_named
from scheduler.answers import report_done
from scheduler.compose import Matter
from scheduler.digests import matters
from scheduler.office import world


@click.command("done", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--on", "day", type=DATE, help="Ngày đã hoàn thành; mặc định: hôm nay.")
@click.option("--document", metavar="VĂN-BẢN", help="Văn bản, sản phẩm làm căn cứ.")
@click.option("--unit", "asked", metavar="ĐƠN-VỊ", help="Đơn vị phối hợp báo xong phần của mình; mặc định: chủ trì.")
@words.JSON
@click.pass_obj
def report(
    config_path: Path | None,
    number: int,
    day: dt.date | None,
    document: str | None,
    asked: str | None,
    wants_json: bool,
) -> None:
    """Báo một việc đã hoàn thành; từ đó không ai bị nhắc về việc này nữa.

    SỐ là số của việc trong «nhacviec obligation list». Đơn vị phối hợp báo phần của mình thì chỉ thôi nhắc đơn vị đó.
    """
    session = begin(config_path)
    on = day or session.today
    with reading(session.office.engine) as conn:
        unit = unit_named(conn, asked) if asked else None
    at, actor = session.at, session.actor
    row = report_done(session.office, number, on=on, at=at, actor=actor, document=document, unit=unit)
    with reading(session.office.engine) as conn:
        (matter,) = matters(conn, [row])
    deed = "part_done" if unit and unit != row.held_by else "done"
    words.tell(session, matter, _said(matter, unit, session), deed=deed, wants_json=wants_json, by_unit=unit)


def _said(matter: Matter, unit: str | None, session: Session) -> str:
    known = world(session.office).register
    about = words.about(matter, known)
    if unit and unit != matter.row.held_by:
        return f"Đã ghi {known.name_of(unit)} xong phần phối hợp của {about}."
    confirm = f" Xác nhận bằng «nhacviec obligation confirm {matter.row.id}»." if matter.row.doubted else ""
    return f"Đã ghi {about}: {words.in_words(matter, session.today)}.{confirm}"
