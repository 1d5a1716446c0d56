"""What a mail says that came in, after it was read with suspicion: the values that the scheduler acts on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Report:
    """A mail server says what became of one of ours.

    `failed`: it has given up; else it is still trying. `status` is the enhanced code (RFC 3463), None where none could
    be found. `blames_mail`: the refusal is about the mail or its way (policy, content, size), not about the recipient.
    """

    failed: bool
    status: str | None
    said: str
    recipient: str | None = None
    blames_mail: bool = False

    @property
    def permanent(self) -> bool:
        """Whether trying again is of no use."""
        return self.failed and self.status is not None and self.status.startswith("5")


@dataclass(frozen=True, slots=True)
class Absence:
    """A mailbox answered by itself; `last` is the last day away (local), None where it does not say one clearly."""

    text: str
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person wrote, without what it quotes. `whole`: nothing was cut off the end for its length."""

    text: str
    whole: bool
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Automatic:
    """Sent by a machine and none of the others: a receipt, a mailing list, a mail that could not be read."""


What: TypeAlias = Report | Absence | Reply | Automatic


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail that came in.

    `sender` is an address in lower case, empty for none; nobody has proved that it is his. `came_to` are the lines that
    say at which address it arrived, `mentions` the Message-IDs it refers to, its own last mail's first.
    """

    message_id: str | None
    sender: str
    sender_name: str
    subject: str
    came_to: str
    mentions: tuple[str, ...]
    what: What
