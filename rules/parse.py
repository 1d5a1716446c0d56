"""phrase → rule. A phrase is read when named patterns account for every word of it; otherwise it is not read at all.

Three answers: a rule; *unspecified* because the words themselves give no date ("Theo quy định"); *unspecified* because
they were not understood, with a warning that quotes them. A date is never taken from a part of a phrase.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from rules.model import Each, Fixed, Mixed, OnEvent, Reading, Rule, Several, Unspecified, Yearly
from rules.patterns import PATTERNS
from rules.text import clean, fold

MAX_LENGTH = 400
MAX_PARTS = 6
_JOINTS = re.compile(r"; ?| ?\+ ?|, (?:và |hoặc )?| và | hoặc |\. ")
_COMPILED = tuple((pattern, pattern.compiled()) for pattern in PATTERNS)
_Read: TypeAlias = tuple[str, Rule]


@lru_cache(maxsize=4096)
def parse(phrase: str) -> Reading:
    """What `phrase` says. Never raises; a doubt about the reading is a warning that quotes the words in doubt."""
    printed = clean(phrase)
    if not printed:
        return Reading(phrase, Unspecified())
    if len(printed) > MAX_LENGTH:
        return _unread(phrase, printed, f"dài quá {MAX_LENGTH} ký tự, không phải một thời hạn")
    found = _whole(printed) or _joined(printed)
    if not found:
        return _unread(phrase, printed, "không hiểu trọn vẹn; cần người đọc quyết định")
    if len({rule for _, rule in found}) > 1:
        forms = " hoặc ".join(f"«{name}»" for name, _ in found)
        return _unread(phrase, printed, f"hiểu được theo hơn một cách ({forms}); cần người đọc quyết định")
    name, rule = found[0]
    return Reading(phrase, rule, name)


def _unread(phrase: str, printed: str, why: str) -> Reading:
    return Reading(phrase, Unspecified(printed), None, (f"«{printed}»: {why}.",))


def _whole(printed: str) -> list[_Read]:
    """Every pattern that reads the whole of `printed`. Free clauses keep the words as printed."""
    folded = fold(printed)
    found: list[_Read] = []
    for pattern, shape in _COMPILED:
        match = shape.fullmatch(folded)
        if match is None:
            continue
        slots = {name: text for name, text in match.groupdict().items() if text is not None}
        if "clause" in slots:
            slots["clause"] = printed[slice(*match.span("clause"))]
        rule = pattern.build(slots)
        if rule is not None:
            found.append((pattern.name, rule))
    return found


def _joined(printed: str) -> list[_Read]:
    """A phrase of several parts, each read whole: "Thường xuyên; báo cáo trước ngày 15/12 hằng năm"."""
    joints = list(_JOINTS.finditer(printed))
    if not 0 < len(joints) < MAX_PARTS:
        return []
    parts = _cut(printed, [(joint.start(), joint.end()) for joint in joints])
    rule = _combine([rule for _, rule in parts]) if parts else None
    if " hoặc " in printed and not (isinstance(rule, Mixed) and any(isinstance(p, OnEvent) for p in rule.parts)):
        return []  # one date or another is a choice, and the choice is a person's
    return [] if rule is None else [(" + ".join(name for name, _ in parts), rule)]


def _cut(printed: str, joints: list[tuple[int, int]]) -> list[_Read]:
    """The fewest parts, cut at joints, that are each read whole and in one way; empty where there are none."""
    best: dict[int, list[_Read]] = {0: []}
    ends = [*joints, (len(printed), len(printed))]
    for end, after in ends:
        for begin, read in sorted(best.items()):
            part = {rule: name for name, rule in _whole(printed[begin:end])} if begin < end else {}
            known = len(part) == 1 and not any(isinstance(rule, Unspecified) for rule in part)
            if known and (after not in best or len(read) + 1 < len(best[after])):
                best[after] = [*read, *((name, rule) for rule, name in part.items())]
    return best.get(len(printed), [])


def _combine(rules: list[Rule]) -> Rule | None:
    """Parts of one kind are `Several`, parts of different kinds `Mixed`; what is mixed already is not mixed again."""
    parts = [part for rule in rules for part in (rule.parts if isinstance(rule, Several) else (rule,))]
    simple = tuple(part for part in parts if not isinstance(part, Several | Mixed | Unspecified))
    if len(simple) != len(parts):
        return None
    same = any(all(isinstance(part, kind) for part in simple) for kind in (Fixed, Yearly | Each))
    return Several(simple) if same else Mixed(simple)
