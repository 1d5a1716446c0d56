"""The outbox as pages show it: which mails there are, how each stands, and one mail as it was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from db.engine import Connection, reading
from db.incoming import incoming_mails
from db.mails import MailRow, mail_by_id, newest_mails
from db.outbox import obligations_of_mail, resting_until
from db.pause import paused
from db.register import Register, load_register
from notifications.masking import masked
from scheduler.clock import say_instant
from scheduler.delivering import incoming_words
from scheduler.delivering.pausing import say_pause
from scheduler.office import Office
from scheduler.reports.mail_words import ROLES

EACH = 50
"""Mails on one page."""
MOST_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a mail, in words: `words`, how it is marked, and what there is to do about it."""

    words: str
    mark: str
    todo: str
    state: str
    tried: bool | None = None


STANDINGS = {
    "waiting": Standing(
        "chờ gửi",
        "open",
        "Thư đi trong giờ gửi thư của cơ quan. Không phải làm gì.",
        "queued",
        tried=False,
    ),
    "retrying": Standing(
        "chờ thử lại",
        "soon",
        "Máy chủ thư chưa nhận; hệ thống tự thử lại. Nếu máy chủ vừa được sửa, có thể cho gửi lại ngay.",
        "queued",
        tried=True,
    ),
    "sending": Standing("đang gửi", "waiting", "Đang nói chuyện với máy chủ thư. Không phải làm gì.", "sending"),
    "sent": Standing("đã gửi", "done", "Máy chủ thư đã nhận để chuyển. Không phải làm gì.", "sent"),
    "refused": Standing(
        "không đến được",
        "soon",
        "Máy chủ thư từ chối hẳn. Nội dung được gửi tiếp cho người nhận kế tiếp của đơn vị. Hãy xem câu trả lời của "
        "máy chủ, sửa địa chỉ ở trang đơn vị, rồi cho gửi lại nếu người nhận vẫn cần thư này.",
        "failed",
    ),
    "replaced": Standing(
        "đã thay bằng thư sau",
        "done",
        "Thư chưa kịp gửi thì đến lượt thư tổng hợp của ngày sau, có đủ nội dung của thư này. Không phải làm gì.",
        "superseded",
    ),
}
"""How a mail may stand, by the name under which lists are asked for it."""
FILTER = {name: one.words for name, one in STANDINGS.items()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails: a key of `STANDINGS`; part of an address; local days, both inclusive; which page, from 1."""

    standing: str = ""
    mailbox: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail of the list: when it `left`, or, where it waits, from when on it `leaves`."""

    number: int
    written: dt.datetime
    address: str
    subject: str
    standing: Standing
    left: dt.datetime | None
    leaves: dt.datetime | None


@dataclass(frozen=True, slots=True)
class MailsPage:
    """Some of the mails; `more`: whether there are older ones. `held`, `resting`: why nothing leaves at present."""

    lines: tuple[MailLine, ...]
    page: int
    more: bool
    held: str
    resting: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a mail says: of which task, to whom, and why."""

    task: str
    unit: str | None
    unit_name: str
    role: str
    due: dt.date | None
    reason: str


@dataclass(frozen=True, slots=True)
class MailSeen:
    """One mail as it was sent, its links masked. `text` None: its bytes are damaged."""

    line: MailLine
    headers: tuple[tuple[str, str], ...]
    text: str | None
    said: tuple[Said, ...]
    duties: tuple[int, ...]
    answer: str
    attempts: int
    twice: bool
    files: tuple[str, ...]
    came_back: tuple[str, ...]
    may_retry: bool


def mails_page(office: Office, wanted: Wanted) -> MailsPage:
    """The page that is wanted."""
    page, one = min(wanted.page, MOST_PAGES), STANDINGS.get(wanted.standing)
    with reading(office.engine) as conn:
        found = newest_mails(
            conn,
            state=one.state if one else None,
            tried=one.tried if one else None,
            mailbox=wanted.mailbox,
            first=wanted.first,
            last=wanted.last,
            skip=(page - 1) * EACH,
            most=EACH + 1,
        )
        held, resting = why_nothing_leaves(conn)
    return MailsPage(tuple(map(line_of, found[:EACH])), page, len(found) > EACH, held, resting)


def why_nothing_leaves(conn: Connection) -> tuple[str, str]:
    """That delivery is paused, and that it rests because no mail server answers; nothing where it is not so."""
    held, until = paused(conn), resting_until(conn)
    resting = f"Máy chủ thư không nhận thư; hệ thống thử lại lúc {say_instant(until)}." if until else ""
    return say_pause(held) if held else "", resting


def line_of(mail: MailRow) -> MailLine:
    """The mail as lists show it."""
    leaves = mail.next_try_at if mail.state == "queued" else None
    standing = standing_of(mail)
    return MailLine(mail.id, mail.created_at, mail.address, mail.subject, standing, mail.sent_at, leaves)


def standing_of(mail: MailRow) -> Standing:
    """How it stands."""
    same = (one for one in STANDINGS.values() if one.state == mail.state)
    return next(one for one in same if one.tried is None or one.tried == (mail.attempts > 0))


def mail_seen(office: Office, number: int) -> MailSeen | None:
    """The mail of that number; None where there is none."""
    with reading(office.engine) as conn:
        found = mail_by_id(conn, number)
        if found is None:
            return None
        mail, stored = found
        back = incoming_mails(conn, mail_id=number)
        duties, register = obligations_of_mail(conn, [number]), load_register(conn)
    message = message_from_bytes(masked(stored), policy=policy.default)
    part = message.get_body(("plain",))
    return MailSeen(
        line_of(mail),
        tuple((words, str(message[name])) for name, words in _HEADERS.items() if message[name]),
        None if part is None else part.get_content().strip(),
        tuple(_said(item, register) for item in mail.items),
        tuple(sorted(duties)),
        mail.answer or "",
        mail.attempts,
        mail.possible_duplicates > 0,
        tuple(_files(message)),
        tuple(line.strip() for one in back for line in incoming_words.in_lines(one)),
        mail.state in ("queued", "failed"),
    )


_HEADERS = {"From": "Người gửi", "To": "Người nhận", "Reply-To": "Trả lời về", "Subject": "Tiêu đề"}


def _files(message: Any) -> Iterator[str]:
    yield from (str(part.get_filename()) for part in message.iter_attachments() if part.get_filename())


def _said(item: dict[str, Any], register: Register) -> Said:
    due, unit = item.get("due"), item.get("unit")
    role = item.get("role") or ""
    return Said(
        item.get("task") or "",
        unit if unit in register.units else None,
        register.name_of(unit) if unit else "",
        ROLES.get(role, role),
        dt.date.fromisoformat(due) if due else None,
        item.get("reason") or "",
    )


def mail_file(office: Office, number: int) -> bytes | None:
    """The mail's bytes, its links masked; None where there is none of that number."""
    with reading(office.engine) as conn:
        found = mail_by_id(conn, number)
    return masked(found[1]) if found else None
