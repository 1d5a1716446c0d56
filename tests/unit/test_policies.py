"""Other rungs for a plan, a section or a task: whose word counts where."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from nhacviec.holidays import load
from rules.forecast import forecast
from rules.ladder import Duty, Given, Policy, Seat
from rules.policies import Override, Place, applied

OVERRIDES = (
    Override("15/KH-SNV", task="1.III/2.4", values=(("monitor_after", 9),)),
    Override("15/KH-SNV", section="III/2", values=(("head_after", 4), ("monitor_after", 8))),
    Override("15/KH-SNV", section="III", values=(("head_after", 3), ("overdue_every", 1))),
    Override("15/kh-snv", values=(("overdue_every", 2), ("weekly_after", 30))),
    Override("7", values=(("head_after", 1),)),
)
CHAIN = (
    Seat("lead", "lead@x", "ccvc"),
    Seat("head", "head@x", "ccvc"),
    Seat("monitor", "monitor@x", "ccvc"),
    Seat("leadership", "director@x", "ccvc", level=2),
)


@pytest.mark.parametrize(
    ("place", "differs"),
    [
        (Place(2, "15/KH-SNV", "I", "1.I.1"), {"overdue_every": 2, "weekly_after": 30}),
        (Place(2, "15/KH-SNV", "III", "1.III.1"), {"overdue_every": 1, "weekly_after": 30, "head_after": 3}),
        (
            Place(2, "15/KH-SNV", "III/2", "1.III/2.1"),
            {"overdue_every": 1, "weekly_after": 30, "head_after": 4, "monitor_after": 8},
        ),
        (
            Place(2, "15/KH-SNV", "III/2", "1.III/2.4"),
            {"overdue_every": 1, "weekly_after": 30, "head_after": 4, "monitor_after": 9},
        ),
        (Place(2, "15/KH-SNV", "IIII", "1.IIII.4"), {"overdue_every": 2, "weekly_after": 30}),
        (Place(7, None, "III", "1.III.1"), {"head_after": 1}),
        (Place(8, "16/KH-SNV", "III", "1.III.1"), {}),
        (Place(2, "15/KH-SNV"), {"overdue_every": 2, "weekly_after": 30}),
    ],
)
def test_the_narrowest_override_that_names_a_key_wins(place: Place, differs: dict[str, Any]) -> None:
    office = Policy()
    found = applied(office, OVERRIDES, place)
    assert {key: getattr(found.policy, key) for key in found.sources} == differs
    assert found.policy == replace(office, **differs)


def test_a_forecast_says_what_the_ladder_will_say_until_somebody_has_to_decide() -> None:
    due = dt.date(2022, 3, 31)
    duty = Duty(due, due, dt.date(2022, 1, 10), CHAIN)
    said = [
        (f"{day:%d/%m}", n.mailbox, n.rung) for day, n in forecast(duty, Policy(), load(), [], dt.date(2022, 3, 28))
    ]
    assert said[:6] == [
        ("28/03", "lead@x", "T-3"),
        ("30/03", "lead@x", "T-1"),
        ("31/03", "lead@x", "T-0"),
        ("01/04", "lead@x", "O+1"),
        ("04/04", "head@x", "O+2"),
        ("05/04", "lead@x", "O+3"),
    ]
    assert said[-1][1:] == ("monitor@x", "O+61")
    assert len(said) == len(set(said))


def test_a_forecast_leaves_out_what_was_said_already() -> None:
    due, today = dt.date(2022, 3, 31), dt.date(2022, 4, 4)
    duty = Duty(due, due, dt.date(2022, 1, 10), CHAIN)
    given = [Given("lead", "O+1", "lead@x", dt.date(2022, 4, 1), None), Given("head", "O+2", "head@x", today, None)]
    ahead = list(forecast(duty, Policy(), load(), given, today))
    assert (ahead[0][0], ahead[0][1].rung) == (dt.date(2022, 4, 5), "O+3")
    assert not [notice for _, notice in ahead if notice.role == "head"]
