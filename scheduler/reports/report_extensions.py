"""The requests for later due dates that a report on a period tells of, as they stood on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from db.duties import obligations
from db.engine import Connection
from db.extensions import ExtensionRow, extensions
from db.history import story
from rules.report import Period
from rules.report_extensions import Outcome, Request, belongs
from scheduler.clock import local_day
from scheduler.office import World
from scheduler.reports.report_places import section_of
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters

_OUTCOMES: dict[str, Outcome] = {
    "approved": "granted",
    "refused": "refused",
    "withdrawn": "dropped",
    "lapsed": "dropped",
}
_CLOSING = ("extension_approved", "extension_refused", "extension_declined", "extension_withdrawn")
_ENDS = ("done", "cancelled", "withdrawn", "merged")
"""What ends an obligation, and with it its request."""


def requests(conn: Connection, known: World, period: Period, at: dt.date) -> Iterator[Request]:
    """Those that belong to the period as at the local day `at`, in the order in which they were asked."""
    rows = [row for row in extensions(conn) if row.asked_on <= min(period.last, at)]
    by_id = {
        one.row.id: one for one in matters(conn, obligations(conn, ids=sorted({row.obligation_id for row in rows})))
    }
    for row in rows:
        closed = _closed_on(conn, row)
        if belongs(period.first, period.last, at, row.asked_on, closed):
            yield _request(row, by_id[row.obligation_id], known, period, closed if closed and closed <= at else None)


def _closed_on(conn: Connection, row: ExtensionRow) -> dt.date | None:
    """The local day on which nobody had to act on it any more: what its obligation's history says of it."""
    if row.undecided:
        return None
    told = story(conn, f"obligation:{row.obligation_id}")
    ends = [e for e in told if e.what in _CLOSING and e.detail.get("extension") == row.id]
    ends += [e for e in told if row.state == "lapsed" and e.what in _ENDS and e.at >= row.asked_at]
    return local_day(ends[0].at) if ends else local_day(row.decided_at or row.asked_at)


def _request(row: ExtensionRow, one: Matter, known: World, period: Period, closed: dt.date | None) -> Request:
    outcome = _OUTCOMES[row.state] if closed else "undecided"
    return Request(
        row.id,
        row.obligation_id,
        one.plan.id,
        one.plan.label,
        one.task.name,
        one.task.text,
        section_of(one.task),
        row.unit,
        known.register.name_of(row.unit),
        row.asked_on,
        row.from_due,
        (row.offered_due or row.to_due) if outcome == "granted" else row.to_due,
        row.reason,
        outcome,
        closed,
        row.decided_by if outcome in ("granted", "refused") else None,
        row.asked_on >= period.first,
    )


def kept(stored: dict[str, Any]) -> Request:
    """One as it was kept when its report was issued."""
    days = {name: dt.date.fromisoformat(stored[name]) for name in ("asked_on", "from_due", "to_due")}
    closed = dt.date.fromisoformat(stored["closed_on"]) if stored["closed_on"] else None
    return Request(**stored | days | {"closed_on": closed})
