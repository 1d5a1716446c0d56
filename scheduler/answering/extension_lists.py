"""Requests for later due dates as the pages show them, what the rules say of each, and what deciding would bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.duties import ObligationRow, obligations
from db.engine import Connection, reading, rehearsing
from db.extensions import ExtensionRow, extensions
from rules.extensions import date_hindrance
from rules.say import say_day
from scheduler.answering.extensions import STATE_WORDS, WHY, Decision, Verdict, decided_in
from scheduler.clock import local_day
from scheduler.office import Office, World, world
from scheduler.writing.digests import matters
from scheduler.writing.hearers import Hearer, hearers

EACH = 50
"""Settled requests on one page."""
OUTCOMES = {state: words for state, words in STATE_WORDS.items() if state not in ("asked", "offered")}
"""The ends of a request, in words."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request with what it is about. `waited`: office days for which it waits; `not_approvable`: why the asked date
    cannot be granted any more, in words, empty where it can.
    """

    id: int
    obligation: int
    task: str
    text: str
    plan: str
    unit: str
    unit_name: str
    asked_on: dt.date
    asked_by: str
    from_due: dt.date
    to_due: dt.date
    first_due: dt.date | None
    reason: str
    opinion: str | None
    state: str
    state_words: str
    offered: dt.date | None
    waited: int
    rules: tuple[str, ...]
    not_approvable: str
    decided_by: str | None
    decided_at: dt.datetime | None
    recorded_by: str | None
    document: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which settled requests: a key of `OUTCOMES`, a unit's code, which page, from 1."""

    outcome: str = ""
    unit: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """All that is undecided, the longest waiting first, and some of the settled, the newest first."""

    undecided: tuple[RequestLine, ...]
    settled: tuple[RequestLine, ...]
    units: dict[str, str]
    page: int
    more: bool


def requests_page(office: Office, wanted: Wanted, today: dt.date) -> RequestsPage:
    """The requests as wanted; `units` are those that ever asked, by code and name."""
    with reading(office.engine) as conn:
        known, rows = world(office, conn), extensions(conn)
        waiting = sorted((row for row in rows if row.undecided), key=lambda row: (row.state, row.waiting_since))
        ended = [
            row
            for row in reversed(rows)
            if not row.undecided and wanted.outcome in ("", row.state) and wanted.unit in ("", row.unit)
        ]
        first = (wanted.page - 1) * EACH
        undecided = _lines(conn, waiting, known, today, rows)
        settled = _lines(conn, ended[first : first + EACH], known, today, rows)
    units = {code: known.register.name_of(code) for code in sorted({row.unit for row in rows})}
    return RequestsPage(undecided, settled, units, wanted.page, len(ended) > first + EACH)


def request_line(office: Office, number: int, today: dt.date) -> RequestLine | None:
    """The request of that number."""
    with reading(office.engine) as conn:
        rows = extensions(conn, ids=[number])
        if not rows:
            return None
        beside = extensions(conn, obligation_id=rows[0].obligation_id)
        return _lines(conn, rows, world(office, conn), today, beside)[0]


def preview_decision(
    office: Office, number: int, decision: Decision, verdict: Verdict, *, at: dt.datetime, actor: str
) -> tuple[Hearer, ...]:
    """Who would get a letter. Raises what deciding raises; writes nothing."""
    with rehearsing(office.engine) as conn:
        decided_in(conn, office, number, decision, verdict, at=at, actor=actor)
        return hearers(conn, f"extension:{number}", world(office, conn, on=local_day(at)), local_day(at))


def _lines(
    conn: Connection, rows: Sequence[ExtensionRow], known: World, today: dt.date, beside: Sequence[ExtensionRow]
) -> tuple[RequestLine, ...]:
    duties = obligations(conn, ids=sorted({row.obligation_id for row in rows}))
    about = {one.row.id: one for one in matters(conn, duties)}
    found = []
    for row in rows:
        one = about[row.obligation_id]
        granted = sum(e.obligation_id == row.obligation_id and e.state == "approved" for e in beside)
        found.append(
            RequestLine(
                row.id,
                row.obligation_id,
                one.task.name,
                one.task.text,
                one.plan.label,
                row.unit,
                known.register.name_of(row.unit),
                row.asked_on,
                row.asked_by,
                row.from_due,
                row.to_due,
                one.row.first_due,
                row.reason,
                row.opinion,
                row.state,
                STATE_WORDS[row.state],
                row.offered_due,
                known.calendar.office_days_between(row.waiting_since, today) if row.undecided else 0,
                tuple(_rules(row, granted, known)) if row.undecided else (),
                _why_not(one.row, row.to_due, today),
                row.decided_by,
                row.decided_at,
                row.recorded_by,
                row.document,
                row.answer,
            )
        )
    return tuple(found)


def _rules(row: ExtensionRow, granted: int, known: World) -> Iterator[str]:
    """What the rules say of an undecided request."""
    register = known.register
    unit = register.name_of(row.unit)
    allowed = known.settings.extensions.allowed
    yield f"Việc này đã được gia hạn {granted} lần; quy định cho phép nhiều nhất {allowed} lần."
    if row.late:
        yield "Đề nghị khi đã quá hạn: dù được gia hạn, việc vẫn tính là muộn."
    yield f"{unit} và người nhận thư của đơn vị không tự quyết định đề nghị của mình."
    if row.unit in register.units and register.units[row.unit].is_monitor:
        yield f"{unit} vừa đề nghị vừa theo dõi: nếu ghi thay lãnh đạo thì phải ghi số văn bản."


def _why_not(duty: ObligationRow, to: dt.date, today: dt.date) -> str:
    if duty.due is None or duty.state != "open":
        return ""
    why = date_hindrance(duty.due, to, today)
    return WHY[why].format(due=say_day(duty.due), allowed="") if why else ""
