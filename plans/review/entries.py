"""The open questions of a review, by what a person fills in: one entry a task, a name of a unit, a duty in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.model import names
from plans.review.questions import Kind, Question
from plans.review.review import Review
from plans.review.reviewed import Reviewed, is_unled
from plans.units.register import Register

_OF_NAMES: frozenset[Kind] = frozenset({"unit", "ended"})
_KEYS: dict[Kind, tuple[str, ...]] = {
    "lead": ("lead",),
    "phrase": ("phrase",),
    "deadline": ("phrase", "confirm"),
    "dateless": ("phrase", "confirm"),
    "assumed": ("phrase", "confirm"),
    "duty": ("adopt",),
    "target": ("adopt",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A task or duty with open questions: why each is asked, what the document says, which keys answer."""

    name: str
    text: str
    why: tuple[str, ...]
    lead_text: str | None
    coordinating_text: str | None
    phrase: str | None
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the register does not have; `near` are names like it, each with its unit's code."""

    name: str
    place: str
    near: tuple[str, ...]


def open_tasks(review: Review, register: Register) -> Iterator[Entry]:
    """The tasks with open questions, in document order."""
    printed = dict(zip(review.document.tasks, names(review.document.tasks), strict=True))
    by_task = _by_name(review.questions)
    for one in review.tasks:
        row, name = one.row, printed[one.row]
        if asked := by_task.get(name):
            keys = _keys(asked, one, register)
            yield Entry(name, row.task, _why(asked), row.lead_text, row.coordinating_text, row.phrase, keys)


def open_duties(review: Review, register: Register) -> Iterator[Entry]:
    """The duties in the text with open questions, in document order."""
    by_duty = _by_name(review.questions)
    for one in review.duties:
        duty = one.duty
        if asked := by_duty.get(duty.id):
            keys = _keys(asked, one, register)
            yield Entry(duty.id, duty.text, _why(asked), duty.lead_text, duty.coordinating_text, duty.phrase, keys)


def unknown_names(review: Review) -> Iterator[UnknownName]:
    """The names to look up."""
    for asked in review.questions:
        if asked.kind in _OF_NAMES and asked.words:
            near = tuple(f"{name} ({code})" for name, code in asked.suggestions)
            yield UnknownName(asked.words, asked.place, near)


def _by_name(questions: Sequence[Question]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in questions:
        for name in question.tasks if question.kind not in _OF_NAMES else ():
            found.setdefault(name, []).append(question)
    return found


def _why(asked: Sequence[Question]) -> tuple[str, ...]:
    return tuple(question.why for question in asked)


def _keys(asked: Sequence[Question], one: Reviewed, register: Register) -> tuple[str, ...]:
    """The keys that answer; a duty that nobody leads needs a lead as soon as it is followed."""
    keys = [key for question in asked for key in _KEYS.get(question.kind, ())]
    kinds = {question.kind for question in asked}
    if not kinds.isdisjoint({"duty", "target"}) and is_unled(one):
        keys.append("lead")
    if "group" in kinds:
        memberless = {group.code for group in register.groups if not group.members}
        roles = (("lead", one.lead), ("coordinating", one.coordinating))
        keys += [role for role, codes in roles if not memberless.isdisjoint(codes)]
    return tuple(dict.fromkeys(keys))
