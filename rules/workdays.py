"""Working days of state offices: Monday to Friday, less days off, plus ordered make-up Saturdays.

Which days of Tết, and which day beside 2/9, the Prime Minister decides each year (Bộ luật Lao động 2019, Điều 112 khoản
3), so a year counts as known only when its notice is in the table. A year without one is *provisional*: only weekends
and the days that the law itself fixes are off, and every date that leans on such a year says so. All days are local
dates (Asia/Ho_Chi_Minh).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from rules.lunar import kings_day, new_year

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5
CULTURE_DAY_SINCE = 2026
_CODE = "Bộ luật Lao động 2019, Điều 112 khoản 1"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A weekday off (`worked` false) or a Saturday worked, with the paper that says so."""

    date: dt.date
    name: str
    cites: str
    worked: bool = False


@dataclass(frozen=True, slots=True)
class YearNotice:
    """The days off of one year as the notice announced them."""

    year: int
    notice: str
    days: tuple[SpecialDay, ...]


@dataclass(frozen=True)
class Calendar:
    """The holiday table: the notices that are known, year by year."""

    notices: Mapping[int, YearNotice] = field(default_factory=dict)
    _by_year: dict[int, dict[dt.date, SpecialDay]] = field(default_factory=dict, compare=False, repr=False)
    _counts: dict[int, list[int]] = field(default_factory=dict, compare=False, repr=False)
    _before: dict[dt.date, dt.date] = field(default_factory=dict, compare=False, repr=False)

    def special(self, day: dt.date) -> SpecialDay | None:
        """Why `day` differs from an ordinary weekday or weekend day; None where it does not."""
        return self._days(day.year).get(day)

    def known(self, year: int) -> bool:
        """Whether the notice of `year` is in the table."""
        return year in self.notices

    def is_working(self, day: dt.date) -> bool:
        """Whether state offices work on `day`, by notice, or, in a provisional year, by law alone."""
        special = self.special(day)
        return special.worked if special else day.weekday() < SATURDAY

    def is_quiet(self, day: dt.date) -> bool:
        """Tết of a year whose notice is not out: from 2 days before to 5 days after mùng 1 nobody is mailed."""
        return not self.known(day.year) and -2 <= (day - new_year(day.year)).days <= 5

    def is_office_day(self, day: dt.date) -> bool:
        """A day on which reminders are sent and days overdue are counted: worked, and not quiet."""
        nth, counts = _nth_of_year(day), self._office_days(day.year)
        return counts[nth] > (counts[nth - 1] if nth else 0)

    def next_working(self, day: dt.date) -> dt.date:
        """`day` itself if worked, else the first working day after it (Bộ luật Dân sự 2015, Điều 148 khoản 5)."""
        return next(d for d in forward(day) if self.is_working(d))

    def add_working_days(self, day: dt.date, n: int) -> dt.date:
        """The `n`-th working day after `day` (before it, for n < 0); `day` is not counted (Điều 147)."""
        steps = forward(day + ONE_DAY) if n > 0 else backward(day - ONE_DAY)
        worked = (d for d in steps if self.is_working(d))
        return day if n == 0 else next(d for i, d in enumerate(worked, 1) if i == abs(n))

    def next_office_day(self, day: dt.date) -> dt.date:
        """`day` itself if mails may go on it, else the first such day after it."""
        return next(d for d in forward(day) if self.is_office_day(d))

    def office_day_before(self, day: dt.date) -> dt.date:
        """`day` itself if mails may go on it, else the last such day before it; kept, as ladders ask it often."""
        if day not in self._before:
            self._before[day] = next(d for d in backward(day) if self.is_office_day(d))
        return self._before[day]

    def add_office_days(self, day: dt.date, n: int) -> dt.date:
        """The `n`-th office day after `day`, n ≥ 1."""
        worked = (d for d in forward(day + ONE_DAY) if self.is_office_day(d))
        return next(d for i, d in enumerate(worked, 1) if i == n)

    def office_days_between(self, after: dt.date, until: dt.date) -> int:
        """Office days in (`after`, `until`]: the first excluded, the last included; 0 where `until` is not later."""
        if until <= after:
            return 0
        whole = sum(self._office_days(year)[-1] for year in range(after.year, until.year))
        return whole + self._count_to(until) - self._count_to(after)

    def _count_to(self, day: dt.date) -> int:
        """Office days from 1 January to `day`, both inclusive."""
        return self._office_days(day.year)[_nth_of_year(day)]

    def _office_days(self, year: int) -> list[int]:
        """The running count of office days, one entry for each day of `year`; kept, since ladders ask it often."""
        if year not in self._counts:
            worked = (
                self.is_working(d) and not self.is_quiet(d) for d in days(dt.date(year, 1, 1), dt.date(year, 12, 31))
            )
            self._counts[year] = list(accumulate(worked))
        return self._counts[year]

    def provisional(self, first: dt.date, last: dt.date) -> bool:
        """Whether counting from `first` to `last`, inclusive, touches a year without a notice."""
        return any(not self.known(year) for year in range(first.year, last.year + 1))

    def fingerprint(self) -> str:
        """Changes when any notice does."""
        return "|".join(
            f"{y}:{','.join(f'{d.date:%m%d}{d.worked:d}' for d in n.days)}" for y, n in sorted(self.notices.items())
        )

    def _days(self, year: int) -> dict[dt.date, SpecialDay]:
        if year not in self._by_year:
            notice = self.notices.get(year)
            announced = _certain_days(year) if notice is None else {day.date: day for day in notice.days}
            self._by_year[year] = announced
        return self._by_year[year]


def _nth_of_year(day: dt.date) -> int:
    """0 on 1 January."""
    return day.toordinal() - dt.date(day.year, 1, 1).toordinal()


def forward(day: dt.date) -> Iterator[dt.date]:
    """`day`, then each later day."""
    while True:
        yield day
        day += ONE_DAY


def backward(day: dt.date) -> Iterator[dt.date]:
    """`day`, then each earlier day."""
    while True:
        yield day
        day -= ONE_DAY


def days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Each day from `first` to `last`, both inclusive."""
    return (first + dt.timedelta(days=i) for i in range((last - first).days + 1))


def faults(notice: YearNotice) -> list[str]:
    """What cannot be right in a year's notice, a clause each, in Vietnamese; empty where it can stand.

    A year's days off lie around mùng 1 Tết at the least: a notice without them is not the year's (Bộ luật Lao động
    2019, Điều 112 khoản 1, 3).
    """
    found = []
    for day in notice.days:
        said = f"{day.date:%d/%m/%Y}"
        if day.date.year != notice.year:
            found.append(f"{said} không thuộc năm {notice.year}")
        elif day.worked and day.date.weekday() < SATURDAY:
            found.append(f"{said} là ngày làm việc thường, không phải ngày làm bù")
        elif not day.worked and day.date.weekday() >= SATURDAY:
            found.append(f"{said} là thứ Bảy hoặc Chủ nhật, đã nghỉ hằng tuần")
    tet = new_year(notice.year)
    if sum(abs((day.date - tet).days) <= 7 for day in notice.days if not day.worked) < 3:
        found.append(f"chưa có các ngày nghỉ Tết (mùng 1 là {tet:%d/%m/%Y})")
    return found


def certain_days(year: int) -> tuple[SpecialDay, ...]:
    """The days off that the law itself fixes for `year`, whatever its notice will say, in order."""
    return tuple(sorted(_certain_days(year).values(), key=lambda day: day.date))


def _certain_days(year: int) -> dict[dt.date, SpecialDay]:
    """Days off that the law fixes without a notice, with the days that make up for a weekend (Điều 111 khoản 3).

    Of Tết and of the day beside 2/9 nothing is certain; 24/11 is not made up for, since Điều 111 speaks of Điều 112
    only (Nghị quyết 28/2026/QH16, in force 1/7/2026).
    """
    named = [
        (dt.date(year, 1, 1), "Tết Dương lịch"),
        (kings_day(year), "Giỗ Tổ Hùng Vương"),
        (dt.date(year, 4, 30), "Ngày Chiến thắng"),
        (dt.date(year, 5, 1), "Ngày Quốc tế lao động"),
        (dt.date(year, 9, 2), "Quốc khánh"),
    ]
    off = {day: SpecialDay(day, name, _CODE) for day, name in named}
    for day, name in named:
        if day.weekday() >= SATURDAY:
            made_up = next(d for d in forward(day) if d.weekday() < SATURDAY and d not in off)
            off[made_up] = SpecialDay(made_up, f"Nghỉ bù {name}", "Bộ luật Lao động 2019, Điều 111 khoản 3")
    if year >= CULTURE_DAY_SINCE:
        culture = dt.date(year, 11, 24)
        off[culture] = SpecialDay(culture, "Ngày Văn hóa Việt Nam", "Nghị quyết 28/2026/QH16, Điều 2")
    return off
