"""The year's holiday notice, entered once it is out: every date that leans on it is computed anew."""

from __future__ import annotations

import datetime as dt

from db.engine import writing
from db.history import record
from db.holidays import replace_year
from rules.errors import NhacviecError
from rules.workdays import SATURDAY, Calendar, SpecialDay, YearNotice, certain_days, faults
from scheduler.daemon import unfold_all
from scheduler.duties.recompute import recompute
from scheduler.duties.unfold import Moved
from scheduler.office import Office, world


class NoticeFaultError(NhacviecError):
    """Chưa ghi thông báo nghỉ năm {year}: {reasons}."""


class KnownYearError(NhacviecError):
    """Năm {year} đã có {notice}; muốn thay bằng thông báo mới, thêm --replace."""


NO_NOTICE = "chưa có thông báo, các ngày tính qua năm này là tạm tính"


def days_of(calendar: Calendar, year: int) -> tuple[SpecialDay, ...]:
    """The year's days off and days worked instead; of a year without a notice, those that are certain by law."""
    notice = calendar.notices.get(year)
    return notice.days if notice else certain_days(year)


def left_out(notice: YearNotice) -> list[SpecialDay]:
    """Days off on a weekday that are certain by law and that the notice does not have."""
    given = {one.date for one in notice.days}
    return [day for day in certain_days(notice.year) if day.date.weekday() < SATURDAY and day.date not in given]


def day_off(day: dt.date, name: str, notice: str, *, worked: bool) -> SpecialDay:
    """A day of the notice of that number; where it has no name, what it is."""
    return SpecialDay(day, name.strip() or ("Làm bù" if worked else "Nghỉ theo thông báo"), notice, worked)


def add_notice(office: Office, notice: YearNotice, *, replace: bool, at: dt.datetime, actor: str) -> list[Moved]:
    """Enter a year's notice, unfold everything anew, and reschedule; gives the due dates that moved.

    Raises `NoticeFaultError`, or `KnownYearError` where the year has a notice and `replace` is false.
    """
    if reasons := faults(notice):
        raise NoticeFaultError(year=notice.year, reasons="; ".join(reasons))
    with writing(office.engine) as conn:
        known = world(office, conn).calendar.notices.get(notice.year)
        if known and not replace:
            raise KnownYearError(year=notice.year, notice=known.notice)
        replace_year(conn, notice)
        days = [[day.date.isoformat(), day.worked] for day in notice.days]
        record(
            conn, at=at, actor=actor, subject=f"holidays:{notice.year}", what="added", notice=notice.notice, days=days
        )
    moved = unfold_all(office, at)
    recompute(office, at)
    return moved
