"""A mail's words made into the row that the outbox keeps: bytes built once, a key that keeps it single."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.register import ContactRow
from notifications.mime import build, thread_root
from notifications.model import GRAVITY, Mail
from notifications.render import render
from scheduler.clock import local_day
from scheduler.office import World

_ROLE_ORDER = ("lead", "coordinating", "monitor", "head", "leadership")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A mailbox and whom it stands for: `unit` is None for leadership."""

    mailbox: str
    address: str
    unit: str | None
    name: str


def recipient(mailbox: str, known: World) -> Recipient:
    """Who reads `mailbox`: its unit, or the office's leadership. All its roles and units share one digest."""
    seats = sorted(
        known.register.seats_of(mailbox), key=lambda c: (c.stands_for is not None, _ROLE_ORDER.index(c.role))
    )
    if not seats:
        return Recipient(mailbox, mailbox, None, mailbox)
    main = seats[0]
    unit = None if main.role == "leadership" else main.unit
    instead = f" (thay cho {main.stands_for})" if main.stands_for else ""
    return Recipient(mailbox, main.address, unit, _greeted(main, unit, known) + instead)


def _greeted(main: ContactRow, unit: str | None, known: World) -> str:
    if main.role == "head" and main.name:
        return main.name
    return known.register.name_of(unit) if unit else main.name or f"Lãnh đạo {known.settings.name}"


def outbox_row(
    mail: Mail,
    to: Recipient,
    known: World,
    *,
    key: str,
    sort: str,
    at: dt.datetime,
    items: Sequence[dict[str, Any]],
    act_id: int | None = None,
    reply_to: str | None = None,
) -> dict[str, Any]:
    """The outbox row of `mail`, rendered and built; it may be sent from `at` on."""
    settings, day = known.settings, local_day(at)
    rendered = render(mail)
    message_id = f"<{hashlib.sha256(f'{known.instance}:{key}'.encode()).hexdigest()[:32]}@{settings.domain}>"
    body = build(
        rendered,
        sender=settings.sender,
        sender_name=settings.sender_name,
        recipient=to.address,
        recipient_name=to.name,
        reply_to=reply_to or known.reply_to(),
        message_id=message_id,
        root=thread_root(to.mailbox, day.year, day.month, settings.domain),
        date=at,
    )
    return {
        "key": key,
        "sort": sort,
        "kind": rendered.kind,
        "urgency": GRAVITY.index(rendered.kind),
        "mailbox": to.mailbox,
        "address": to.address,
        "unit_code": to.unit,
        "day": day,
        "act_id": act_id,
        "subject": rendered.subject,
        "message_id": message_id,
        "body": body,
        "items": list(items),
        "created_at": at,
        "next_try_at": at,
    }
