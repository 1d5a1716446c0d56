"""What a key of the configuration may hold: what somebody typed → a value, or a `ValueError` that says what to type."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from rules.model import Offset, OffsetUnit

_PERIODS: dict[str, OffsetUnit] = {
    "ngày làm việc": "working_day",
    "ngày": "day",
    "tuần": "week",
    "tháng": "month",
    "năm": "year",
}


def text_of(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError('cần chữ đặt trong dấu nháy kép "…"')
    return value.strip()


def clock_of(value: object) -> dt.time:
    if isinstance(value, dt.time):
        return value
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text_of(value))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError('cần giờ và phút, ví dụ "08:00"')
    return dt.time(int(found[1]), int(found[2]))


def path_of(value: object) -> Path | None:
    if isinstance(value, Path):
        return value
    return Path(text) if (text := text_of(value)) else None


def folder_of(value: object) -> Path:
    path = path_of(value)
    if path is None:
        raise ValueError("không được để trống")
    return path


def period_of(value: object) -> Offset | None:
    if isinstance(value, Offset) or value is None or not (text := text_of(value)):
        return value if isinstance(value, Offset) else None
    found = re.fullmatch(rf"([1-9]\d{{0,3}})\s+({'|'.join(_PERIODS)})", text)
    if not found:
        raise ValueError(f'cần số và đơn vị ({", ".join(_PERIODS)}), ví dụ "10 ngày làm việc"')
    return Offset(int(found[1]), _PERIODS[found[2]])


def acts_of(value: object) -> object:
    """A table of words and limits: `"công bố TTHC" = "5 ngày làm việc"`.

    In place of the limit stands `{ within = …, before_effective = … }` where the act has to be done so long before its
    paper takes effect.
    """
    if isinstance(value, tuple):
        return value
    if not isinstance(value, dict):
        raise ValueError('cần các dòng dạng "công bố TTHC" = "5 ngày làm việc"')
    return tuple(act_of(words, limit) for words, limit in value.items())


def act_of(words: str, given: object) -> tuple[str, Offset | None, Offset | None]:
    if not re.search(r"\w", words):
        raise ValueError('cần từ ngữ của việc trước dấu =, ví dụ "công bố TTHC" = "5 ngày làm việc"')
    table = given if isinstance(given, dict) else {"within": given}
    if strange := table.keys() - {"within", "before_effective"}:
        raise ValueError(f"không có khóa {', '.join(sorted(strange))}; việc «{words}» nhận within, before_effective")
    try:
        limit, before = period_of(table.get("within")), period_of(table.get("before_effective"))
    except ValueError as error:
        raise ValueError(f"{error} (việc «{words}»)") from error
    if limit is None and before is None:
        raise ValueError(f"cần thời hạn của việc «{words}»; không đặt thời hạn thì bỏ dòng này")
    return " ".join(words.split()), limit, Offset(-before.n, before.unit) if before else None


def mailbox_of(value: object) -> str:
    text = text_of(value)
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", text):
        raise ValueError("cần đúng một địa chỉ thư điện tử, dạng ten@co-quan.vn")
    return text


def mailbox_or_none(value: object) -> str:
    return mailbox_of(value) if text_of(value) else ""


def return_path_of(value: object) -> str:
    text = text_of(value)
    plain = text.replace("{local}", "x").replace("{domain}", "x")
    if text and not re.fullmatch(r"[^@\s{}]*\{token\}[^@\s{}]*@[^@\s{}]+", plain):
        raise ValueError('cần địa chỉ có {token} trước dấu @, ví dụ "{local}+{token}@{domain}"')
    return text


def database_of(value: object) -> str:
    text = text_of(value)
    if not re.fullmatch(r"(sqlite:///|postgresql(\+\w+)?://).+", text):
        raise ValueError('cần "sqlite:///đường/dẫn.db" hoặc "postgresql://…"')
    return text


def web_address_of(value: object) -> str:
    text = text_of(value)
    if text and (urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname):
        raise ValueError("cần địa chỉ bắt đầu bằng https:// hoặc http://")
    return text.rstrip("/")


def listen_of(value: object) -> str:
    text = text_of(value)
    found = re.fullmatch(r"(?:[0-9.]+|\[[0-9a-fA-F:]+\]|localhost):(\d{1,5})", text)
    if text and not (found and 0 < int(found[1]) < 65536):
        raise ValueError('cần địa chỉ và cổng, ví dụ "127.0.0.1:8765"')
    return text


def tuple_of(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def tables_of(value: object) -> object:
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return tuple(value)
    if isinstance(value, tuple):
        return value
    raise ValueError("cần các mục [[ladder.override]], mỗi mục có khóa plan")


def plan_of(value: object) -> str:
    """A plan's number as text, or its id."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text_of(value)


def distinct(days: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(days)) != len(days):
        raise ValueError("có số ghi hai lần")
    return tuple(sorted(days, reverse=True))


Clock: TypeAlias = Annotated[dt.time, BeforeValidator(clock_of)]
Folder: TypeAlias = Annotated[Path, BeforeValidator(folder_of)]
OptionalFile: TypeAlias = Annotated[Path | None, BeforeValidator(path_of)]
Text: TypeAlias = Annotated[str, BeforeValidator(text_of)]
DaysBefore: TypeAlias = Annotated[
    tuple[Annotated[int, Field(ge=0, le=366)], ...], BeforeValidator(tuple_of), AfterValidator(distinct)
]
Positive: TypeAlias = Annotated[int, Field(ge=1)]
