"""A day as people write it in a form or on a command line."""

from __future__ import annotations

import datetime as dt
import re

YEAR = r"(?:19|20|21)\d\d"
"""The years that are taken: 1900 to 2199."""


def date_of(text: str) -> dt.date | None:
    """The day, ISO (`2022-03-31`) or as the office writes it (`31/3/2022`); None where the text is neither."""
    iso = re.fullmatch(rf"({YEAR})-(\d\d)-(\d\d)", text.strip())
    office = re.fullmatch(rf"(\d\d?)/(\d\d?)/({YEAR})", text.strip())
    parts = iso.groups() if iso else office.groups()[::-1] if office else ()
    try:
        year, month, day = map(int, parts)
        return dt.date(year, month, day)
    except ValueError:
        return None
