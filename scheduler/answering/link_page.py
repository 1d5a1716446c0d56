"""What a link opens: the duty as its reader may see it, and the answer that comes back. Looking writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.answers import answers
from db.attachments import attachments
from db.duties import obligations
from db.engine import Connection, reading
from rules.errors import NhacviecError
from rules.say import say_date, say_day, say_label
from scheduler.answering.answers import (
    STATE_WORDS,
    Part,
    Teller,
    acknowledge,
    decline,
    part_of,
    report_done,
    report_progress,
)
from scheduler.answering.attachments import MEGABYTE, Sent, say_size
from scheduler.answering.link_extension import ExtensionChoice, Requests, requests, settle
from scheduler.answering.links import Link, is_good, read_check_in_link, read_link
from scheduler.clock import LOCAL, local_day
from scheduler.duties.twin_words import SAME_WORK, line, others_of
from scheduler.office import Office, World, world
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

Choice: TypeAlias = Literal["acknowledged", "progress", "done", "declined"] | ExtensionChoice

_SAID = {
    "acknowledged": "báo đã nhận",
    "progress": "báo tiến độ",
    "done": "báo hoàn thành",
    "part_done": "báo xong phần phối hợp",
    "declined": "báo không phải việc của mình",
}


class SpoiledLinkError(NhacviecError):
    """Liên kết này không dùng được: có thể chương trình thư đã cắt mất một phần địa chỉ."""


class ExpiredLinkError(NhacviecError):
    """Liên kết này đã hết hạn sử dụng."""


class MovedLinkError(NhacviecError):
    """Việc này nay không còn do đơn vị nhận thư thực hiện; bộ phận theo dõi giải đáp."""


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


def look(office: Office, token: str, now: dt.datetime) -> Shown:
    """What the link opens. Raises `SpoiledLinkError`, `ExpiredLinkError`, `MovedLinkError`."""
    with reading(office.engine) as conn:
        known = world(office, conn)
        link, one, part = _opened(conn, token, known, now)
        said = tuple(_past(conn, one, known))
        files = tuple(_files(conn, one, link.unit))
        asked = requests(conn, office, one, part, known, local_day(now))
    row = one.row
    waits = row.state == "open" and not (part == "coordinating" and link.unit in row.parts_done)
    return Shown(
        row.id,
        one.task.text,
        part,
        known.register.name_of(link.unit),
        say_date(row.due) if row.due else "chưa có ngày",
        STATE_WORDS[row.state] if row.state != "open" or waits else "đã xong phần phối hợp",
        waits,
        local_day(now),
        (*_facts(one, known), *files),
        said,
        asked,
        office.settings.most_file // MEGABYTE,
    )


def give(office: Office, token: str, given: Given, now: dt.datetime) -> None:
    """Take the answer; raises what `look` raises, and what the answer itself is refused for."""
    with reading(office.engine) as conn:
        link, *_ = _opened(conn, token, world(office, conn), now)
    teller = Teller(link.mailbox, now, "link", link.unit)
    match given.choice:
        case "acknowledged":
            acknowledge(office, link.obligation, teller, note=given.note or None)
        case "progress":
            report_progress(office, link.obligation, teller, note=given.note)
        case "declined":
            decline(office, link.obligation, teller, why=given.note)
        case "done":
            report_done(
                office,
                link.obligation,
                on=given.on or teller.day,
                at=now,
                actor=link.mailbox,
                document=given.document,
                unit=link.unit,
                via="link",
                note=given.note or None,
                file=given.file,
            )
        case choice:
            settle(office, link, choice, to=given.to, reason=given.note, number=given.request, now=now)


def mailbox_of(office: Office, token: str) -> str | None:
    """The mailbox that a link was sent to, however old it is; None for one that was never sent."""
    key = world(office).link_key
    link = read_link(token, key) or read_check_in_link(token, key)
    return link.mailbox if link else None


def _opened(conn: Connection, token: str, known: World, now: dt.datetime) -> tuple[Link, Matter, Part]:
    link = read_link(token, known.link_key)
    if link is None:
        raise SpoiledLinkError
    found = matters(conn, obligations(conn, ids=[link.obligation]))
    if not found:
        raise SpoiledLinkError
    if not is_good(link, found[0], conn, now):
        raise ExpiredLinkError
    if not any(contact.mailbox == link.mailbox for contact in known.register.contacts):
        raise MovedLinkError
    try:
        return link, found[0], part_of(found[0], link.unit)
    except NhacviecError as error:
        raise MovedLinkError from error


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
