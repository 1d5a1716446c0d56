"""The auditor: what had to be told by yesterday, reckoned anew from plain rows, against what the outbox holds.

It shares no code with the sender (import-linter holds that), only the rows, the calendar and the configuration. It
looks at the days on which the office was at work, and at each obligation under its present due date: earlier nights
have looked at earlier ones. Where people, plans or policy changed, it says nothing of the days before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.attendance import attended
from db.audit import Books, books, missing_numbers, without_mail
from db.engine import Connection, reading, writing
from db.facts import fact, set_fact
from db.holidays import load_calendar
from db.row_numbers import AUDITED
from rules.workdays import ONE_DAY
from scheduler.auditing.audit_duties import UNSAID, Duties
from scheduler.auditing.audit_letters import Letters
from scheduler.clock import LOCAL, local_day
from scheduler.office import Office

log = logging.getLogger(__name__)

LOOK_BACK = dt.timedelta(days=400)
MOST_LOGGED = 10
_POLICY, _SINCE, _RESULT = "audit_policy", "audit_since", "audit_result"
_ROLES = {
    "lead": "đơn vị chủ trì",
    "coordinating": "đơn vị phối hợp",
    "head": "người đứng đầu đơn vị",
    "monitor": "bộ phận theo dõi",
    "leadership": "Lãnh đạo",
}
_TABLES = {"outbox": "thư", "notice": "lượt nhắc", "act": "việc phải báo bằng thư"}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there: `about` names its row ("obligation:12"), `day` is when it had to be, if known."""

    kind: str
    about: str
    day: dt.date | None
    text: str


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit looked at: from which day, how many days and obligations; and what it found."""

    since: dt.date
    days: int
    obligations: int
    missing: tuple[Missing, ...]


def audit(office: Office, at: dt.datetime, *, numbers: bool = True) -> Audited:
    """Look at everything up to the end of yesterday. `numbers`: also for rows that were taken out of the tables."""
    today = local_day(at)
    with reading(office.engine) as conn:
        rows = books(conn)
        since = _since(conn, office, rows, today)
        days = attended(conn, since, today - dt.timedelta(days=1))
        duties = Duties(rows, office.settings, load_calendar(conn), days)
        found = [*_duties(duties), *_letters(duties, today), *_mails(rows, today), *_orphans(conn)]
        found += list(_numbers(conn)) if numbers else []
    return Audited(since, len(days), len(rows.obligations), tuple(found))


def audit_nightly(office: Office, at: dt.datetime) -> Audited:
    """The audit, its result kept for `doctor` and told in the log; a policy that changed counts from today on."""
    today, mark = local_day(at), _mark(office)
    with writing(office.engine) as conn:
        if fact(conn, _POLICY) != mark:
            if fact(conn, _POLICY) is not None:
                set_fact(conn, _SINCE, today.isoformat())
            set_fact(conn, _POLICY, mark)
    found = audit(office, at)
    texts = [one.text for one in found.missing[:MOST_LOGGED]]
    with writing(office.engine) as conn:
        set_fact(conn, _RESULT, json.dumps([at.isoformat(), len(found.missing), texts], ensure_ascii=False))
    log.log(logging.WARNING if found.missing else logging.INFO, "audited", extra={"missing": len(found.missing)})
    for text in texts:
        log.warning("audit_missing", extra={"what": text})
    return found


def last_audit(conn: Connection) -> tuple[dt.datetime, int, list[str]] | None:
    """When the last nightly audit was, how much was missing, and the first of it in words."""
    stored = fact(conn, _RESULT)
    if stored is None:
        return None
    at, count, texts = json.loads(stored)
    return dt.datetime.fromisoformat(at), count, texts


def _since(conn: Connection, office: Office, rows: Books, today: dt.date) -> dt.date:
    stored, since = fact(conn, _POLICY), fact(conn, _SINCE)
    if stored is not None and stored != _mark(office):
        return today
    days = [today - LOOK_BACK, *([dt.date.fromisoformat(since)] if since else [])]
    return max([*days, *_holiday_edits(rows)])


def _holiday_edits(rows: Books) -> Iterator[dt.date]:
    """Days counted under another table of holidays cannot be counted again."""
    for subject, edits in rows.history.items():
        if subject.startswith("holidays:"):
            yield from (local_day(row.at) + ONE_DAY for row in edits)


def _mark(office: Office) -> str:
    settings = office.settings
    return hashlib.sha256(repr((settings.policy, settings.overrides, settings.hours)).encode()).hexdigest()[:16]


def _duties(duties: Duties) -> Iterator[Missing]:
    for row, gap in duties.gaps():
        who = f"{_ROLES[gap.role]}{f' ({gap.unit})' if gap.unit else ''}"
        text = f"Việc số {row.id}: ngày {gap.day:%d/%m/%Y} phải nhắc {who} mà không có ({gap.why})."
        yield Missing("notice", f"obligation:{row.id}", gap.day, text)


def _letters(duties: Duties, today: dt.date) -> Iterator[Missing]:
    before = dt.datetime.combine(today, dt.time(), LOCAL)
    for act, unit in Letters(duties).gaps(before):
        to = unit or _ROLES["monitor"]
        text = f"Thư báo «{act.kind}» ({act.ref}) ngày {act.day:%d/%m/%Y} gửi {to} không có."
        yield Missing("letter", f"act:{act.id}", act.day, text)
    worked = [day for day, _ in duties.attended]
    for act in duties.books.acts:
        if act.answered_at is None and any(day > act.day for day in worked):
            text = f"Việc «{act.kind}» ({act.ref}) ngày {act.day:%d/%m/%Y} chưa được báo bằng thư."
            yield Missing("letter", f"act:{act.id}", act.day, text)


def _mails(rows: Books, today: dt.date) -> Iterator[Missing]:
    """Each rung that a digest says must stand with it as a notice."""
    given: dict[int, Counter[tuple[str, str]]] = {}
    for one in (one for notices in rows.notices.values() for one in notices):
        given.setdefault(one.outbox_id, Counter())[one.role, one.rung] += 1
    for mail in _in_their_time(rows):
        if mail.sort == "digest" and mail.day < today and mail.state not in UNSAID and not _retried(rows, mail):
            said = Counter((item["role"], item["rung"]) for item in mail.items if _is_rung(item["rung"]))
            if lost := said - given.get(mail.id, Counter()):
                text = f"Thư số {mail.id} ngày {mail.day:%d/%m/%Y} có {lost.total()} lượt nhắc không còn được ghi."
                yield Missing("notice", f"mail:{mail.id}", mail.day, text)


def _in_their_time(rows: Books) -> Iterator[Any]:
    """The mails but for those of a clock that was ahead: what they said may have been given anew on its day."""
    soonest: dt.datetime | None = None
    for number in sorted(rows.mails, reverse=True):
        mail = rows.mails[number]
        if soonest is None or mail.created_at <= soonest:
            soonest = mail.created_at
            yield mail


def _is_rung(name: str | None) -> bool:
    """Questions beside the ladder bear the name of their period instead."""
    return name is not None and name.startswith(("T-", "O+"))


def _retried(rows: Books, mail: Any) -> bool:
    """What it said may have been given anew before somebody had it sent after all."""
    return f"mail:{mail.id}" in rows.history


def _orphans(conn: Connection) -> Iterator[Missing]:
    for table, number in without_mail(conn):
        yield Missing("mail", f"mail:{number}", None, f"Thư số {number} được ghi là đã lập ({table}) mà không còn.")


def _numbers(conn: Connection) -> Iterator[Missing]:
    for name in AUDITED:
        for number in missing_numbers(conn, name):
            yield Missing(
                "row", f"{name}:{number}", None, f"Dòng số {number} của bảng {name} ({_TABLES[name]}) đã mất."
            )
