"""What a spreadsheet shows of a number: its number format applied, so that a date cell reads as the clerk sees it.

The formats are those of ECMA-376 Part 1, 18.8.30–31. Where a format leaves the look to the computer's region, the
Vietnamese one is taken: dd/mm/yyyy.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

_DATE = "dd/mm/yyyy"
_BY_REGION = {14: _DATE, 22: f"{_DATE} h:mm"}
_TOKEN = re.compile(
    r'"[^"]*"?|\\.?|_.?|\*.?|\[(?:h+|m+|s+)\]|\[[^\]]*\]?|General|AM/PM|A/P'
    r"|y+|m+|d+|h+|s+|E[+-]|.",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = "0#?"
_MONTHS = tuple(calendar.month_name)[1:]
_THANG = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
_WEEKDAYS = tuple(calendar.day_name)
_THU = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_LONG_DATE = re.compile(r"\[\$-F800\].*", re.IGNORECASE)
_VIETNAMESE = re.compile(r"\[\$[^\]]*-(?:[0-9A-F]*0)?42A\]", re.IGNORECASE)
_INTEGRAL = 10**15
_LONGEST = 255
"""Letters of a format, by the program's own limit."""


def format_code(number: int, custom: dict[int, str]) -> str:
    """The format with this number: one of the workbook's own, else a built-in one."""
    builtin = _BY_REGION.get(number) or BUILTIN_FORMATS.get(number, "General")
    return custom.get(number) or str(builtin)


@lru_cache(maxsize=4096)
def shown_number(value: float, code: str, *, is_1904: bool = False) -> str:
    """What a cell with this number shows. A date that no calendar has shows as `#####`, like in the program."""
    sections = _sections(code)
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    if any(_is_date(token) for token in section):
        return _shown_date(value, section, code, is_1904=is_1904)
    if any(token[0] in _DIGITS for token in section) and not _is_fraction(section):
        return _shown_digits(value, section)
    if _is_fraction(section):
        return _general(value)
    return "".join(_general(value) if token.casefold() in {"general", "@"} else _literal(token) for token in section)


def shown_text(text: str, code: str) -> str:
    """What a cell with this text shows: a format such as `"Quý "@` adds words."""
    section = next((s for s in _sections(code) if "@" in s), None)
    return text if section is None else "".join(text if t == "@" else _literal(t) for t in section)


def shown_date(value: dt.datetime) -> str:
    """A date that comes without a format."""
    return f"{value:%d/%m/%Y}"


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[str, ...], ...]:
    code = _LONG_DATE.sub(_DATE, code[:_LONGEST])
    sections: list[list[str]] = [[]]
    for part in _TOKEN.findall(code):
        if part == ";":
            sections.append([])
        else:
            sections[-1].append(part)
    return tuple(map(tuple, sections))


def _is_date(token: str) -> bool:
    return token[0] in "yYdDhHsSmM" or token.casefold() in {"am/pm", "a/p"} or _is_elapsed(token)


def _is_elapsed(token: str) -> bool:
    return token[0] == "[" and token[1:2].casefold() in {"h", "m", "s"} and len(set(token[1:-1].casefold())) == 1


def _is_fraction(section: tuple[str, ...]) -> bool:
    """Whether the format shows a common fraction (`# ?/?`), which is read as a decimal."""
    return "/" in section and "?" in section


def _literal(token: str) -> str:
    """What a token that stands for nothing but itself shows."""
    if token[0] == '"':
        return token.strip('"')
    if token[0] == "\\":
        return token[1:]
    if token[0] == "[":
        currency = re.fullmatch(r"\[\$([^-\]]*).*", token)
        return currency[1] if currency else ""
    return {"_": " ", "*": ""}.get(token[0], token)


def _general(value: float) -> str:
    if value == int(value) and abs(value) < _INTEGRAL:
        return str(int(value))
    return f"{value:.10g}".replace("e", "E")


def _shown_date(value: float, section: tuple[str, ...], code: str, *, is_1904: bool) -> str:
    try:
        day = from_excel(value, CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900)
    except (ValueError, OverflowError):
        return "#####"
    if not isinstance(day, dt.datetime):  # less than a day: a time alone
        day = dt.datetime.combine(dt.date(1899, 12, 31), day)
    if value < 0:
        return "#####"
    section = _without_fractions(section)
    is_vietnamese = bool(_VIETNAMESE.search(code))
    has_noon = any(token.casefold() in {"am/pm", "a/p"} for token in section)
    return "".join(
        _elapsed(value, token)
        if _is_elapsed(token)
        else _date_part(day, _unit(section, at), token, has_noon=has_noon, is_vietnamese=is_vietnamese)
        for at, token in enumerate(section)
    )


def _without_fractions(section: tuple[str, ...]) -> tuple[str, ...]:
    """The format of a date without the fractions of its seconds (`.0`)."""
    following = (*section[1:], "")
    return tuple(t for t, after in zip(section, following, strict=True) if t != "0" and not (t == "." and after == "0"))


def _unit(section: tuple[str, ...], at: int) -> str:
    """The letter of a date token; `n` for minutes, which stand after hours or before seconds."""
    letter = section[at][0].casefold()
    if letter != "m":
        return letter
    before = next((t for t in reversed(section[:at]) if _is_date(t)), " ")
    after = next((t for t in section[at + 1 :] if _is_date(t)), " ")
    return "n" if before.strip("[")[0].casefold() == "h" or after.strip("[")[0].casefold() == "s" else "m"


def _elapsed(value: float, token: str) -> str:
    seconds = {"h": 3600, "m": 60, "s": 1}[token[1].casefold()]
    return str(int(round(value * 86400) // seconds)).zfill(len(token) - 2)


def _date_part(day: dt.datetime, unit: str, token: str, *, has_noon: bool, is_vietnamese: bool) -> str:
    length = len(token)
    if token.casefold() in {"am/pm", "a/p"}:
        return token.split("/")[day.hour >= 12]
    if not _is_date(token):
        return _literal(token)
    if unit == "y":
        return f"{day:%Y}" if length > 2 else f"{day:%y}"
    if unit in "md" and length > 2:
        return _name(day, unit, length, is_vietnamese=is_vietnamese)
    hour = (day.hour % 12 or 12) if has_noon else day.hour
    number = {"m": day.month, "d": day.day, "h": hour, "n": day.minute, "s": day.second}[unit]
    return str(number).zfill(min(length, 2))


def _name(day: dt.datetime, unit: str, length: int, *, is_vietnamese: bool) -> str:
    """The name of a month or weekday, cut short where the token has three letters."""
    if is_vietnamese and unit == "m":
        return f"Thg{day.month}" if length == 3 else f"Tháng {_THANG[day.month - 1]}"
    if is_vietnamese:
        return _THU[day.weekday()]
    name = _MONTHS[day.month - 1] if unit == "m" else _WEEKDAYS[day.weekday()]
    return name if length == 4 else name[: 1 if length == 5 else 3]


def _shown_digits(value: float, section: tuple[str, ...]) -> str:
    slots = [n for n, token in enumerate(section) if token[0] in _DIGITS]
    first, last = slots[0], slots[-1] + 1
    while last < len(section) and section[last] == ",":
        last += 1
    number = abs(Decimal(repr(value))) * 100 ** section.count("%")
    core = section[first:last]
    shown = _digits(number, "".join(core)) if set("".join(core)) <= set("0#?.,") else _mixed(number, core)
    before, after = ("".join(map(_literal, part)) for part in (section[:first], section[last:]))
    minus = "-" if value < 0 and re.search("[1-9]", shown) else ""
    return minus + before + shown + after


def _digits(number: Decimal, pattern: str) -> str:
    """The number by a pattern of `0#?.,` alone; commas at the end of its whole part divide by a thousand each."""
    whole, point, part = pattern.partition(".")
    needed = whole.rstrip(",")
    number = _rounded(number / 1000 ** (len(whole) - len(needed)), len(part))
    digits, _, decimals = f"{number:f}".partition(".")
    digits = digits.lstrip("0").zfill(needed.count("0"))
    if "," in needed:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
    optional = len(part) - len(part.rstrip("#?"))
    decimals = decimals[: len(part) - optional] + decimals[len(part) - optional :].rstrip("0")
    return digits + point + decimals


def _mixed(number: Decimal, core: tuple[str, ...]) -> str:
    """The number by a pattern with other signs among its digits: an exponent, or words (`00"/"0000`)."""
    at = next((n for n, token in enumerate(core) if token[0] in "eE" and len(token) == 2), None)
    if at is None:
        left = list(f"{_rounded(number, 0):f}".zfill(sum(token[0] in _DIGITS for token in core)))
        shown = [left.pop() if token[0] in _DIGITS else _literal(token) for token in reversed(core)]
        return "".join(left) + "".join(reversed(shown))
    power = number.adjusted() if number else 0
    sign = "-" if power < 0 else "+" if core[at][1] == "+" else ""
    mantissa = _digits(number.scaleb(-power), "".join(t for t in core[:at] if t[0] in "0#?."))
    return f"{mantissa}E{sign}{str(abs(power)).zfill(len(core) - at - 1)}"


def _rounded(number: Decimal, places: int) -> Decimal:
    """Half away from zero, as spreadsheets do."""
    with localcontext(prec=400):
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
