"""A document and the register → a review: what each task says, and what a person has to decide before it is adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plans.model import Document, TaskRow, TextDuty
from plans.register import Ended, Register
from rules.model import Reading, Unspecified
from rules.parse import parse

_NAMED = 5
"""How many places a question names before it only counts the rest."""


@dataclass(frozen=True, slots=True)
class ReviewedTask:
    """A task with its units (codes and groups in printed order), names not in the register, its deadline's reading.

    `reading` is None where the task has no deadline phrase; `ended` are units that were no more, given nothing.
    """

    row: TaskRow
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    unknown: tuple[str, ...]
    reading: Reading | None
    ended: tuple[Ended, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewedDuty:
    """A duty found in the text, in the same manner."""

    duty: TextDuty
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    unknown: tuple[str, ...]
    reading: Reading
    ended: tuple[Ended, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The review. `totals_match` is None where no total is printed; `questions` are worded, the gravest first.

    `adopted_duties` are those of `duties` that a person chose to follow, `decided` says in words all that was decided.
    """

    document: Document
    tasks: tuple[ReviewedTask, ...]
    duties: tuple[ReviewedDuty, ...]
    unknown_units: tuple[str, ...]
    unread_phrases: tuple[str, ...]
    totals_match: bool | None
    without_lead: tuple[TaskRow, ...]
    without_deadline: tuple[TaskRow, ...]
    questions: tuple[str, ...]
    adopted_duties: tuple[ReviewedDuty, ...] = ()
    decided: tuple[str, ...] = ()


def review(document: Document, register: Register) -> Review:
    """Resolve every unit, as of the day of `document`, and read every deadline in it."""
    on = document.head.day
    tasks = tuple(_task(row, register, on) for row in document.tasks)
    duties = tuple(_duty(duty, register, on) for duty in document.duties)
    return assemble(document, register, tasks, duties, {})


def assemble(
    document: Document,
    register: Register,
    tasks: tuple[ReviewedTask, ...],
    duties: tuple[ReviewedDuty, ...],
    followed: Mapping[str, bool],
) -> Review:
    """The review that `tasks` and `duties` make; `followed` holds, by a duty's id, whether a person wants to."""
    wanted = tuple(one for one in duties if followed.get(one.duty.id, True))
    both: tuple[ReviewedTask | ReviewedDuty, ...] = (*tasks, *wanted)
    totals = document.totals
    return Review(
        document=document,
        tasks=tasks,
        duties=duties,
        unknown_units=tuple(dict.fromkeys(name for one in both for name in one.unknown)),
        unread_phrases=tuple(dict.fromkeys(filter(None, map(_unread, both)))),
        totals_match=all(total.printed == total.counted for total in totals) if totals else None,
        without_lead=tuple(one.row for one in tasks if _is_unled(one)),
        without_deadline=tuple(one.row for one in tasks if one.reading is None),
        questions=tuple(_questions(document, tasks, wanted, register, followed)),
        adopted_duties=tuple(one for one in wanted if one.duty.id in followed),
    )


def _is_unled(one: ReviewedTask) -> bool:
    return one.row.lead_text is None and not one.lead


def _task(row: TaskRow, register: Register, on: dt.date | None) -> ReviewedTask:
    named = register.parts(row.lead_text, row.coordinating_text, on)
    reading = parse(row.phrase) if row.phrase else None
    return ReviewedTask(row, named.lead, named.coordinating, named.unknown, reading, named.ended)


def _duty(duty: TextDuty, register: Register, on: dt.date | None) -> ReviewedDuty:
    named = register.parts(duty.lead_text, duty.coordinating_text, on)
    return ReviewedDuty(duty, named.lead, named.coordinating, named.unknown, parse(duty.phrase), named.ended)


def _unread(one: ReviewedTask | ReviewedDuty) -> str | None:
    """The phrase, where it was not understood."""
    reading = one.reading
    is_unread = reading is not None and isinstance(reading.rule, Unspecified) and reading.rule.unread is not None
    return reading.phrase if reading is not None and is_unread else None


def _questions(
    document: Document,
    tasks: Sequence[ReviewedTask],
    duties: Sequence[ReviewedDuty],
    register: Register,
    followed: Mapping[str, bool],
) -> Iterator[str]:
    for total in document.totals:
        if total.printed != total.counted:
            yield (
                f"Bảng {total.table} ghi tổng cộng {total.printed} nhiệm vụ nhưng đọc được {total.counted}: "
                "hãy đối chiếu với văn bản."
            )
    if unled := [one.row.place for one in tasks if _is_unled(one)]:
        yield f"{_places(unled)}: chưa ghi cơ quan chủ trì; giao cho đơn vị nào?"
    yield from _about_names(tasks, duties, register)
    yield from _about_ended(tasks, duties, register)
    yield from _about_phrases(tasks, duties)
    if undated := [one.row.place for one in tasks if one.reading is None]:
        yield f"{_places(undated)}: chưa ghi thời hạn; phải xong khi nào?"
    if document.head.period is None:
        yield "Văn bản không nêu rõ kế hoạch thực hiện trong những năm nào: hãy cho biết giai đoạn, ví dụ 2021-2025."
    for duty in (one.duty for one in duties if one.duty.id not in followed):
        yield _about_duty(duty)
    yield from _about_groups(tasks, register)
    if document.head.issued is None:
        yield "Văn bản không ghi đủ ngày ban hành nên chưa loại được kỳ nào đến hạn trước ngày đó: ban hành ngày nào?"


def _about_duty(duty: TextDuty) -> str:
    if duty.is_target:
        return f"Chỉ tiêu ở mục {duty.id}: “{duty.text}” Có theo dõi chỉ tiêu này (thời hạn “{duty.phrase}”) không?"
    return f"Phần lời văn, mục {duty.id}: “{duty.text}” Có theo dõi việc “{duty.phrase}” này không?"


def _about_names(tasks: Iterable[ReviewedTask], duties: Iterable[ReviewedDuty], register: Register) -> Iterator[str]:
    named = [(name, one.row.place) for one in tasks for name in one.unknown]
    named += [(name, f"Mục {one.duty.id}") for one in duties for name in one.unknown]
    for name, places in _gathered(named):
        near = " hay ".join(f"“{known}”" for known, _ in register.nearest_names(name))
        hint = f" Có phải {near} không?" if near else ""
        yield f"{_places(places)}: “{name}” không có trong danh bạ đơn vị; đó là đơn vị nào?{hint}"


def _about_ended(tasks: Iterable[ReviewedTask], duties: Iterable[ReviewedDuty], register: Register) -> Iterator[str]:
    """Units that were no more when the plan was issued: who has their work is for a person to say."""
    official = {unit.code: unit.name for unit in register.units}
    named = [(one, task.row.place) for task in tasks for one in task.ended]
    named += [(one, f"Mục {duty.duty.id}") for duty in duties for one in duty.ended]
    places: dict[Ended, list[str]] = {}
    for one, place in named:
        places.setdefault(one, []).append(place)
    for one, found in places.items():
        hint = f"; có phải “{official[one.successor]}” ({one.successor}) không" if one.successor else ""
        yield (
            f"{_places(found)}: “{one.name}” ({one.code}) đã kết thúc hoạt động ngày {one.valid_to:%d/%m/%Y}, trước "
            f"khi có kế hoạch; nay là đơn vị nào{hint}?"
        )


def _about_phrases(tasks: Iterable[ReviewedTask], duties: Iterable[ReviewedDuty]) -> Iterator[str]:
    unread = [(phrase, one.row.place) for one in tasks if (phrase := _unread(one))]
    unread += [(phrase, f"Mục {one.duty.id}") for one in duties if (phrase := _unread(one))]
    for phrase, places in _gathered(unread):
        yield f"{_places(places)}: không hiểu thời hạn “{phrase}”; phải xong khi nào?"


def _about_groups(tasks: Iterable[ReviewedTask], register: Register) -> Iterator[str]:
    """Groups without members: their units are chosen for each task."""
    empty = {group.code: group.name for group in register.groups if not group.members}
    named = [(empty[c], one.row.place) for one in tasks for c in {*one.lead, *one.coordinating} if c in empty]
    for name, places in _gathered(named):
        yield f"{_places(places)}: “{name}” không có danh sách cố định; gồm những đơn vị nào?"


def _gathered(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """The places of each text, in the order the texts first appear."""
    places: dict[str, list[str]] = {}
    for text, place in pairs:
        places.setdefault(text, []).append(place)
    yield from places.items()


def _places(places: Sequence[str]) -> str:
    rest = len(places) - _NAMED
    return "; ".join(places[:_NAMED]) + (f" và {rest} nơi khác" if rest > 0 else "")
