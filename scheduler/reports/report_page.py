"""A report on a period as the page shows it and gives it to take away; how many rows of a list a page bears."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.engine import reading
from db.history import kept_figures
from db.plans import plans
from db.register import load_register
from notifications.report_words import APART, OUTCOMES, SCOPE, STATES, as_at, rate, said_of_requests, standing, title
from rules.errors import NhacviecError
from rules.report import Figures, Line, Period, Report, period_of
from rules.report_extensions import Request
from scheduler.office import Office
from scheduler.reports.reporting import report

MOST = 60
"""Rows of each list; the workbook has all of them."""
ISSUED = 20


class UnknownReportUnitError(NhacviecError):
    """Không có đơn vị này trong danh bạ; hãy chọn lại trong danh sách."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One row of a table: the four counts, their sum, and the on-time rate in words."""

    name: str
    total: int
    counts: tuple[int, int, int, int]
    rate: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Why the tasks of a list are in no count, in words, and their names."""

    words: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A request for a later date, and what became of it in words."""

    one: Request
    outcome: str


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report in the words of its workbook. `cut`: some list is longer than the page; see `MOST`."""

    period: Period
    at: dt.date
    title: str
    as_at: str
    standing: str
    issued: bool
    scope: tuple[str, ...]
    states: tuple[str, ...]
    total: Counted
    units: tuple[Counted, ...]
    plans: tuple[tuple[str, tuple[Counted, ...]], ...]
    overdue: tuple[Line, ...]
    overdue_total: int
    asked: str
    requests: tuple[RequestShown, ...]
    apart: tuple[Listed, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class IssuedShown:
    """A report that was issued."""

    period: Period
    day: dt.date
    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be chosen: units by code and name, years; and what was issued last."""

    units: dict[str, str]
    years: tuple[int, ...]
    issued: tuple[IssuedShown, ...]


def offered(office: Office, today: dt.date) -> Offered:
    """The choices on the local day `today`: the years of all plans up to the present one."""
    with reading(office.engine) as conn:
        units = {code: unit.name for code, unit in load_register(conn).units.items()}
        first = min((plan.years[0] for plan in plans(conn)), default=today.year)
        kept = kept_figures(conn, "issued", most=ISSUED)
    issued = [
        IssuedShown(period, one.day, one.at, one.actor)
        for one in kept
        if (period := period_of(one.subject.partition(":")[2]))
    ]
    return Offered(units, tuple(range(today.year, min(first, today.year) - 1, -1)), tuple(issued))


def shown_report(office: Office, period: Period, today: dt.date, at: dt.date | None, unit: str) -> ReportShown:
    """The report, of one unit where one is named by its code. Raises `NotYetError`, `UnknownReportUnitError`."""
    made = _made(office, period, today, at, unit)
    by_plan: dict[str, dict[str, Figures]] = {}
    for (plan, section), figures in made.by_section().items():
        by_plan.setdefault(plan, {})[section] = figures
    units = {name: figures for (_, name), figures in made.by_unit().items()}
    lengths = [len(units), len(made.overdue), len(made.requests), *map(len, by_plan.values())]
    return ReportShown(
        period,
        made.at,
        title(made),
        as_at(made),
        standing(made),
        made.issued is not None,
        SCOPE,
        STATES,
        _counted("Tổng cộng", made.total),
        _rows(units),
        tuple((plan, _rows(sections)) for plan, sections in by_plan.items()),
        made.overdue[:MOST],
        len(made.overdue),
        said_of_requests(made.asked) if made.requests else "",
        tuple(RequestShown(one, OUTCOMES[one.outcome]) for one in made.requests[:MOST]),
        tuple(_apart(made)),
        max(lengths) > MOST,
    )


def report_workbook(office: Office, period: Period, today: dt.date, at: dt.date | None, unit: str) -> bytes:
    """The same as an Excel file."""
    from notifications.report_workbook import workbook  # openpyxl is slow to load

    return workbook(_made(office, period, today, at, unit), office.settings.name)


def _made(office: Office, period: Period, today: dt.date, at: dt.date | None, unit: str) -> Report:
    with reading(office.engine) as conn:
        made = report(office, conn, period, today, at)
        if not unit:
            return made
        register = load_register(conn)
    if unit not in register.units:
        raise UnknownReportUnitError
    return made.of_unit(unit, register.name_of(unit))


def _rows(figures: Mapping[str, Figures]) -> tuple[Counted, ...]:
    return tuple(_counted(name, one) for name, one in list(figures.items())[:MOST])


def _counted(name: str, f: Figures) -> Counted:
    return Counted(name, f.total, (f.done_on_time, f.done_late, f.open_in_time, f.open_overdue), rate(f))


def _apart(made: Report) -> Sequence[Listed]:
    lists = (Listed(words, tuple(one.task for one in made.apart if one.sort == sort)) for sort, words in APART.items())
    return [one for one in lists if one.names]
