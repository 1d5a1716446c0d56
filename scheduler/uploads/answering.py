"""The open questions of a document as forms ask them, and what a person answers → decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from plans.model import names
from plans.review.decisions import NOBODY, Tables, tables_of
from plans.review.questions import HEADINGS, Kind, Question
from plans.review.review import ReviewedDuty, ReviewedTask
from rules.due import resolve
from rules.model import Unspecified
from rules.parse import parse
from rules.say import KIND_WORDS, say, say_day
from rules.written_day import date_of
from scheduler.office import Office
from scheduler.uploads.paper import Paper, decide

EACH = 10
"""Questions on one page."""
UNDATED = "Theo quy định"
"""Words that are read as a deadline without a day: what stands for a phrase that sets none."""
_SHOWN = 3
_SKIP = {"skip": "bỏ nhiệm vụ này, không theo dõi"}
_WRITE = {"write": "viết lại thời hạn cho rõ"}
_FOLLOW = {"adopt": "theo dõi", "ignore": "không theo dõi"}
CHOICES: Mapping[Kind, Mapping[str, str]] = MappingProxyType(
    {
        "period": {},
        "issued": {},
        "total": {"checked": "đã đối chiếu, các nhiệm vụ đã đọc đủ"},
        "lead": {"units": "giao cho đơn vị", "nobody": "không có đơn vị chủ trì", **_SKIP},
        "unit": {"units": "là đơn vị (nhớ tên gọi này cho kế hoạch sau)", "nobody": "không phải đơn vị cần theo dõi"},
        "ended": {"units": "nay là đơn vị (nhớ cho kế hoạch sau)", "nobody": "không cần theo dõi nữa"},
        "phrase": {**_WRITE, "undated": "không có thời hạn, không nhắc", **_SKIP},
        "deadline": {**_WRITE, "confirm": "đúng là không có thời hạn, không nhắc", **_SKIP},
        "dateless": {**_WRITE, "confirm": "để nguyên, không nhắc hạn", **_SKIP},
        "assumed": {"confirm": "đúng như đã đọc", **_WRITE, **_SKIP},
        "duty": _FOLLOW,
        "target": _FOLLOW,
        "group": {"units": "gồm các đơn vị", "nobody": "không giao đơn vị nào", **_SKIP},
    }
)
"""What may be answered, by kind of question; where there is nothing to choose, words are written."""
PHRASED: frozenset[Kind] = frozenset({"phrase", "deadline", "dateless", "assumed", "duty", "target"})
_OF_ONE_UNIT: frozenset[Kind] = frozenset({"lead", "unit", "ended"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a form asks it; `key` names its fields. `units`: how many may be chosen ("one", "many", "")."""

    key: str
    kind: Kind
    heading: str
    why: str
    place: str
    choices: Mapping[str, str]
    phrased: bool
    units: str
    suggested: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was filled in: a key of `choices`, words, codes or names of units."""

    choice: str = ""
    words: str = ""
    units: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the question was passed over."""
        return not (self.choice or self.words or self.units)


def key_of(question: Question) -> str:
    """The name of a question, the same as long as it asks the same."""
    named = "|".join((question.kind, question.words or "", *question.tasks))
    return f"c{hashlib.sha256(named.encode()).hexdigest()[:10]}"


def asked(paper: Paper) -> list[Asked]:
    """All open questions, the gravest first."""
    return [_asked(one) for one in paper.review.questions]


def _asked(one: Question) -> Asked:
    units = "one" if one.kind in _OF_ONE_UNIT else "many" if one.kind == "group" else ""
    why = f"{one.why[0].upper()}{one.why[1:]}"
    phrased = one.kind in PHRASED
    return Asked(
        key_of(one), one.kind, HEADINGS[one.kind], why, one.place, CHOICES[one.kind], phrased, units, one.suggestions
    )


def faults(paper: Paper, answers: Mapping[str, Answer]) -> Iterator[tuple[str, str]]:
    """What is wrong with the answers: the key of a question and a sentence."""
    for one in asked(paper):
        given = answers.get(one.key, Answer())
        if given.is_empty:
            continue
        choice = _choice(one, given)
        if one.choices and choice not in one.choices:
            yield one.key, "Hãy chọn một cách trả lời."
        elif choice == "write" and not given.words:
            yield one.key, "Hãy viết thời hạn, ví dụ Quý II/2022."
        elif choice == "units" and not given.units:
            yield one.key, "Hãy chọn đơn vị."
        elif one.phrased and given.words and choice in ("write", "adopt") and not is_understood(given.words):
            yield one.key, f"Chưa hiểu thời hạn “{given.words}”; hãy viết cách khác, ví dụ Trước ngày 15/12 hằng năm."


def _choice(one: Asked, given: Answer) -> str:
    """What was chosen; whoever only wrote a deadline, or only chose a unit, meant that."""
    if given.choice or not one.choices:
        return given.choice
    meant = "units" if given.units else "write" if given.words else ""
    return meant if meant in one.choices else ""


def is_understood(words: str) -> bool:
    """Whether a deadline in these words is understood."""
    rule = parse(words).rule
    return not (isinstance(rule, Unspecified) and rule.unread is not None)


def tried(paper: Paper, words: str) -> str:
    """How a deadline in these words would be read, with its first dates in the plan's years."""
    reading = parse(words)
    if not is_understood(words):
        return f"“{words}”: chưa hiểu."
    found = resolve(
        reading.rule, paper.document.head.period, paper.known.calendar, choices=paper.known.settings.choices
    )
    days = [one.due for one in found.occurrences if one.due]
    more = f", … {say_day(days[-1])} ({len(days)} kỳ hạn)" if len(days) > _SHOWN else ""
    dates = f"hạn {', '.join(map(say_day, days[:_SHOWN]))}{more}" if days else KIND_WORDS[found.kind]
    doubts = "".join(f" {one}" for one in (*reading.warnings, *found.warnings))
    return f"Đọc là “{say(reading.rule)}”: {dates}.{doubts}"


def take_answers(office: Office, before: Paper, answers: Mapping[str, Answer]) -> Paper:
    """Keep the answers to questions that were open in `before`, further ones over earlier ones.

    Raises as `decide`; what `faults` finds is told beforehand.
    """
    by_key = {one.key: one for one in asked(before)}
    given = [
        (question, replace(one, choice=_choice(by_key[key], one)))
        for question in before.review.questions
        if not (one := answers.get(key := key_of(question), Answer())).is_empty
    ]

    def change(tables: Tables) -> None:
        for question, one in given:
            _put(tables, question, one, before)

    return decide(office, before.row.id, change)


def _put(tables: Tables, question: Question, given: Answer, paper: Paper) -> None:
    if question.kind in ("period", "issued"):
        tables["plan"][question.kind] = given.words
    elif question.kind == "total":
        tables["plan"]["totals_checked"] = True
    elif question.kind in ("unit", "ended"):
        assert question.words is not None, "a name is asked about by the name"
        tables["units"][question.words] = NOBODY if given.choice == "nobody" else given.units[0]
    else:
        duties = {one.duty.id: one for one in paper.review.duties}
        by_name = dict(zip(names(paper.document.tasks), paper.document.tasks, strict=True))
        rows = {one.row: one for one in paper.review.tasks}
        for name in question.tasks:
            kind = "duties" if name in duties else "tasks"
            one = duties[name] if name in duties else rows[by_name[name]]
            _decide_one(tables[kind].setdefault(name, {}), question, given, one, paper)


def _decide_one(
    entry: dict[str, Any], question: Question, given: Answer, one: ReviewedTask | ReviewedDuty, paper: Paper
) -> None:
    is_duty = isinstance(one, ReviewedDuty)
    match given.choice:
        case "write":
            entry["phrase"] = given.words
        case "undated":
            entry |= {"phrase": UNDATED, "confirm": True}
        case "confirm":
            entry["confirm"] = True
        case "skip" | "ignore":
            entry["adopt" if is_duty else "skip"] = not is_duty
        case "adopt":
            entry |= {"adopt": True} | ({"phrase": given.words} if given.words else {})
        case "units" | "nobody" if question.kind == "lead":
            entry["lead"] = list(given.units) if given.choice == "units" else []
        case "units" | "nobody":
            chosen = given.units if given.choice == "units" else ()
            group = next(group.code for group in paper.register.groups if group.name == question.words)
            for role, codes in (("lead", one.lead), ("coordinating", one.coordinating)):
                if group in codes:
                    entry[role] = list(dict.fromkeys([*(code for code in codes if code != group), *chosen]))


def take_back(office: Office, number: int, kind: str, name: str) -> Paper:
    """Decide no more what was decided of one thing; its questions are open again."""

    def change(tables: Tables) -> None:
        tables.get(kind, {}).pop(name, None)

    return decide(office, number, change)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was decided: where it is kept, and in words."""

    kind: str
    name: str
    words: tuple[str, ...]


def said(paper: Paper) -> list[Said]:
    """All that was decided, one entry a thing."""
    found: dict[tuple[str, str], list[str]] = {}
    tables = tables_of(paper.decisions) if paper.decisions else {}
    for kind, entries in tables.items():
        for name, one in entries.items():
            found[kind, name] = list(_in_words(kind, name, one, paper))
    return [Said(kind, name, tuple(words)) for (kind, name), words in found.items()]


_PLAN_WORDS = {"period": "giai đoạn", "issued": "ngày ban hành", "totals_checked": "tổng số nhiệm vụ"}


def _in_words(kind: str, name: str, one: Any, paper: Paper) -> Iterator[str]:
    if kind == "plan":
        yield f"{_PLAN_WORDS[name]}: {'đã đối chiếu' if one is True else _shown_day(str(one))}"
    elif kind == "units":
        yield f"“{name}” {'không cần theo dõi' if one == NOBODY else 'là ' + paper.known.register.name_of(one)}"
    else:
        yield from (f"{name}: {words}" for words in _entry_in_words(one, paper))


def _shown_day(text: str) -> str:
    day = date_of(text)
    return say_day(day) if day else text


def _entry_in_words(one: Mapping[str, Any], paper: Paper) -> Iterator[str]:
    name_of = paper.known.register.name_of
    for key, words in (("lead", "chủ trì"), ("coordinating", "phối hợp")):
        if key in one:
            yield f"{words} {'; '.join(map(name_of, one[key])) or '(không có)'}"
    if "phrase" in one:
        yield f"thời hạn “{one['phrase']}”"
    if one.get("confirm"):
        yield "thời hạn đúng như đã đọc"
    if one.get("skip") or one.get("adopt") is False:
        yield "không theo dõi"
    if one.get("adopt"):
        yield "theo dõi"
    if "same_as" in one:
        yield f"là nhiệm vụ cũ {one['same_as']}"
    if one.get("new"):
        yield "là nhiệm vụ mới"


def take_pairs(office: Office, number: int, pairs: Mapping[str, str]) -> Paper:
    """Keep which task of the amended text is which of the plan in force; an empty name: none of them."""

    def change(tables: Tables) -> None:
        for new, old in pairs.items():
            entry = tables["tasks"].setdefault(new, {})
            entry.pop("new", None)
            entry.pop("same_as", None)
            entry |= {"same_as": old} if old else {"new": True}

    return decide(office, number, change)
