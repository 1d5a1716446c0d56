"""What the forms about events say → an announcement, another date, or the faults in them in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from rules.errors import NhacviecError
from rules.written_day import date_of
from rules.written_limit import limit_of
from scheduler.changes.event_changes import (
    DueBeforeEventError,
    DuePassedError,
    NewDate,
    SameDateError,
    UnknownAnnouncementError,
)
from scheduler.changes.event_lists import AwaitedShown
from scheduler.changes.event_previews import ChangedSincePreviewError
from scheduler.changes.events import (
    AmbiguousEventError,
    Announcement,
    ReceivedBeforeError,
    RepeatedAnnouncementError,
    UnknownEventError,
    UnknownWaitingTaskError,
)
from web.forms import Fault
from web.visitor import Visitor

DAYS = {
    "happened": "Ngày sự kiện xảy ra",
    "received": "Ngày nhận văn bản",
    "effective": "Ngày văn bản có hiệu lực",
    "due": "Ngày hạn ấn định",
}
TEXTS = ("within", "document", "note", "reason")
NAMES = (*DAYS, *TEXTS, "task", "again")
LONGEST = {"within": 60, "document": 300, "note": 2000, "reason": 1000}
"""Characters that a field takes."""
REFUSALS: tuple[tuple[type[NhacviecError], str, str], ...] = (
    (ReceivedBeforeError, "received", "Ngày nhận văn bản ({received}) trước ngày sự kiện xảy ra ({happened})."),
    (AmbiguousEventError, "task", "Có {n} nhiệm vụ cùng chờ sự kiện này; hãy chọn những nhiệm vụ được mở."),
    (UnknownWaitingTaskError, "task", "Nhiệm vụ đã chọn không còn chờ sự kiện này; hãy chọn lại."),
    (UnknownEventError, "", "Không còn nhiệm vụ nào chờ sự kiện này; hãy xem lại danh sách sự kiện."),
    (
        RepeatedAnnouncementError,
        "again",
        "Sự kiện này ngày {day} đã được ghi ở công bố số {id} cho {tasks}; nếu là một lần khác, hãy đánh dấu ô này.",
    ),
    (SameDateError, "happened", "Công bố số {id} đã ghi ngày {day}; không có gì thay đổi."),
    (DuePassedError, "due", "Hạn {due} đã qua (hôm nay {today}); hãy ấn định một ngày từ hôm nay trở đi."),
    (
        DueBeforeEventError,
        "due",
        "Hạn đã ấn định ({due}) trước ngày mới của sự kiện ({day}); hãy ấn định lại ngày hạn.",
    ),
    (UnknownAnnouncementError, "", "Công bố số {id} đã được thu hồi."),
    (ChangedSincePreviewError, "", "Số liệu đã thay đổi sau khi xem trước; chưa ghi gì. Hãy xem lại rồi ghi."),
)
"""What is refused, the field that it is about, and how a page says it."""


def announcement_in(visitor: Visitor, event: AwaitedShown) -> Announcement | list[Fault]:
    """What the form announces of the event."""
    fields = visitor.fields
    days, texts = days_in(fields), texts_in(fields)
    faults = [*day_faults(fields, days), *_too_long(texts)]
    limit = limit_of(texts["within"]) if texts["within"] else None
    if texts["within"] and limit is None:
        faults.append(Fault("within", "Thời hạn cần có số và đơn vị, ví dụ «10 ngày làm việc»."))
    if texts["within"] and fields.get("due", "").strip():
        faults.append(Fault("within", "Chỉ ghi một trong hai: ngày hạn hoặc thời hạn."))
    numbers = {str(one.id): one.id for one in event.tasks}
    chosen = tuple(numbers[one] for one in dict.fromkeys(visitor.all_of("task")) if one in numbers)
    if len(numbers) > 1 and not chosen:
        faults.append(Fault("task", _refusal(AmbiguousEventError, n=len(numbers))))
    happened = days["happened"]
    if faults or happened is None:
        return faults
    return Announcement(
        event.key,
        happened,
        received=days["received"],
        due=days["due"],
        within=limit,
        document=texts["document"] or None,
        note=texts["note"] or None,
        again="again" in fields,
        in_force=days["effective"],
        task_ids=chosen or tuple(numbers.values()),
    )


def new_date_in(fields: Mapping[str, str]) -> NewDate | list[Fault]:
    """The other date that the form gives an announcement."""
    days, texts = days_in(fields), texts_in(fields)
    faults = [*day_faults(fields, days), *_too_long(texts)]
    happened = days["happened"]
    if faults or happened is None:
        return faults
    return NewDate(happened, days["received"], days["due"], texts["reason"] or None, days["effective"])


def reason_in(fields: Mapping[str, str]) -> str | list[Fault]:
    """Why an announcement is revoked."""
    texts = texts_in(fields)
    if not texts["reason"]:
        return [Fault("reason", "Hãy ghi lý do thu hồi; lý do được nêu trong thư báo các đơn vị.")]
    return list(_too_long(texts)) or texts["reason"]


def days_in(fields: Mapping[str, str]) -> dict[str, dt.date | None]:
    """The days that are real ones."""
    return {name: date_of(fields.get(name, "")) for name in DAYS}


def day_faults(fields: Mapping[str, str], days: Mapping[str, dt.date | None]) -> Iterator[Fault]:
    """What is typed and is no day, and the day that has to be there."""
    for name, label in DAYS.items():
        if fields.get(name, "").strip() and days[name] is None:
            yield Fault(name, f"{label} cần là một ngày có thật, ví dụ 31/3/2026.")
    if not fields.get("happened", "").strip():
        yield Fault("happened", "Hãy ghi ngày sự kiện xảy ra.")


def texts_in(fields: Mapping[str, str]) -> dict[str, str]:
    """What is written, on one line each."""
    return {name: " ".join(fields.get(name, "").split()) for name in TEXTS}


def _too_long(texts: Mapping[str, str]) -> Iterator[Fault]:
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            yield Fault(name, f"Nội dung quá dài: nhiều nhất {LONGEST[name]} ký tự.")


def refused(error: NhacviecError) -> Fault:
    """What a use case refused, beside its field."""
    for kind, name, words in REFUSALS:
        if isinstance(error, kind):
            return Fault(name, words.format_map(error.fields))
    return Fault("", str(error))


def _refusal(kind: type[NhacviecError], **fields: object) -> str:
    return next(words for one, _, words in REFUSALS if one is kind).format_map(fields)


def carried(visitor: Visitor) -> list[tuple[str, str]]:
    """The fields that a preview carries on."""
    return [(name, value) for name, value in visitor.pairs if name in NAMES and value]
