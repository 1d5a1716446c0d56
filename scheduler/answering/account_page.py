"""What a unit's account sees and answers of its duties: the same as by a link, without one. Looking writes nothing."""

from __future__ import annotations

import datetime as dt

from db.duties import obligations
from db.engine import reading
from scheduler.answering.answers import CollectivePartError, NotConcernedError, Teller, part_of
from scheduler.answering.checkin_answers import check_in
from scheduler.answering.checkin_page import CheckInGiven, CheckInShown, check_in_shown
from scheduler.answering.checkins import round_of
from scheduler.answering.duty_answers import Given, Shown, shown, take
from scheduler.asking.checkin_question import asked_period
from scheduler.clock import local_day
from scheduler.office import Office, world
from scheduler.writing.digests import matters


def look_as_unit(office: Office, number: int, unit: str, now: dt.datetime) -> Shown | None:
    """The obligation of that number; None where there is none that `unit` has to report on."""
    with reading(office.engine) as conn:
        known = world(office, conn)
        for one in matters(conn, obligations(conn, ids=[number])):
            try:
                part = part_of(one, unit)
            except (NotConcernedError, CollectivePartError):
                return None
            return shown(conn, office, known, one, unit, part, local_day(now))
    return None


def answer_as_unit(office: Office, number: int, unit: str, given: Given, *, actor: str, at: dt.datetime) -> None:
    """Take the answer; raises what it is refused for, also where the duty is not the unit's."""
    take(office, number, given, Teller(actor, at, unit=unit))


def check_in_of_unit(office: Office, unit: str, now: dt.datetime) -> CheckInShown | None:
    """What the unit is asked now of its duties without a due date; None where nothing is asked of it."""
    today = local_day(now)
    with reading(office.engine) as conn:
        known = world(office, conn)
        label = asked_period(known, today)
        this = round_of(conn, known, label, today) if label else None
        return check_in_shown(conn, known, this, unit) if this and unit in this.by_unit else None


def check_in_as_unit(
    office: Office, label: str, unit: str, given: CheckInGiven, *, actor: str, at: dt.datetime
) -> None:
    """Take what the unit says of a duty in the period of that label; raises what `check_in` does."""
    check_in(office, label, unit, given.task, given.result, Teller(actor, at, unit=unit), given.note)
