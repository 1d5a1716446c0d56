"""What a pause holds back, as the page on which somebody decides shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.engine import reading
from db.mails import MailRow
from db.pause import Pause, paused
from scheduler.delivering.pausing import say_pause
from scheduler.delivering.undecided import undecided
from scheduler.office import Office

MOST_SHOWN = 200
"""Mails of either list that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class HeldMail:
    """One mail that is held back. `number` None: it would have been written since the backup."""

    number: int | None
    written: dt.datetime
    address: str
    subject: str


@dataclass(frozen=True, slots=True)
class Held:
    """A pause in words. `waited`, `since`: what waited, and what the days since a backup would have written."""

    pause: Pause
    said: str
    waited: tuple[HeldMail, ...] = ()
    since: tuple[HeldMail, ...] = ()
    waited_in_all: int = 0
    since_in_all: int = 0


def held_mails(office: Office, *, with_mails: bool = False) -> Held | None:
    """The pause in force, with what it holds back where that is asked for; None where mail goes out."""
    with reading(office.engine) as conn:
        pause = paused(conn)
    if pause is None:
        return None
    if not with_mails:
        return Held(pause, say_pause(pause))
    found = undecided(office, pause, pause.at)
    return Held(
        pause,
        say_pause(pause),
        tuple(_mail(one, one.id) for one in found.waited[:MOST_SHOWN]),
        tuple(_mail(one, None) for one in found.written[:MOST_SHOWN]),
        len(found.waited),
        len(found.written),
    )


def _mail(one: MailRow, number: int | None) -> HeldMail:
    return HeldMail(number, one.created_at, one.address, one.subject)
