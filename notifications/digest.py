"""The order of a digest: each thing once, most urgent first, in sections; the leaders' list by unit."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifications.model import GRAVITY, Item
from notifications.words import DECIDERS, ROLES, SECTIONS

_SECTION_ORDER = tuple(SECTIONS)
_ROLE_ORDER = tuple(ROLES)
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Section:
    """`key` is one of `words.SECTIONS`; `total` also counts those of its items that a long mail leaves out."""

    key: str
    total: int
    items: tuple[Item, ...]


def section_of(item: Item) -> str:
    """The key in `words.SECTIONS` of the part of a digest where the item stands.

    A date that has passed is late only once the item is overdue: until then its last day fell on a day off and runs on.
    """
    if item.kind == "question":
        return "decide" if item.role in DECIDERS else "ask"
    if item.overdue > 0 or item.kind in ("overdue", "escalation"):
        return "late"
    if item.kind == "info" or item.due is None or item.days_left is None:
        return "know"
    if item.days_left <= 0:
        return "today"
    return "week" if item.days_left <= 7 else "later"


def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items once each, most urgent first.

    Two notices of one occurrence for one unit in one role are one thing, told by the graver; a question stays beside
    it, and beside a question of another rung, since each wants an answer of its own.
    """
    items = tuple(items)
    if len(items) < 2:
        return items
    graver_first = sorted(items, key=lambda item: (GRAVITY.index(item.kind), -item.overdue))
    once = {_identity(item): item for item in reversed(graver_first)}
    return tuple(sorted(once.values(), key=_urgency))


def sections(items: Sequence[Item], limit: int) -> tuple[Section, ...]:
    """The first `limit` of the ordered items in their sections, sections without any left out."""
    totals = counts(items)
    shown: dict[str, list[Item]] = {}
    for item in items[:limit]:
        shown.setdefault(section_of(item), []).append(item)
    return tuple(Section(key, totals[key], tuple(group)) for key, group in shown.items())


def counts(items: Iterable[Item]) -> Counter[str]:
    return Counter(section_of(item) for item in items)


def is_leaders_list(items: Sequence[Item]) -> bool:
    """Whether this is the leaders' weekly list of what is overdue; questions alone are a digest like any other."""
    return all(item.role == "leadership" for item in items) and any(item.kind != "question" for item in items)


def by_unit(items: Iterable[Item]) -> tuple[Item, ...]:
    """The leaders' list: units together, the unit with the longest overdue work first, longest first within a unit."""
    once = in_order(items)
    longest: dict[str, int] = {}
    for item in once:
        longest[item.unit_name] = max(item.overdue, longest.get(item.unit_name, 0))
    return tuple(sorted(once, key=lambda item: (-longest[item.unit_name], item.unit_name, -item.overdue)))


def _identity(item: Item) -> tuple[object, ...]:
    what = item.task or item.title
    return (item.plan, what, item.period, item.due, item.unit or item.unit_name, item.role, _asked(item))


def _asked(item: Item) -> str | None:
    return item.rung if item.kind == "question" else None


def _urgency(item: Item) -> tuple[object, ...]:
    return (
        _SECTION_ORDER.index(section_of(item)),
        -item.overdue,
        item.due or dt.date.max,
        _ROLE_ORDER.index(item.role),
        item.plan,
        _natural(item.task or ""),
        item.title,
    )


def _natural(task: str) -> tuple[tuple[int, str], ...]:
    """ "1.I.10" after "1.I.9"."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in _NUMBER.split(task) if part)
