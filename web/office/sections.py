"""The sections of the site, in the order of the menu. A page that is not listed here is not served."""

from __future__ import annotations

from web.navigation import Section
from web.office.history import SECTION as HISTORY
from web.office.holidays import SECTION as HOLIDAYS
from web.office.mails import SECTION as MAILS
from web.office.plans import SECTION as PLANS
from web.office.settings import SECTION as SETTINGS
from web.office.units import SECTION as UNITS

SECTIONS: tuple[Section, ...] = (
    PLANS,
    UNITS,
    MAILS,
    HOLIDAYS,
    SETTINGS,
    HISTORY,
)  # fmt: skip
