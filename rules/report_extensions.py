"""Requests for a later due date in a report: how many were asked for in a period, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["granted", "refused", "dropped", "undecided"]
"""`dropped`: taken back, another date that was offered declined, or over because the duty was closed first."""

_ORDER: tuple[Outcome, ...] = ("granted", "refused", "dropped", "undecided")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as at the report's day, of the unit that asked. `in_period`: it was asked in the period itself.

    `to_due` is the date that was granted, else the one that was asked for; `closed_on` the local day of the outcome.
    """

    extension: int
    obligation: int
    plan: int
    plan_name: str
    task: str
    text: str
    section: str
    unit: str
    unit_name: str
    asked_on: dt.date
    from_due: dt.date
    to_due: dt.date
    reason: str
    outcome: Outcome
    closed_on: dt.date | None
    decided_by: str | None
    in_period: bool


@dataclass(frozen=True, slots=True)
class RequestFigures:
    """`asked` in the period; granted, refused and dropped from its first day to the report's; undecided on that day."""

    asked: int = 0
    granted: int = 0
    refused: int = 0
    dropped: int = 0
    undecided: int = 0


def count(requests: Sequence[Request]) -> RequestFigures:
    """The figures of the requests."""
    outcomes = Counter(one.outcome for one in requests)
    asked = sum(one.in_period for one in requests)
    return RequestFigures(asked, *(outcomes[one] for one in _ORDER))


def grouped(
    requests: Sequence[Request], key: Callable[[Request], tuple[str, str]]
) -> dict[tuple[str, str], RequestFigures]:
    """The figures by `key`, in the order in which the keys come."""
    names = dict.fromkeys(map(key, requests))
    return {name: count([one for one in requests if key(one) == name]) for name in names}


def belongs(first: dt.date, last: dt.date, at: dt.date, asked_on: dt.date, closed_on: dt.date | None) -> bool:
    """Whether a request belongs to the period `first` to `last` (inclusive) as at the day `at`.

    It does where it was asked by its end and, when it began, was still undecided.
    """
    return asked_on <= min(last, at) and (closed_on is None or closed_on >= first)
