"""Which rungs a task has: the office's policy, and what is set otherwise for its plan, its section or itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

from rules.ladder import Policy

KEYS = tuple(field.name for field in fields(Policy))
_RISING = ("head_after", "monitor_after", "leadership_after", "undecided_after")


@dataclass(frozen=True, slots=True)
class Override:
    """Other rungs for a plan (its number or its id), or for one section or one task of it, by the names of `Policy`.

    A section holds those within it: "III" also means "III/2". `values` are the keys that differ.
    """

    plan: str
    section: str | None = None
    task: str | None = None
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def scope(self) -> tuple[str, str, str]:
        """What it is set for; two overrides of one scope contradict each other."""
        return _folded(self.plan), self.section or "", self.task or ""

    @property
    def narrowness(self) -> tuple[int, int]:
        """Grows with how few tasks it means: plan, section, section within it, task."""
        return (2 if self.task else 1 if self.section else 0), (self.section or "").count("/")

    def holds(self, other: Override) -> bool:
        """Whether all that `other` is set for lies within this one's scope, as far as their words tell."""
        if _folded(self.plan) != _folded(other.plan):
            return False
        if self.task:
            return self.task == other.task
        return self.section is None or _within(other.section, self.section) or _named_within(other.task, self.section)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands: its plan's id and number, its section and its printed name."""

    plan_id: int
    number: str | None
    section: str | None = None
    task: str | None = None

    def is_in(self, override: Override) -> bool:
        """Whether the override is set for this place."""
        names = {str(self.plan_id)} | ({_folded(self.number)} if self.number else set())
        if _folded(override.plan) not in names:
            return False
        if override.task:
            return self.task == override.task
        return override.section is None or _within(self.section, override.section)


@dataclass(frozen=True, slots=True)
class Applied:
    """The policy in force at a place; `sources` names the override of each key that is not the office's."""

    policy: Policy
    sources: Mapping[str, Override]


def applied(policy: Policy, overrides: Sequence[Override], place: Place) -> Applied:
    """The policy at `place`: key by key, the narrowest override that names the key wins."""
    return _over(policy, [one for one in overrides if place.is_in(one)])


def applied_to(policy: Policy, overrides: Sequence[Override], one: Override) -> Applied:
    """The policy where `one` is set: its own keys over those of every override that holds it."""
    return _over(policy, [other for other in overrides if other.holds(one)])


def _over(policy: Policy, meant: Sequence[Override]) -> Applied:
    sources = {key: one for one in sorted(meant, key=lambda one: one.narrowness) for key, _ in one.values}
    values: dict[str, Any] = {key: dict(one.values)[key] for key, one in sources.items()}
    return Applied(replace(policy, **values) if values else policy, sources)


def contradictions(policy: Policy) -> Iterator[tuple[str, str]]:
    """Pairs of keys of which the second must be greater than the first and is not."""
    for lower, higher in [*pairwise(_RISING), ("weekly_after", "undecided_after")]:
        if getattr(policy, lower) >= getattr(policy, higher):
            yield lower, higher


def _folded(name: str) -> str:
    return re.sub(r"\s+", "", name).casefold()


def _within(section: str | None, outer: str) -> bool:
    return section is not None and (section == outer or section.startswith(f"{outer}/"))


def _named_within(task: str | None, section: str) -> bool:
    """Whether a printed name ("1.III/2.4") stands in the section: table, section and number are joined by dots."""
    _, _, rest = (task or "").partition(".")
    return rest.startswith((f"{section}.", f"{section}/"))
