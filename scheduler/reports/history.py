"""The history as the page shows it: what was done to what, by whom, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from db.engine import reading
from db.history import Entry, entries
from db.register import load_register
from rules.workdays import ONE_DAY
from scheduler.clock import LOCAL
from scheduler.office import Office
from scheduler.reports.deed_words import say_deed

EACH = 50
"""Entries on one page."""
MOST_PAGES = 2000
KINDS = {
    "plan": "kế hoạch",
    "task": "nhiệm vụ",
    "obligation": "việc phải làm",
    "announcement": "sự kiện",
    "report": "báo cáo",
    "unit": "đơn vị",
    "group": "nhóm đơn vị",
    "mail": "thư",
    "mailbox": "hộp thư",
    "delivery": "việc gửi thư",
    "holidays": "ngày nghỉ",
    "account": "tài khoản",
}
"""What entries may be about."""
_NUMBERED = {
    "plan": "kế hoạch số",
    "task": "nhiệm vụ số",
    "obligation": "việc số",
    "announcement": "công bố số",
    "report": "báo cáo kỳ",
    "mail": "thư số",
    "mailbox": "hộp thư",
    "holidays": "ngày nghỉ năm",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: local days, both inclusive; part of an actor's name; a key of `KINDS`; which page, from 1."""

    first: dt.date | None = None
    last: dt.date | None = None
    actor: str = ""
    kind: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One deed in words."""

    at: dt.datetime
    actor: str
    about: str
    deed: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some of the entries; `more`: whether there are older ones."""

    lines: tuple[Line, ...]
    page: int
    more: bool


def history_page(office: Office, wanted: Wanted) -> HistoryPage:
    """The page that is wanted."""
    since, until = _start(wanted.first), _start(wanted.last + ONE_DAY if wanted.last else None)
    page = min(wanted.page, MOST_PAGES)
    with reading(office.engine) as conn:
        found = entries(
            conn,
            since=since,
            until=until,
            actor=wanted.actor,
            kind=wanted.kind,
            skip=(page - 1) * EACH,
            most=EACH + 1,
        )
        register = load_register(conn)
    names = {code: unit.name for code, unit in register.units.items()} | dict(register.groups)
    lines = tuple(Line(one.at, one.actor, _about(one, names), say_deed(one)) for one in found[:EACH])
    return HistoryPage(lines, page, len(found) > EACH)


def _start(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), LOCAL) if day else None


def _about(entry: Entry, names: Mapping[str, str]) -> str:
    """Việc số 12; đơn vị Thanh tra Sở; tài khoản an.nguyen."""
    kind, _, which = entry.subject.partition(":")
    if kind in ("unit", "group"):
        return f"{KINDS[kind]} {names.get(which, which)}"
    if kind == "account":
        return f"tài khoản {entry.detail.get('login', which)}"
    return f"{_NUMBERED.get(kind, KINDS.get(kind, kind))} {which}".strip()
