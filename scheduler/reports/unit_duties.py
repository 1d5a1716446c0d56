"""What a unit leads or takes part in, as its start page shows it: by urgency, with what is to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.engine import reading
from db.extensions import extensions
from db.unit_duties import UnitDutyRow, UnitPart, unit_duties
from rules.extensions import in_time_until
from rules.status import status_of
from rules.workdays import ONE_DAY
from scheduler.office import Office, World, world
from scheduler.reports.duty_words import period_words, status_words, tag_of

Group: TypeAlias = Literal["overdue", "soon", "year", "later", "undated", "done", "information"]
PARTS: dict[UnitPart, str] = {"lead": "chủ trì", "coordinating": "phối hợp", "information": "để biết"}
GROUPS: dict[Group, str] = {
    "overdue": "Quá hạn",
    "soon": "Đến hạn trong 30 ngày tới",
    "year": "Còn lại trong năm",
    "later": "Các năm sau",
    "undated": "Chưa có ngày hạn",
    "done": "Đã xong trong 30 ngày qua",
    "information": "Để biết",
}
SOON = DONE_LATELY = 30
"""Calendar days ahead, and back."""
FIRST, EACH = 10, 40
"""Lines of a group on the page of all groups, and on a page of its own."""


@dataclass(frozen=True, slots=True)
class MyDuty:
    """One obligation in words; `left` says how long there is to its day, `todo` what is expected of the unit."""

    number: int
    part: UnitPart
    name: str
    text: str
    plan: str
    period: str
    lead: str
    due: dt.date | None
    left: str
    status: str
    tag: str
    todo: str


@dataclass(frozen=True, slots=True)
class MyGroup:
    """Some duties of one kind, of `total`."""

    key: Group
    lines: tuple[MyDuty, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MyDuties:
    """The groups that have something in them; `more`: whether the one group asked for has a later page."""

    unit_name: str
    groups: tuple[MyGroup, ...]
    page: int
    more: bool


def my_duties(
    office: Office,
    unit: str,
    today: dt.date,
    *,
    part: UnitPart | None = None,
    group: Group | None = None,
    page: int = 1,
) -> MyDuties:
    """As of the local day: all groups, or the page of that number, from 1, of one of them."""
    with reading(office.engine) as conn:
        known = world(office, conn)
        rows = unit_duties(conn, unit, done_since=today - DONE_LATELY * ONE_DAY)
        asked = {one.obligation_id: one.state for one in extensions(conn, undecided=True)}
    by_group: dict[Group, list[UnitDutyRow]] = {key: [] for key in GROUPS}
    for row in rows:
        if part in (None, row.part):
            by_group[group_of(row, today)].append(row)
    skip, most = ((page - 1) * EACH, EACH) if group else (0, FIRST)
    groups = tuple(
        MyGroup(key, tuple(_duty(row, known, asked, today) for row in found[skip : skip + most]), len(found))
        for key, found in by_group.items()
        if found and group in (None, key)
    )
    more = group is not None and any(one.total > skip + most for one in groups)
    return MyDuties(known.register.name_of(unit), groups, page, more)


def group_of(row: UnitDutyRow, today: dt.date) -> Group:
    """Where the duty stands on the unit's page."""
    last = in_time_until(row.effective, row.late_after)
    if row.part == "information":
        return "information"
    if row.state == "done":
        return "done"
    if row.due is None or last is None:
        return "undated"
    if last < today:
        return "overdue"
    if row.due <= today + SOON * ONE_DAY:
        return "soon"
    return "year" if row.due.year == today.year else "later"


def _duty(row: UnitDutyRow, known: World, asked: Mapping[int, str], today: dt.date) -> MyDuty:
    last = in_time_until(row.effective, row.late_after)
    status = status_of(row.state, last, row.done_on, today, doubted=row.doubted)
    return MyDuty(
        row.id,
        row.part,
        row.name,
        row.text,
        row.plan_number or row.plan_title,
        period_words(row.label),
        known.register.name_of(row.held_by),
        row.due,
        _left(row, last, known, today),
        status_words(status, row.done_on, doubted=row.doubted),
        "" if row.part == "information" else tag_of(status, row.due, today),
        _todo(row, asked.get(row.id)),
    )


def _left(row: UnitDutyRow, last: dt.date | None, known: World, today: dt.date) -> str:
    """Calendar days ahead, office days behind, as in mails."""
    if row.state != "open" or row.due is None or last is None:
        return ""
    if last < today:
        return f"quá hạn {known.calendar.office_days_between(last, today)} ngày làm việc"
    days = ((row.due if row.due >= today else last) - today).days
    return f"còn {days} ngày" if days else "hạn hôm nay"


def _todo(row: UnitDutyRow, asked: str | None) -> str:
    if row.part == "information":
        return "để biết, không phải báo"
    if row.state == "done":
        return "chờ bộ phận theo dõi xác nhận" if row.doubted else ""
    if row.part == "coordinating":
        return "báo khi xong phần phối hợp"
    if asked == "offered":
        return "trả lời hạn khác được đề nghị"
    return "đang chờ quyết định gia hạn; báo khi hoàn thành" if asked else "báo khi hoàn thành"
