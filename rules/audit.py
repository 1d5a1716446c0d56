"""What somebody who was not there would expect to find: which rungs had to be given, reckoned from dates alone.

Written apart from `rules.ladder`, sharing only the calendar with it, so that a fault of the one is seen by the other.
It looks back where the ladder looks ahead: it knows on which days the office was at work and what was said.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.workdays import ONE_DAY, Calendar


@dataclass(frozen=True, slots=True)
class Steps:
    """The ladder's counts as config.toml has them: days before the due date, office days after it."""

    lead_days: tuple[int, ...]
    helper_days: tuple[int, ...]
    member_days: tuple[int, ...]
    head: int
    monitor: int
    leadership: int
    every: int
    weekly: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Ear:
    """Who has to hear. Of `sure` ones the mailbox is known, of others only that somebody hears in the role.

    `mailboxes` are those that may have heard for it. `sure_after`: until that day, inclusive, people changed. `away`:
    days on which another may have heard. `since`: nothing is known of its part up to that day, inclusive. `until`: its
    part was done then. `member`: named through a collective only.
    """

    role: str
    unit: str
    mailboxes: frozenset[str]
    level: int = 0
    member: bool = False
    sure_after: dt.date = dt.date.min
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    since: dt.date = dt.date.min
    until: dt.datetime | None = None

    def is_sure(self, day: dt.date) -> bool:
        """Whether the register tells who heard on that day."""
        return day > self.sure_after and not any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True, slots=True)
class Stretch:
    """An obligation under one due date, from the day on which its unit was told of it until it was settled."""

    due: dt.date
    effective: dt.date
    since: dt.date
    until: dt.datetime | None
    ears: tuple[Ear, ...]
    monitor_leads: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A notice that was given. `arrived`: the day a mail server took it; `standing`: its mail was not given up. `soon`:
    a clock that was ahead gave it before its `day`.
    """

    day: dt.date
    role: str
    mailbox: str
    rung: str
    arrived: dt.date | None
    standing: bool
    soon: bool = False

    @property
    def late(self) -> int:
        """The office days overdue of which it spoke; 0 before the due date."""
        return int(self.rung[2:]) if self.rung.startswith("O+") else 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that had to be said by `day` to the ear, and is not there."""

    day: dt.date
    role: str
    unit: str
    why: str


Attended = Sequence[tuple[dt.date, dt.datetime]]
"""The days on which the office was at work, in order, each with the instant by which it had written its mails."""


def gaps(one: Stretch, steps: Steps, calendar: Calendar, attended: Attended, said: Sequence[Said]) -> Iterator[Gap]:
    """What had to be said on the attended days and is not among `said`, the notices of this due date."""
    days = [day for day, at in attended if day > one.since and (one.until is None or at < one.until)]
    if not days or not any(ear.role == "lead" for ear in one.ears):
        return
    story = _Story(one, steps, calendar, days, attended, said)
    yield from story.before_due()
    yield from story.overdue()
    yield from story.upwards()
    yield from story.undecided()
    yield from story.unheard()


@dataclass(frozen=True, slots=True)
class _Story:
    one: Stretch
    steps: Steps
    calendar: Calendar
    days: list[dt.date]
    attended: Attended
    said: Sequence[Said]

    def before_due(self) -> Iterator[Gap]:
        """Each rung on the office day it falls on, or on the first attended day after it while there is time."""
        for ear in self._ears("lead", "coordinating"):
            rungs = sorted({self._office_day(self.one.due - dt.timedelta(days=n)) for n in self._counts(ear)})
            on = {self._attended(rung): rung for rung in rungs if rung > self.one.since}
            for day, rung in on.items():
                in_time = day and day <= self.one.effective
                if day and in_time and self._has_part(ear, day) and not self._heard(ear, rung, day):
                    yield Gap(day, ear.role, ear.unit, "mốc trước hạn")

    def overdue(self) -> Iterator[Gap]:
        """The lead, on the first attended day from each day of urging on."""
        (lead,) = self._ears("lead")
        before = max(self.one.effective, self.one.since)
        for day in self._late_days():
            urging = [each for each in _between(before, day) if self._urges(each)]
            if urging and not self._heard(lead, urging[-1], day):
                yield Gap(day, "lead", lead.unit, "nhắc việc quá hạn")
            before = day

    def upwards(self) -> Iterator[Gap]:
        """Head and monitor once, each leader once a week; each after the step below it arrived."""
        below = self._arrived("lead")
        for role, after in (("head", self.steps.head), ("monitor", self.steps.monitor)):
            ears = self._ears(role)
            if not ears or (role == "monitor" and self.one.monitor_leads):
                continue
            day = next((d for d in self._late_days() if self._late(d) >= after and self._is_past(below, d)), None)
            told = self._arrived(role)
            if day and told is None and not any(s.role == role and s.late for s in self.said):
                yield Gap(day, role, ears[0].unit, "báo cáo cấp trên")
            below = told
        yield from self._leaders(below)

    def _leaders(self, below: dt.date | None) -> Iterator[Gap]:
        for level in (1, 2):
            ears = [ear for ear in self._ears("leadership") if ear.level == level]
            if not ears:
                continue
            for day in self._list_days(below):
                for ear in ears:
                    if ear.is_sure(day) and not self._heard(ear, day - dt.timedelta(days=day.weekday()), day):
                        yield Gap(day, "leadership", ear.unit, "danh sách trình Lãnh đạo")
            boxes = frozenset(box for ear in ears for box in ear.mailboxes)
            below = self._arrived("leadership", boxes)

    def _list_days(self, below: dt.date | None) -> Iterator[dt.date]:
        """The attended days that stand for a week's first office day on which the list was due."""
        before = self.one.since
        for day in self._late_days():
            monday = day - dt.timedelta(days=day.weekday())
            first = self.calendar.next_office_day(monday)
            if before < monday and self._late(first) >= self.steps.leadership and self._is_past(below, first):
                yield day
            before = day

    def undecided(self) -> Iterator[Gap]:
        """The monitor, as soon as units are urged no more, then from each month's first office day on."""
        before: dt.date | None = None
        for day in [d for d in self.days if self._late(d) > self.steps.undecided]:
            month = self.calendar.next_office_day(day.replace(day=1))
            begins = month if self._late(month) > self.steps.undecided else self.one.effective
            for ear in self._ears("monitor"):
                if (before is None or before < begins <= day) and not self._heard(ear, begins, day):
                    yield Gap(day, "monitor", ear.unit, "cần quyết định")
            before = day

    def unheard(self) -> Iterator[Gap]:
        """What stood in a mail that was given up has to be said anew: at once, or a few days later after refusals."""
        for one in self.said:
            later = [s for s in self.said if s is not one and s.day >= one.day and _meets(s, one)]
            if one.standing or any(s.standing or s.day > one.day for s in later):
                continue
            after = [day for day in self.days if day > one.day][_PATIENCE:]
            ends = self.one.effective if one.role == "coordinating" else None
            if after and (ends is None or after[0] <= ends) and self._late(after[0]) <= self.steps.undecided:
                yield Gap(after[0], one.role, "", f"thư ngày {one.day:%d/%m/%Y} không tới nơi và chưa gửi lại")

    def _ears(self, *roles: str) -> list[Ear]:
        return [ear for ear in self.one.ears if ear.role in roles]

    def _counts(self, ear: Ear) -> tuple[int, ...]:
        if ear.role == "lead":
            return self.steps.lead_days
        return self.steps.member_days if ear.member else self.steps.helper_days

    def _office_day(self, day: dt.date) -> dt.date:
        while not self.calendar.is_office_day(day):
            day -= ONE_DAY
        return day

    def _attended(self, day: dt.date) -> dt.date | None:
        at = bisect_left(self.days, day)
        return self.days[at] if at < len(self.days) else None

    def _late(self, day: dt.date) -> int:
        return self.calendar.office_days_between(self.one.effective, day)

    def _late_days(self) -> list[dt.date]:
        """The attended days on which the unit is urged."""
        return [d for d in self.days if d > self.one.effective and self._late(d) <= self.steps.undecided]

    def _urges(self, day: dt.date) -> bool:
        if not self.calendar.is_office_day(day):
            return False
        late = self._late(day)
        if late == 1:
            return True
        if late > self.steps.weekly:
            return not any(self.calendar.is_office_day(day - n * ONE_DAY) for n in range(1, day.weekday() + 1))
        nth = self.calendar.office_days_between(dt.date(day.year, 1, 1) - ONE_DAY, day)
        return nth % self.steps.every == 1 % self.steps.every

    def _arrived(self, role: str, boxes: frozenset[str] | None = None) -> dt.date | None:
        """When the first notice of an overdue duty arrived there."""
        found = (s.arrived for s in self.said if s.role == role and s.late and (boxes is None or s.mailbox in boxes))
        return min((day for day in found if day), default=None)

    def _is_past(self, below: dt.date | None, day: dt.date) -> bool:
        return below is not None and self.calendar.office_days_between(below, day) >= 1

    def _has_part(self, ear: Ear, day: dt.date) -> bool:
        return day > ear.since and (ear.until is None or dict(self.attended)[day] < ear.until)

    def _heard(self, ear: Ear, first: dt.date, day: dt.date) -> bool:
        """In the days from `first` to `day`. By mailbox, since one notice serves one that sits in several seats; by
        role where there is one seat of it.
        """
        single = ear.role not in ("coordinating", "leadership")
        if ear.member and not ear.is_sure(day):
            return True
        by_role = single or not ear.is_sure(day)
        return any(
            (first <= s.day <= day or (s.soon and s.day >= first))
            and (s.mailbox in ear.mailboxes or (by_role and s.role == ear.role))
            for s in self.said
        )


_PATIENCE = 4
"""Attended days that may pass until what a mail given up had said is said anew."""


def _meets(one: Said, other: Said) -> bool:
    return one.role == other.role or one.mailbox == other.mailbox


def _between(after: dt.date, until: dt.date) -> Iterator[dt.date]:
    """The days after `after`, up to `until` inclusive."""
    day = after + ONE_DAY
    while day <= until:
        yield day
        day += ONE_DAY
