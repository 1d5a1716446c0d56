"""The two lunar days that office calendars lean on; their dates are astronomy (UTC+7), not anybody's decision."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from vnlunar import get_solar_date


@lru_cache(maxsize=256)
def new_year(year: int) -> dt.date:
    """Mùng 1 Tết in the solar `year`."""
    return _solar(1, 1, year)


@lru_cache(maxsize=256)
def kings_day(year: int) -> dt.date:
    """Giỗ Tổ Hùng Vương, the tenth day of the third lunar month (Bộ luật Lao động 2019, Điều 112 khoản 1 điểm e)."""
    return _solar(10, 3, year)


def _solar(day: int, month: int, year: int) -> dt.date:
    found = get_solar_date(day, month, year)
    return dt.date(found["year"], found["month"], found["day"])
