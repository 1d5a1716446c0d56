"""The list of duties as a page shows it, and as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from db.duty_queues import Beyond, Queue
from db.duty_search import (
    FoundRow,
    Search,
    count_found,
    found,
    lead_names,
    plan_names,
    sections,
    task_texts,
    unit_names,
)
from db.engine import Connection, reading
from db.holidays import load_calendar
from notifications.duty_workbook import DutyCells, duty_workbook
from rules.errors import NhacviecError
from rules.say import KIND_WORDS
from rules.status import STATUS_WORDS, status_of
from rules.text import bare
from scheduler.office import Office
from scheduler.reports.duty_words import period_words, status_words, tag_of
from scheduler.reports.overview import long_overdue

Wanted: TypeAlias = Search
EACH = 40
"""Rows on one page."""
MOST_PAGES = 2_000
MOST_IN_A_FILE = 5_000
QUEUE_WORDS: dict[Queue, str] = {
    "unfinished": "chưa xong",
    "soon_7": "đến hạn trong 7 ngày tới",
    "soon_30": "đến hạn trong 30 ngày tới",
    "undecided": "cần quyết định (quá hạn đã lâu)",
    "doubted": "báo hoàn thành muộn, chờ xác nhận",
    "declined": "đơn vị báo không phải việc của mình",
    "asked_later": "đang đề nghị gia hạn",
    "event": "nhiệm vụ chờ sự kiện",
    "undated": "nhiệm vụ chưa có ngày tính được",
    "unread": "nhiệm vụ có thời hạn chưa đọc hết",
    "unassigned": "nhiệm vụ chưa chọn đủ đơn vị",
}
WORDS: Mapping[str, str] = dict[str, str](QUEUE_WORDS.items()) | dict[str, str](STATUS_WORDS.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One row in words; `obligation` None: a task of which nothing came yet. `tag` is the kind of mark for `status`."""

    task: int
    name: str
    text: str
    plan: str
    plan_id: int
    phrase: str
    period: str
    obligation: int | None
    units: tuple[str, ...]
    due: dt.date | None
    status: str
    tag: str


@dataclass(frozen=True, slots=True)
class DutyPage:
    """Some of the rows; `total` is how many there are on all pages, `more` whether there are later ones."""

    lines: tuple[Line, ...]
    total: int
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What a search may name: plans and units by their keys, sections (`1:III`) of the plan that was chosen."""

    plans: Mapping[str, str]
    units: Mapping[str, str]
    sections: Mapping[str, str]
    one_plan: int | None


class TooManyRowsError(NhacviecError):
    """Có hơn {most} dòng; hãy lọc bớt, ví dụ theo kế hoạch hoặc theo khoảng ngày hạn, rồi tải về."""


def choices(office: Office, plan_id: int | None) -> Choices:
    """What there is to choose from; where there is one plan only, its sections too."""
    with reading(office.engine) as conn:
        named = plan_names(conn)
        plan_id = next(iter(named)) if len(named) == 1 else plan_id
        parts = sections(conn, plan_id) if plan_id in named else []
        units = unit_names(conn)
    plans = {str(key): plan_name(*name) for key, name in named.items()}
    said = {f"{table}:{label}": f"{label}. {heading}" if heading else label for table, label, heading in parts}
    return Choices(plans, units, said, plan_id if plan_id in named else None)


def plan_name(title: str, number: str | None) -> str:
    """A plan in few words: its number, else its title."""
    return number or title


def duty_page(office: Office, search: Search, words: str, page: int, today: dt.date) -> DutyPage:
    """The page of what is looked for, as of the local day; `words` must all stand in the task's text or be its name."""
    page = min(page, MOST_PAGES)
    with reading(office.engine) as conn:
        search, beyond = _narrowed(conn, search, words), _beyond(conn, office, today)
        total = count_found(conn, search, today, beyond)
        rows = found(conn, search, today, beyond, skip=(page - 1) * EACH, most=EACH)
        lines = _lines(conn, rows, today)
    return DutyPage(tuple(lines), total, page, page * EACH < total)


def duty_file(office: Office, search: Search, words: str, today: dt.date) -> bytes:
    """All that is looked for, as a workbook. Raises `TooManyRowsError`."""
    with reading(office.engine) as conn:
        search, beyond = _narrowed(conn, search, words), _beyond(conn, office, today)
        rows = found(conn, search, today, beyond, most=MOST_IN_A_FILE + 1)
        if len(rows) > MOST_IN_A_FILE:
            raise TooManyRowsError(most=MOST_IN_A_FILE)
        lines = _lines(conn, rows, today)
    cells = [
        DutyCells(
            one.name,
            one.text,
            "; ".join(one.units),
            one.plan,
            one.phrase,
            one.period,
            one.due,
            one.status,
            row.done_on,
            row.document,
        )
        for one, row in zip(lines, rows, strict=True)
    ]
    return duty_workbook(cells, office.settings.name, today)


def _beyond(conn: Connection, office: Office, today: dt.date) -> Beyond:
    return long_overdue(conn, load_calendar(conn), office.settings, today)


def _narrowed(conn: Connection, search: Search, words: str) -> Search:
    """Searching without regard to marks is ours: the databases do it differently, or not at all."""
    wanted = bare(words).split()
    if not wanted:
        return search
    texts = [(number, bare(name), bare(text)) for number, name, text in task_texts(conn)]
    ids = [number for number, name, text in texts if [name] == wanted or all(one in text for one in wanted)]
    return replace(search, task_ids=ids)


def _lines(conn: Connection, rows: Sequence[FoundRow], today: dt.date) -> list[Line]:
    names = unit_names(conn)
    leads = lead_names(conn, [row.task for row in rows if row.obligation is None])
    return [_line(row, names, leads, today) for row in rows]


def _line(row: FoundRow, names: Mapping[str, str], leads: Mapping[int, Sequence[str]], today: dt.date) -> Line:
    status, tag = _standing(row, today)
    return Line(
        row.task,
        row.name,
        row.text,
        plan_name(row.plan_title, row.plan_number),
        row.plan,
        row.phrase or "",
        period_words(row.label) if row.label else "",
        row.obligation,
        (names[row.unit],) if row.unit else tuple(leads.get(row.task, ())),
        row.due,
        status,
        tag,
    )


def _standing(row: FoundRow, today: dt.date) -> tuple[str, str]:
    if row.state is None:
        return next(words for kind, words in KIND_WORDS.items() if kind == row.kind), ""
    status = status_of(row.state, row.in_time_until, row.done_on, today, doubted=row.doubted)
    return status_words(status, row.done_on, doubted=row.doubted), tag_of(status, row.due, today)
