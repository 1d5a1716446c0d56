"""What a link opens: the duty as its reader may see it, and the answer that comes back. Looking writes nothing."""

from __future__ import annotations

import datetime as dt

from db.duties import obligations
from db.engine import Connection, reading
from rules.errors import NhacviecError
from scheduler.answering.answers import Part, Teller, part_of
from scheduler.answering.duty_answers import Given, Shown, shown, take
from scheduler.answering.links import Link, is_good, read_check_in_link, read_link
from scheduler.clock import local_day
from scheduler.office import Office, World, world
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters


class SpoiledLinkError(NhacviecError):
    """Liên kết này không dùng được: có thể chương trình thư đã cắt mất một phần địa chỉ."""


class ExpiredLinkError(NhacviecError):
    """Liên kết này đã hết hạn sử dụng."""


class MovedLinkError(NhacviecError):
    """Việc này nay không còn do đơn vị nhận thư thực hiện; bộ phận theo dõi giải đáp."""


def look(office: Office, token: str, now: dt.datetime) -> Shown:
    """What the link opens. Raises `SpoiledLinkError`, `ExpiredLinkError`, `MovedLinkError`."""
    with reading(office.engine) as conn:
        known = world(office, conn)
        link, one, part = _opened(conn, token, known, now)
        return shown(conn, office, known, one, link.unit, part, local_day(now))


def give(office: Office, token: str, given: Given, now: dt.datetime) -> None:
    """Take the answer; raises what `look` raises, and what the answer itself is refused for."""
    with reading(office.engine) as conn:
        link, *_ = _opened(conn, token, world(office, conn), now)
    take(office, link.obligation, given, Teller(link.mailbox, now, "link", link.unit))


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
