"""A letter that answers a human act, and the mailboxes that letters go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from notifications.model import Mail
from scheduler.duties.seats import lead_contact
from scheduler.office import World
from scheduler.writing.envelope import Recipient

Said: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one mailbox, with what the command line prints of it; `reply_to` None: answers go to the monitor."""

    to: Recipient
    mail: Mail
    said: Said
    reply_to: str | None = None


def by_mailbox(units: Sequence[str], known: World) -> dict[str, list[str]]:
    """The units whose letters go to each mailbox; a unit that nobody can be reached for is left to `doctor`."""
    found: dict[str, list[str]] = {}
    for unit in units:
        if contact := lead_contact(unit, known.register):
            found.setdefault(contact.mailbox, []).append(unit)
    return found
