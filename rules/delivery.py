"""What becomes of a mail after an attempt to deliver it: sent, tried again when, or given up, and whose fault it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

Status: TypeAlias = Literal["delivered", "temporary", "permanent", "uncertain"]
Fault: TypeAlias = Literal["recipient", "mail", "server"]
Act: TypeAlias = Literal["sent", "wait", "rest", "doubt", "refuse", "drop"]

FIRST_DELAY = dt.timedelta(minutes=2)
LONGEST_DELAY = dt.timedelta(hours=2)
LONGEST_REST = dt.timedelta(minutes=30)
GIVE_UP_AFTER = dt.timedelta(days=3)
"""How long a refusal for the time being is waited out (RFC 5321, 4.5.4.1, asks for four or five days of mail servers; a
reminder that comes later than this is of no use, and the next contact can still act)."""
FEWEST_TRIES = 6
"""Tries of one mail before it is given up: over Tết, three days pass with none."""
MOST_DOUBTS = 4
"""Deliveries in a row that end without an answer; each may have put the mail into the mailbox."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. `tries` counts those of this mail that were its own or its recipient's fault, this one included.

    `doubts` counts those that ended without an answer after the mail was handed over, this one included. `failing` is
    for how long the mailbox (of a recipient's fault) or the mail has been refused for the time being.
    """

    status: Status
    fault: Fault
    tries: int
    doubts: int
    failing: dt.timedelta


@dataclass(frozen=True, slots=True)
class Fate:
    """What is to be done, and why in one word for the log; `after`: how long until the next try, at the earliest."""

    act: Act
    after: dt.timedelta = dt.timedelta()
    reason: str = ""


def fate_of(attempt: Attempt) -> Fate:
    """Decide. A server's fault is waited out for ever, since nobody else can be reached either."""
    match attempt.status:
        case "delivered":
            return Fate("sent")
        case "permanent":
            return Fate("refuse" if attempt.fault == "recipient" else "drop", reason="refused")
        case "uncertain" if attempt.doubts >= MOST_DOUBTS:
            return Fate("drop", reason="never answered")
        case "uncertain":
            return Fate("doubt", _growing(attempt.doubts), "no answer")
        case "temporary" if attempt.fault == "server":
            return Fate("rest", reason="no server")
    if attempt.failing >= GIVE_UP_AFTER and attempt.tries >= FEWEST_TRIES:
        return Fate("refuse" if attempt.fault == "recipient" else "drop", reason="refused for three days")
    return Fate("wait", _growing(attempt.tries), "refused for now")


def rest_of(rests: int) -> dt.timedelta:
    """How long delivery rests after so many rests in a row before this one: one minute, then twice as long."""
    return min(dt.timedelta(minutes=1) * (1 << min(rests, 10)), LONGEST_REST)


def _growing(tries: int) -> dt.timedelta:
    return min(FIRST_DELAY * (1 << min(tries - 1, 10)), LONGEST_DELAY)
