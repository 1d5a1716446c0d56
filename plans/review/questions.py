"""What a person has to decide before a plan is adopted: each question with its places, its words and its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Literal, TypeAlias

from plans.model import Document
from plans.review.reviewed import Reviewed, ReviewedDuty, ReviewedTask, dateless, doubts, is_unled, unread
from plans.units.names import key
from plans.units.register import Ended, Register
from rules.report_windows import days_after_close, on_report_calendar
from rules.say import say, say_day

Kind: TypeAlias = Literal[
    "period",
    "total",
    "lead",
    "unit",
    "ended",
    "phrase",
    "deadline",
    "dateless",
    "assumed",
    "duty",
    "target",
    "group",
    "issued",
]
"""What is asked, the gravest first."""
HEADINGS: Mapping[Kind, str] = MappingProxyType(
    {
        "period": "Giai đoạn của kế hoạch",
        "total": "Tổng số nhiệm vụ không khớp",
        "lead": "Chưa ghi cơ quan chủ trì",
        "unit": "Tên chưa có trong danh bạ",
        "ended": "Đơn vị đã kết thúc hoạt động",
        "phrase": "Thời hạn không hiểu",
        "deadline": "Chưa ghi thời hạn",
        "dateless": "Thời hạn không nêu ngày",
        "assumed": "Đọc được nhưng chưa chắc",
        "duty": "Việc nêu trong lời văn",
        "target": "Chỉ tiêu nêu trong lời văn",
        "group": "Đơn vị phải chọn cho từng nhiệm vụ",
        "issued": "Ngày ban hành",
    }
)
"""What each kind of question is about."""
_NAMED = 5
"""How many places a question names before it only counts the rest."""
_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Question:
    """One question, about the plan as a whole or about all the `tasks` (and duties) where the same words stand.

    `tasks` are printed names of tasks and ids of duties, `places` say in Vietnamese where they stand. `words` are
    quoted from the document, `why` is the question itself, `suggestions` are units whose names are like `words`, each
    as (name, code).
    """

    kind: Kind
    why: str
    tasks: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: str | None = None
    suggestions: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """The first places, and how many more there are; empty for the plan as a whole."""
        rest = len(self.places) - _NAMED
        return _merged(self.places[:_NAMED]) + (f" và {rest} nơi khác" if rest > 0 else "")

    @property
    def text(self) -> str:
        """The question as one text."""
        return f"{self.place}: {self.why}" if self.places else f"{self.why[0].upper()}{self.why[1:]}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: tasks by printed name, duties by id. Of the duties in `followed` a person has decided."""

    document: Document
    tasks: Mapping[str, ReviewedTask]
    duties: Mapping[str, ReviewedDuty]
    followed: Mapping[str, bool]
    totals_checked: bool

    @property
    def both(self) -> Iterator[tuple[str, Reviewed]]:
        """The tasks, then the duties that may be followed."""
        yield from self.tasks.items()
        yield from self.duties.items()

    @property
    def adopted(self) -> Iterator[tuple[str, Reviewed]]:
        """The tasks, then the duties that a person wants to follow."""
        return ((name, one) for name, one in self.both if name in self.tasks or name in self.followed)


def questions(asked: Asked, register: Register) -> Iterator[Question]:
    """Every question, the gravest first."""
    yield from _about_the_whole(asked)
    unled = (one for one in asked.adopted if is_unled(one[1]))
    yield from _gathered("lead", ((*one, None, "chưa ghi cơ quan chủ trì; giao cho đơn vị nào?") for one in unled))
    yield from _about_names(asked, register)
    yield from _about_ended(asked, register)
    yield from _about_deadlines(asked)
    yield from _about_duties(asked)
    yield from _about_groups(asked, register)
    if asked.document.head.issued is None:
        yield Question(
            "issued",
            "văn bản không ghi đủ ngày ban hành nên chưa loại được kỳ nào đến hạn trước ngày đó: ban hành ngày nào?",
        )


def _about_the_whole(asked: Asked) -> Iterator[Question]:
    if asked.document.head.period is None:
        yield Question(
            "period",
            "văn bản không nêu rõ kế hoạch thực hiện trong những năm nào: hãy cho biết giai đoạn, ví dụ 2021-2025.",
        )
    for total in () if asked.totals_checked else asked.document.totals:
        if total.printed != total.counted:
            why = f"ghi tổng cộng {total.printed} nhiệm vụ nhưng đọc được {total.counted}: hãy đối chiếu với văn bản."
            yield Question("total", why, places=(f"Bảng {total.table}",), words=str(total.printed))


def _about_names(asked: Asked, register: Register) -> Iterator[Question]:
    """One question for all spellings that are taken for one name, in the words that come first."""
    printed: dict[str, str] = {}
    places: dict[str, dict[str, str]] = {}
    for task, one in asked.both:
        for name in one.unknown:
            printed.setdefault(key(name), name)
            places.setdefault(key(name), {})[task] = one.place
    for name, where in ((printed[spelling], where) for spelling, where in places.items()):
        near = register.nearest_names(name, _SUGGESTED, asked.document.head.day)
        hint = f" Có phải {_either([known for known, _ in near])} không?" if near else ""
        why = f"“{name}” không có trong danh bạ đơn vị; đó là đơn vị nào?{hint}"
        yield Question("unit", why, tuple(where), tuple(where.values()), name, near)


def _about_ended(asked: Asked, register: Register) -> Iterator[Question]:
    """Units that were no more when the plan was issued: who has their work is for a person to say."""
    official = {unit.code: unit.name for unit in register.units}
    places: dict[Ended, dict[str, str]] = {}
    for task, one in asked.both:
        for unit in one.ended:
            places.setdefault(unit, {})[task] = one.place
    for unit, where in places.items():
        near = ((official[unit.successor], unit.successor),) if unit.successor else ()
        hint = f" Có phải “{near[0][0]}” không?" if near else ""
        why = f"“{unit.name}” đã kết thúc hoạt động ngày {say_day(unit.valid_to)}; nay là đơn vị nào?{hint}"
        yield Question("ended", why, tuple(where), tuple(where.values()), unit.name, near)


def _about_deadlines(asked: Asked) -> Iterator[Question]:
    """Whatever was not understood stays a question until it is said in other words; the rest may be confirmed."""
    both, years = list(asked.both), asked.document.head.period
    when = "phải xong khi nào?"
    not_understood = (
        (*one, words, f"không hiểu thời hạn “{words}”; {when}") for one in both if (words := unread(one[1]))
    )
    yield from _gathered("phrase", not_understood)
    rest = [one for one in both if not one[1].confirmed]
    undated = ((*one, None, f"chưa ghi thời hạn; {when}") for one in rest if one[1].reading is None)
    yield from _gathered("deadline", undated)
    nameless = ((*one, words, f"“{words}” không nêu ngày nào; {when}") for one in rest if (words := dateless(one[1])))
    yield from _gathered("dateless", nameless)
    doubted = ((*one, found) for one in rest if (found := doubts(one[1], years)))
    yield from _gathered("assumed", ((name, one, *_assumed(one, found)) for name, one, found in doubted))


def _assumed(one: Reviewed, warnings: tuple[str, ...]) -> tuple[str, str]:
    """The phrase, and how it was read."""
    assert one.reading is not None, "a doubt is about a reading"
    phrase, said = one.reading.phrase, say(one.reading.rule)
    read = "" if said.casefold() == phrase.casefold() else f" đọc là “{said}”"
    return phrase, f"thời hạn “{phrase}”{read}: {' '.join(warnings)} Có đúng không?"


def _about_duties(asked: Asked) -> Iterator[Question]:
    for name, one in asked.duties.items():
        if name in asked.followed:
            continue
        duty = one.duty
        if duty.is_target:
            why = f"chỉ tiêu “{duty.text}” Có theo dõi chỉ tiêu này (thời hạn “{duty.phrase}”) không?"
            yield Question("target", why, (name,), (one.place,), duty.text)
        else:
            why = f"“{duty.text}” Có theo dõi việc “{duty.phrase}” này không?{_other_reading(one)}"
            yield Question("duty", why, (name,), (one.place,), duty.text)


def _other_reading(one: ReviewedDuty) -> str:
    """Periodic reports whose day nobody wrote: the last day of each period, or what the report calendar makes of it."""
    rule = on_report_calendar(one.reading.rule) if one.reading else None
    if rule is None or not re.search(r"báo cáo|kết quả", one.duty.text, re.IGNORECASE):
        return ""
    return (
        " Văn bản không ghi ngày: hiểu theo chữ thì hạn là ngày cuối mỗi kỳ. Theo chế độ báo cáo (Nghị định "
        "09/2019/NĐ-CP, số liệu chốt ngày 14 tháng cuối kỳ) thì hạn là ngày làm việc đầu tiên kể từ "
        f"{', '.join(days_after_close(rule))}; muốn vậy, viết lại thời hạn là “{say(rule)}”."
    )


def _about_groups(asked: Asked, register: Register) -> Iterator[Question]:
    """Groups without members: their units are chosen for each task."""
    for code, name in ((group.code, group.name) for group in register.groups if not group.members):
        why = f"“{name}” không có danh sách cố định; gồm những đơn vị nào?"
        found = (one for one in asked.adopted if code in (*one[1].lead, *one[1].coordinating))
        yield from _gathered("group", ((*one, name, why) for one in found))


def _gathered(kind: Kind, found: Iterable[tuple[str, Reviewed, str | None, str]]) -> Iterator[Question]:
    """One question for all whose words are the same; `found` holds name, task or duty, words and why."""
    alike: dict[str | None, list[tuple[str, str, str]]] = {}
    for name, one, words, why in found:
        alike.setdefault(words, []).append((name, one.place, why))
    for words, ones in alike.items():
        tasks, places, whys = zip(*ones, strict=True)
        yield Question(kind, whys[0], tasks, places, words)


def _merged(places: Iterable[str]) -> str:
    """Places of one section said together: "Bảng 1, mục I, dòng 6, 8; Bảng 1, mục III, dòng 4"."""
    parts = [place.rpartition(" ") for place in places]
    runs = groupby(parts, key=lambda part: part[0])
    return "; ".join(f"{before} {', '.join(last for _, _, last in run)}" for before, run in runs)


def _either(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return " hay ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
