"""Extensions on the page of a duty: the requests as the lead may see them, and what it says of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from db.engine import Connection, reading
from db.extensions import ExtensionRow, extensions
from rules.say import say_day
from scheduler.answering.answers import Part, Teller
from scheduler.answering.extensions import (
    STATE_WORDS,
    UnknownExtensionError,
    accept,
    ask,
    decline,
    why_none_may_be_asked,
    withdraw,
)
from scheduler.office import Office, World
from scheduler.writing.compose import Matter

ExtensionChoice: TypeAlias = Literal["extension_asked", "offer_accepted", "offer_declined", "extension_withdrawn"]


@dataclass(frozen=True, slots=True)
class RequestShown:
    """One request in words; `facts` are (label, text). `offered` is the date offered in words, where one waits."""

    number: int
    said: str
    state: str
    facts: tuple[tuple[str, str], ...]
    undecided: bool
    offered: str | None


@dataclass(frozen=True, slots=True)
class Requests:
    """What the page says of extensions. `may_ask`: a form for a new request; else `why_not` says why there is none,
    empty where that needs no words: a request waits, the duty is closed, or the reader does not lead it."""

    made: tuple[RequestShown, ...] = ()
    may_ask: bool = False
    why_not: str = ""


def requests(conn: Connection, office: Office, one: Matter, part: Part, known: World, today: dt.date) -> Requests:
    """The requests about the obligation, for its lead alone."""
    if part != "lead":
        return Requests()
    rows = extensions(conn, obligation_id=one.row.id)
    made = tuple(_shown(row, known) for row in rows)
    if one.row.state != "open" or any(row.undecided for row in rows):
        return Requests(made)
    why_not = why_none_may_be_asked(one.row, rows, today, office)
    return Requests(made, not why_not, why_not)


def settle(
    office: Office,
    obligation: int,
    teller: Teller,
    choice: ExtensionChoice,
    *,
    to: dt.date | None,
    reason: str,
    request: int,
) -> None:
    """Do what the unit says, by the use case that the command has. Raises what that raises, `UnknownExtensionError`
    for a request about another obligation."""
    if choice == "extension_asked":
        assert to is not None, "a form without a date is refused before"
        ask(office, obligation, to=to, reason=reason, at=teller.at, actor=teller.actor, unit=teller.unit)
        return
    with reading(office.engine) as conn:
        if request not in {row.id for row in extensions(conn, obligation_id=obligation)}:
            raise UnknownExtensionError(id=request)
    deed = {"offer_accepted": accept, "offer_declined": decline, "extension_withdrawn": withdraw}[choice]
    deed(office, request, at=teller.at, actor=teller.actor, unit=teller.unit)


def _shown(row: ExtensionRow, known: World) -> RequestShown:
    return RequestShown(
        row.id,
        f"Đề nghị ngày {say_day(row.asked_on)}: gia hạn đến {say_day(row.to_due)}",
        STATE_WORDS[row.state],
        tuple(_facts(row, known)),
        row.undecided,
        say_day(row.offered_due) if row.offered_due and row.state == "offered" else None,
    )


def _facts(row: ExtensionRow, known: World) -> Iterator[tuple[str, str]]:
    yield "Lý do", row.reason
    if row.late:
        yield "Lưu ý", "đề nghị khi đã quá hạn: được gia hạn thì việc vẫn tính là muộn"
    if row.opinion:
        yield f"Ý kiến của {known.monitor_name()}", row.opinion
    if row.offered_due:
        yield "Hạn khác được đề nghị", say_day(row.offered_due)
    if row.decided_by:
        yield "Người quyết định", ", ".join(part for part in (row.decided_by, row.document) if part)
    if row.answer:
        yield "Lý do không đồng ý", row.answer
