"""The sections of the site, in the order of the menu. A page that is not listed here is not served."""

from __future__ import annotations

from web.navigation import Section
from web.office.calendars import SECTION as CALENDARS
from web.office.duties import SECTION as DUTIES
from web.office.events import SECTION as EVENTS
from web.office.extensions import SECTION as EXTENSIONS
from web.office.history import SECTION as HISTORY
from web.office.holidays import SECTION as HOLIDAYS
from web.office.mails import SECTION as MAILS
from web.office.mine import SECTION as MINE
from web.office.overdue import SECTION as OVERDUE
from web.office.overview import SECTION as OVERVIEW
from web.office.plans import SECTION as PLANS
from web.office.reports import SECTION as REPORTS
from web.office.settings import SECTION as SETTINGS
from web.office.units import SECTION as UNITS

SECTIONS: tuple[Section, ...] = (
    OVERVIEW,
    MINE,
    OVERDUE,
    PLANS,
    DUTIES,
    EVENTS,
    EXTENSIONS,
    REPORTS,
    UNITS,
    MAILS,
    HOLIDAYS,
    SETTINGS,
    HISTORY,
    CALENDARS,
)  # fmt: skip
