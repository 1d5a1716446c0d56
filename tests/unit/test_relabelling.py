"""Which period of an old deadline goes on as which of the new one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from db.duties import OccurrenceRow
from db.plans import TaskRow
from rules.due import resolve
from rules.model import OnEvent
from rules.parse import parse
from rules.workdays import Calendar
from scheduler.duties.unfold import Wanted
from scheduler.planning.relabelling import carried_on

TASK = TaskRow(
    1, 1, "1.I.1", 1, "I", None, "1", 1, "Báo cáo", None, None, None, None, "once", OnEvent("x"), None, False
)


def stored(*labels: str, **more: Any) -> dict[str, OccurrenceRow]:
    return {
        label: OccurrenceRow(n, 1, label, more.get("event"), None, None, None, False, (), more.get("state", "open"))
        for n, label in enumerate(labels)
    }


def wanted(phrase: str, years: tuple[int, int] = (2022, 2023)) -> dict[str, Wanted]:
    found = resolve(parse(phrase).rule, years, Calendar({}))
    return {
        o.label: Wanted(TASK, o.label, (), None, o.due, o.effective, False, (), "open", ()) for o in found.occurrences
    }


def carried(old: dict[str, OccurrenceRow], new: dict[str, Wanted]) -> dict[str, str]:
    return {row.label: one.label for row, one in carried_on(old, new)}


def test_the_same_work_of_each_year_goes_on_under_another_quarter() -> None:
    assert carried(stored("2022-Q1", "2023-Q1"), wanted("Quý II hằng năm")) == {
        "2022-Q1": "2022-Q2",
        "2023-Q1": "2023-Q2",
    }


def test_a_deadline_put_off_to_another_year_is_the_same_work() -> None:
    assert carried(stored("2022-Q3"), wanted("Quý I năm 2023")) == {"2022-Q3": "2023-Q1"}


def test_four_reports_are_not_one() -> None:
    assert carried(stored("2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"), wanted("Hằng năm", (2022, 2022))) == {}


def test_periods_that_stay_are_left_alone() -> None:
    assert carried(stored("2022-Q1", "2023-Q1"), wanted("Quý I hằng năm")) == {}


def test_what_an_event_opened_or_was_withdrawn_is_no_period_of_the_words() -> None:
    assert carried(stored("event:1", event=1), wanted("Quý I năm 2023")) == {}
    assert carried(stored("2022-Q3", state="withdrawn"), wanted("Quý I năm 2023")) == {}


def test_order_within_the_year_is_that_of_the_dates() -> None:
    old = {
        label: OccurrenceRow(n, 1, label, None, None, day, day, False, (), "open")
        for n, (label, day) in enumerate({"2022-11": dt.date(2022, 11, 30), "2022-05": dt.date(2022, 5, 31)}.items())
    }
    new = wanted("Tháng 6 và tháng 12 hằng năm", (2022, 2022))
    assert carried(old, new) == {"2022-05": "2022-06", "2022-11": "2022-12"}
