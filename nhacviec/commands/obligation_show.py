"""`nhacviec obligation show`: one obligation with the way to its date, what was done to it, and who was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from db.duties import obligations
from db.engine import reading
from db.history import Entry, story
from db.mails import ToldRow, told_of
from db.register import Register
from nhacviec.commands import obligation_words as words
from nhacviec.commands.dates import say_instant
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
    "handed over": "chuyển đơn vị",
    "merged": "nhập vào việc số",
}
DETAILS = {"on": "ngày", "document": "văn bản", "old": "từ", "new": "đến", "into": "", "why": "lý do:"}


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
    click.echo("\n".join([*_about(found[0], known, session.today), *_dates(found[0]), *_past(entries), *_told(told)]))


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
    yield from (f"    – {step}{f' [{cites}]' if cites else ''}" for step, cites in row.trace)


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
