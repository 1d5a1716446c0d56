"""The values that command lines carry, read as people write them; each type words its own refusal in Vietnamese."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import click

from rules.errors import UsageError
from rules.written_day import YEAR, date_of

DAY_WANTED = "một ngày có thật trong các năm 1900–2199, dạng 2022-03-31 hoặc 31/3/2022"


class Period(click.ParamType[tuple[int, int]]):
    """`2021-2025` or `2022`: first and last year of a plan, both inclusive."""

    name = "period"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "2021-2025"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(rf"\s*({YEAR})(?:\s*[-–]\s*({YEAR}))?\s*", value)
        if not found or int(found[1]) > int(found[2] or found[1]):
            raise _refused(param, value, "cần giai đoạn dạng 2021-2025 hoặc một năm như 2022")
        return int(found[1]), int(found[2] or found[1])


class Date(click.ParamType[dt.date]):
    """A day, ISO (`2022-03-31`) or as the office writes it (`31/3/2022`), of the years 1900 to 2199."""

    name = "date"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "NGÀY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        day = date_of(value)
        if day is None:
            raise _refused(param, value, f"cần {DAY_WANTED}")
        return day


class Instant(click.ParamType[dt.datetime]):
    """An instant, ISO: `2022-03-01T08:00`, local (Asia/Ho_Chi_Minh) where it has no offset; given back aware."""

    name = "instant"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "THỜI-ĐIỂM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        if isinstance(value, dt.datetime):
            return value
        try:
            at = dt.datetime.fromisoformat(value.strip())
        except ValueError:
            raise _refused(param, value, "cần thời điểm dạng 2022-03-01T08:00, giờ Việt Nam") from None
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


INSTANT = Instant()
PERIOD = Period()
DATE = Date()


def _refused(param: click.Parameter | None, value: str, wanted: str) -> UsageError:
    name = max(param.opts, key=len) if param is not None else "tham số"
    return UsageError(reason=f"Giá trị «{value}» của «{name}» không hợp lệ: {wanted}.")
