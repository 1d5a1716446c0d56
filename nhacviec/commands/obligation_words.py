"""An obligation as the command line gives it: as JSON, and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import click

from db.register import Register
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import Session
from rules.say import say_day
from rules.status import Status, status_of
from scheduler.office import world
from scheduler.reports.duty_words import status_words
from scheduler.writing.compose import Matter

ANSWERS = ("acknowledged", "progress", "declined", "done", "part_done")
"""Deeds of units; the others are the monitor's."""
JSON = click.option("--json", "wants_json", is_flag=True, help="In việc thành một đối tượng JSON.")


def status(matter: Matter, today: dt.date) -> Status:
    """How the obligation stands on the local day `today`."""
    row = matter.row
    return status_of(row.state, row.in_time_until, row.done_on, today, doubted=row.doubted)


def as_json(matter: Matter, today: dt.date) -> dict[str, Any]:
    """The object of `obligation list --json`."""
    row = matter.row
    return {
        "id": row.id,
        "plan": matter.plan.id,
        "task": matter.task.name,
        "text": matter.task.text,
        "unit": row.held_by,
        "period": row.label,
        "due": row.due,
        "effective": row.effective,
        "provisional": row.provisional,
        "status": status(matter, today),
        "done_on": row.done_on,
        "reported_at": row.reported_at,
        "doubted": row.doubted,
        "document": row.document,
    }


def in_words(matter: Matter, today: dt.date) -> str:
    """The status, with the day where the obligation is done."""
    return status_words(status(matter, today), matter.row.done_on, doubted=matter.row.doubted)


def about(matter: Matter, known: Register) -> str:
    """Which obligation: "việc số 7 (1.I.6, Thanh tra, hạn 31/03/2022)"."""
    row = matter.row
    due = f"hạn {say_day(row.due)}" if row.due else "chưa có hạn"
    return f"việc số {row.id} ({matter.task.name}, {known.name_of(row.held_by)}, {due})"


def tell(
    session: Session,
    matter: Matter,
    sentence: str,
    *,
    deed: str,
    wants_json: bool,
    by_unit: str | None = None,
    too: Sequence[Matter] = (),
) -> None:
    """What a command did to an obligation, and to those linked with it: a sentence each, or the obligation as it is.

    The object names the `deed` besides, the numbers of those linked and, where a unit answered, in whose name (None:
    that of whoever holds it).
    """
    if wants_json:
        answered = {"by_unit": by_unit or matter.row.held_by} if deed in ANSWERS else {}
        linked = {"linked": [other.row.id for other in too]}
        print_object(as_json(matter, session.today) | {"deed": deed} | answered | linked)
        return
    click.echo(sentence)
    register = world(session.office).register
    for other in too:
        said = f"{about(other, register)}, {other.plan.label}: {in_words(other, session.today)}"
        click.echo(f"Cùng một việc, đã ghi theo: {said}.")
