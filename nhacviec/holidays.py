"""The holiday table as a file: it fills an empty database and serves the commands that need none."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from rules.errors import InputError
from rules.workdays import Calendar, SpecialDay, YearNotice


class HolidayTableError(InputError):
    """Không đọc được bảng ngày nghỉ {path}: {reason}."""


def load(path: Path | None = None) -> Calendar:
    """The table in `path`, or the one shipped with the program.

    Raises `HolidayTableError` where the file is missing, is not TOML, or a day is given twice or in another year.
    """
    shown = path or "holidays-vn.toml"
    try:
        text = (
            path.read_text("utf-8") if path else files("nhacviec.data").joinpath("holidays-vn.toml").read_text("utf-8")
        )
        return Calendar({int(year): _notice(int(year), table) for year, table in tomllib.loads(text).items()})
    except OSError as error:
        raise HolidayTableError(path=shown, reason=error.strerror or error) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HolidayTableError(path=shown, reason=error) from error


def _notice(year: int, table: dict[str, Any]) -> YearNotice:
    days = [_day(row, year, worked) for worked in (False, True) for row in table["worked" if worked else "off"]]
    if len({day.date for day in days}) != len(days):
        raise ValueError(f"năm {year} có ngày ghi hai lần")
    return YearNotice(year, table["notice"], tuple(sorted(days, key=lambda day: day.date)))


def _day(row: dict[str, Any], year: int, worked: bool) -> SpecialDay:
    day = row["date"]
    if not isinstance(day, dt.date) or day.year != year:
        raise ValueError(f"«{day}» không phải ngày của năm {year}")
    return SpecialDay(day, row["name"], row["cites"], worked)
