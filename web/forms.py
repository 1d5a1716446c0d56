"""What a form says → an answer, or the faults in it in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args
from urllib.parse import parse_qsl

from starlette.requests import Request

from rules.written_day import date_of
from scheduler.link_page import Choice, Given

MOST_BYTES = 16_384
LONGEST = {"note": 2000, "document": 300, "address": 320}
"""Characters that a field takes."""

_CHOICES: tuple[Choice, ...] = get_args(Choice)
_NEEDED = {"progress": "Hãy ghi tiến độ.", "declined": "Hãy ghi lý do vì sao không phải việc của đơn vị."}


class TooLargeError(Exception):
    """The body is larger than any form of ours."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A field and what is wrong with it, in one sentence."""

    field: str
    said: str


async def read_form(request: Request) -> dict[str, str]:
    """The fields of the form, the first of each name; `TooLargeError` beyond `MOST_BYTES`, read no further."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLargeError
    fields: dict[str, str] = {}
    for name, value in parse_qsl(body.decode("utf-8", "replace"), max_num_fields=None):
        fields.setdefault(name, value)
    return fields


def answer_in(fields: Mapping[str, str], today: dt.date) -> Given | list[Fault]:
    """The answer that the form gives; `today` is the local day, which a report of done has where it names none."""
    choice = next((name for name in _CHOICES if name == fields.get("choice")), None)
    if choice is None:
        return [Fault("choice", "Hãy chọn một cách trả lời trên trang này.")]
    note, document = (" ".join(fields.get(name, "").split()) for name in ("note", "document"))
    faults = [
        Fault(name, f"Nội dung quá dài: nhiều nhất {LONGEST[name]} chữ cái.")
        for name, text in (("note", note), ("document", document))
        if len(text) > LONGEST[name]
    ]
    if choice in _NEEDED and not note:
        faults.append(Fault("note", _NEEDED[choice]))
    written = fields.get("on", "").strip()
    on = date_of(written) if written else today
    if choice == "done" and on is None:
        faults.append(Fault("on", "Ngày hoàn thành cần là một ngày có thật, ví dụ 31/3/2026."))
    return faults or Given(choice, on, document or None, note)
