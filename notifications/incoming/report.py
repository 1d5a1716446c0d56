"""Reports of mail servers: the standard ones (RFC 3464), and what Exchange, qmail, Exim and others write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from notifications.incoming.message import body_of, line_of, lines_of, mailbox_in, parts_of
from notifications.incoming.model import Report
from notifications.words import clip

SAID_LENGTH = 500
SCANNED = 20_000

_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)")
_REPLY = re.compile(r"(?:said|error|code|reply|response|smtp;|#|:)[^\d\n]{0,20}([45])\d\d(?= |-|\n|$)", re.IGNORECASE)
_DAEMONS = re.compile(r"(mailer[-_]?daemon|mail[-_]?daemon|postmaster|microsoftexchange\w*)@.*")
_TITLE = re.compile(
    r"undeliver|delivery (status|has|fail|incomplete|delay|notification)|returned mail|mail delivery|failure notice|"
    r"could not be delivered|(không|chưa) (gửi|chuyển|phát|đến) được|trả lại thư|thư bị trả",
    re.IGNORECASE,
)
_STILL_TRYING = re.compile(
    r"will (keep|continue|retry|be retried|try)|delayed|not yet been delivered|still (being )?(retr|try)|"
    r"do not need to resend|sẽ (tiếp tục )?(thử|gửi) lại|đang thử lại",
    re.IGNORECASE,
)
_POLICY_WORDS = re.compile(
    r"\b(spam|blocked|blacklist|block ?list|dnsbl|spf|dkim|dmarc|reputation|policy|virus|"
    r"relay(ing)? (access )?denied)\b",
    re.IGNORECASE,
)
_ABOUT_MAIL = re.compile(r"5\.(7\.\d+|6\.\d+|3\.4|2\.3)")
"""Policy and security, content, size: true of this mail or its way, whoever its recipient is (RFC 3463)."""


def report_of(message: Message) -> Report | None:
    """The report that the mail is; None where it is none, or only tells that all went well."""
    for part in parts_of(message):
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            return _standard(part, message)
    return _other(message) if _is_report(message) else None


def _standard(part: Message, message: Message) -> Report | None:
    found = [_of_recipient(group, message) for group in _groups(part)]
    told = [one for one in found if one is not None]
    return min(told, key=lambda one: (not one.permanent, not one.failed), default=None)


def _groups(part: Message) -> Iterator[Message]:
    inner = part.get_payload()
    for one in inner if isinstance(inner, list) else ():
        if isinstance(one, Message) and line_of(one, "Action"):
            yield one


def _of_recipient(group: Message, message: Message) -> Report | None:
    action = line_of(group, "Action").lower()
    if action not in ("failed", "delayed"):
        return None
    said = line_of(group, "Diagnostic-Code") or body_of(message)
    recipient = line_of(group, "Original-Recipient") or line_of(group, "Final-Recipient")
    status = _status(line_of(group, "Status"), said)
    return _report(action == "failed", status, said, mailbox_in(recipient.rpartition(";")[2])[0])


def _status(stated: str, said: str) -> str | None:
    """What is stated, unless the server's own words are more exact."""
    own, quoted = _CODE.search(stated), _CODE.search(said)
    if own and own[2] == own[3] == "0" and quoted and quoted[1] == own[1]:
        return quoted[0]
    return own[0] if own else quoted[0] if quoted else None


def _report(failed: bool, status: str | None, said: str, recipient: str) -> Report:
    about_mail = status is not None and _ABOUT_MAIL.fullmatch(status) is not None
    blamed = about_mail or _POLICY_WORDS.search(said) is not None
    return Report(failed, status, clip(said, SAID_LENGTH), recipient or None, blamed)


def _is_report(message: Message) -> bool:
    sender, _ = mailbox_in(line_of(message, "From"))
    empty = line_of(message, "Return-Path") == "<>"
    named = _DAEMONS.fullmatch(sender) is not None or bool(lines_of(message, "X-Failed-Recipients"))
    return named or (empty and _TITLE.search(line_of(message, "Subject")) is not None)


def _other(message: Message) -> Report:
    """What is sure of a report in a server's own form; without a code nobody is blamed."""
    text = body_of(message)[:SCANNED]
    failed = not _STILL_TRYING.search(f"{line_of(message, 'Subject')}\n{text}")
    return _report(failed, _code_in(text), _told(text), mailbox_in(line_of(message, "X-Failed-Recipients"))[0])


def _code_in(text: str) -> str | None:
    if found := _CODE.search(text):
        return found[0]
    reply = _REPLY.search(text)
    return f"{reply[1]}.0.0" if reply else None


def _told(text: str) -> str:
    """The lines around the code, else the beginning."""
    found = _CODE.search(text) or _REPLY.search(text)
    return text[max(0, found.start() - 200) : found.end() + 200] if found else text[:SAID_LENGTH]
