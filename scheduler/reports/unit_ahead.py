"""The mail that a unit would get over a stretch of days if nobody reported anything, by what `ladder explain` says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from db.duties import obligations
from db.engine import Connection, reading
from db.plans import tasks
from rules.ladder import Notice
from scheduler.duties.outlook import outlook
from scheduler.office import Office, World, world
from scheduler.reports.mail_words import ROLES
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

MOST_DUTIES = 1000
"""Open obligations that are looked at, the earliest due first."""
MOST_NAMED = 12
_ITS_OWN = ("lead", "coordinating", "head")


@dataclass(frozen=True, slots=True)
class MailAhead:
    """One mail to one mailbox on a local day. `tasks`: some of those that it would be about; `in_all` counts them."""

    day: dt.date
    mailbox: str
    roles: str
    tasks: tuple[str, ...]
    in_all: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The mails in order; `left_out`: obligations beyond `MOST_DUTIES`, which were not looked at."""

    mails: tuple[MailAhead, ...]
    left_out: int


def mails_ahead(office: Office, unit: str, first: dt.date, last: dt.date, today: dt.date) -> Ahead:
    """Those of the days from `first` to `last`, both inclusive, none before `today`."""
    said: dict[tuple[dt.date, str], list[tuple[str, Notice]]] = defaultdict(list)
    with reading(office.engine) as conn:
        known = world(office, conn, on=today)
        found = _matters(conn, unit)
        for matter in found[:MOST_DUTIES]:
            for day, notice in _of_unit(conn, known, matter, unit, today):
                if first <= day <= last:
                    said[day, notice.mailbox].append((matter.task.name, notice))
    return Ahead(tuple(_mail(*key, said[key]) for key in sorted(said)), max(len(found) - MOST_DUTIES, 0))


def _matters(conn: Connection, unit: str) -> list[Matter]:
    """The open obligations that the unit holds, and those of tasks that it has a part in."""
    helped = [task.id for task in tasks(conn) if any(one.unit == unit for one in task.coordinating)]
    rows = obligations(conn, unit=unit, state="open") + obligations(conn, task_ids=helped, state="open")
    once = {row.id: row for row in sorted(rows, key=lambda row: (row.due or dt.date.max, row.id))}
    return matters(conn, list(once.values()))


def _of_unit(
    conn: Connection, known: World, matter: Matter, unit: str, today: dt.date
) -> Iterator[tuple[dt.date, Notice]]:
    for day, notice in outlook(conn, known, matter, today).ahead:
        if notice.unit == unit and notice.role in _ITS_OWN:
            yield day, notice


def _mail(day: dt.date, mailbox: str, said: list[tuple[str, Notice]]) -> MailAhead:
    names = tuple(dict.fromkeys(name for name, _ in said))
    roles = ", ".join(dict.fromkeys(ROLES[notice.role] for _, notice in said))
    return MailAhead(day, mailbox, roles, names[:MOST_NAMED], len(names))
