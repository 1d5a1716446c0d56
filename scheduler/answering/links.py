"""Links by which a mailbox answers: signed, bound to mailbox, unit and obligation, with the instant of issue.

The key is made once for an installation and kept in its database; it is never shown. A link is good until 90 days after
its obligation was closed (or after its own issue, where that is later); whoever's link is not good may have a fresh one
mailed to the same mailbox.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, replace

from db.engine import Connection, writing
from db.history import story
from db.mails import add_act, last_act
from notifications.masking import ANSWER_PATH, CHECK_IN_PATH
from notifications.model import Item, Role
from scheduler.clock import local_day
from scheduler.office import Office, World, world
from scheduler.writing.compose import Matter

GOOD_FOR = dt.timedelta(days=90)
FRESH_EVERY = dt.timedelta(hours=1)
"""A mailbox gets fresh links at most once in this time."""

_SIGNATURE = hashlib.sha256().digest_size
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is good for. `issued` is aware, in whole seconds."""

    obligation: int
    unit: str
    mailbox: str
    issued: dt.datetime


@dataclass(frozen=True, slots=True)
class CheckInLink:
    """The same for what a unit says, in one period (its label), of its duties without a due date."""

    period: str
    unit: str
    mailbox: str
    issued: dt.datetime


def signed(link: Link | CheckInLink, key: bytes) -> str:
    """The token of the link: URL-safe base64 of signature and content."""
    about = ("answer", str(link.obligation)) if isinstance(link, Link) else ("check_in", link.period)
    content = "\n".join((*about, link.unit, link.mailbox, str(int(link.issued.timestamp())))).encode()
    return base64.urlsafe_b64encode(_mac(key, b"link", content) + content).rstrip(b"=").decode()


def read_link(token: str, key: bytes) -> Link | None:
    """The link that the token is of; None for one that this installation did not sign, to the last bit."""
    parts = _parts(token, key, "answer")
    return Link(int(parts[0]), parts[1], parts[2], _instant(parts[3])) if parts else None


def read_check_in_link(token: str, key: bytes) -> CheckInLink | None:
    """The same for the link of a check-in; neither kind is read as the other."""
    parts = _parts(token, key, "check_in")
    return CheckInLink(parts[0], parts[1], parts[2], _instant(parts[3])) if parts else None


def _parts(token: str, key: bytes, purpose: str) -> list[str] | None:
    """What was signed for that purpose: what it is about, unit, mailbox, instant of issue."""
    if len(token) > _LONGEST:
        return None
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    signature, content = raw[:_SIGNATURE], raw[_SIGNATURE:]
    canonical = base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == token  # no spare bits at the end
    if not canonical or not hmac.compare_digest(signature, _mac(key, b"link", content)):
        return None
    found, *parts = content.decode().split("\n")
    return parts if found == purpose else None


def _instant(seconds: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC)


def form_token(token: str, key: bytes) -> str:
    """What a form on the page of `token` must bring back: nobody who has not seen the page knows it."""
    return _mac(key, b"form", token.encode()).hex()


def is_form_token(given: str, token: str, key: bytes) -> bool:
    """Whether the form came from the page of `token`."""
    return hmac.compare_digest(given.encode(), form_token(token, key).encode())


def _mac(key: bytes, purpose: bytes, content: bytes) -> bytes:
    return hmac.digest(key, purpose + b"\0" + content, hashlib.sha256)


def linked(one: Item, matter: Matter, mailbox: str, known: World, at: dt.datetime) -> Item:
    """The item with the link by which `mailbox` answers it for the item's unit; as it is where there is none."""
    link = link_of(matter, one.unit, one.role, mailbox, known, at) if one.unit else None
    return replace(one, link=link) if link else one


def link_of(matter: Matter, unit: str, role: Role, mailbox: str, known: World, at: dt.datetime) -> str | None:
    """The link by which `mailbox` answers for `unit`: only leads and co-ordinators do, where the office has a page."""
    base = known.settings.public_url
    if not base or role not in ("lead", "coordinating"):
        return None
    return f"{base}{ANSWER_PATH}{signed(Link(matter.row.id, unit, mailbox, at), known.link_key)}"


def check_in_linked(one: Item, link: CheckInLink, known: World) -> Item:
    """The item with the link by which its unit answers the check-in; as it is where the office has no page."""
    base = known.settings.public_url
    return replace(one, link=f"{base}{CHECK_IN_PATH}{signed(link, known.link_key)}") if base else one


def is_good(link: Link, one: Matter, conn: Connection, now: dt.datetime) -> bool:
    """Whether the link may still be used at `now` for its obligation."""
    if one.row.state in ("open", "past"):
        return True
    entries = story(conn, f"obligation:{one.row.id}")
    closed = entries[-1].at if entries else link.issued
    return now <= max(closed, link.issued) + GOOD_FOR


def ask_fresh(office: Office, mailbox: str, at: dt.datetime) -> None:
    """Have links to all that `mailbox` has to answer mailed to it, if it is a mailbox of the register.

    Says nothing of whether it is, and does nothing where it was done within `FRESH_EVERY`.
    """
    mailbox = mailbox.strip().casefold()
    with writing(office.engine) as conn:
        if not any(c.mailbox == mailbox and not c.suspended for c in world(office, conn).register.contacts):
            return
        ref = f"mailbox:{mailbox}"
        last = last_act(conn, "links_asked", ref)
        if last is None or at - last >= FRESH_EVERY:
            add_act(conn, "links_asked", ref, at=at, day=local_day(at))
