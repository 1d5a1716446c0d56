"""Which known names an unknown one may mean: like letters, or the first letters of like words. Only ever suggested."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plans.blocks import fold
from plans.units.names import key

_CUTOFF = 0.75
"""Share of letters that must agree; below it suggestions look arbitrary to a reader."""
_FULL = 0.99
"""An abbreviation that fits whole goes before letters that are merely alike."""
_PART_OF = 0.8
"""One name stands whole in the other: “Trung tâm Lưu trữ” in “Trung tâm Lưu trữ lịch sử tỉnh”."""
_SMALL = frozenset({"và", "của", "các", "thuộc", "về", "cho", "-"})
_HEAD = re.compile(
    r"(?:phòng|p\.?|ban|sở|bộ|văn phòng|vp\.?|trung tâm|tt\.?|chi cục|cục|vụ|viện|thanh tra)(?:\s+|(?<=\.))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code and the names it goes by."""

    code: str
    names: Sequence[str]


def nearest(name: str, candidates: Iterable[Candidate], n: int) -> list[str]:
    """The codes of up to `n` candidates, the likeliest first."""
    scored = [(max(_likeness(name, known) for known in one.names), one.code) for one in candidates]
    return [code for score, code in sorted(scored, key=lambda s: -s[0])[:n] if score >= _CUTOFF]


def _likeness(name: str, known: str) -> float:
    if _abbreviates(name, known) or _abbreviates(known, name):
        return _FULL
    ours, theirs = key(name), key(known)
    whole = _PART_OF if _stands_in(ours, theirs) or _stands_in(theirs, ours) else 0.0
    matcher = difflib.SequenceMatcher(None, theirs, ours)
    is_worth_it = matcher.real_quick_ratio() >= _CUTOFF and matcher.quick_ratio() >= _CUTOFF
    return max(whole, matcher.ratio() if is_worth_it else 0.0)


def _stands_in(short: str, long: str) -> bool:
    return len(short.split()) > 1 and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) is not None


def _abbreviates(short: str, long: str) -> bool:
    """Whether the capitals of `short` are first letters of words of `long`, one after the other: CCHC, “P. TCCB”."""
    letters = "".join(_capitals(_HEAD.sub("", fold(short), count=1)))
    body = _HEAD.sub("", fold(long), count=1)
    return len(letters) >= 2 and any(letters in "".join(i) for i in (_initials(body), _initials(body, small=True)))


def _capitals(text: str) -> Iterator[str]:
    """The letters of an abbreviation; nothing where a word is written out."""
    words = [word for word in re.findall(r"\w+", text) if word.casefold() not in _SMALL]
    if words and all(word.isupper() for word in words):
        yield from "".join(words).casefold()


def _initials(text: str, *, small: bool = False) -> Iterator[str]:
    for word in re.findall(r"\w+", text.casefold()):
        if small or word not in _SMALL:
            yield word[0]
