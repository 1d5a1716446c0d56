"""A request for a later due date as the command line gives it: as JSON, and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from db.engine import reading
from db.extensions import ExtensionRow
from nhacviec.commands.json_output import print_object
from nhacviec.commands.session import Session
from plans.blocks import fold
from rules.errors import UsageError
from rules.say import say_day
from scheduler.answering.extensions import STATE_WORDS, Settled
from scheduler.clock import local_day
from scheduler.writing.compose import Matter
from scheduler.writing.digests import matters


def as_json(row: ExtensionRow, matter: Matter) -> dict[str, Any]:
    """The object of `extension list --json`; `due` is the obligation's date now."""
    return {
        "id": row.id,
        "obligation": row.obligation_id,
        "plan": matter.plan.id,
        "task": matter.task.name,
        "text": matter.task.text,
        "unit": row.unit,
        "period": matter.row.label,
        "state": row.state,
        "asked_on": row.asked_on,
        "asked_by": row.asked_by,
        "late": row.late,
        "from": row.from_due,
        "to": row.to_due,
        "reason": row.reason,
        "opinion": row.opinion,
        "offered": row.offered_due,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at,
        "recorded_by": row.recorded_by,
        "document": row.document,
        "refused_because": row.answer,
        "due": matter.row.due,
        "first_due": matter.row.first_due,
    }


def in_words(row: ExtensionRow, name_of: Callable[[str], str]) -> Iterator[str]:
    """The request in a few lines: who asked for what, what was said of it, how it stands."""
    late = ", khi đã quá hạn" if row.late else ""
    yield (
        f"Đề nghị số {row.id}: {name_of(row.unit)} xin gia hạn từ {say_day(row.from_due)} đến {say_day(row.to_due)} "
        f"(ngày {say_day(row.asked_on)}{late}): {STATE_WORDS[row.state]}"
    )
    yield f"  lý do: {row.reason}"
    if row.opinion:
        yield f"  ý kiến của bộ phận theo dõi: {row.opinion}"
    if row.decided_by:
        offered = f", đề nghị hạn khác {say_day(row.offered_due)}" if row.offered_due else ""
        day = f" ngày {say_day(local_day(row.decided_at))}" if row.decided_at else ""
        paper = f", {row.document}" if row.document else ""
        yield f"  người quyết định: {row.decided_by}{day}{paper}{offered}; người ghi: {row.recorded_by}"
    if row.answer:
        yield f"  lý do không đồng ý: {row.answer}"


def tell(session: Session, settled: Settled, sentence: str, *, wants_json: bool) -> None:
    """What a command did to a request: one sentence, or its object."""
    if not wants_json:
        click.echo(sentence)
        return
    with reading(session.office.engine) as conn:
        (matter,) = matters(conn, [settled.obligation])
    print_object(as_json(settled.extension, matter))


def said(option: str, text: str) -> str:
    """What a person wrote, on one line; an empty text is refused under the option's name."""
    folded = fold(text)
    if not folded:
        raise UsageError(reason=f"{option} không được để trống.")
    return folded
