"""Bytes from a mailbox → what they are. Whatever they hold, an answer comes back, and soon."""

from __future__ import annotations

import datetime as dt
import re
from email.message import Message

from notifications.incoming.absence import absence_of
from notifications.incoming.message import line_of, lines_of, mailbox_in, opened, parts_of, text_of
from notifications.incoming.model import Automatic, Incoming, What
from notifications.incoming.reply import reply_of
from notifications.incoming.report import report_of
from notifications.words import clip

LARGEST = 1_048_576
"""Bytes of a mail that are read; reports and replies say what matters at their beginning."""

MOST_MENTIONS = 50
SUBJECT_LENGTH = 200

_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,253}>")
_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To", "Cc")
UNREADABLE = Incoming(None, "", "", "", "", (), Automatic())


def read_mail(raw: bytes, day: dt.date) -> Incoming:
    """What the mail is, read on the local `day`."""
    try:
        return _read(opened(raw[:LARGEST]), day)
    except Exception:  # noqa: BLE001 (whatever a stranger's bytes provoke in the parser: no mail may stop the others)
        return UNREADABLE


def _read(message: Message, day: dt.date) -> Incoming:
    sender, name = mailbox_in(line_of(message, "From"))
    return Incoming(
        message_id=next(iter(_ID.findall(line_of(message, "Message-ID"))), None),
        sender=sender,
        sender_name=clip(name, 100),
        subject=clip(line_of(message, "Subject"), SUBJECT_LENGTH),
        came_to="\n".join(lines_of(message, *_CAME_TO)),
        mentions=_mentions(message),
        what=_what(message, day),
    )


def _what(message: Message, day: dt.date) -> What:
    """A report first: Postfix marks its reports as replied by a machine, as an absence is."""
    found = report_of(message) or absence_of(message, day)
    if found is not None:
        return found
    return Automatic() if _is_by_machine(message) else reply_of(message)


def _is_by_machine(message: Message) -> bool:
    submitted = line_of(message, "Auto-Submitted").lower() or "no"
    bulk = line_of(message, "Precedence").lower() in ("bulk", "junk", "list") or bool(lines_of(message, "List-Id"))
    empty = line_of(message, "Return-Path") == "<>" or not line_of(message, "From")
    return not submitted.startswith("no") or bulk or empty or message.get_content_type() == "multipart/report"


def _mentions(message: Message) -> tuple[str, ...]:
    """What it answers, then what it returns."""
    answered = " ".join(reversed([*lines_of(message, "References"), *lines_of(message, "In-Reply-To")]))
    found = [*_ID.findall(answered), *(one for part in parts_of(message) for one in _returned(part))]
    return tuple(dict.fromkeys(found))[:MOST_MENTIONS]


def _returned(part: Message) -> list[str]:
    """The Message-ID of a mail, or of its headers, that a report returns."""
    if part.get_content_type() in ("message/rfc822", "message/global") and part.is_multipart():
        inner = [one for one in part.get_payload() if isinstance(one, Message)]
        return [found for one in inner for found in _ID.findall(line_of(one, "Message-ID"))]
    if part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
        return _ID.findall(line_of(opened(text_of(part).encode()), "Message-ID"))
    return []
