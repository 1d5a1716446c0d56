"""The tables, by subject; above each stands what one of its rows is."""

from __future__ import annotations

from db.tables.accounts import account, calendar_address, login_failure, one_time_link, session
from db.tables.attachments import attachment
from db.tables.attendance import attended_day
from db.tables.checkins import check_in
from db.tables.extensions import extension, extension_notice
from db.tables.incoming import incoming
from db.tables.mails import act, notice, outbox, question_asked
from db.tables.metadata import metadata
from db.tables.obligations import answer, obligation, occurrence
from db.tables.office import history, office
from db.tables.plans import amendment, announcement, announcement_task, plan, task, task_group, task_twin, task_unit
from db.tables.register import (
    contact,
    group_member,
    group_spelling,
    holiday,
    holiday_year,
    planned_merger,
    unit,
    unit_alias,
    unit_group,
)
from db.tables.uploads import upload

__all__ = [
    "account",
    "act",
    "amendment",
    "announcement",
    "announcement_task",
    "answer",
    "attachment",
    "attended_day",
    "calendar_address",
    "check_in",
    "contact",
    "extension",
    "extension_notice",
    "group_member",
    "group_spelling",
    "history",
    "holiday",
    "holiday_year",
    "incoming",
    "login_failure",
    "metadata",
    "notice",
    "obligation",
    "occurrence",
    "office",
    "one_time_link",
    "outbox",
    "plan",
    "planned_merger",
    "question_asked",
    "session",
    "task",
    "task_group",
    "task_twin",
    "task_unit",
    "unit",
    "unit_alias",
    "unit_group",
    "upload",
]
