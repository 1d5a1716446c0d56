"""What the ladder will say of a duty if nobody reports it: the same decisions, day after day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rules.ladder import Duty, Given, Notice, Policy, decide, next_day
from rules.workdays import ONE_DAY, Calendar


def forecast(
    duty: Duty, policy: Policy, calendar: Calendar, given: Sequence[Given], today: dt.date
) -> Iterator[tuple[dt.date, Notice]]:
    """Each notice from `today` on (inclusive) with its day, up to the first time the monitor is asked to decide.

    Every mail is taken to be delivered on its day.
    """
    history = [replace(one, delivered_on=one.delivered_on or one.day) for one in given]
    day = next_day(duty, policy, calendar, history, max(today - ONE_DAY, duty.since))
    while day is not None:
        for notice in decide(duty, policy, calendar, history, day).notices:
            history.append(Given(notice.role, notice.rung, notice.mailbox, day, day))
            yield day, notice
        if calendar.office_days_between(duty.effective, day) > policy.undecided_after:
            return
        day = next_day(duty, policy, calendar, history, day)
