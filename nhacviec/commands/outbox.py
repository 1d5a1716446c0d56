"""`nhacviec outbox …`: the mails that were written, what became of each, and another try."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import click

from db.engine import reading
from db.incoming import incoming_mails
from db.mails import MailRow, mail_by_id, mails
from nhacviec.commands.frame import Command, Group
from nhacviec.commands.json_output import print_list, print_object
from nhacviec.commands.session import Session, begin
from notifications.masking import masked
from rules.errors import UsageError
from scheduler.clock import say_instant
from scheduler.delivering import incoming_words
from scheduler.delivering.retrying import UnknownMailError, retry_at_once
from scheduler.reports.mail_words import STATES

COMMANDS = {
    "list": ("nhacviec.commands.outbox:list_mails", "Các thư đã lập và tình trạng gửi."),
    "show": ("nhacviec.commands.outbox:show_mail", "Một thư: tiêu đề và phần chữ, hoặc nguyên văn đã lưu."),
    "retry": ("nhacviec.commands.outbox:retry", "Cho gửi lại một thư bị từ chối hoặc đang chờ."),
    "pause": ("nhacviec.commands.outbox_pause:pause", "Tạm dừng lập và gửi thư cho đến khi có quyết định."),
    "resume": ("nhacviec.commands.outbox_pause:resume", "Gửi trở lại: xem những thư đang giữ, gửi hoặc coi là đã gửi."),
}
JSON = click.option("--json", "as_json", is_flag=True, help="In thư thành một đối tượng JSON.")
HEADERS = ("From", "To", "Reply-To", "Date", "Message-ID", "Subject")


@click.group(cls=Group, table=COMMANDS)
def outbox() -> None:
    """Thư đã lập: xem, gửi lại, tạm dừng và gửi trở lại."""


@click.command("list", cls=Command)
@click.option("--state", type=click.Choice(tuple(STATES)), help="Chỉ thư ở tình trạng này.")
@click.option("--json", "as_json", is_flag=True, help="In danh sách thành một mảng JSON.")
@click.pass_obj
def list_mails(config_path: Path | None, state: str | None, as_json: bool) -> None:
    """Liệt kê các thư đã lập theo thứ tự lập."""
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        found = mails(conn, state=state)
    if as_json:
        print_list(map(_as_json, found))
    else:
        said = "\n".join(line for one in found for line in _in_words(one))
        click.echo(said or "Không có thư nào như vậy.")


def _as_json(one: MailRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": one.created_at,
        "class": one.sort,
        "kind": one.kind,
        "unit": one.unit,
        "to": one.address,
        "subject": one.subject,
        "message_id": one.message_id,
        "state": one.state,
        "attempts": one.attempts,
        "next_try_at": one.next_try_at,
        "sent_at": one.sent_at,
        "possible_duplicates": one.possible_duplicates,
        "answer": one.answer,
    }


def _in_words(one: MailRow) -> Iterator[str]:
    sent = f" lúc {say_instant(one.sent_at)}" if one.sent_at else ""
    later = f", thử lại lúc {say_instant(one.next_try_at)}" if one.attempts and one.next_try_at else ""
    yield f"{one.id}. {say_instant(one.created_at)}  {one.address}  {STATES[one.state]}{sent}{later}"
    yield f"   {one.subject}"
    if one.answer and one.state != "sent":
        yield f"   máy chủ thư trả lời: {one.answer}"


@click.command("show", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--raw", is_flag=True, help="In nguyên văn thư như đã lưu, che mã của liên kết trả lời.")
@JSON
@click.pass_obj
def show_mail(config_path: Path | None, number: int, raw: bool, as_json: bool) -> None:
    """Xem một thư: tiêu đề và phần chữ. SỐ là số của thư trong «nhacviec outbox list»."""
    session = begin(config_path)
    one, stored = _mail(session, number)
    body = masked(stored)
    if raw and not as_json:
        sys.stdout.buffer.write(body)
        return
    message = message_from_bytes(body, policy=policy.default)
    part = message.get_body(("plain",))
    if part is None:
        raise UsageError(reason=f"Thư số {number} đã hỏng, không còn phần chữ; xem nguyên văn bằng --raw.")
    if as_json:
        print_object(_as_json(one) | {"items": one.items, "text": part.get_content()})
        return
    for name in HEADERS:
        if message[name]:
            click.echo(f"{name}: {message[name]}")
    click.echo(f"\n{part.get_content()}", nl=False)
    with reading(session.office.engine) as conn:
        back = incoming_mails(conn, mail_id=number)
    if back:
        lines = (line for one in back for line in incoming_words.in_lines(one))
        click.echo("\n".join(["", "Đã trả về:", *(f"  {line}" for line in lines)]))


def _mail(session: Session, number: int) -> tuple[MailRow, bytes]:
    with reading(session.office.engine) as conn:
        found = mail_by_id(conn, number)
    if found is None:
        raise UnknownMailError(number=number)
    return found


@click.command("retry", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@JSON
@click.pass_obj
def retry(config_path: Path | None, number: int, as_json: bool) -> None:
    """Cho gửi lại một thư bị từ chối hoặc đang chờ, trong giờ gửi thư.

    SỐ là số của thư trong «nhacviec outbox list».
    """
    session = begin(config_path)
    at = retry_at_once(session.office, number, at=session.at, actor=session.actor)
    one, _ = _mail(session, number)
    if as_json:
        print_object(_as_json(one))
        return
    click.echo(f"Thư số {number} sẽ được gửi lại tới {one.address} từ {say_instant(at)}.")
