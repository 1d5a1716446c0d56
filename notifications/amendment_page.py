"""The parts of a letter about an amended plan: what moved, what is new, what reads otherwise, what is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from notifications import words
from notifications.duty_rows import NAME_LENGTH, amended_row, dropped_row, tables
from notifications.model import AmendedDuty, AmendmentLetter
from notifications.page import Block, Row

_Part: TypeAlias = tuple[str, Sequence[AmendedDuty], Callable[[AmendedDuty], Row]]


def amendment_blocks(mail: AmendmentLetter, limit: int) -> tuple[Block, ...]:
    """The first `limit` lines under their headings, in the order in which the reader has to act on them."""
    return tables(((heading, _lead_first(lines), row) for heading, lines, row in _parts(mail)), limit)


def amendment_counts(mail: AmendmentLetter) -> tuple[str, ...]:
    """("1 việc giao thêm", "2 việc đổi thời hạn"), for the parts that have any."""
    return tuple(f"{len(lines)} {heading[:1].lower()}{heading[1:]}" for heading, lines, _ in _parts(mail) if lines)


def amendment_intro(mail: AmendmentLetter) -> str:
    """What was done to the plan, and what it means to this unit."""
    reason = words.clip(mail.reason, 2 * NAME_LENGTH).rstrip(".") if mail.reason else ""
    return words.AMENDMENT_INTROS[mail.act].format(
        plan=words.clip(mail.plan, NAME_LENGTH),
        document=words.clip(mail.document or "", NAME_LENGTH),
        name=words.clip(mail.recipient_name, NAME_LENGTH),
        reason=words.AMENDMENT_REASON.format(reason=reason) if reason else "",
    )


def amendment_size(mail: AmendmentLetter) -> int:
    """How many lines there are."""
    return sum(len(lines) for _, lines, _ in _parts(mail))


def _parts(mail: AmendmentLetter) -> tuple[_Part, ...]:
    if mail.act == "undone":
        return ((words.UNDONE_DUTIES, mail.dropped, lambda one: dropped_row(one, words.NOT_FOLLOWED)),)
    if mail.act == "reassigned":
        return ((words.TAKEN_DUTIES, mail.dropped, lambda one: dropped_row(one, words.NOT_GIVEN)),)
    added = words.RETURNED_DUTIES if mail.act == "restored" else words.ADDED_DUTIES
    return (
        (words.MOVED_DUTIES, mail.moved, amended_row),
        (added, mail.added, amended_row),
        (words.REWORDED_DUTIES, mail.reworded, amended_row),
        (words.DROPPED_DUTIES, mail.dropped, dropped_row),
    )


def _lead_first(lines: Sequence[AmendedDuty]) -> list[AmendedDuty]:
    """Duties that the unit leads first; among them in the order of the document."""
    return sorted(lines, key=lambda line: line.duty.role != "lead")
