"""What a link opens: the duty as its reader may see it, and the answer that comes back. Looking writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.answers import answers
from db.duties import obligations
from db.engine import Connection, reading
from rules.errors import NhacviecError
from rules.say import say_date, say_day, say_label
from scheduler.answers import STATE_WORDS, Part, Teller, acknowledge, decline, part_of, report_done, report_progress
from scheduler.clock import LOCAL, local_day
from scheduler.compose import Matter
from scheduler.digests import matters
from scheduler.links import Link, is_good, read_link
from scheduler.office import Office, World, world
from scheduler.twin_words import SAME_WORK, line, others_of

Choice: TypeAlias = Literal["acknowledged", "progress", "done", "declined"]

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
    """A duty for the one who answers it. `open`: it may be answered; `facts` are (label, text), `past` the answers."""

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


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says: `on` and `document` with *done*, `note` with all (the reason, with *declined*)."""

    choice: Choice
    on: dt.date | None = None
    document: str | None = None
    note: str = ""


def look(office: Office, token: str, now: dt.datetime) -> Shown:
    """What the link opens. Raises `SpoiledLinkError`, `ExpiredLinkError`, `MovedLinkError`."""
    with reading(office.engine) as conn:
        known = world(office, conn)
        link, one, part = _opened(conn, token, known, now)
        said = tuple(_past(conn, one, known))
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
        tuple(_facts(one, known)),
        said,
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
            )


def mailbox_of(office: Office, token: str) -> str | None:
    """The mailbox that a link was sent to, however old it is; None for one that was never sent."""
    link = read_link(token, world(office).link_key)
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


def _past(conn: Connection, one: Matter, known: World) -> Iterator[str]:
    for said in answers(conn, one.row.id):
        on = f" ngày {say_day(said.done_on)}" if said.done_on else ""
        note = f": {said.note}" if said.note else ""
        at = f"{said.at.astimezone(LOCAL):%H:%M %d/%m/%Y}"
        yield f"{at}, {known.register.name_of(said.unit)} {_SAID[said.kind]}{on}{note}"
