"""All that is known of one obligation: what was done to it and to its plan, every mail about it, and what is ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.amendments import amendments, stood_before
from db.duties import obligations
from db.engine import Connection
from db.history import Entry, story
from db.incoming import IncomingRow, incoming_mails
from db.mails import LetterRow, letters_about, told_of
from scheduler.answering.answers import UnknownObligationError
from scheduler.delivering.replies import REPLIED, concerns
from scheduler.duties.outlook import Outlook, outlook
from scheduler.duties.twin_story import Companion, companions
from scheduler.office import World
from scheduler.planning import snapshot
from scheduler.writing.amendment_letters import KINDS
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

MOVED = "dates_moved"
AMENDING = ("plan_amended", "plan_restored")


@dataclass(frozen=True, slots=True)
class Told:
    """What one mail said of the obligation to one mailbox; `rung` None: a letter. `sent_at`: a mail server took it."""

    at: dt.datetime
    mailbox: str
    role: str
    rung: str | None
    kind: str
    reason: str
    mail_id: int
    state: str
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Telling:
    """The story of an obligation; `deeds` and `mails` in the order in which they happened.

    `companions` are the tasks that its own is linked with.
    """

    matter: Matter
    deeds: tuple[Entry, ...]
    replies: tuple[IncomingRow, ...]
    mails: tuple[Told, ...]
    outlook: Outlook
    companions: tuple[Companion, ...]


def telling(conn: Connection, known: World, obligation_id: int, today: dt.date) -> Telling:
    """The story as of the local day `today`. Raises `UnknownObligationError`."""
    found = matters(conn, obligations(conn, ids=[obligation_id]))
    if not found:
        raise UnknownObligationError(id=obligation_id)
    (one,) = found
    refs = _refs(one)
    entries = (entry for ref in refs for entry in story(conn, ref))
    deeds = sorted((entry for entry in entries if _is_about(entry, one)), key=lambda entry: entry.at)
    replies = incoming_mails(conn, ids=[entry.detail["incoming"] for entry in deeds if entry.what == REPLIED])
    mails = sorted((*_notices(conn, one), *_letters(conn, one, refs)), key=lambda told: (told.at, told.mail_id))
    ahead, linked = outlook(conn, known, one, today), tuple(companions(conn, one))
    return Telling(one, tuple(deeds), tuple(replies), tuple(mails), ahead, linked)


def _is_about(entry: Entry, one: Matter) -> bool:
    """Of the replies to letters about a whole plan, those of the obligation's own unit."""
    return entry.what != REPLIED or concerns(entry.detail, one.row)


def _refs(one: Matter) -> list[str]:
    """What the obligation hangs on, as acts and history name it."""
    kind, _, announcement = one.row.label.partition(":")
    event = [f"announcement:{announcement}"] if kind == "event" else []
    return [f"plan:{one.plan.id}", *event, f"task:{one.task.id}", f"obligation:{one.row.id}"]


def _notices(conn: Connection, one: Matter) -> Iterator[Told]:
    for row in told_of(conn, one.row.id):
        about = (row.mailbox, row.role, row.rung, row.kind, row.reason)
        yield Told(row.created_at, *about, row.mail_id, row.state, row.sent_at)


def _letters(conn: Connection, one: Matter, refs: list[str]) -> Iterator[Told]:
    names = _Names.of(conn, one)
    for row in letters_about(conn, refs, MOVED):
        for item in row.items:
            if _concerns(row, item, one) and item["task"] == names.in_line(row, item):
                about = (row.mailbox, item["role"], None, item["kind"], item["reason"])
                yield Told(row.created_at, *about, row.mail_id, row.state, row.sent_at)


def _concerns(row: LetterRow, item: dict[str, Any], one: Matter) -> bool:
    """Whether a letter's line may be about this obligation: as lead its own unit, of moved dates its own."""
    moved = row.act.kind != MOVED or any(change[0] == one.row.id for change in row.act.detail["changes"])
    return moved and (item["role"] != "lead" or item["unit"] in (one.row.held_by, one.row.first_unit))


@dataclass(frozen=True, slots=True)
class _Names:
    """The printed names of a task, which amendments change: each but the present one with the instant it ended."""

    former: tuple[tuple[dt.datetime, str], ...]
    present: str

    @classmethod
    def of(cls, conn: Connection, one: Matter) -> _Names:
        former = []
        for row in amendments(conn, one.plan.id):
            tasks = snapshot.from_json(stood_before(conn, row.id)).tasks
            former += [(row.made_at, task.name) for task in tasks if task.id == one.task.id]
        return cls(tuple(former), one.task.name)

    def in_line(self, row: LetterRow, item: dict[str, Any]) -> str:
        """The name that a letter's line would use: as of its writing; of an amendment, as of before or after it."""
        if row.act.kind not in AMENDING:
            return self._at(row.created_at)
        dropped = item["kind"] == KINDS["dropped"] and item["due"] is None
        return self._at(row.act.at - dt.timedelta(microseconds=1) if dropped else row.act.at)

    def _at(self, at: dt.datetime) -> str:
        return next((name for until, name in self.former if until > at), self.present)
