"""Tasks of two plans in force that may be the same work: (nearly) equal text and a lead unit in common.

What is found is only shown; a person links it. Texts that give different numbers are not alike however close the words:
the programme of 2022 is not that of 2023.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.comparison import CLOSE, MOST_COMPARED, closeness, text_key


@dataclass(frozen=True, slots=True)
class Led:
    """A task as far as it tells whether it may be another's twin; `leads` are codes of units."""

    text: str
    leads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alike:
    """Places in the two plans; `share` is 1 for equal texts, else how much of the words they have in common."""

    one: int
    other: int
    share: float


@dataclass(frozen=True, slots=True)
class _Seen:
    key: str
    length: int
    words: frozenset[str]
    numbers: frozenset[str]
    leads: frozenset[str]


def alike(ones: Sequence[Led], others: Sequence[Led]) -> list[Alike]:
    """Every likely pair, in the order of `ones`, the closest first.

    Between plans too large to compare word by word (`MOST_COMPARED`) only equal texts are found.
    """
    left, right = [_seen(one) for one in ones], [_seen(other) for other in others]
    floor = 1.0 if len(left) * len(right) > MOST_COMPARED else CLOSE
    found = [pair for i, one in enumerate(left) for pair in _of_one(i, one, right, floor)]
    return sorted(found, key=lambda pair: (pair.one, -pair.share, pair.other))


def _seen(task: Led) -> _Seen:
    key = text_key(task.text)
    words = key.split()
    return _Seen(key, len(words), frozenset(words), frozenset(re.findall(r"\d+", key)), task.leads)


def _of_one(i: int, one: _Seen, others: Sequence[_Seen], floor: float) -> Iterator[Alike]:
    for j, other in enumerate(others):
        if one.leads & other.leads and (share := _share(one, other, floor)) >= floor:
            yield Alike(i, j, share)


def _share(one: _Seen, other: _Seen, floor: float) -> float:
    if one.key == other.key:
        return 1.0
    if floor == 1.0 or (one.numbers and other.numbers and one.numbers != other.numbers):
        return 0.0
    # An upper bound first, since comparing word by word is slow: words in common, and again those that are repeated.
    repeated = min(one.length - len(one.words), other.length - len(other.words))
    if (len(one.words & other.words) + repeated) * 2 < floor * (one.length + other.length):
        return 0.0
    return min(closeness(one.key, other.key), 0.99)
