"""How mails that came back are told on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from db.incoming import IncomingRow
from rules.say import say_day
from scheduler.clock import say_instant

KINDS = {
    "bounce": "không đến được, đã ngừng gửi tới địa chỉ này",
    "expired": "máy chủ thôi gửi sau nhiều lần thử",
    "policy": "bị từ chối theo chính sách của máy chủ, không do người nhận",
    "unclear": "không đến được, chưa rõ lý do",
    "delay": "đến chậm, máy chủ vẫn đang thử",
    "absence": "trả lời tự động, có thể vắng mặt",
    "reply": "thư trả lời",
    "automatic": "thư tự động khác",
}


def in_line(one: IncomingRow) -> str:
    """What came back, when, from whom."""
    status = f" ({one.status})" if one.status else ""
    until = f", đến hết {say_day(one.last_day)}" if one.last_day else ""
    return f"{say_instant(one.at)}  {one.mailbox}: {KINDS[one.kind]}{status}{until}"


def in_lines(one: IncomingRow) -> Iterator[str]:
    """The whole of it."""
    yield in_line(one)
    if one.sender:
        yield f"  Người gửi theo thư ghi, chưa được xác thực: {one.person}"
    if one.subject:
        yield f"  Tiêu đề: {one.subject}"
    yield from (f"  | {line}" for line in one.text.split("\n") if one.text)
    if one.attachments:
        yield f"  Tệp kèm theo, còn trong hộp thư: {', '.join(one.attachments)}"


def as_json(one: IncomingRow) -> dict[str, Any]:
    """The same for programs."""
    return {
        "id": one.id,
        "kind": one.kind,
        "mail": one.mail_id,
        "mailbox": one.mailbox,
        "at": one.at,
        "from": one.sender,
        "from_name": one.sender_name,
        "subject": one.subject,
        "text": one.text,
        "attachments": list(one.attachments),
        "status": one.status,
        "last_day": one.last_day,
    }
