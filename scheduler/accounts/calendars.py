"""An account's calendar at a secret address: a unit's account has its unit's duties, any other the whole office's.

The address stands for the account: what it shows follows the account's part in the office, and a disabled account's is
closed. Of the secret only the hash is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from db.calendar_addresses import (
    account_at_calendar,
    calendar_made_at,
    drop_calendar_address,
    set_calendar_address,
)
from db.engine import Connection, reading, writing
from db.history import record
from db.unit_duties import UnitDutyRow, changed_at, unit_duties
from notifications.calendar_file import CalendarEvent, calendar
from scheduler.accounts.tokens import digest, fresh_token
from scheduler.clock import LOCAL, local_day
from scheduler.office import Office, World, world
from scheduler.reports.duty_words import period_words

LONGEST_SUMMARY = 120
"""Letters; calendars show little more of a day."""
ASKED = {
    "lead": "Việc cần làm: báo khi hoàn thành.",
    "coordinating": "Việc cần làm: báo khi xong phần phối hợp.",
    "information": "Để biết, không phải báo.",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """The calendar's bytes; `mark` is another where they are."""

    content: bytes
    mark: str


def make_calendar(office: Office, number: int, login: str, *, at: dt.datetime) -> str:
    """A new secret for the account of that number; the one before is good for nothing from now on."""
    token = fresh_token()
    with writing(office.engine) as conn:
        set_calendar_address(conn, number, digest(token), at)
        record(conn, at=at, actor=login, subject=f"account:{number}", what="calendar made", login=login)
    return token


def close_calendar(office: Office, number: int, login: str, *, at: dt.datetime) -> None:
    """The account's secret is good for nothing any more."""
    with writing(office.engine) as conn:
        if drop_calendar_address(conn, number):
            record(conn, at=at, actor=login, subject=f"account:{number}", what="calendar closed", login=login)


def made_at(office: Office, number: int) -> dt.datetime | None:
    """When the account's secret was made; None where it has none."""
    with reading(office.engine) as conn:
        return calendar_made_at(conn, number)


def calendar_at(office: Office, token: str, now: dt.datetime) -> Feed | None:
    """What the secret opens; None for one that is not good, whatever the reason."""
    with reading(office.engine) as conn:
        account = account_at_calendar(conn, digest(token))
        if account is None or account.disabled_at:
            return None
        known, unit = world(office, conn), None
        if account.role == "unit":
            if account.unit is None:
                return None
            unit = known.register.heir(account.unit, local_day(now))
        events = list(_events(conn, known, unit))
    name = known.register.name_of(unit) if unit else office.settings.name
    content = calendar(f"Nhắc việc – {name}", events)
    return Feed(content, hashlib.sha256(content).hexdigest()[:32])


def _events(conn: Connection, known: World, unit: str | None) -> Iterator[CalendarEvent]:
    changed, base = changed_at(conn), known.settings.public_url
    for row in unit_duties(conn, unit):
        if row.due is None:
            continue
        opened = dt.datetime.combine(row.opened_on, dt.time(), LOCAL)
        yield CalendarEvent(
            uid=f"viec-{row.id}@{known.instance}",
            sequence=row.due_version - 1,
            day=row.due,
            summary=_brief(f"Hạn: {row.text}" if row.part == "lead" else f"Phối hợp: {row.text}"),
            description="\n".join(_description(row, known)),
            changed=max(opened, changed.get(row.id, opened)),
            url=f"{base}/viec/{row.id}" if base else "",
        )


def _description(row: UnitDutyRow, known: World) -> Iterator[str]:
    yield row.text
    yield f"Chủ trì: {known.register.name_of(row.held_by)}"
    yield f"Nhiệm vụ {row.name}, {row.plan_number or row.plan_title}; kỳ: {period_words(row.label)}"
    if row.phrase:
        yield f"Thời hạn trong văn bản: “{row.phrase}”"
    if row.product:
        yield f"Sản phẩm: {row.product}"
    yield ASKED[row.part]


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1].rstrip()}…"
