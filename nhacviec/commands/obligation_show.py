"""`nhacviec obligation show`: one obligation with the way to its date, what was done to it, and who was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from db.duties import obligations
from db.engine import reading
from db.extensions import AskedRow, ExtensionRow, asked_in, extensions
from db.history import Entry, story
from db.mails import ToldRow, told_of
from db.register import Register
from nhacviec.commands import obligation_words as words
from nhacviec.commands.dates import say_instant
from nhacviec.commands.extension_words import in_words
from nhacviec.commands.frame import Command
from nhacviec.commands.mail_page import ROLES
from nhacviec.commands.outbox import STATES
from nhacviec.commands.session import begin
from nhacviec.commands.task_units import coordinating_codes
from rules.say import say_date, say_day
from scheduler.answers import UnknownObligationError
from scheduler.compose import Matter
from scheduler.digests import matters
from scheduler.office import world

DEEDS = {
    "done": "báo hoàn thành",
    "moved": "dời hạn",
    "withdrawn": "rút",
    "revived": "mở lại",
    "relabelled": "đổi kỳ",
    "extension_asked": "đề nghị gia hạn",
    "extension_opinion": "cho ý kiến về đề nghị gia hạn",
    "extension_offered": "đề nghị hạn khác",
    "extension_approved": "chấp thuận gia hạn",
    "extension_refused": "không đồng ý gia hạn",
    "extension_withdrawn": "rút đề nghị gia hạn",
    "extension_declined": "không nhận hạn khác",
}
DETAILS = {
    "on": "ngày",
    "document": "văn bản",
    "old": "từ",
    "new": "đến",
    "why": "lý do:",
    "extension": "đề nghị số",
    "to": "đến",
    "reason": "lý do:",
    "by": "người quyết định:",
    "opinion": "ý kiến:",
}


@click.command("show", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.pass_obj
def show_obligation(config_path: Path | None, number: int) -> None:
    """Xem một việc: lời văn, đơn vị, ngày hạn và cách tính, những gì đã xảy ra, đã nhắc những ai.

    SỐ là số của việc trong «nhacviec obligation list».
    """
    session = begin(config_path)
    known = world(session.office).register
    with reading(session.office.engine) as conn:
        found = matters(conn, obligations(conn, ids=[number]))
        if not found:
            raise UnknownObligationError(id=number)
        told, entries = told_of(conn, number), story(conn, f"obligation:{number}")
        asked, chased = extensions(conn, obligation_id=number), asked_in(conn, number)
    lines = [*_about(found[0], known, session.today), *_dates(found[0]), *_extensions(asked, chased, known)]
    click.echo("\n".join([*lines, *_past(entries), *_told(told)]))


def _about(one: Matter, known: Register, today: dt.date) -> Iterator[str]:
    task = one.task
    yield f"Việc số {one.row.id}: {task.text}"
    yield f"  Kế hoạch: {one.plan.label}"
    yield f"  Nhiệm vụ {task.name}: {task.place}"
    yield f"  Thời hạn ghi trong văn bản: {f'“{task.phrase}”' if task.phrase else 'không ghi'}"
    if task.product:
        yield f"  Sản phẩm: {task.product}"
    yield f"  Chủ trì: {known.name_of(one.row.held_by)}"
    if helping := coordinating_codes(task):
        yield f"  Phối hợp: {'; '.join(map(known.name_of, helping))}"
    document = f", {one.row.document}" if one.row.document else ""
    yield f"  Kỳ: {words.period_in_words(one.row.label)}"
    yield f"  Tình trạng: {words.in_words(one, today)}{document}"


def _dates(one: Matter) -> Iterator[str]:
    row = one.row
    provisional = " (tạm tính)" if row.provisional else ""
    moved = f", thực tế đến hết {say_date(row.effective)}" if row.effective and row.effective != row.due else ""
    yield f"  Hạn: {say_date(row.due) if row.due else 'chưa có ngày'}{moved}{provisional}"
    if row.first_due and row.first_due != row.due:
        yield f"  Hạn ban đầu: {say_date(row.first_due)}"
    if row.late_after:
        yield f"  Vẫn tính là muộn sau {say_date(row.late_after)}: gia hạn được đề nghị khi đã quá hạn"
    yield from (f"    – {step}{f' [{cites}]' if cites else ''}" for step, cites in row.trace)


def _extensions(asked: Sequence[ExtensionRow], chased: Sequence[AskedRow], known: Register) -> Iterator[str]:
    if asked:
        yield "Gia hạn:"
    for row in asked:
        yield from (f"  {line}" for line in in_words(row, known.name_of))
        for one in (one for one in chased if one.extension_id == row.id):
            letter = f"thư số {one.mail_id} {STATES[one.mail_state]}"
            yield f"    đã hỏi {one.mailbox} ngày {say_day(one.day)}, {letter}"


def _past(entries: Sequence[Entry]) -> Iterator[str]:
    if entries:
        yield "Đã xảy ra:"
    for entry in entries:
        given = ", ".join(f"{DETAILS.get(k, k)} {_said(v)}" for k, v in entry.detail.items() if v is not None)
        deed = f"{DEEDS.get(entry.what, entry.what)}{f' ({given})' if given else ''}"
        yield f"  {say_instant(entry.at)}  {deed}, bởi {entry.actor}"


def _said(value: object) -> str:
    """A detail of the history, its dates as the office writes them."""
    try:
        return say_day(dt.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _told(told: Sequence[ToldRow]) -> Iterator[str]:
    yield "Đã nhắc:" if told else "Chưa có thư nhắc nào."
    for one in told:
        to, letter = f"{one.mailbox} ({ROLES[one.role]})", f"thư số {one.mail_id} {STATES[one.state]}"
        yield f"  {say_day(one.day)}  {to}, mốc {one.rung}: {one.reason}; {letter}"
