"""When the work that an announced event opens is due, and why that day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from rules.counting import CLAUSES, FIRST_DAY, STRICT, Choices, Counted, StepText, count
from rules.model import Offset, OnEvent
from rules.say import capital, say_date, say_day, say_offset
from rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class EventLimits:
    """What the office sets for events whose document names no limit.

    `acts` are words of an act with its limit ("công bố TTHC": 5 working days), `default` the limit of every other;
    what leans on `default` is provisional. `stops` are words of an act with how long before the day on which the paper
    takes effect it has to be done (n < 0; Nghị định 63/2010 Điều 15: 5 days for a Chair's decision). `from_receipt`:
    limits run from the day the paper was received, where that day is known; otherwise, the stricter reading, from the
    day of the event.
    """

    default: Offset | None = None
    acts: tuple[tuple[str, Offset], ...] = ()
    from_receipt: bool = False
    stops: tuple[tuple[str, Offset], ...] = ()

    def of_act(self, text: str) -> tuple[str, Offset] | None:
        """The words and the limit of the act in an event's clause; of several the longest words."""
        return _longest(self.acts, text)

    def stop_of(self, text: str) -> tuple[str, Offset] | None:
        """The words of the act and how long before the paper takes effect it has to be done, in the same manner."""
        return _longest(self.stops, text)


def _longest(acts: tuple[tuple[str, Offset], ...], text: str) -> tuple[str, Offset] | None:
    said = _plain(text)
    found = [(words, offset) for words, offset in acts if f" {_plain(words)} " in f" {said} "]
    return max(found, key=lambda one: len(one[0]), default=None)


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement as it was made; `entered` is the local day on which its date was entered.

    `in_force` is the day from which the paper that the event is about has effect.
    """

    words: str
    happened: dt.date
    entered: dt.date
    received: dt.date | None = None
    due: dt.date | None = None
    within: Offset | None = None
    document: str | None = None
    in_force: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EventDue:
    """`over`: the announcer set a day that was past when it was entered, which somebody has to decide about."""

    due: dt.date | None
    effective: dt.date | None
    provisional: bool
    trace: tuple[StepText, ...]
    over: bool = False


def event_due(
    told: Told, event: OnEvent, limits: EventLimits, calendar: Calendar, choices: Choices = STRICT
) -> EventDue:
    """The announcement's day or limit, else the phrase's limit, else the office's for that act, else its default.

    A limit that had run out when the announcement was entered is counted from the day of entry and is provisional:
    nobody is late with what he could not know. One that counts back has no such day, so a date is asked for. Where the
    office sets that the act has to be done so long before the paper takes effect, that day is the latest; one that was
    past when it was entered moves nothing. A day that a person set stands, and is told beside it.
    """
    stop = _stop(told, event, limits, calendar, choices)
    return _stopped(told, _without_stop(told, event, limits, calendar, choices), stop)


def _without_stop(told: Told, event: OnEvent, limits: EventLimits, calendar: Calendar, choices: Choices) -> EventDue:
    first = (f"Sự kiện «{told.words}» được ghi nhận ngày {say_date(told.happened)}.", told.document or "")
    if told.due is not None:
        return _set_by_hand(told, told.due, first)
    limit, steps, provisional = _limit(told, event, limits)
    if limit is None:
        return EventDue(None, None, False, (first, ("Chưa ai ấn định hạn; đơn vị chủ trì được hỏi.", "")))
    counted = _counted(told, event, limit, limits, calendar, choices)
    if counted.effective >= told.entered:
        trace = (first, *counted.steps, *steps)
        return EventDue(counted.nominal, counted.effective, counted.provisional or provisional, trace)
    if limit.n < 0:
        gone = f"Hạn tính lùi từ sự kiện là {say_day(counted.nominal)}, đã qua khi công bố được ghi; đơn vị được hỏi."
        return EventDue(None, None, False, (first, (gone, "")))
    again = count(told.entered, limit, calendar, choices)
    why = (
        f"Hạn tính từ sự kiện là {say_day(counted.effective)}, đã qua khi công bố được ghi, nên tính từ ngày ghi "
        f"({say_day(told.entered)}): {say_day(again.effective)}, tạm tính cho đến khi có hạn được ấn định."
    )
    trace = (first, *steps, *again.steps[2:], (why, CLAUSES[limit.unit]))
    return EventDue(again.nominal, again.effective, True, trace)


@dataclass(frozen=True, slots=True)
class _Stop:
    """The latest day, None where the office sets none for the act, and why."""

    day: dt.date | None
    provisional: bool
    said: str


def _stop(told: Told, event: OnEvent, limits: EventLimits, calendar: Calendar, choices: Choices) -> _Stop | None:
    if told.in_force is None:
        return None
    effect = f"Văn bản có hiệu lực {say_date(told.in_force)}"
    act = limits.stop_of(event.text)
    if act is None:
        return _Stop(None, False, f"{effect}; cơ quan không đặt ngày chót tính lùi từ đó cho việc này.")
    counted = count(told.in_force, act[1], calendar, choices)
    last = f"việc «{act[0]}» phải xong chậm nhất {say_offset(act[1], 'ngày đó')}: {say_date(counted.nominal)}"
    return _Stop(counted.nominal, counted.provisional, f"{effect}; {last}.")


def _stopped(told: Told, on: EventDue, stop: _Stop | None) -> EventDue:
    """The date beside the latest day there may be."""
    if stop is None:
        return on
    cites = "events.acts"
    trace = (*on.trace, (stop.said, cites))
    if stop.day is None or (on.effective is not None and on.effective <= stop.day):
        return replace(on, trace=trace)
    if told.due is not None:
        return replace(on, trace=(*trace, ("Hạn do người công bố ấn định sau ngày chót đó và được giữ.", "")))
    if stop.day < told.entered:
        late = "Ngày chót đó đã qua khi công bố được ghi nên không rút ngắn hạn; cần quyết định."
        return replace(on, provisional=on.provisional or on.due is not None, trace=(*trace, (late, "")))
    so_far = on.trace if on.due else on.trace[:1]  # there is nobody to be asked any more
    cut = (f"Hạn là ngày chót: {say_date(stop.day)}.", cites)
    return EventDue(stop.day, stop.day, stop.provisional, (*so_far, (stop.said, cites), cut))


def _set_by_hand(told: Told, due: dt.date, first: StepText) -> EventDue:
    steps: list[StepText] = [first, (f"Hạn do người công bố ấn định: {say_date(due)}.", "")]
    over = due < told.entered
    if over:
        steps.append((f"Ngày này đã qua khi công bố được ghi ({say_day(told.entered)}); chờ quyết định.", ""))
    return EventDue(due, due, False, tuple(steps), over)


def _limit(told: Told, event: OnEvent, limits: EventLimits) -> tuple[Offset | None, tuple[StepText, ...], bool]:
    """The limit in force, what is to be said of where it comes from, and whether that makes the day provisional."""
    if limit := told.within or event.offset:
        return limit, (), False
    if act := limits.of_act(event.text):
        return act[1], ((f"Thời hạn của cơ quan cho việc «{act[0]}».", "events.acts"),), False
    if limits.default:
        step = ("Thời hạn mặc định của cơ quan: ngày này là tạm tính.", "events.default_days")
        return limits.default, (step,), True
    return None, (), False


_RECEIPT = re.compile(r"(?<!\w)(?:nhận|tiếp nhận) (?:được|đủ)(?!\w)", re.IGNORECASE)


def _counted(
    told: Told, event: OnEvent, limit: Offset, limits: EventLimits, calendar: Calendar, choices: Choices
) -> Counted:
    """Counted from the event, or from the receipt where the phrase names that or the office counts so."""
    by_phrase = _RECEIPT.search(event.text) is not None
    if told.received is None or not (by_phrase or limits.from_receipt):
        return count(told.happened, limit, calendar, choices)
    counted = count(told.received, limit, calendar, choices)
    step = (f"Nhận văn bản {say_date(told.received)}; ngày này không tính.", FIRST_DAY)
    setting = () if by_phrase else (("Cơ quan tính thời hạn từ ngày nhận văn bản.", "events.count_from"),)
    end = (f"{capital(say_offset(limit, 'ngày nhận'))}: {say_date(counted.nominal)}.", CLAUSES[limit.unit])
    return replace(counted, steps=(*setting, step, end, *counted.steps[2:]))


def _plain(text: str) -> str:
    """Words alone, in small letters, one blank between them."""
    return " ".join(re.findall(r"\w+", text.lower()))
