"""What is counted after the trouble is over: mails owed, delivered, duplicated, lost."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from db.duties import obligations
from db.engine import Connection, reading
from db.mails import MailRow, mails
from db.plans import tasks
from scheduler.auditing.audit import audit
from scheduler.office import Office

Told: TypeAlias = tuple[str, str, str, str]
"""A duty as somebody heard of it: task, unit, role, mailbox."""


@dataclass(frozen=True)
class Tally:
    """`owed`: mails that had to arrive. `duplicated`: copies beyond the first; `counted`: those that the program
    counted as possible, under an expired claim; `lied`: those of a server that took a mail and said 451. `lost` names
    what nobody got, or the auditor misses; `unexplained` what somebody got twice for neither reason.
    """

    owed: int
    delivered: int
    duplicated: int
    counted: int
    lied: int
    lost: tuple[str, ...]
    unexplained: tuple[str, ...]

    def __add__(self, other: Tally) -> Tally:
        sums = (getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        return Tally(*sums)


EMPTY = Tally(0, 0, 0, 0, 0, (), ())


def tally(office: Office, kept: Mapping[str, int], lied: Mapping[str, int] | None = None) -> Tally:
    """Compare the outbox with what the mail server has (`kept`: copies by Message-ID)."""
    lied = lied or {}
    with reading(office.engine) as conn:
        rows, over = mails(conn), _over(conn)
    owed = [row for row in rows if row.state not in ("superseded", "failed")]
    return Tally(
        len(owed),
        sum(1 for row in owed if kept.get(row.message_id)),
        sum(copies - 1 for copies in kept.values() if copies),
        sum(row.possible_duplicates for row in rows),
        sum(lied.values()),
        (*_mails_lost(owed, kept), *_words_lost(rows, kept, over), *_not_told(office, rows)),
        (*_mails_twice(rows, kept, lied), *_words_twice(rows, kept, lied)),
    )


def heard(office: Office, kept: Mapping[str, int]) -> set[Told]:
    """What the received digests told to whom."""
    with reading(office.engine) as conn:
        return {told for row in mails(conn) if kept.get(row.message_id) for told in _told(row.items, row.mailbox)}


def _told(items: Iterable[Mapping[str, Any]], mailbox: str) -> list[Told]:
    return [(item["task"], item["unit"], item["role"], mailbox) for item in items if item["rung"]]


def _mails_lost(owed: list[MailRow], kept: Mapping[str, int]) -> list[str]:
    """Mails that are not where the outbox says, or never got anywhere."""
    return [f"mail {row.id} ({row.state})" for row in owed if row.state != "sent" or not kept.get(row.message_id)]


def _over(conn: Connection) -> set[tuple[str, str, str]]:
    """The duties that were reported done: task, unit, due day."""
    names = {task.id: task.name for task in tasks(conn)}
    return {(names[row.task_id], row.held_by, str(row.due)) for row in obligations(conn, state="done")}


def _words_lost(rows: list[MailRow], kept: Mapping[str, int], over: set[tuple[str, str, str]]) -> list[str]:
    """What a mail that was given up said, and no mail of that day or later said to that mailbox, though still owed."""
    lost = []
    for row in rows:
        if row.state in ("superseded", "failed") and not kept.get(row.message_id):
            later = [other for other in rows if other.mailbox == row.mailbox and other.day >= row.day]
            said = {told for other in later if kept.get(other.message_id) for told in _told(other.items, other.mailbox)}
            owed = [item for item in row.items if (item["task"], item["unit"], item["due"]) not in over]
            lost += [f"mail {row.id}: {told}" for told in _told(owed, row.mailbox) if told not in said]
    return lost


def _not_told(office: Office, rows: list[MailRow]) -> list[str]:
    """What the auditor misses on the morning after."""
    last = max((row.created_at for row in rows), default=None)
    return [one.text for one in audit(office, last + dt.timedelta(days=1)).missing] if last else []


def _mails_twice(rows: list[MailRow], kept: Mapping[str, int], lied: Mapping[str, int]) -> list[str]:
    return [
        f"mail {row.id} × {kept[row.message_id]}"
        for row in rows
        if kept.get(row.message_id, 0) - 1 > row.possible_duplicates + lied.get(row.message_id, 0)
    ]


def _words_twice(rows: list[MailRow], kept: Mapping[str, int], lied: Mapping[str, int]) -> list[str]:
    """The same rung to the same mailbox in two mails, neither of which may have arrived unawares."""
    sure = [
        row for row in rows if kept.get(row.message_id) and not row.possible_duplicates and not lied.get(row.message_id)
    ]
    said: Counter[tuple[Any, ...]] = Counter(
        (item["task"], item["unit"], item["role"], item["rung"], item["due"], row.mailbox)
        for row in sure
        for item in row.items
        if item["rung"]
    )
    return [f"{words} × {times}" for words, times in said.items() if times > 1]
