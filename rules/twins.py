"""Tasks of two plans that a person has linked as one work: which of their obligations meet, and which one speaks.

Two obligations are the same work where one unit has both and they bear the same period, or, failing that, fall due on
the same day: plans name the same December report "2022-12" and "2022". A month and a year that end on different days
are two works; nobody is to be called late for the longer one by the shorter. Where the days of one period differ, the
earlier one governs, since whoever meets it meets the other. A date granted by an extension is a decision about that one
obligation: it separates the two, unless both have the same day all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rules.ladder import NoticeKind, Role
from rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Side:
    """An obligation of a linked task, as far as it tells which work it is; `unit` is who holds it now."""

    id: int
    task: int
    unit: str
    label: str
    due: dt.date | None
    extended: bool = False


def same_works(sides: Iterable[Side]) -> list[tuple[Side, ...]]:
    """The obligations that meet, at most one of each task, the one that speaks for all first; others are left out.

    `sides` are of tasks that are linked with each other. What has no date meets nothing.
    """
    dated = sorted((one for one in sides if one.due), key=_order)
    works: list[list[Side]] = []
    for one in dated:
        _join(works, one, [] if one.extended else [w for w in works if _same_period(w, one)])
    met = _meeting_on_a_day(works)
    return [tuple(sorted(work, key=_order)) for work in met if len(work) > 1]


def _order(one: Side) -> tuple[dt.date, int]:
    """The earlier date first, of equal ones the older obligation."""
    return one.due or dt.date.max, one.id


def _join(works: list[list[Side]], one: Side, fitting: list[list[Side]]) -> None:
    if fitting:
        fitting[0].append(one)
    else:
        works.append([one])


def _same_period(work: list[Side], one: Side) -> bool:
    return _disjoint(work, [one]) and any(
        (other.unit, other.label, other.extended) == (one.unit, one.label, False) for other in work
    )


def _meeting_on_a_day(works: list[list[Side]]) -> list[list[Side]]:
    met: list[list[Side]] = []
    for work in works:
        on_a_day = [other for other in met if _disjoint(other, work) and _days(other) & _days(work)]
        if on_a_day:
            on_a_day[0].extend(work)
        else:
            met.append([*work])
    return met


def _days(work: list[Side]) -> set[tuple[str, dt.date | None]]:
    return {(one.unit, one.due) for one in work}


def _disjoint(work: list[Side], other: list[Side]) -> bool:
    return {one.task for one in work}.isdisjoint(one.task for one in other)


@dataclass(frozen=True, slots=True)
class Rung:
    """A notice as it stands in the history of an obligation that another spoke for."""

    rung: str
    kind: NoticeKind


def own_rung(
    due: dt.date, effective: dt.date, today: dt.date, calendar: Calendar, kind: NoticeKind, collective: bool = False
) -> Rung:
    """What a notice of `kind` about the work was on `today` to an obligation with dates of its own.

    Named by its own days left or days late, so that it counts as heard for it and never as a step up that its own date
    has not reached.
    """
    if today > effective:
        return Rung(f"O+{calendar.office_days_between(effective, today)}", kind)
    left = max((due - today).days, 0)
    return Rung(f"T-{left}", "info" if collective else "reminder" if left else "due")


Helpers: TypeAlias = Collection[tuple[str, bool]]
"""The co-ordinating units of an obligation; True where one is named through a collective only."""


def is_spoken_for(role: Role, unit: str, collective: bool, earlier: Sequence[Helpers]) -> bool:
    """Whether the seat hears of the work from one of the obligations that speak before this one (`earlier`).

    Those above the unit hear of it from the first. A co-ordinator hears where it is named too; one that must report its
    part is not served by a line for information.
    """
    if role != "coordinating":
        return bool(earlier)
    return any((unit, False) in helpers or (collective and (unit, True) in helpers) for helpers in earlier)
