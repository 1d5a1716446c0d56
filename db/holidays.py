"""The holiday table in the database: seeded from its file, then the truth."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from db.tables import holiday, holiday_year
from rules.lunar import new_year
from rules.workdays import Calendar, SpecialDay, YearNotice


def seed_holidays(conn: sa.Connection, calendar: Calendar) -> None:
    """Fill an empty table with every notice of `calendar`."""
    notices = list(calendar.notices.values())
    if not notices or conn.execute(sa.select(holiday_year.c.year).limit(1)).first():
        return
    _store(conn, notices)


def load_calendar(conn: sa.Connection) -> Calendar:
    """The working-day calendar as the table has it."""
    days: dict[int, list[SpecialDay]] = {}
    for r in conn.execute(sa.select(holiday).order_by(holiday.c.date)):
        days.setdefault(r.year, []).append(SpecialDay(r.date, r.name, r.cites, r.kind == "worked"))
    years = conn.execute(sa.select(holiday_year).order_by(holiday_year.c.year))
    return Calendar({r.year: YearNotice(r.year, r.notice, tuple(days.get(r.year, ()))) for r in years})


def replace_year(conn: sa.Connection, notice: YearNotice) -> None:
    """Put the notice of one year in the place of whatever was known of it."""
    conn.execute(sa.delete(holiday).where(holiday.c.year == notice.year))
    conn.execute(sa.delete(holiday_year).where(holiday_year.c.year == notice.year))
    _store(conn, [notice])


def _store(conn: sa.Connection, notices: Sequence[YearNotice]) -> None:
    years = [{"year": n.year, "notice": n.notice, "new_year": new_year(n.year)} for n in notices]
    conn.execute(sa.insert(holiday_year), years)
    days = [
        {"date": d.date, "year": n.year, "kind": "worked" if d.worked else "off", "name": d.name, "cites": d.cites}
        for n in notices
        for d in n.days
    ]
    if days:
        conn.execute(sa.insert(holiday), days)
