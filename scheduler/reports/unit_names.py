"""The names of the units there are, to choose one."""

from __future__ import annotations

import datetime as dt

from db.engine import reading
from db.register import load_register
from scheduler.office import Office


def unit_names(office: Office, today: dt.date) -> dict[str, str]:
    """By code, in the register's order; units that have ended by then are left out."""
    with reading(office.engine) as conn:
        return {one.code: one.name for one in load_register(conn).units.values() if not one.has_ended(today)}
