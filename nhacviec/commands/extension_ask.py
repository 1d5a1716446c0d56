"""`nhacviec extension ask`, `accept`, `decline`, `withdraw`: what the unit says, entered by itself or for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from nhacviec.commands import extension_words as words
from nhacviec.commands.arguments import DATE
from nhacviec.commands.frame import Command
from nhacviec.commands.session import begin
from rules.say import say_day
from scheduler.answering import extensions

NUMBER = click.argument("number", metavar="SỐ", type=int)
JSON = click.option("--json", "wants_json", is_flag=True, help="In đề nghị thành một đối tượng JSON.")


@click.command("ask", cls=Command)
@click.argument("obligation", metavar="VIỆC", type=int)
@click.option("--to", "to", type=DATE, required=True, help="Ngày hạn mới được đề nghị.")
@click.option("--reason", metavar="LÝ-DO", required=True, help="Vì sao cần thêm thời gian.")
@JSON
@click.pass_obj
def ask_extension(config_path: Path | None, obligation: int, to: dt.date, reason: str, wants_json: bool) -> None:
    """Đề nghị gia hạn một việc đang mở; bộ phận theo dõi được báo bằng thư.

    VIỆC là số của việc trong «nhacviec obligation list». Hạn chưa đổi cho đến khi có quyết định. Đề nghị sau khi đã quá
    hạn vẫn được ghi, nhưng dù được gia hạn việc vẫn tính là muộn.
    """
    session, why = begin(config_path), words.said("--reason", reason)
    done = extensions.ask(session.office, obligation, to=to, reason=why, at=session.at, actor=session.actor)
    row = done.extension
    late = " Việc đã quá hạn: dù được gia hạn vẫn tính là muộn." if row.late else ""
    sentence = (
        f"Đã ghi đề nghị gia hạn số {row.id}: việc số {obligation}, từ {say_day(row.from_due)} đến {say_day(to)}."
        f"{late} Chưa có quyết định thì hạn giữ nguyên."
    )
    words.tell(session, done, sentence, wants_json=wants_json)


@click.command("accept", cls=Command)
@NUMBER
@JSON
@click.pass_obj
def accept_offer(config_path: Path | None, number: int, wants_json: bool) -> None:
    """Đơn vị nhận hạn khác được đề nghị; hạn đổi từ lúc này. SỐ là số của đề nghị trong «nhacviec extension list»."""
    session = begin(config_path)
    done = extensions.accept(session.office, number, at=session.at, actor=session.actor)
    assert done.obligation.due is not None, "an extended obligation has a date"
    sentence = f"Đã gia hạn việc số {done.obligation.id} đến {say_day(done.obligation.due)}; đơn vị được báo bằng thư."
    words.tell(session, done, sentence, wants_json=wants_json)


@click.command("decline", cls=Command)
@NUMBER
@JSON
@click.pass_obj
def decline_offer(config_path: Path | None, number: int, wants_json: bool) -> None:
    """Đơn vị không nhận hạn khác được đề nghị: đề nghị khép lại, hạn giữ nguyên, đơn vị có thể đề nghị lại."""
    session = begin(config_path)
    done = extensions.decline(session.office, number, at=session.at, actor=session.actor)
    sentence = f"Đã ghi: đơn vị không nhận hạn khác; đề nghị số {number} khép lại, hạn giữ nguyên."
    words.tell(session, done, sentence, wants_json=wants_json)


@click.command("withdraw", cls=Command)
@NUMBER
@JSON
@click.pass_obj
def withdraw_extension(config_path: Path | None, number: int, wants_json: bool) -> None:
    """Đơn vị rút đề nghị gia hạn: hạn giữ nguyên, đơn vị có thể đề nghị lại."""
    session = begin(config_path)
    done = extensions.withdraw(session.office, number, at=session.at, actor=session.actor)
    words.tell(session, done, f"Đã rút đề nghị gia hạn số {number}; hạn giữ nguyên.", wants_json=wants_json)
