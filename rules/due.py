"""rule → occurrences: which days are due, under which period labels, and how each date came about.

Everything is an argument: the rule, the years of the plan, the holiday calendar, the day an event happened. Dates are
local (Asia/Ho_Chi_Minh), due days are inclusive: a limit ends when that day ends (Bộ luật
Dân sự 2015, Điều 148 khoản 6).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TypeAlias

from rules.counting import STRICT, Choices, count
from rules.model import (
    Closing,
    Each,
    Fixed,
    Kind,
    Mixed,
    OnEvent,
    Ongoing,
    ReportUnit,
    Rhythm,
    Rule,
    Several,
    Simple,
    Span,
    Unspecified,
    Yearly,
)
from rules.report_windows import ReportPeriod, data_window
from rules.say import capital, say_date, say_day, say_span
from rules.workdays import ONE_DAY, Calendar

Years: TypeAlias = tuple[int, int]
BEFORE_CITES = "nghĩa thông thường của «trước ngày»: chính ngày đó đã là muộn"
PERIOD_CITES = "Bộ luật Dân sự 2015, Điều 148: thời hạn kết thúc khi hết ngày cuối cùng"
POINT_CITES = "Bộ luật Dân sự 2015, Điều 146 khoản 2, 3"
NOT_MOVED_CITES = "ngày ghi trong văn bản không dời theo ngày nghỉ (thiết lập dates.move_written)"
MOVED_CITES = "Bộ luật Dân sự 2015, Điều 148 khoản 5"
WINDOW_CITES = "Nghị định 09/2019/NĐ-CP, Điều 12"
SENDING_CITES = "Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5 điểm b: ít nhất một ngày làm việc sau ngày chốt số liệu"


@dataclass(frozen=True, slots=True)
class Step:
    """One step from phrase to date, in Vietnamese, with what it rests on."""

    text: str
    cites: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One instance of a rule. `label` is the stable half of its key; `also` the longer periods the same date ends."""

    label: str
    due: dt.date | None
    effective: dt.date | None
    start: dt.date | None = None
    provisional: bool = False
    also: tuple[str, ...] = ()
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a rule means within the years of a plan. `warnings` quote the words in doubt."""

    kind: Kind
    occurrences: tuple[Occurrence, ...] = ()
    rrules: tuple[str, ...] = ()
    start: dt.date | None = None
    warnings: tuple[str, ...] = ()
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class _Dated:
    """A deadline before it is keyed: the day it is due, the period it belongs to; `working`: the last working day;
    `provisional`: counted over a year without a holiday notice."""

    due: dt.date
    period: Span
    start: dt.date | None
    steps: tuple[Step, ...]
    working: bool = False
    provisional: bool = False


def resolve(
    rule: Rule,
    years: Years | None,
    calendar: Calendar,
    *,
    event_date: dt.date | None = None,
    event_label: str = "event",
    choices: Choices = STRICT,
) -> Resolution:
    """Every occurrence of `rule` in the plan's `years` (both inclusive), ascending by date.

    Recurrences are cut to the plan's years; a written year outside them is kept, with a warning. Without `years` what
    names no year has no dates, and says so. `event_date` dates an event phrase that states an offset, under
    `event_label`. `choices` settle what the law leaves open.
    """
    parts = rule.parts if isinstance(rule, Several | Mixed) else () if isinstance(rule, Unspecified) else (rule,)
    simple = tuple(p for part in parts for p in (part.parts if isinstance(part, Several) else (part,)))
    dated = [d for part in simple for d in _dated(part, years, calendar)]
    written = _keyed(sorted(dated, key=lambda d: d.due), calendar, choices)
    counted = tuple(o for part in simple if (o := _after_event(part, event_date, event_label, calendar, choices)))
    occurrences = tuple(sorted(written + counted, key=lambda o: o.due or dt.date.max))
    steps = tuple(step for part in simple for step in _read_as(part, years))
    kind = _kind(rule, years)
    return Resolution(
        kind,
        occurrences,
        tuple(dict.fromkeys(r for part in simple for r in _rrules(part))) if kind in ("recurring", "mixed") else (),
        _start(simple, occurrences, kind, years),
        tuple(dict.fromkeys(w for part in simple for w in _doubts(part, years))),
        steps + tuple(step for o in occurrences for step in o.trace),
    )


def _kind(rule: Rule, years: Years | None) -> Kind:
    match rule:
        case Fixed(span=span):
            return "recurring" if span.year is None and years is not None and years[0] < years[1] else "once"
        case Several(parts=parts):
            kinds = {_kind(part, years) for part in parts}
            return "recurring" if "recurring" in kinds else "several"
        case Yearly() | Each() | Rhythm() | Closing():
            return "recurring"
        case Ongoing():
            return "continuous"
        case OnEvent():
            return "event"
        case Mixed():
            return "mixed"
        case Unspecified():
            return "unspecified"


def _dated(rule: Simple, years: Years | None, calendar: Calendar) -> list[_Dated]:
    match rule:
        case Fixed(span=span) if span.year is not None:
            return [_deadline(span, rule.before, rule.start)]
        case Fixed() | Yearly() if years is not None:
            found = [_deadline(span, rule.before, _same_year(rule.start, span)) for span in _each_year(rule, years)]
            return found if rule.span.lag else [d for d in found if years[0] <= d.due.year <= years[1]]
        case Each() if years is not None:
            return [_in_period(rule, period) for period in _periods(rule.unit, years)]
        case Closing() if years is not None:
            return [_after_close(rule, period, calendar) for period in _periods(rule.unit, years)]
        case _:
            return []


def _each_year(rule: Fixed | Yearly, years: Years) -> list[Span]:
    """The rule's span in each year that may hold a due day: "trước 01/01" of next year is 31/12 of this one."""
    beyond = 1 if rule.before and not rule.span.lag else 0
    first, last = (rule.first, rule.last) if isinstance(rule, Yearly) else (None, None)
    spans = range(max(years[0], first or years[0]), min(years[1], last or years[1]) + 1 + beyond)
    return [rule.span.in_year(year) for year in spans]


def _same_year(start: Span | None, span: Span) -> Span | None:
    return None if start is None or span.year is None else start.in_year(span.year)


def _deadline(span: Span, before: bool, start: Span | None) -> _Dated:
    first = start.first() if start is not None else None
    if before:
        due = span.first() - ONE_DAY
        text = f"Trước {say_span(span)}: ngày cuối cùng còn trong hạn là {say_date(due)}."
        return _Dated(due, span, first, (Step(text, BEFORE_CITES),))
    if span.unit == "day":
        return _Dated(span.last(), span, first, (Step(f"Đến hạn {say_date(span.last())}."),))
    cites = POINT_CITES if span.part else PERIOD_CITES
    text = f"{capital(say_span(span))}: ngày cuối cùng còn trong hạn là {say_date(span.last())}."
    return _Dated(span.last(), span, first, (Step(text, cites),))


_MONTHS: dict[ReportUnit, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_REPORTS: dict[ReportUnit, ReportPeriod] = {
    "month": "month",
    "quarter": "quarter",
    "half": "half_year",
    "year": "year",
}


def _after_close(rule: Closing, period: Span, calendar: Calendar) -> _Dated:
    assert period.year is not None, "periods of plan years have their year"
    closed = data_window(_REPORTS[rule.unit], period.year, period.number)[1]
    due = calendar.add_working_days(closed, rule.after)
    steps = (
        Step(f"Số liệu {say_span(period)} chốt ngày {say_day(closed)}.", WINDOW_CITES),
        Step(f"{rule.after} ngày làm việc sau ngày chốt số liệu: {say_date(due)}.", SENDING_CITES),
    )
    return _Dated(due, period, None, steps, provisional=calendar.provisional(closed, due))


def _periods(unit: ReportUnit, years: Years) -> list[Span]:
    per_year = 12 // _MONTHS[unit]
    return [Span(unit, n, year=year) for year in range(years[0], years[1] + 1) for n in range(1, per_year + 1)]


def _in_period(rule: Each, period: Span) -> _Dated:
    """The due day in one period: the `day`-th of its `month`-th month, -1 counting from the end."""
    first = period.first()
    month = first.month + (rule.month - 1 if rule.month > 0 else _MONTHS[rule.unit] + rule.month)
    month_span = Span("month", month, year=first.year)
    if rule.day > 0:
        day = replace(month_span, unit="day", day=rule.day)
        dated = _deadline(day, rule.before, replace(day, day=rule.from_day) if rule.from_day else None)
    else:
        dated = _deadline(period if rule.month == -1 else month_span, rule.before, None)
    return replace(dated, period=period, working=rule.working)


def _keyed(dated: list[_Dated], calendar: Calendar, choices: Choices) -> tuple[Occurrence, ...]:
    """One occurrence a date, under the shortest of its periods; a second day of one month is `2022-03-#2`."""
    by_date: dict[dt.date, list[_Dated]] = {}
    for one in dated:
        by_date.setdefault(one.due, []).append(one)
    taken: dict[str, int] = {}
    found = []
    for due, same in by_date.items():
        same.sort(key=lambda d: d.period.last() - d.period.first())
        label = same[0].period.label()
        taken[label] = taken.get(label, 0) + 1
        key = label if taken[label] == 1 else f"{label}-#{taken[label]}"
        also = tuple(dict.fromkeys(d.period.label() for d in same[1:] if d.period.label() != label))
        moved, steps, provisional = _written(same[0], calendar, choices.move_written)
        provisional = provisional or same[0].provisional
        found.append(Occurrence(key, due, moved, same[0].start, provisional, also, same[0].steps + steps))
    return tuple(found)


def _written(dated: _Dated, calendar: Calendar, move: bool) -> tuple[dt.date, tuple[Step, ...], bool]:
    """A written date stays where it is, or, by the setting, moves off a day off, but never past "trước ngày"."""
    if calendar.is_working(dated.due):
        return dated.due, (), False
    if dated.working:
        last = calendar.add_working_days(dated.due, -1)
        step = Step(f"{capital(say_date(dated.due))} là ngày nghỉ; ngày làm việc cuối cùng là {say_date(last)}.")
        return last, (step,), calendar.provisional(last, dated.due)
    if not move:
        return (
            dated.due,
            (Step(f"{capital(say_date(dated.due))} là ngày nghỉ; hạn vẫn giữ nguyên.", NOT_MOVED_CITES),),
            False,
        )
    if dated.due < dated.period.first():
        return dated.due, (Step("Không dời qua ngày đã nêu.", BEFORE_CITES),), False
    moved = calendar.next_working(dated.due)
    step = Step(f"{capital(say_date(dated.due))} là ngày nghỉ: hạn dời sang {say_date(moved)}.", MOVED_CITES)
    return moved, (step,), calendar.provisional(dated.due, moved)


def _after_event(
    rule: Simple, happened: dt.date | None, label: str, calendar: Calendar, choices: Choices
) -> Occurrence | None:
    if not isinstance(rule, OnEvent) or rule.offset is None or happened is None:
        return None
    counted = count(happened, rule.offset, calendar, choices)
    steps = tuple(Step(text, cites) for text, cites in counted.steps)
    return Occurrence(label, counted.nominal, counted.effective, happened, counted.provisional, (), steps)


def _start(
    parts: tuple[Simple, ...], occurrences: tuple[Occurrence, ...], kind: Kind, years: Years | None
) -> dt.date | None:
    """First day of the window, where the phrase states one window: a range, or *từ* with no end."""
    for part in parts:
        if isinstance(part, Ongoing) and part.start is not None:
            year = part.start.year or (years[0] if years else None)
            return part.start.in_year(year).first() if year else None
    return occurrences[0].start if kind == "once" and occurrences else None


def _doubts(rule: Simple, years: Years | None) -> list[str]:
    if not isinstance(rule, Fixed | Yearly | Each | Closing | Ongoing):
        return []
    span = rule.span if isinstance(rule, Fixed | Yearly) else rule.start if isinstance(rule, Ongoing) else None
    if span is None and not isinstance(rule, Each | Closing):
        return []
    if years is None and (span is None or span.year is None):
        words = f"«{say_span(span)}»" if span and span.unit != "year" else "Lặp lại hằng kỳ"
        return [f"{words}: chưa biết các năm của kế hoạch nên chưa tính được ngày; ghi thêm --plan 2021-2025."]
    if span is None or years is None or not isinstance(rule, Fixed):
        return []
    if span.year is None and years[0] < years[1]:
        return [f"«{say_span(span)}» không ghi năm: hiểu là mọi năm của kế hoạch {years[0]}–{years[1]}."]
    if span.year is not None and not years[0] <= span.year <= years[1]:
        return [f"«{say_span(span)}» nằm ngoài các năm của kế hoạch {years[0]}–{years[1]}; giữ đúng như văn bản."]
    return []


def _read_as(rule: Simple, years: Years | None) -> list[Step]:
    """What was read, before any date: the first lines of the explanation."""
    within = _within(years)
    match rule:
        case Yearly():
            return [Step(f"Lặp lại hằng năm{within}.")]
        case Each(unit=unit):
            return [Step(f"Lặp lại {_EVERY[unit]}{within}.")]
        case Rhythm(unit=unit):
            return [Step(f"Lặp lại {_rhythm(unit, rule.every)}, không có ngày đến hạn riêng.")]
        case Closing(unit=unit):
            return [Step(f"Báo cáo {_NAMES[unit]} theo ngày chốt số liệu của chế độ báo cáo{within}.", WINDOW_CITES)]
        case Ongoing():
            return [Step("Việc thường xuyên, không có ngày đến hạn; chỉ báo cáo theo kỳ.")]
        case OnEvent(text=text, actor=actor):
            who = f" (cơ quan: {actor})" if actor else ""
            return [Step(f"Chờ sự kiện: «{text}»{who}; ngày đến hạn tính khi có người ghi nhận sự kiện.")]
        case Fixed():
            return []


def _rhythm(unit: str, every: int) -> str:
    if unit == "year":
        return f"{every} năm một lần, không rõ từ năm nào"
    return "hằng tuần" if unit == "week" else "hằng ngày"


def _within(years: Years | None) -> str:
    if years is None:
        return ""
    return f" trong năm {years[0]}" if years[0] == years[1] else f" trong các năm {years[0]}–{years[1]} của kế hoạch"


_NAMES: dict[ReportUnit, str] = {"month": "tháng", "quarter": "quý", "half": "6 tháng", "year": "năm"}
_EVERY = {"month": "hằng tháng", "quarter": "hằng quý", "half": "6 tháng một lần"}


def _rrules(rule: Simple) -> list[str]:
    """RFC 5545 rules of a recurrence, without start and end: the plan's years are those."""
    match rule:
        case Yearly(span=span, before=before) if span.lag == 0 and span.unit not in ("tet", "kings_day"):
            day = span.in_year(_COMMON_YEAR).first() - ONE_DAY if before else span.in_year(_COMMON_YEAR).last()
            return [_yearly_rrule((day.month,), day.day if _same_every_year(span, day) else -1)]
        case Each(unit=unit, month=month, day=day, before=False):
            step = _MONTHS[unit]
            offset = month if month > 0 else step + month + 1
            return [_yearly_rrule(tuple(range(offset, 13, step)), day)]
        case Each(unit="month", day=day, before=True) if day > 1:
            return [_yearly_rrule(tuple(range(1, 13)), day - 1)]
        case Rhythm(unit=unit, every=every):
            named = {"week": "FREQ=WEEKLY", "day": "FREQ=DAILY", "year": "FREQ=YEARLY"}[unit]
            return [named if every == 1 else f"{named};INTERVAL={every}"]
        case _:
            return []


_COMMON_YEAR = 2023


def _same_every_year(span: Span, day: dt.date) -> bool:
    """28/2 that stands for "the last day of February" is written as the last day."""
    return not (day.month == 2 and day.day == 28 and not (span.unit == "day" and span.day == 28))


def _yearly_rrule(months: tuple[int, ...], day: int) -> str:
    if len(months) == 12:
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    return f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY={day}"
