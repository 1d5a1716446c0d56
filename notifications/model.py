"""What a mail says, before it is worded: the values that the scheduler fills and `render` turns into words.

All dates are local dates of Asia/Ho_Chi_Minh. Nothing here is looked up or counted again: what a caller leaves out is
not in the mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["lead", "coordinating", "head", "monitor", "leadership"]
MailKind: TypeAlias = Literal[
    "assignment", "info", "reminder", "due", "overdue", "escalation", "event", "question", "correction", "decision"
]
EventAct: TypeAlias = Literal["opened", "revoked", "moved"]
ExtensionAct: TypeAlias = Literal["asked", "offered", "approved", "refused", "withdrawn", "declined"]
PlanAct: TypeAlias = Literal["amended", "restored", "undone", "reassigned"]
ClosingAct: TypeAlias = Literal["closed", "reopened"]
AnswerAct: TypeAlias = Literal["declined", "reported_late", "confirmed", "reopened", "resumed", "cancelled", "kept"]

GRAVITY: tuple[MailKind, ...] = (
    "escalation",
    "overdue",
    "due",
    "reminder",
    "question",
    "correction",
    "decision",
    "event",
    "assignment",
    "info",
)
"""Gravest first: what is late, what has a date, what waits for the reader's answer, what has changed, what is news."""


def gravest(kinds: Iterable[MailKind]) -> MailKind:
    """The kind that names a mail with items of these kinds; `ValueError` where there are none."""
    return min(kinds, key=GRAVITY.index)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a recipient is told about one obligation (or about no task: then `task` is None).

    `task` is the printed name ("1.I.6"), `unit` a code; `unit_name` is the unit whose obligation or part it is.
    `days_left` are calendar days from the day of the mail to `due`, negative when past; `overdue` are working days
    overdue, 0 while a last day that fell on a day off still runs. `phrase` is the deadline as printed. `why_date` and
    `reason` are one sentence each: why this date, why this mail. `lead_name` tells a co-ordinating unit who leads.
    `link` is the address at which the reader answers; whoever has it can.
    A question of a period has its label as `rung`. `lines` are what the item lists: a label ("1.I.6") and a text each.
    `asked` is what the reader is to do, in the words of the question; None where its section says it.
    """

    task: str | None
    title: str
    unit: str | None
    unit_name: str
    role: Role
    kind: MailKind
    rung: str
    due: dt.date | None
    days_left: int | None
    overdue: int
    plan: str
    place: str
    phrase: str | None
    why_date: str
    reason: str
    period: str | None
    coordinators: tuple[str, ...] = ()
    escalated_to: tuple[str, ...] = ()
    note: str | None = None
    lead_name: str | None = None
    link: str | None = None
    lines: tuple[tuple[str, str], ...] = ()
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """All that is owed to one mailbox on one day; with only `leadership` items it is the leaders' weekly list.

    `recipient_name` is the unit or person greeted, `reply_to_name` who reads the answers, `preview` marks a mail that
    is shown and not sent.
    """

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    items: tuple[Item, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class LinksLetter:
    """Fresh links to all that a mailbox has to answer, because somebody asked for them."""

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    items: tuple[Item, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One line of an assignment letter. `due_text` says the dates in words ("31/03/2026, rồi Quý I các năm 2027–2030",
    "chờ sự kiện: …"); `next_due` only sorts; `via` is the collective name through which the unit was meant."""

    task: str | None
    title: str
    role: Role
    phrase: str | None
    next_due: dt.date | None
    due_text: str
    place: str
    lead_name: str
    via: str | None


@dataclass(frozen=True, slots=True)
class AssignmentLetter:
    """What one plan gives one unit to do, on the day it is adopted. `document_date` is printed as it comes."""

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    plan: str
    period: str
    document_date: str | None
    lead: tuple[DutyLine, ...]
    coordinating: tuple[DutyLine, ...]
    notes: tuple[str, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class EventLetter:
    """An announced event and the work it opens, drops (`revoked`) or moves; an item without a date asks for one."""

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    plan: str
    event: str
    happened: dt.date | None
    document: str | None
    act: EventAct
    items: tuple[Item, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A due date that moved; None means that there was none, or that there is none any more."""

    item: Item
    old_due: dt.date | None
    new_due: dt.date | None


@dataclass(frozen=True, slots=True)
class CorrectionLetter:
    """Due dates already told that are no longer right, and why (one sentence)."""

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    plan: str
    reason: str
    changes: tuple[Change, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class AmendedDuty:
    """One part of a unit that an amended plan changes: the duty as it is now (a dropped one as it was), with what it
    was before where that differs. `product` is new wording of the product, `handed_to` who leads a duty now that this
    unit no longer has."""

    duty: DutyLine
    old_due_text: str | None = None
    old_phrase: str | None = None
    old_title: str | None = None
    product: str | None = None
    handed_to: str | None = None


@dataclass(frozen=True, slots=True)
class AmendmentLetter:
    """What the amendment of a plan means to one unit, or that it, or the plan, or only its part
    in a task (*reassigned*), was taken back.

    `document` names the amending document, None where the plan itself was taken back; `reason` is a clause.
    """

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    plan: str
    document: str | None
    act: PlanAct
    reason: str | None
    added: tuple[AmendedDuty, ...]
    moved: tuple[AmendedDuty, ...]
    reworded: tuple[AmendedDuty, ...]
    dropped: tuple[AmendedDuty, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class MergerLetter:
    """What came over to the unit `new` (a name) when the units `old` were merged into it, `since` that day.

    `takes_over`: the reader is the unit that goes on; else one that ended.
    """

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    old: tuple[str, ...]
    new: str
    since: dt.date
    takes_over: bool
    lead: tuple[DutyLine, ...]
    coordinating: tuple[DutyLine, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class ClosingLetter:
    """What becomes of the work of one unit as its plan is closed, or opened again; `reason` is a clause.

    `finish` has still to be done, `carried` goes on in another plan, of `cancelled` nobody is reminded; `ended` has no
    due date and is not asked about any more; `opened` is to be done again.
    """

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    plan: str
    act: ClosingAct
    reason: str | None
    finish: tuple[DutyLine, ...]
    carried: tuple[DutyLine, ...]
    cancelled: tuple[DutyLine, ...]
    ended: tuple[DutyLine, ...]
    opened: tuple[DutyLine, ...]
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class ExtensionLetter:
    """What became of one request (`number`) of `unit_name` for a later due date.

    `old_due` is the date in force before the act, `new_due` the one asked for, offered or granted. `reason` is the
    unit's, `answer` that of a refusal. `decided_by` is a leader's name, `document` the paper.
    """

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    act: ExtensionAct
    number: int
    item: Item
    unit_name: str
    asked_on: dt.date
    old_due: dt.date
    new_due: dt.date
    reason: str
    opinion: str | None
    decided_by: str | None
    document: str | None
    answer: str | None
    reply_to_name: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class AnswerLetter:
    """What a unit said of an obligation and the monitor has to decide, or what the monitor decided and units must know.

    `obligation` is its number, `unit` who answered; `why` and `by` (a person) and `on` (a day in words) where the act
    has them.
    """

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    act: AnswerAct
    obligation: int
    unit: str
    item: Item
    reply_to_name: str
    why: str | None = None
    by: str | None = None
    on: str | None = None
    preview: bool = False


@dataclass(frozen=True, slots=True)
class ReplyLetter:
    """What `person` (a name, an address, both a stranger's claim) answered to the mail called `about`, for the monitor.

    `number` is the reply's, `came` when it was read. `duties` are what the mail was about: title, whose, due date, each
    in words. `answerable`: answers to this letter go to the person.
    """

    day: dt.date
    recipient: str
    recipient_name: str
    office: str
    number: int
    person: str
    came: str
    subject: str
    about: str
    text: str
    attachments: tuple[str, ...]
    duties: tuple[tuple[str, str, str], ...]
    answerable: bool
    reply_to_name: str
    preview: bool = False


Mail: TypeAlias = (
    Digest
    | AssignmentLetter
    | EventLetter
    | CorrectionLetter
    | AmendmentLetter
    | ExtensionLetter
    | AnswerLetter
    | LinksLetter
    | MergerLetter
    | ClosingLetter
    | ReplyLetter
)
