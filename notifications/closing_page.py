"""The parts of a letter about a plan that was closed or opened again: what becomes of the work of one unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from notifications import closing_words, words
from notifications.duty_rows import NAME_LENGTH, duty_row, tables
from notifications.model import ClosingLetter, DutyLine
from notifications.page import Block

_Part: TypeAlias = tuple[str, str, Sequence[DutyLine]]


def closing_blocks(mail: ClosingLetter, limit: int) -> tuple[Block, ...]:
    """The first `limit` lines under their headings: what has still to be done stands first."""
    return tables(((heading, lines, duty_row) for heading, _, lines in _parts(mail)), limit)


def closing_counts(mail: ClosingLetter) -> tuple[str, ...]:
    """("2 việc làm tiếp", "1 việc hủy"), for the parts that have any."""
    return tuple(f"{len(lines)} {counted}" for _, counted, lines in _parts(mail) if lines)


def closing_intro(mail: ClosingLetter) -> str:
    """What was done to the plan, and what it means to this unit."""
    reason = words.clip(mail.reason, 2 * NAME_LENGTH).rstrip(".") if mail.reason else ""
    return closing_words.INTROS[mail.act].format(
        plan=words.clip(mail.plan, NAME_LENGTH),
        name=words.clip(mail.recipient_name, NAME_LENGTH),
        reason=words.AMENDMENT_REASON.format(reason=reason) if reason else "",
    )


def closing_size(mail: ClosingLetter) -> int:
    """How many lines there are."""
    return sum(len(lines) for _, _, lines in _parts(mail))


def _parts(mail: ClosingLetter) -> tuple[_Part, ...]:
    return tuple((*closing_words.PARTS[name], getattr(mail, name)) for name in closing_words.PARTS)
