"""What a form says → an answer, or the faults in it in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, get_args
from urllib.parse import parse_qsl

from fastapi import Path
from starlette.requests import Request

from rules.errors import NhacviecError
from rules.written_day import date_of
from scheduler.answering.answers import EarlyDayError, FutureDayError
from scheduler.answering.attachments import LargeFileError, MacroFileError, NoFilesError, OtherKindError, Sent
from scheduler.answering.checkin_page import CheckInGiven
from scheduler.answering.checkins import RESULT_WORDS
from scheduler.answering.duty_answers import Choice, Given
from scheduler.answering.extensions import HinderedExtensionError

MOST_BYTES = 16_384
LONGEST = {"note": 2000, "document": 300, "address": 320}
"""Characters that a field takes."""
EVERY = "tat-ca"

_CHOICES: tuple[Choice, ...] = tuple(name for names in get_args(Choice) for name in get_args(names))
_NEEDED = {
    "progress": "Hãy ghi tiến độ.",
    "declined": "Hãy ghi lý do vì sao không phải việc của đơn vị.",
    "extension_asked": "Hãy ghi lý do vì sao cần thêm thời gian.",
}


class TooLargeError(Exception):
    """The body is larger than any form of ours."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A field and what is wrong with it, in one sentence."""

    field: str
    said: str


async def read_form(request: Request) -> dict[str, str]:
    """The fields of the form, the first of each name; `TooLargeError` beyond `MOST_BYTES`, read no further."""
    return first_of_each(await read_pairs(request))


def first_of_each(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first value of each name."""
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


async def read_pairs(request: Request) -> list[tuple[str, str]]:
    """The same with every value of each name, as boxes that are ticked have them."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLargeError
    return parse_qsl(body.decode("utf-8", "replace"), max_num_fields=None)


def answer_in(fields: Mapping[str, str], today: dt.date, file: Sent | None = None) -> Given | list[Fault]:
    """The answer that the form gives, with the `file` that came with it.

    `today` is the local day, which a report of done has where it names none.
    """
    choice = next((name for name in _CHOICES if name == fields.get("choice")), None)
    if choice is None:
        return [Fault("choice", "Hãy chọn một cách trả lời trên trang này.")]
    note, document = (" ".join(fields.get(name, "").split()) for name in ("note", "document"))
    faults = list(_too_long({"note": note, "document": document}))
    if choice in _NEEDED and not note:
        faults.append(Fault("note", _NEEDED[choice]))
    on = _day(fields, "on") if fields.get("on", "").strip() else today
    if choice == "done" and on is None:
        faults.append(Fault("on", "Ngày hoàn thành cần là một ngày có thật, ví dụ 31/3/2026."))
    to = _day(fields, "to")
    if choice == "extension_asked" and to is None:
        faults.append(Fault("to", "Hạn mới cần là một ngày có thật, ghi ngày/tháng/năm, ví dụ 31/3/2026."))
    return faults or Given(choice, on, document or None, note, to, _number(fields.get("request", "")), file)


def check_in_in(fields: Mapping[str, str]) -> CheckInGiven | list[Fault]:
    """What the form says of a duty in a period; its task `tat-ca` means all that are not answered yet."""
    task, note = fields.get("task", ""), " ".join(fields.get("note", "").split())
    result = next((name for name in RESULT_WORDS if name == fields.get("result")), None)
    faults = list(_too_long({"note": note}))
    if result is None:
        faults.append(Fault("result", "Hãy chọn kết quả trong kỳ."))
    if result == "difficulty" and not note:
        faults.append(Fault("note", "Hãy ghi vướng mắc gì."))
    if faults or result is None:
        return faults
    return CheckInGiven(None if task == EVERY else _number(task), result, note)


def fault_in(error: NhacviecError) -> Fault:
    """What a use case refused, beside the field that it is about."""
    if isinstance(error, HinderedExtensionError):
        return Fault("to", f"Không gia hạn đến {error.fields['to']} được: {error.fields['why']}.")
    if isinstance(error, LargeFileError | NoFilesError | OtherKindError | MacroFileError):
        return Fault("file", str(error))
    if isinstance(error, FutureDayError | EarlyDayError):
        return Fault("on", str(error))
    return Fault("choice", str(error))


def _too_long(texts: Mapping[str, str]) -> Iterator[Fault]:
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            yield Fault(name, f"Nội dung quá dài: nhiều nhất {LONGEST[name]} chữ cái.")


def _day(fields: Mapping[str, str], name: str) -> dt.date | None:
    return date_of(fields.get(name, "").strip())


def _number(text: str) -> int:
    """A request's number; 0, which no request has, for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


Number = Annotated[int, Path(ge=1, le=999_999_999)]
"""A row's number in an address; anything else is an address that is not there."""


def page_number(query: Mapping[str, str]) -> int:
    """Which page of a long list is asked for (`trang`), from 1; 1 for anything else."""
    return max(_number(query.get("trang", "")), 1)
