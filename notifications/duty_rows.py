"""A duty as a row of a letter's table: what, with its place and who leads, and when, with the words of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from notifications import words
from notifications.model import AmendedDuty, DutyLine
from notifications.page import Block, Row

NAME_LENGTH = 160
TITLE_LENGTH = 320
_Line = TypeVar("_Line")


def tables(parts: Iterable[tuple[str, Sequence[_Line], Callable[[_Line], Row]]], limit: int) -> tuple[Block, ...]:
    """The first `limit` lines of all parts (heading, lines, how a line becomes a row), each part under its heading."""
    blocks = []
    for heading, lines, row in parts:
        rows = tuple(row(line) for line in lines[: max(limit, 0)])
        limit -= len(lines)
        if rows:
            name = words.block_heading(heading, len(lines), len(rows))
            blocks.append(Block(name, columns=words.ASSIGNMENT_HEAD, rows=rows))
    return tuple(blocks)


def duty_row(duty: DutyLine) -> Row:
    lead = f"{words.LEAD}: {duty.lead_name}" if duty.role != "lead" else ""
    via = words.VIA.format(name=duty.via) if duty.via else ""
    details = tuple(words.clip(text, NAME_LENGTH) for text in (duty.place, lead, via) if text)
    return Row(words.clip(duty.title, TITLE_LENGTH), details, _when(duty.due_text, duty.phrase))


def amended_row(one: AmendedDuty) -> Row:
    """The duty as it is now, then what stood there before."""
    row, duty = duty_row(one.duty), one.duty
    title = (words.BEFORE.format(text=words.clip(one.old_title, TITLE_LENGTH)),) if one.old_title else ()
    product = (words.PRODUCT.format(text=words.clip(one.product, NAME_LENGTH)),) if one.product else ()
    when = row.when
    if one.old_due_text is not None:
        before = ", ".join(_when(one.old_due_text, one.old_phrase if one.old_phrase != duty.phrase else None))
        when = (*row.when, words.BEFORE.format(text=before))
    return Row(row.title, (_role(duty), *row.details, *title, *product), when)


def dropped_row(one: AmendedDuty, gone: str = words.NO_LONGER) -> Row:
    """The duty as it was, with who has it now; `gone` says what became of one that nobody has."""
    row, duty = duty_row(one.duty), one.duty
    handed = (words.HANDED_TO.format(name=words.clip(one.handed_to, NAME_LENGTH)),) if one.handed_to else ()
    before = words.BEFORE.format(text=words.clip(duty.due_text, NAME_LENGTH))
    what = words.HANDED_ON.get(duty.role, gone) if one.handed_to else gone
    return Row(row.title, (_role(duty), *row.details), (what, *handed, before))


def _role(duty: DutyLine) -> str:
    return f"{words.ROLE}: {words.ROLES[duty.role]}"


def _when(due_text: str, phrase: str | None) -> tuple[str, ...]:
    quoted = (f"“{words.clip(phrase, NAME_LENGTH)}”",) if phrase else ()
    return (words.clip(due_text, NAME_LENGTH), *quoted)
