"""A duty as the unit that answers it may see it, and the answer that comes back: by a link, or from an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.answers import answers
from db.attachments import attachments
from db.engine import Connection
from rules.say import say_date, say_day, say_label
from scheduler.answering.answers import (
    STATE_WORDS,
    Part,
    Teller,
    acknowledge,
    decline,
    report_done,
    report_progress,
)
from scheduler.answering.attachments import MEGABYTE, Sent, say_size
from scheduler.answering.duty_extension import ExtensionChoice, Requests, requests, settle
from scheduler.clock import LOCAL
from scheduler.duties.twin_words import SAME_WORK, line, others_of
from scheduler.office import Office, World
from scheduler.writing.compose import Matter

Choice: TypeAlias = Literal["acknowledged", "progress", "done", "declined"] | ExtensionChoice

_SAID = {
    "acknowledged": "báo đã nhận",
    "progress": "báo tiến độ",
    "done": "báo hoàn thành",
    "part_done": "báo xong phần phối hợp",
    "declined": "báo không phải việc của mình",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A duty for the one who answers it. `open`: it may be answered; `facts` are (label, text), `past` the answers.

    `file_mb` is how large a file it may send with *done*, 0 for none.
    """

    obligation: int
    title: str
    part: Part
    unit_name: str
    due: str
    state: str
    open: bool
    today: dt.date
    facts: tuple[tuple[str, str], ...]
    past: tuple[str, ...]
    extension: Requests
    file_mb: int


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says: `on`, `document` and `file` with *done*, `note` with all (with *declined* and
    *extension_asked* the reason).

    `to` is the date asked for, `request` the number of the request that the unit answers or takes back.
    """

    choice: Choice
    on: dt.date | None = None
    document: str | None = None
    note: str = ""
    to: dt.date | None = None
    request: int = 0
    file: Sent | None = None


def shown(conn: Connection, office: Office, known: World, one: Matter, unit: str, part: Part, today: dt.date) -> Shown:
    """The duty on the local day for `unit`, which has that part in it. Writes nothing."""
    row = one.row
    waits = row.state == "open" and not (part == "coordinating" and unit in row.parts_done)
    return Shown(
        row.id,
        one.task.text,
        part,
        known.register.name_of(unit),
        say_date(row.due) if row.due else "chưa có ngày",
        STATE_WORDS[row.state] if row.state != "open" or waits else "đã xong phần phối hợp",
        waits,
        today,
        (*_facts(one, known), *_files(conn, one, unit)),
        tuple(_past(conn, one, known)),
        requests(conn, office, one, part, known, today),
        office.settings.most_file // MEGABYTE,
    )


def take(office: Office, number: int, given: Given, teller: Teller) -> None:
    """Take the answer of the teller's unit to the obligation of that number; raises what it is refused for."""
    match given.choice:
        case "acknowledged":
            acknowledge(office, number, teller, note=given.note or None)
        case "progress":
            report_progress(office, number, teller, note=given.note)
        case "declined":
            decline(office, number, teller, why=given.note)
        case "done":
            report_done(
                office,
                number,
                on=given.on or teller.day,
                at=teller.at,
                actor=teller.actor,
                document=given.document,
                unit=teller.unit,
                via=teller.via,
                note=given.note or None,
                file=given.file,
            )
        case choice:
            settle(office, number, teller, choice, to=given.to, reason=given.note, request=given.request)


def _facts(one: Matter, known: World) -> Iterator[tuple[str, str]]:
    row, task = one.row, one.task
    yield "Chủ trì", known.register.name_of(row.held_by)
    if period := say_label(row.label):
        yield "Kỳ", period
    yield "Văn bản", " – ".join(part for part in (task.place, one.plan.label) if part)
    for twin in others_of(one):
        yield SAME_WORK, line(twin)
    if task.phrase:
        yield "Thời hạn trong văn bản", f"“{task.phrase}”"
    if task.product:
        yield "Sản phẩm", task.product
    if row.done_on:
        yield "Ngày hoàn thành", say_day(row.done_on) + (f", {row.document}" if row.document else "")
    if row.doubted:
        yield "Lưu ý", "báo chậm, đang chờ bộ phận theo dõi xác nhận"


def _files(conn: Connection, one: Matter, unit: str) -> Iterator[tuple[str, str]]:
    """The names of what the unit itself sent; the page gives no file back to anybody."""
    for row in attachments(conn, one.row.id):
        if row.unit == unit:
            yield "Tệp đã gửi", f"{row.name} ({say_size(row.size)})"


def _past(conn: Connection, one: Matter, known: World) -> Iterator[str]:
    for said in answers(conn, one.row.id):
        on = f" ngày {say_day(said.done_on)}" if said.done_on else ""
        note = f": {said.note}" if said.note else ""
        at = f"{said.at.astimezone(LOCAL):%H:%M %d/%m/%Y}"
        yield f"{at}, {known.register.name_of(said.unit)} {_SAID[said.kind]}{on}{note}"
