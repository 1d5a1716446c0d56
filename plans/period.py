"""The years a plan is for, in its own words: "giai đoạn 2021-2025", "năm 2023", "Quý IV/2023"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile

Period = tuple[int, int]
"""First and last year, both inclusive."""

_YEAR = r"((?:19|20|21)\d\d)"
_TO = r"\s*(?:[-–—]|đến năm|đến hết năm|đến)\s*"
_DATE = re.compile(
    r"ngày \d{1,2} tháng \d{1,2} năm \d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d+/\d{4}/[\w-]+"
    r"|(?:khóa|khoá) [\d –-]+",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?:gi[aả]i đoạn|nhiệm kỳ|các năm|năm học|từ năm|năm)(?: từ)?(?: năm)?\s+{_YEAR}"
    rf"(?:{_TO}|(?:, \d{{4}})*(?:,| và)(?: năm)? ){_YEAR}",
    re.IGNORECASE,
)
_BARE_RANGE = re.compile(rf"(?<!\d){_YEAR}\s*[-–—]\s*{_YEAR}(?!\d)")
_ONE = re.compile(
    rf"(?<!đến )(?<!tới )năm\s+{_YEAR}|(?:quý [IVX\d]+|tháng \d+)\s*(?:[/-]|năm)\s*{_YEAR}|học kỳ \S+ năm {_YEAR}",
    re.IGNORECASE,
)
_IN = re.compile(rf"(?:trong|cho) năm\s+{_YEAR}", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\d/.-])(?<!đến )(?<!đến năm ){_YEAR}(?![\d/.-])")
_SAYS = re.compile(r".*\btrong gi[aả]i đoạn\b.*|.*\bban hành (?:kế hoạch|chương trình)\b.*như sau\W*", re.IGNORECASE)


def period_of(title: str | None, lines: Sequence[str]) -> tuple[Period | None, str | None]:
    """The first place that states exactly one period, with its words: title, appendices, the text."""
    appendices = filter(str.isupper, dropwhile(lambda line: not line.startswith("PHỤ LỤC"), lines))
    for place in ([title or ""], appendices, filter(_SAYS.fullmatch, lines)):
        found = {period: text for line in place for period, text in _periods(line)}
        if len(found) == 1:
            return next(iter(found.items()))
    return None, None


def _periods(line: str) -> list[tuple[Period, str]]:
    """The periods a line states. "Năm 2023" beside a range that holds it is the year of the plan."""
    line = _DATE.sub("", line)
    ranges = list(_found(_RANGE, line)) or list(_found(_BARE_RANGE, line))
    rest = _BARE_RANGE.sub("", _RANGE.sub("", line))
    years = list(_found(_IN, rest)) or list(_found(_ONE, rest)) or ([] if ranges else list(_found(_BARE, rest)))
    inside = [year for year in years if any(first <= year[0][0] <= last for (first, last), _ in ranges)]
    return inside or ranges or years


def _found(pattern: re.Pattern[str], line: str) -> Iterator[tuple[Period, str]]:
    for match in pattern.finditer(line):
        years = [int(year) for year in match.groups() if year]
        if years[0] <= years[-1]:
            yield (years[0], years[-1]), match[0]
