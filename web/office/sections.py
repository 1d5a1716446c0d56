"""The sections of the site, in the order of the menu. A page that is not listed here is not served."""

from __future__ import annotations

from web.navigation import Section
from web.office.duties import SECTION as DUTIES
from web.office.history import SECTION as HISTORY
from web.office.overview import SECTION as OVERVIEW

SECTIONS: tuple[Section, ...] = (
    OVERVIEW,
    DUTIES,
    HISTORY,
)  # fmt: skip
