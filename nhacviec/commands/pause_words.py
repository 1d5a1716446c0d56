"""What a pause holds back and how to decide, as the terminal and programs are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from db.mails import MailRow
from db.pause import Pause
from scheduler.clock import say_instant
from scheduler.delivering.pausing import Undecided, say_pause

SEND = "nhacviec outbox resume --send"
MARK = "nhacviec outbox resume --mark-sent"


def in_words(held: Pause, found: Undecided) -> Iterator[str]:
    """Line by line."""
    yield say_pause(held)
    if found.waited:
        where = "khi sao lưu, có thể đã gửi sau đó" if held.since else "trong hàng đợi"
        yield f"{len(found.waited)} thư chưa gửi {where}:"
        yield from _listed(found.waited)
    if found.written:
        yield f"{len(found.written)} thư đến lượt từ lúc sao lưu, nhiều khả năng đã gửi trước khi khôi phục:"
        yield from _listed(found.written)
    if found.waited or found.written:
        yield from _choices(held)
    else:
        yield f"Không có thư nào đang giữ lại; gửi trở lại bằng «{SEND}»."


def _listed(mails: Sequence[MailRow]) -> Iterator[str]:
    for one in mails:
        yield f"  {say_instant(one.created_at)}  {one.address}  {one.subject}"


def _choices(held: Pause) -> Iterator[str]:
    if held.since is None:
        yield f"Gửi trở lại: «{SEND}»; coi các thư trong hàng đợi là đã gửi: «{MARK}»."
        return
    yield f"Các thư này chưa tới nơi nhận (hoặc không rõ): «{SEND}»; việc đến lượt được gộp vào thư tổng hợp hôm nay."
    yield f"Các thư này đã tới nơi nhận: «{MARK}»; thêm --until THỜI-ĐIỂM nếu máy cũ ngừng sớm hơn."


def as_json(held: Pause, found: Undecided) -> dict[str, Any]:
    """The same for programs."""
    return {
        "paused_at": held.at,
        "paused_by": held.by,
        "backup_of": held.since,
        "waited": [_mail(one) for one in found.waited],
        "since": [{**_mail(one), "id": None} for one in found.written],
    }


def _mail(one: MailRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": one.created_at,
        "class": one.sort,
        "kind": one.kind,
        "to": one.address,
        "subject": one.subject,
        "message_id": one.message_id,
    }
