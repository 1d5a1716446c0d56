"""A report on a period: which duties belong to it, in which of the four states each is as at a day, and the counts.

The four states are {done on time, done late} and {open in time, open overdue}, as reports on tasks given by the
Government count them (Báo cáo 1270/BC-TCTTTg of 2017, after Quyết định 42/2014/QĐ-TTg). Work without a due date never
enters them; it stands apart. A duty belongs to the period in which it is due, and to each later one at whose beginning
it was still not done.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from rules.model import Span, SpanUnit
from rules.report_extensions import Request, RequestFigures, count, grouped
from rules.say import say_label
from rules.status import Status, status_of

ApartSort: TypeAlias = Literal["continuous", "event", "undated", "unspecified", "past", "carried"]
"""Why a task is in no count: it goes on all the time, waits for an event, got no date with its event, names no date,
was over before its plan was followed and nobody has decided on it, or goes on in another plan since its own closed."""


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` are local days, both inclusive."""

    label: str
    first: dt.date
    last: dt.date

    @property
    def words(self) -> str:
        """Quý I/2022."""
        return say_label(self.label)


def period_of(text: str) -> Period | None:
    """The period that a label writes (`2022`, `2022-H1`, `2022-Q1`, `2022-9M`, `2022-03`); None where it is none."""
    found = re.fullmatch(r"((?:19|20|21)\d\d)(?:-(?:H([12])|Q([1-4])|(9M)|(0[1-9]|1[0-2])))?", text.strip().upper())
    if not found:
        return None
    kinds: tuple[SpanUnit, ...] = ("half", "quarter", "nine_months", "month")
    unit, number = next(((k, n) for k, n in zip(kinds, found.groups()[1:], strict=True) if n), ("year", "1"))
    span = Span(unit, 1 if unit == "nine_months" else int(number), year=int(found[1]))
    return Period(span.label(), span.first(), span.last())


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation as at the report's day. `status` is one of the four; `carried`: due before the period began.

    `section` is where its task stands, in words; `reason` is what was last said of it, if anything was.
    """

    obligation: int
    plan: int
    plan_name: str
    task: str
    text: str
    section: str
    unit: str
    unit_name: str
    period: str
    due: dt.date
    effective: dt.date
    done_on: dt.date | None
    document: str | None
    status: Status
    carried: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Apart:
    """A task that is in no count, with the units that lead it, by code and by name."""

    sort: ApartSort
    plan: int
    task: str
    text: str
    phrase: str | None
    units: tuple[str, ...]
    unit_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The four counts."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0

    @property
    def total(self) -> int:
        """All four."""
        return self.done_on_time + self.done_late + self.open_in_time + self.open_overdue

    @property
    def on_time_rate(self) -> float | None:
        """Done on time among all that is done or overdue; None where nothing is."""
        settled = self.total - self.open_in_time
        return self.done_on_time / settled if settled else None


@dataclass(frozen=True, slots=True)
class Issued:
    """That the figures were issued: from then on they stay."""

    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported of `period` as at the local day `at`; provisional until `issued`.

    `unit` is the name of the unit that it is of; None for the whole office. `requests` for later due dates were asked,
    or still undecided, in the period.
    """

    period: Period
    at: dt.date
    lines: tuple[Line, ...]
    apart: tuple[Apart, ...]
    issued: Issued | None = None
    unit: str | None = None
    requests: tuple[Request, ...] = ()

    @property
    def total(self) -> Figures:
        """Of all lines."""
        return _count(self.lines)

    @property
    def overdue(self) -> tuple[Line, ...]:
        """What is open and overdue, the longest first."""
        late = [line for line in self.lines if line.status == "open_overdue"]
        return tuple(sorted(late, key=lambda line: (line.effective, line.obligation)))

    def by_unit(self) -> dict[tuple[str, str], Figures]:
        """The counts by unit, its code and name."""
        return _grouped(self.lines, lambda line: (line.unit, line.unit_name))

    def by_section(self) -> dict[tuple[str, str], Figures]:
        """The counts by plan and section, both in words, in the order of the plans."""
        return _grouped(self.lines, lambda line: (line.plan_name, line.section))

    def of_unit(self, unit: str, name: str) -> Report:
        """The same for one unit, by code and name."""
        lines = tuple(line for line in self.lines if line.unit == unit)
        requests = tuple(one for one in self.requests if one.unit == unit)
        apart = tuple(one for one in self.apart if unit in one.units)
        return replace(self, unit=name, lines=lines, apart=apart, requests=requests)

    @property
    def asked(self) -> RequestFigures:
        """The figures of all requests for later dates."""
        return count(self.requests)

    def asked_by_unit(self) -> dict[tuple[str, str], RequestFigures]:
        """The same by unit, its code and name."""
        return grouped(self.requests, lambda one: (one.unit, one.unit_name))

    def asked_by_section(self) -> dict[tuple[str, str], RequestFigures]:
        """The same by plan and section."""
        return grouped(self.requests, lambda one: (one.plan_name, one.section))


def _grouped(lines: Sequence[Line], key: Callable[[Line], tuple[str, str]]) -> dict[tuple[str, str], Figures]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return {name: _count(some) for name, some in found.items()}


def _count(lines: Sequence[Line]) -> Figures:
    counted = [line.status for line in lines]
    return Figures(*(counted.count(s) for s in ("done_on_time", "done_late", "open_in_time", "open_overdue")))


def standing(
    period: Period,
    at: dt.date,
    state: str,
    due: dt.date,
    effective: dt.date,
    done_on: dt.date | None,
    *,
    doubted: bool = False,
) -> Status | None:
    """The state of an obligation as at the day `at`; None where it does not belong to the period.

    What was reported done by the day the report is made counts from the day on which it was done. `effective` is the
    last day in time; `doubted` as in `rules.status`.
    """
    if state not in ("open", "done"):
        return None
    done_before = state == "done" and done_on is not None and done_on < period.first
    if due > period.last or (due < period.first and done_before):
        return None
    done = state == "done" and done_on is not None and done_on <= at
    return status_of("done" if done else "open", effective, done_on, at, doubted=doubted)
