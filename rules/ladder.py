"""What a duty owes to whom on a day: reminders before the due date, urging after it, escalation step by step.

Before the due date calendar days count from `due`; after it office days from `effective`. A rung on a day off moves to
the office day before; of rungs that were missed only the latest is given, worded by the days really left. After
`effective` the lead hears on the first office day, then on the rhythm days that are the same for everyone. Each step up
is taken once, at the earliest one office day after the step below it was delivered, so that days on which no mail could
go do not count against a unit. The function is pure: same duty, policy, calendar, history and day, same decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from rules.workdays import Calendar, forward

Role: TypeAlias = Literal["lead", "coordinating", "head", "monitor", "leadership"]
NoticeKind: TypeAlias = Literal["info", "reminder", "due", "overdue", "escalation", "question"]
Rank: TypeAlias = tuple[Role, int]

# From the unit upwards; leadership has two levels, the deputy in charge before the Director.
CHAIN: tuple[Rank, ...] = (("lead", 0), ("head", 0), ("monitor", 0), ("leadership", 1), ("leadership", 2))
_GRAVEST = ("leadership", "monitor", "head", "lead", "coordinating")


@dataclass(frozen=True, slots=True)
class Policy:
    """The rungs. Before the due date in calendar days, after it in office days; all counts are inclusive."""

    lead_days_before: tuple[int, ...] = (30, 14, 7, 3, 1, 0)
    coordinating_days_before: tuple[int, ...] = (14, 3)
    collective_days_before: tuple[int, ...] = (14,)
    head_after: int = 2
    monitor_after: int = 5
    leadership_after: int = 10
    overdue_every: int = 3
    weekly_after: int = 20
    undecided_after: int = 60


@dataclass(frozen=True, slots=True)
class Seat:
    """A mailbox that hears of the duty, and in which role. `collective`: named only through a group.

    `level` orders leadership (1 deputy in charge, 2 Director). `note` says why a mailbox sits in a seat that is not its
    own ("a step that reaches nobody goes to the monitor and says so"). `desk` are the mailboxes that hear in this seat
    in turn (a substitute while somebody is absent): what one of them heard is not told to another.
    """

    role: Role
    mailbox: str
    unit: str
    collective: bool = False
    level: int = 0
    note: str = ""
    desk: tuple[str, ...] = ()

    @property
    def rank(self) -> Rank:
        """The step of the chain on which the seat stands."""
        return self.role, self.level


@dataclass(frozen=True, slots=True)
class Duty:
    """One lead unit's obligation as the ladder sees it. Nothing is owed for rungs up to and including `since`.

    `since` is the day on which the unit was told of this due date by letter: adoption, announcement, a moved date.
    `monitor_leads`: the lead unit is the monitor's own, so nothing is escalated to itself.
    """

    due: dt.date
    effective: dt.date
    since: dt.date
    seats: tuple[Seat, ...]
    monitor_leads: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A notice of this due date that went into a mail on `day`; `delivered_on` once a mail server took it."""

    role: Role
    rung: str
    mailbox: str
    day: dt.date
    delivered_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say to one mailbox, with the reason it is said."""

    role: Role
    rung: str
    kind: NoticeKind
    mailbox: str
    unit: str
    days_left: int
    overdue: int
    reason: str
    reported: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What is owed today, and the next day after today on which anything will be; None where nothing ever will."""

    notices: tuple[Notice, ...]
    next_day: dt.date | None


def decide(
    duty: Duty,
    policy: Policy,
    calendar: Calendar,
    given: Sequence[Given],
    today: dt.date,
    served: frozenset[str] = frozenset(),
) -> Decision:
    """What `duty` owes on `today`, which must be an office day.

    `given` are the notices of the current due date; `served` are mailboxes that already had their digest today: what is
    owed to them waits for the next office day.
    """
    rungs = _rungs(duty, policy, calendar)
    owed = _owed(duty, policy, calendar, rungs, given, today)
    now = tuple(notice for notice in owed if notice.mailbox not in served)
    if len(now) < len(owed):
        return Decision(now, calendar.next_office_day(today + dt.timedelta(days=1)))
    assumed = [*given, *(Given(n.role, n.rung, n.mailbox, today, today) for n in now)]
    return Decision(now, _next_day(duty, policy, calendar, rungs, assumed, today))


Rungs: TypeAlias = Sequence[tuple[Seat, Sequence[tuple[dt.date, int]]]]
"""For each seat its rungs before the due date: the office day of each, and how many days before due it says."""


def _owed(
    duty: Duty, policy: Policy, calendar: Calendar, rungs: Rungs, given: Sequence[Given], today: dt.date
) -> list[Notice]:
    if today <= duty.effective:
        return _one_a_mailbox(_before_due(duty, rungs, given, today))
    late = calendar.office_days_between(duty.effective, today)
    if late > policy.undecided_after:
        return _one_a_mailbox(_undecided(duty, policy, calendar, given, today, late))
    steps = [*_escalations(duty, policy, calendar, given, today, late)]
    reported = _reported(given, steps)
    return _one_a_mailbox([*_overdue(duty, policy, calendar, given, today, late, reported), *steps])


def _one_a_mailbox(notices: list[Notice] | Iterator[Notice]) -> list[Notice]:
    """One notice of a duty to a mailbox on a day, in its highest role."""
    best: dict[str, Notice] = {}
    for notice in sorted(notices, key=lambda n: _GRAVEST.index(n.role)):
        best.setdefault(notice.mailbox, notice)
    return list(best.values())


def _before_due(duty: Duty, rungs: Rungs, given: Sequence[Given], today: dt.date) -> Iterator[Notice]:
    for seat, days in rungs:
        reached = [(day, n) for day, n in days if day <= today]
        if not reached:
            continue
        day, n = max(reached, key=lambda rung: (rung[0], -rung[1]))
        if not _heard(given, seat, day):
            yield _reminder(duty, seat, n, day, today)


def _rungs(duty: Duty, policy: Policy, calendar: Calendar) -> Rungs:
    return [(seat, [*_rung_days(duty, seat, policy, calendar)]) for seat in duty.seats]


def _rung_days(duty: Duty, seat: Seat, policy: Policy, calendar: Calendar) -> Iterator[tuple[dt.date, int]]:
    """The office days of a seat's rungs after `since`, each with its days before due."""
    for n in _days_before(seat, policy):
        day = calendar.office_day_before(duty.due - dt.timedelta(days=n))
        if day > duty.since:
            yield day, n


def _days_before(seat: Seat, policy: Policy) -> tuple[int, ...]:
    if seat.role == "lead":
        return policy.lead_days_before
    if seat.role == "coordinating":
        return policy.collective_days_before if seat.collective else policy.coordinating_days_before
    return ()


def _heard(given: Sequence[Given], seat: Seat, since: dt.date) -> bool:
    return any(_sits(g, seat) and g.day >= since for g in given)


def _sits(given: Given, seat: Seat) -> bool:
    """Whether the notice went to the seat, by whichever of its mailboxes."""
    return given.mailbox == seat.mailbox or (given.role == seat.role and given.mailbox in seat.desk)


def _reminder(duty: Duty, seat: Seat, n: int, day: dt.date, today: dt.date) -> Notice:
    left = (duty.due - today).days
    kind: NoticeKind = "info" if seat.collective else "due" if n == 0 else "reminder"
    reason = f"mốc nhắc {n} ngày trước hạn" if n else "mốc nhắc đúng ngày đến hạn"
    if day < today:
        reason += f" (mốc này rơi vào {day:%d/%m/%Y} nhưng chưa gửi được)"
    elif left != n:
        reason += " (đưa lên ngày làm việc liền trước vì rơi vào ngày nghỉ)"
    return Notice(seat.role, f"T-{n}", kind, seat.mailbox, seat.unit, left, 0, _noted(reason, seat))


def _noted(reason: str, seat: Seat) -> str:
    return f"{reason}; {seat.note}" if seat.note else reason


def _overdue(
    duty: Duty,
    policy: Policy,
    calendar: Calendar,
    given: Sequence[Given],
    today: dt.date,
    late: int,
    reported: tuple[Role, ...],
) -> Iterator[Notice]:
    day = _last_urging_day(duty, policy, calendar, today)
    for seat in duty.seats:
        if day is None or seat.role != "lead" or _heard(given, seat, day):
            continue
        how = "nhắc ngay sau khi quá hạn" if late == 1 else "nhắc định kỳ việc quá hạn"
        reason = _noted(f"{how}: đã quá hạn {late} ngày làm việc", seat)
        left = (duty.due - today).days
        yield Notice("lead", f"O+{late}", "overdue", seat.mailbox, seat.unit, left, late, reason, reported)


def _last_urging_day(duty: Duty, policy: Policy, calendar: Calendar, today: dt.date) -> dt.date | None:
    """The latest day up to today on which leads of overdue duties are urged; None where it is not after `since`."""
    day = today
    while day > max(duty.effective, duty.since):
        if calendar.is_office_day(day) and _is_urging_day(duty, policy, calendar, day):
            return day
        day -= dt.timedelta(days=1)
    return None


def _is_urging_day(duty: Duty, policy: Policy, calendar: Calendar, day: dt.date) -> bool:
    late = calendar.office_days_between(duty.effective, day)
    if late == 1:
        return True
    return is_list_day(calendar, day) if late > policy.weekly_after else is_rhythm_day(policy, calendar, day)


def is_rhythm_day(policy: Policy, calendar: Calendar, day: dt.date) -> bool:
    """Every third office day counted from the year's first, the same for everyone."""
    new_year_eve = dt.date(day.year - 1, 12, 31)
    return (calendar.office_days_between(new_year_eve, day) - 1) % policy.overdue_every == 0


def is_list_day(calendar: Calendar, day: dt.date) -> bool:
    """The first office day of its week (Monday to Sunday), when leaders get their list."""
    return day == calendar.next_office_day(day - dt.timedelta(days=day.weekday()))


def _escalations(
    duty: Duty, policy: Policy, calendar: Calendar, given: Sequence[Given], today: dt.date, late: int
) -> Iterator[Notice]:
    ranks = _chain(duty)
    for below, rank in pairwise(ranks):
        role, _ = rank
        day = _step_day(role, calendar, today)
        # An earlier list day of a week that began before the duty was late is nobody's missed step.
        reached = calendar.office_days_between(duty.effective, day) >= _after(role, policy)
        if reached and _delivered_before(duty, given, below, day, calendar):
            for seat in duty.seats:
                if seat.rank == rank and not _told(given, seat, day):
                    yield _escalation(duty, seat, today, late)


def _chain(duty: Duty) -> list[Rank]:
    """The steps that somebody stands on, from the unit upwards."""
    taken = {seat.rank for seat in duty.seats}
    return [rank for rank in CHAIN if rank in taken and not (rank == ("monitor", 0) and duty.monitor_leads)]


def _step_day(role: Role, calendar: Calendar, today: dt.date) -> dt.date:
    """Head and monitor hear on any office day, leaders on the first of the week (or later, if that was missed)."""
    if role != "leadership":
        return today
    return calendar.next_office_day(today - dt.timedelta(days=today.weekday()))


def _after(role: Role, policy: Policy) -> int:
    return {"head": policy.head_after, "monitor": policy.monitor_after, "leadership": policy.leadership_after}[role]


def _delivered_before(duty: Duty, given: Sequence[Given], below: Rank, day: dt.date, calendar: Calendar) -> bool:
    """Whether the step below was delivered at least one office day before `day`, for this overdue duty."""
    role, level = below
    mailboxes = {mailbox for seat in duty.seats if seat.rank == below for mailbox in (seat.mailbox, *seat.desk)}
    return any(
        g.role == role
        and g.rung.startswith("O+")
        and (level == 0 or g.mailbox in mailboxes)
        and g.delivered_on is not None
        and calendar.office_days_between(g.delivered_on, day) >= 1
        for g in given
    )


def _told(given: Sequence[Given], seat: Seat, day: dt.date) -> bool:
    """Head and monitor are told once of a due date; leaders once a week."""
    if seat.role == "leadership":
        return any(g.role == "leadership" and _sits(g, seat) and g.day >= day for g in given)
    return any(g.role == seat.role and g.rung.startswith("O+") for g in given)


_STEP_WORDS = {
    "head": "báo cáo người đứng đầu đơn vị",
    "monitor": "báo cáo Văn phòng Sở",
    "leadership": "đưa vào danh sách việc quá hạn trình Lãnh đạo Sở",
}


def _escalation(duty: Duty, seat: Seat, today: dt.date, late: int) -> Notice:
    reason = _noted(f"{_STEP_WORDS[seat.role]}: đã quá hạn {late} ngày làm việc", seat)
    left = (duty.due - today).days
    return Notice(seat.role, f"O+{late}", "escalation", seat.mailbox, seat.unit, left, late, reason)


def _reported(given: Sequence[Given], steps: list[Notice]) -> tuple[Role, ...]:
    told = {g.role for g in given if g.rung.startswith("O+")} | {step.role for step in steps}
    return tuple(role for role in ("head", "monitor", "leadership") if role in told)


def _undecided(
    duty: Duty, policy: Policy, calendar: Calendar, given: Sequence[Given], today: dt.date, late: int
) -> Iterator[Notice]:
    """After `undecided_after` only the monitor is asked: at once, then on the first office day of each month."""
    month = calendar.next_office_day(today.replace(day=1))
    by_month = calendar.office_days_between(duty.effective, month) > policy.undecided_after
    day = month if by_month else duty.effective
    for seat in duty.seats:
        if seat.role == "monitor" and not _asked(given, seat, day, policy):
            reason = f"cần quyết định: đã quá hạn {late} ngày làm việc, thôi nhắc đơn vị"
            left = (duty.due - today).days
            yield Notice("monitor", f"O+{late}", "question", seat.mailbox, seat.unit, left, late, _noted(reason, seat))


def _asked(given: Sequence[Given], seat: Seat, since: dt.date, policy: Policy) -> bool:
    after = policy.undecided_after
    return any(_sits(g, seat) and g.day >= since and g.rung.startswith("O+") and int(g.rung[2:]) > after for g in given)


def next_day(duty: Duty, policy: Policy, calendar: Calendar, given: Sequence[Given], after: dt.date) -> dt.date | None:
    """The first office day after `after` (excluded) on which something is owed that is not among `given`.

    What is on its way is taken to arrive by `after`: if it does not, that day finds nothing owed yet and looks again.
    """
    return _next_day(duty, policy, calendar, _rungs(duty, policy, calendar), given, after)


def _next_day(
    duty: Duty, policy: Policy, calendar: Calendar, rungs: Rungs, given: Sequence[Given], after: dt.date
) -> dt.date | None:
    if not duty.seats:
        return None
    given = [g if g.delivered_on else replace(g, delivered_on=max(g.day, after)) for g in given]
    start = after + dt.timedelta(days=1)
    first = calendar.next_office_day(start)
    if first <= duty.effective and _owed(duty, policy, calendar, rungs, given, first):  # a rung that was missed
        return first
    if start <= duty.effective:
        ahead = [day for _, days in rungs for day, _ in days if day >= start]
        start = min(ahead, default=duty.effective + dt.timedelta(days=1))
    for day in forward(start):
        late = calendar.office_days_between(duty.effective, day) if day > duty.effective else 0
        if late > policy.undecided_after and not any(seat.role == "monitor" for seat in duty.seats):
            return None
        if calendar.is_office_day(day) and _owed(duty, policy, calendar, rungs, given, day):
            return day
    return None
