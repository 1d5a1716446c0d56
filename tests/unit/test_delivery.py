"""What becomes of a mail after each attempt."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.delivery import (
    FEWEST_TRIES,
    GIVE_UP_AFTER,
    LONGEST_DELAY,
    LONGEST_REST,
    MOST_DOUBTS,
    Act,
    Attempt,
    Fault,
    Status,
    fate_of,
    rest_of,
)

SOON = dt.timedelta(minutes=5)


@pytest.mark.parametrize(
    ("status", "fault", "doubts", "failing", "act"),
    [
        ("delivered", "mail", 1, SOON, "sent"),
        ("permanent", "recipient", 1, SOON, "refuse"),
        ("permanent", "mail", 1, SOON, "drop"),
        ("temporary", "recipient", 1, SOON, "wait"),
        ("temporary", "mail", 1, SOON, "wait"),
        ("temporary", "recipient", 1, GIVE_UP_AFTER, "refuse"),
        ("temporary", "mail", 1, GIVE_UP_AFTER, "drop"),
        ("temporary", "server", 1, 10 * GIVE_UP_AFTER, "rest"),
        ("uncertain", "server", MOST_DOUBTS - 1, SOON, "doubt"),
        ("uncertain", "server", MOST_DOUBTS, SOON, "drop"),
    ],
)
def test_each_answer_has_its_fate(status: Status, fault: Fault, doubts: int, failing: dt.timedelta, act: Act) -> None:
    assert fate_of(Attempt(status, fault, FEWEST_TRIES, doubts, failing)).act == act


def test_days_without_a_try_are_no_refusals() -> None:
    over_tet = Attempt("temporary", "recipient", FEWEST_TRIES - 1, 1, 3 * GIVE_UP_AFTER)
    assert fate_of(over_tet).act == "wait"


@given(st.integers(1, 500))
def test_the_wait_grows_and_ends_at_two_hours(tries: int) -> None:
    waits = [fate_of(Attempt("temporary", "mail", n, 1, SOON)).after for n in (tries, tries + 1)]
    assert dt.timedelta(minutes=2) <= waits[0] <= waits[1] <= LONGEST_DELAY


@given(st.integers(0, 500))
def test_the_rest_grows_and_ends_at_half_an_hour(rests: int) -> None:
    assert dt.timedelta(minutes=1) <= rest_of(rests) <= rest_of(rests + 1) <= LONGEST_REST
