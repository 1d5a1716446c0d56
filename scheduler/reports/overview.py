"""What needs the monitor today, how units keep their dates this year, and the year month by month.

All of it is one reading transaction of counts; no duty is read by itself, so that it costs the same for ten thousand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.duty_queues import Beyond
from db.engine import Connection, reading
from db.facts import fact
from db.holidays import load_calendar
from db.outbox import resting_until
from db.overview import MonthRow, UnitRow, by_month, by_unit, known_years, scopes, unreached, waiting
from db.pause import paused
from rules.policies import Place, applied
from rules.report import Figures
from rules.workdays import ONE_DAY, Calendar
from scheduler.asking.holiday_question import ASKED_FROM_MONTH
from scheduler.clock import local_day
from scheduler.office import Office, Settings
from scheduler.vitals import BEAT_FRESH


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: what is overdue now, and its figures of the year as a report on it would have them."""

    code: str
    name: str
    overdue: int
    year: Figures


@dataclass(frozen=True, slots=True)
class Overview:
    """As of the local day `today`. `waiting` counts by the names of `db.duty_queues`, and "waiting" duties without a
    date. `missing_years` have no holiday notice yet; `stopped` says what keeps
    mail from leaving.
    """

    today: dt.date
    units: tuple[UnitLine, ...]
    months: tuple[MonthRow, ...]
    waiting: dict[str, int]
    suspended: int
    unaddressed: int
    missing_years: tuple[int, ...]
    stopped: tuple[str, ...]
    undecided_after: int

    @property
    def overdue(self) -> int:
        """All that is overdue now."""
        return sum(one.overdue for one in self.units)

    @property
    def year(self) -> Figures:
        """Of all units."""
        names = ("done_on_time", "done_late", "open_in_time", "open_overdue")
        return Figures(*(sum(getattr(one.year, name) for one in self.units) for name in names))

    @property
    def late_units(self) -> tuple[UnitLine, ...]:
        """Units with something overdue, the most first."""
        return tuple(sorted((one for one in self.units if one.overdue), key=lambda one: -one.overdue))


def overview(office: Office, at: dt.datetime) -> Overview:
    """The overview as of the instant `at`."""
    today = local_day(at)
    with reading(office.engine) as conn:
        beyond = long_overdue(conn, load_calendar(conn), office.settings, today)
        suspended, unaddressed = unreached(conn, today)
        return Overview(
            today=today,
            units=tuple(map(_unit_line, by_unit(conn, today))),
            months=_twelve(by_month(conn, today)),
            waiting=waiting(conn, today, beyond),
            suspended=suspended,
            unaddressed=unaddressed,
            missing_years=_missing(known_years(conn), today),
            stopped=_stopped(conn, at),
            undecided_after=office.settings.policy.undecided_after,
        )


def _unit_line(row: UnitRow) -> UnitLine:
    figures = Figures(row.done_on_time, row.done_late, row.open_in_time, row.open_overdue)
    return UnitLine(row.code, row.name, row.overdue, figures)


def _twelve(rows: list[MonthRow]) -> tuple[MonthRow, ...]:
    found = {row.month: row for row in rows}
    return tuple(found.get(month, MonthRow(month, 0, 0, 0)) for month in range(1, 13))


def _missing(known: frozenset[int], today: dt.date) -> tuple[int, ...]:
    """The notice of a year comes out late in the year before."""
    wanted = (today.year, *([today.year + 1] if today.month >= ASKED_FROM_MONTH else []))
    return tuple(year for year in wanted if year not in known)


def _stopped(conn: Connection, at: dt.datetime) -> tuple[str, ...]:
    said = []
    if paused(conn):
        said.append("Đang tạm dừng gửi thư, chờ quyết định gửi trở lại.")
    if resting_until(conn):
        said.append("Máy chủ thư không trả lời; mọi thư đang chờ.")
    beat = fact(conn, "beat_at")
    if beat is None or at - dt.datetime.fromisoformat(beat) > BEAT_FRESH:
        said.append("Tiến trình gửi thư không chạy, nên không thư nào được gửi.")
    return tuple(said)


def long_overdue(conn: Connection, calendar: Calendar, settings: Settings, today: dt.date) -> Beyond:
    """Which duties are on the monitor's list *cần quyết định* on `today`, by the ladder in force for each task."""
    day = _last_day(calendar, settings.policy.undecided_after, today)
    if not any(key == "undecided_after" for one in settings.overrides for key, _ in one.values):
        return Beyond(day)
    own = {}
    for task_id, plan_id, number, section, name in scopes(conn):
        place = Place(plan_id, number, section, name)
        after = applied(settings.policy, settings.overrides, place).policy.undecided_after
        if after != settings.policy.undecided_after:
            own[task_id] = _last_day(calendar, after, today)
    return Beyond(day, own)


def _last_day(calendar: Calendar, after: int, today: dt.date) -> dt.date:
    """The last day that lies more than `after` office days before `today`."""
    day = today
    while calendar.office_days_between(day, today) <= after:
        day -= ONE_DAY
    return day
