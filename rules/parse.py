"""phrase → rule. A phrase is read when named patterns account for every word of it; otherwise it is not read at all.

Three answers: a rule; *unspecified* because the words themselves give no date ("Theo quy định"); *unspecified* because
they were not understood, with a warning that quotes them. A date is never taken from a part of a phrase.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias, TypeVar

from rules.due import resolve
from rules.forms import FORMS
from rules.forms.pattern import HIDDEN, WORDS, Pattern
from rules.model import (
    Closing,
    Each,
    Fixed,
    Mixed,
    OnEvent,
    Reading,
    Rhythm,
    Rule,
    Several,
    Simple,
    Unspecified,
    Yearly,
)
from rules.say import say
from rules.text import clean, fold, same_spelling, with_marks
from rules.workdays import Calendar

MAX_LENGTH = 400
MAX_PARTS = 8
_JOINTS = re.compile(r"; ?| ?\+ ?|,? (?:và|hoặc) |, ?|\. | \(|/(?=khi )")
_LISTED = re.compile(r"\s*[-–—+•*]\s")
_POINT = re.compile(r" ?[;,.]? [-+•*] ")
_LIMITED = re.compile(
    r"(?P<wide>[^()]+) \((?P<limit>(?:báo cáo |gửi |nộp )?(?:xong )?(?:trước|chậm nhất|muộn nhất|không quá) [^()]+)\)?"
)
_COMPILED = tuple((pattern, pattern.compiled().fullmatch) for pattern in FORMS)
_NEEDS = {need: 1 << n for n, need in enumerate(dict.fromkeys(need for pattern in FORMS for need in pattern.needs))}
_WORDS_OF_NEED = tuple((bit, tuple(need.split("|"))) for need, bit in _NEEDS.items())
_Read: TypeAlias = tuple[str, Rule]
FullMatch: TypeAlias = Callable[[str], re.Match[str] | None]


@dataclass(frozen=True, slots=True)
class Aside:
    """Words beside a deadline: they do not change it, or make it come every year; `doubt` where they hedge it.

    `free` words name the task; they never stand beside an event, whose own words are free.
    """

    name: str
    shape: str
    doubt: str | None = None
    yearly: bool = False
    free: bool = False

    def compiled(self) -> re.Pattern[str]:
        """Matches the phrase with the aside; `rest` is the phrase without."""
        return re.compile(same_spelling(self.shape.replace("{tail}", WORDS["tail"])))


_REST = "(?P<rest>.+?)"
_MONTHS = "(?:6|06|sáu|9|09) tháng"
_REPORT = rf"báo cáo (?:định kỳ )?(?:hằng )?(?:năm|tháng|quý(?: [iv]+)?|{_MONTHS})(?: đầu năm| cuối năm)? ?"
LABEL = Aside("đợt <n>:", r"[-+]? ?(?:đợt|lần|kỳ|giai đoạn) (?:\d|[iv]+|một|hai|ba)(?: ?: ?| )(?P<rest>.+)")
ASIDES = (
    LABEL,
    Aside(
        "6 tháng:", r"(?:(?:6|06|sáu|9|09) tháng(?: đầu năm| cuối năm)?|năm|quý [iv]+) ?: ?(?P<rest>.+)", yearly=True
    ),
    Aside("báo cáo năm:", rf"{_REPORT}: ?(?P<rest>.+)", yearly=True),
    Aside("báo cáo năm", rf"{_REPORT}(?P<rest>.+)", yearly=True),
    Aside("đối với báo cáo năm", rf"{_REST} (?:đối với |[(]){_REPORT}[)]?", yearly=True),
    Aside("0:00", r"(?P<rest>[\d/-]{8,10}) 0?0:00(?::00)?"),
    Aside("(tính theo dấu bưu điện)", rf"{_REST} ?\((?:tính )?theo (?:ngày |dấu )*(?:bưu điện|gửi|đến)\)"),
    Aside("(dự kiến)", rf"{_REST} ?\((?:dự kiến|tạm tính)\)", doubt="dự kiến"),
    Aside("dự kiến", r"(?:vào )?(?:dự kiến|khoảng):? (?:trong |vào )?(?P<rest>.+)", doubt="dự kiến, khoảng"),
    Aside("vào khoảng", r"vào khoảng (?P<rest>.+)", doubt="khoảng"),
    Aside("cho năm kế tiếp", rf"{_REST} cho năm (?:kế tiếp|sau|tiếp theo|kế hoạch)"),
    Aside("theo quy định", rf"{_REST},? theo quy định(?: hiện hành| của pháp luật)?"),
    Aside("giai đoạn", rf"{_REST}, (?:cả )?giai đoạn(?: trung hạn)?", doubt="giai đoạn"),
    Aside("(<việc>)", rf"{_REST} ?\({{tail}}\)", free=True),
    Aside("<kỳ hạn> <việc>", rf"{_REST},? {{tail}}", free=True),
)
_ASIDES = tuple((aside, aside.compiled()) for aside in ASIDES)


@lru_cache(maxsize=4096)
def parse(phrase: str) -> Reading:
    """What `phrase` says. Never raises; a doubt about the reading is a warning that quotes the words in doubt."""
    printed = clean(phrase)
    if not printed:
        return Reading(phrase, Unspecified())
    if len(printed) > MAX_LENGTH:
        return _unread(phrase, printed[:80] + "…", f"dài quá {MAX_LENGTH} ký tự, không phải một thời hạn")
    folded = fold(printed)
    found, doubts = _read(printed, folded)
    if _LISTED.match(phrase):
        found = [*_listed(printed, folded), *found]
    if not found:
        found, doubts = _side_by_side(printed, folded)
    if not found:
        found, doubts = _without_marks(printed, folded)
    if not found:
        return _unread(phrase, printed, "không hiểu trọn vẹn; cần người đọc quyết định")
    if len({rule for _, rule in found}) > 1:
        return _several_ways(phrase, printed, found, doubts)
    name, rule = found[0]
    return Reading(phrase, rule, name, doubts)


def _several_ways(phrase: str, printed: str, found: list[_Read], doubts: tuple[str, ...]) -> Reading:
    """Readings that differ: where all have dates the earlier one is used and said so, else a person decides."""
    ways = list(dict.fromkeys(rule for _, rule in found))
    said = "; hoặc ".join(f"«{say(rule)}»" for rule in ways)
    first = {rule: _first_due(rule) for rule in ways}
    if any(day is None for day in first.values()):
        return _unread(phrase, printed, f"hiểu được theo hơn một cách: {said}; cần người đọc quyết định")
    safe = min(ways, key=lambda rule: first[rule] or dt.date.max)
    doubt = f"«{printed}» hiểu được theo hơn một cách: {said}. Dùng cách có hạn sớm hơn: «{say(safe)}»."
    return Reading(phrase, safe, next(name for name, rule in found if rule == safe), (*doubts, doubt))


def _first_due(rule: Rule) -> dt.date | None:
    """The first day due in a plan of a few years: what is earlier there is earlier anywhere."""
    return min((o.due for o in resolve(rule, (2021, 2025), Calendar()).occurrences if o.due), default=None)


def _unread(phrase: str, printed: str, why: str) -> Reading:
    return Reading(phrase, Unspecified(printed), None, (f"«{printed}»: {why}.",))


def _read(printed: str, folded: str) -> tuple[list[_Read], tuple[str, ...]]:
    """Every reading of the phrase, as one sentence, beside an aside, or in parts; and what is doubted."""
    if whole := _whole(printed, folded):
        return whole, ()
    for aside, shape in _ASIDES:
        if (match := shape.fullmatch(folded)) is None:
            continue
        place = slice(*match.span("rest"))
        found, doubts = _read(printed[place], folded[place])
        if found and not (aside.free and _waits(found)):
            said = (printed[: place.start] + "…" + printed[place.stop :]).strip(" ….()")
            own = (f"«{said}»: chưa chắc chắn; tính theo phần còn lại.",) if aside.doubt else ()
            return [(f"{name} + {aside.name}", _yearly(rule) if aside.yearly else rule) for name, rule in found], (
                *doubts,
                *own,
            )
    return _joined(printed, folded), ()


def _waits(found: list[_Read]) -> bool:
    rules = [rule for _, rule in found]
    return any(isinstance(part, OnEvent) for rule in rules for part in getattr(rule, "parts", (rule,)))


R = TypeVar("R", bound=Rule)


def _yearly(rule: R) -> R | Yearly:
    """A date without a year comes every year where the words around it say that it does."""
    if isinstance(rule, Fixed) and rule.span.year is None and not rule.span.lag:
        return Yearly(rule.span, rule.before, rule.start)
    return rule


def _listed(printed: str, folded: str) -> list[_Read]:
    """The lines of a list ("- Quý I - Quý III"), each read whole: there a dash does not stand for *to*."""
    joints = [joint.span() for joint in _POINT.finditer(folded) if not printed[joint.end()].islower()]
    if not 0 < len(joints) < MAX_PARTS:
        return []
    begins, ends = (0, *(end for _, end in joints)), (*(start for start, _ in joints), len(folded))
    parts = [_part(printed[a:b], folded[a:b]) for a, b in zip(begins, ends, strict=True)]
    if not all(len({rule for _, rule in part}) == 1 for part in parts):
        return []
    rule = _combine([part[0][1] for part in parts])
    return [] if rule is None else [(" + ".join(part[0][0] for part in parts), rule)]


def _side_by_side(printed: str, folded: str) -> tuple[list[_Read], tuple[str, ...]]:
    """Dates that only the lines of a cell kept apart: "30/6/2023 15/12/2023", "Quý I Quý III"."""
    joints = [(m.start(), m.end()) for m in re.finditer(r" (?=\S)", printed) if not printed[m.end()].islower()]
    parts = _cut(printed, folded, joints) if 0 < len(joints) < MAX_PARTS else []
    rule = _combine([rule for _, rule in parts]) if len(parts) > 1 else None
    if not isinstance(rule, Several) or not all(isinstance(part, Fixed | Yearly) for part in rule.parts):
        return [], ()
    doubt = f"«{printed}»: hiểu là {len(rule.parts)} thời hạn viết liền nhau."
    return [(" + ".join(name for name, _ in parts), rule)], (doubt,)


def _without_marks(printed: str, folded: str) -> tuple[list[_Read], tuple[str, ...]]:
    """A phrase typed without diacritics, where all the ways to put them back that can be read say the same."""
    found = [read for spelling in with_marks(folded) for read in _read(printed, spelling)[0]]
    doubt = f"«{printed}» viết không dấu: hiểu theo cách đọc duy nhất có nghĩa."
    return found, (doubt,) if found else ()


def _whole(printed: str, folded: str) -> list[_Read]:
    """Every pattern that reads the whole of the phrase. Free clauses keep the words as printed."""
    found: list[_Read] = []
    for pattern, fullmatch in _possible(_held(folded)):
        if (match := fullmatch(folded)) is None:
            continue
        slots = {name: text for name, text in match.groupdict().items() if text is not None}
        if "clause" in slots:
            if HIDDEN.search(slots["clause"]):
                continue
            slots["clause"] = printed[slice(*match.span("clause"))]
        rule = pattern.build(slots)
        if rule is not None:
            found.append((pattern.name, rule))
    return found


def _held(folded: str) -> int:
    """Which of the patterns' needs the phrase meets, a bit each."""
    held = 0
    for bit, words in _WORDS_OF_NEED:
        for word in words:
            if word in folded:
                held |= bit
                break
    return held


@lru_cache(maxsize=4096)
def _possible(held: int) -> tuple[tuple[Pattern, FullMatch], ...]:
    """The patterns whose needs are all met."""
    return tuple(one for one in _COMPILED if all(_NEEDS[need] & held for need in one[0].needs))


def _joined(printed: str, folded: str) -> list[_Read]:
    """A phrase of several parts, each read whole: "Thường xuyên; báo cáo trước ngày 15/12 hằng năm"."""
    joints = [(joint.start(), joint.end()) for joint in _JOINTS.finditer(folded)]
    if not 0 < len(joints) < MAX_PARTS:
        return []
    if narrowed := _LIMITED.fullmatch(folded):
        return _narrowed(printed, folded, narrowed)
    parts = _cut(printed, folded.rstrip(")"), joints)
    rule = _combine([rule for _, rule in parts]) if parts else None
    if "hoặc" in folded and isinstance(rule, Several):
        return [(parts[0][0], part) for part in rule.parts]  # one date or another: readings that differ
    return [] if rule is None else [(" + ".join(name for name, _ in parts), rule)]


def _narrowed(printed: str, folded: str, match: re.Match[str]) -> list[_Read]:
    """A limit in brackets says what stands before it more exactly ("Hằng quý (trước ngày 20 tháng cuối quý)").

    Only where both come again and again is it clear that no other date is meant.
    """
    wide, limit = (_part(printed[slice(*match.span(g))], folded[slice(*match.span(g))]) for g in ("wide", "limit"))
    if not wide:
        wide = _joined(printed[slice(*match.span("wide"))], match["wide"])
    is_clear = bool(wide) and len({rule for _, rule in limit}) == 1 and all(map(_recurs, (wide[0][1], limit[0][1])))
    return [(f"{wide[0][0]} ({limit[0][0]})", limit[0][1])] if is_clear else []


def _recurs(rule: Rule) -> bool:
    return all(isinstance(part, Yearly | Each | Rhythm) for part in getattr(rule, "parts", (rule,)))


def _cut(printed: str, folded: str, joints: list[tuple[int, int]]) -> list[_Read]:
    """The fewest parts, cut at joints, that are each read whole and in one way; empty where there are none."""
    best: dict[int, list[_Read]] = {0: []}
    ends = [*joints, (len(folded), len(folded))]
    for end, after in ends:
        for begin, read in sorted(best.items()):
            if begin >= end or (after in best and len(read) + 1 >= len(best[after])):
                continue
            part = {rule: name for name, rule in _part(printed[begin:end], folded[begin:end])}
            if len(part) == 1 and not any(isinstance(rule, Unspecified) for rule in part):
                best[after] = [*read, *((name, rule) for rule, name in part.items())]
    return best.get(len(folded), [])


def _part(printed: str, folded: str) -> list[_Read]:
    """One part, with its label ("Đợt 1:") taken off."""
    if whole := _whole(printed, folded):
        return whole
    for aside, shape in _ASIDES:
        if match := shape.fullmatch(folded):
            place = slice(*match.span("rest"))
            found = _whole(printed[place], folded[place])
            if found and not aside.doubt and not (aside.free and _waits(found)):
                return [(f"{name} + {aside.name}", _yearly(rule) if aside.yearly else rule) for name, rule in found]
    return []


def _combine(rules: list[Rule]) -> Rule | None:
    """Parts of one kind are `Several`, parts of different kinds `Mixed`; what is mixed already is not mixed again.

    A year, and *hằng năm*, said once at the end is said of the dates before it.
    """
    parts = [part for rule in rules for part in (rule.parts if isinstance(rule, Several) else (rule,))]
    simple = [part for part in parts if not isinstance(part, Several | Mixed | Unspecified)]
    if len(simple) != len(parts):
        return None
    if any(isinstance(part, Yearly | Each) for part in simple):
        shared = tuple(dict.fromkeys(_yearly(part) for part in simple))
    else:
        shared = tuple(dict.fromkeys(_shared(part, simple[-1]) for part in simple))
        if _half_dated(shared):
            return None
    if len(shared) == 1:
        return shared[0]
    same = any(all(isinstance(part, kind) for part in shared) for kind in (Fixed, Yearly | Each | Rhythm | Closing))
    return Several(shared) if same else Mixed(shared)


def _half_dated(parts: tuple[Simple, ...]) -> bool:
    """A year beside a date that has none: whether the second only narrows the first is a person's to say."""
    dated = [part.span.year is not None for part in parts if isinstance(part, Fixed) and not part.span.lag]
    return any(dated) and not all(dated)


def _shared(part: Simple, last: Simple) -> Simple:
    if not isinstance(part, Fixed) or part.span.year is not None or part.span.lag:
        return part
    if isinstance(last, Fixed) and last.span.year is not None:
        return replace(part, span=replace(part.span, year=last.span.year))
    return part
