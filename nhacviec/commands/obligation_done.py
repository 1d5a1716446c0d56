"""`nhacviec obligation done`: the monitor records that an obligation was met."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from db.engine import reading
from nhacviec.commands import obligation_words as words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.session import begin
from rules.say import say_day
from scheduler.answers import report_done
from scheduler.digests import matters
from scheduler.office import world


@click.command("done", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--on", "day", type=DATE, help="Ngày đã hoàn thành; mặc định: hôm nay.")
@click.option("--document", metavar="VĂN-BẢN", help="Văn bản, sản phẩm làm căn cứ.")
@click.pass_obj
def report(config_path: Path | None, number: int, day: dt.date | None, document: str | None) -> None:
    """Báo một việc đã hoàn thành; từ đó không ai bị nhắc về việc này nữa.

    SỐ là số của việc trong «nhacviec obligation list».
    """
    session = begin(config_path)
    on = day or session.today
    row = report_done(session.office, number, on=on, at=session.at, actor=session.actor, document=document)
    with reading(session.office.engine) as conn:
        (matter,) = matters(conn, [row])
    unit = world(session.office).register.name_of(row.held_by)
    due = f"hạn {say_day(row.due)}" if row.due else "chưa có hạn"
    click.echo(f"Đã ghi việc số {number} ({matter.task.name}, {unit}, {due}): {words.in_words(matter, session.today)}.")
