"""`nhacviec obligation show`: one obligation with the way to its date, what was done, who was told, what is ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from db.engine import reading
from db.extensions import AskedRow, ExtensionRow, asked_in, extensions
from db.history import Entry
from db.incoming import IncomingRow
from db.register import Register
from nhacviec.commands import obligation_words as words
from nhacviec.commands.extension_words import in_words
from nhacviec.commands.frame import Command
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import begin
from rules.say import say_date, say_day
from scheduler.clock import say_instant
from scheduler.delivering import incoming_words
from scheduler.duties.outlook import Outlook
from scheduler.duties.task_units import coordinating_codes
from scheduler.office import world
from scheduler.reports import ladder_words
from scheduler.reports.deed_words import say_deed
from scheduler.reports.duty_words import period_words
from scheduler.reports.mail_words import LETTERS, ROLES, STATES
from scheduler.reports.telling import Telling, Told, telling
from scheduler.reports.twin_lines import twin_lines
from scheduler.writing.compose import Matter

NEXT = 3
"""Notices ahead that are told; `ladder explain` has them all."""


@click.command("show", cls=Command)
@click.argument("number", metavar="SỐ", type=int)
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON.")
@click.pass_obj
def show_obligation(config_path: Path | None, number: int, as_json: bool) -> None:
    """Xem một việc: lời văn, đơn vị, ngày hạn và cách tính, những gì đã xảy ra, đã gửi thư cho ai, sắp tới nhắc ai.

    SỐ là số của việc trong «nhacviec obligation list».
    """
    session = begin(config_path)
    with reading(session.office.engine) as conn:
        known = world(session.office, conn)
        told = telling(conn, known, number, session.today)
        asked, chased = extensions(conn, obligation_id=number), asked_in(conn, number)
    if as_json:
        print_object(_as_json(told, session.today))
        return
    one, register = told.matter, known.register
    about, ahead = _about(one, register, session.today), _ahead(told.outlook, one, register)
    wanted = _extensions(asked, chased, register)
    linked = twin_lines(told.companions, one.row, session.today)
    said = (*_past(told.deeds), *_replies(told.replies), *_told(told.mails))
    click.echo("\n".join([*about, *_dates(one), *linked, *wanted, *said, *ahead]))


def _about(one: Matter, known: Register, today: dt.date) -> Iterator[str]:
    task, row = one.task, one.row
    yield f"Việc số {row.id}: {task.text}"
    yield f"  Kế hoạch: {one.plan.label}"
    yield f"  Nhiệm vụ {task.name}: {task.place}"
    yield f"  Thời hạn ghi trong văn bản: {f'“{task.phrase}”' if task.phrase else 'không ghi'}"
    if task.product:
        yield f"  Sản phẩm: {task.product}"
    first = f" (lúc đầu giao {known.name_of(row.first_unit)})" if row.first_unit != row.held_by else ""
    yield f"  Chủ trì: {known.name_of(row.held_by)}{first}"
    if helping := coordinating_codes(task):
        yield f"  Phối hợp: {'; '.join(map(known.name_of, helping))}"
    yield f"  Kỳ: {period_words(row.label)}"
    reported = f", báo lúc {say_instant(row.reported_at)}" if row.reported_at else ""
    document = f", {row.document}" if row.document else ""
    yield f"  Tình trạng: {words.in_words(one, today)}{reported}{document}"


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
    yield from (f"  {say_instant(entry.at)}  {say_deed(entry)}, bởi {entry.actor}" for entry in entries)


def _replies(replies: Sequence[IncomingRow]) -> Iterator[str]:
    if replies:
        yield "Thư trả lời (người gửi theo thư ghi, chưa được xác thực):"
    for one in replies:
        yield f"  {say_instant(one.at)}  {one.person}: {one.subject}"
        yield from (f"    | {line}" for line in one.text.split("\n"))
        if one.attachments:
            yield f"    Tệp kèm theo: {', '.join(one.attachments)}"


def _told(told: Sequence[Told]) -> Iterator[str]:
    yield "Đã gửi thư:" if told else "Chưa có thư nào về việc này."
    for _, group in groupby(told, key=lambda one: (one.at, one.role, one.rung, one.reason, one.state, one.sent_at)):
        mails = list(group)
        one, ids = mails[0], [str(mail.mail_id) for mail in mails]
        what = f"mốc {one.rung}" if one.rung else LETTERS.get(one.kind, "thư")
        sent = f" lúc {say_instant(one.sent_at)}" if one.sent_at else ""
        to = ", ".join(mail.mailbox for mail in mails)
        letter = f"thư số {', '.join(ids)} {STATES[one.state]}{sent}"
        yield f"  {say_instant(one.at)}  {to} ({ROLES[one.role]}), {what}: {one.reason}; {letter}"


def _ahead(outlook: Outlook, one: Matter, known: Register) -> Iterator[str]:
    if why := ladder_words.silence(outlook, one.row.state):
        yield why
        return
    yield "Sắp tới, nếu chưa ai báo hoàn thành:"
    yield from (ladder_words.ahead_line(day, notice, known) for day, notice in outlook.ahead[:NEXT])
    if len(outlook.ahead) > NEXT:
        yield f"  … xem hết bằng lệnh «nhacviec ladder explain {one.row.id}»"


def _as_json(told: Telling, today: dt.date) -> dict[str, Any]:
    one = told.matter
    task, row = one.task, one.row
    return {
        **words.as_json(one, today),
        "plan_label": one.plan.label,
        "place": task.place,
        "phrase": task.phrase,
        "product": task.product,
        "first_unit": row.first_unit,
        "coordinating": coordinating_codes(task),
        "first_due": row.first_due,
        "reported_at": row.reported_at,
        "trace": [{"step": step, "cites": cites} for step, cites in row.trace],
        "history": [{"at": e.at, "by": e.actor, "what": e.what, "words": say_deed(e), **e.detail} for e in told.deeds],
        "replies": [incoming_words.as_json(reply) for reply in told.replies],
        "mails": [_mail_json(mail) for mail in told.mails],
        "ahead": ladder_words.ahead_json(told.outlook),
        "nothing_owed": ladder_words.silence(told.outlook, row.state),
    }


def _mail_json(mail: Told) -> dict[str, Any]:
    return {
        "at": mail.at,
        "mail": mail.mail_id,
        "to": mail.mailbox,
        "role": mail.role,
        "kind": mail.kind,
        "rung": mail.rung,
        "reason": mail.reason,
        "state": mail.state,
        "sent_at": mail.sent_at,
    }
