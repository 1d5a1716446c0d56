"""A plan lived through on a virtual clock: the real rules, ladder, digests and templates, and nothing sent.

Each day what is done on that day is entered first, then the tick runs when sending opens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from db.mails import MailRow
from notifications.smtp import Outcome
from rules.workdays import days
from scheduler.clock import LOCAL
from scheduler.office import Office
from scheduler.tick import mails_after, tick


class Sink:
    """A mail server that takes everything and keeps nothing."""

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        """Accept."""
        return Outcome("delivered", 250, "mô phỏng: không gửi thật")

    async def check(self) -> str:
        """Nothing to check."""
        return "Mô phỏng: không gửi thật."

    async def close(self) -> None:
        """Nothing to close."""


class Deed(Protocol):
    """Something that somebody does on a local day of the simulation."""

    @property
    def day(self) -> dt.date: ...

    def enter(self, office: Office, first: dt.date, at: dt.datetime) -> None:
        """Do it at `at`, before that day's mails; `first` is the first day of the simulation."""


def live(
    office: Office,
    adopt: Callable[[dt.datetime], object],
    first: dt.date,
    last: dt.date,
    deeds: Sequence[Deed] = (),
) -> Iterator[MailRow]:
    """Every mail of the days from `first` to `last`, both inclusive and local, in the order of writing.

    `office` is an empty one; `adopt` brings the plan into it as of the instant it is given. A day's deeds are done in
    their order.
    """
    sink, seen = Sink(), 0
    adopt(_morning(first))
    for day in days(first, last):
        for deed in deeds:
            if deed.day == day:
                deed.enter(office, first, _morning(day))
        tick(office, sink, office.settings.hours.opening(day))
        for mail in mails_after(office, seen):
            seen = mail.id
            yield mail


def _morning(day: dt.date) -> dt.datetime:
    """Before sending opens."""
    return dt.datetime.combine(day, dt.time(0, 1), LOCAL).astimezone(dt.UTC)


def as_line(mail: MailRow) -> dict[str, Any]:
    """A mail as the command-line contract prints it."""
    return {
        "at": mail.created_at.astimezone(LOCAL).isoformat(timespec="seconds"),
        "class": mail.sort,
        "kind": mail.kind,
        "unit": mail.unit,
        "to": [mail.address],
        "subject": mail.subject,
        "items": mail.items,
    }
