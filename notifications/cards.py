"""An item as the reader meets it: a line that says when, the task, the facts in a fixed order, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from notifications import answer_words, words
from notifications.model import AnswerLetter, Change, EventAct, Item

Tone: TypeAlias = Literal["late", "today", "soon", "calm"]

TITLE_LENGTH = 320
FACT_LENGTH = 400
MAX_LINES = 30


@dataclass(frozen=True, slots=True)
class Card:
    """`tone` only colours what `headline` says in words; `facts` are (label, text), none empty; `action` is what
    the reader can do at once, and the address for it."""

    tone: Tone
    headline: str
    title: str
    facts: tuple[tuple[str, str], ...]
    to_do: str
    action: tuple[str, str] | None = None


_SECTION_TONES: dict[str, Tone] = {"late": "late", "today": "today", "week": "soon"}


def digest_card(item: Item, section: str) -> Card:
    tone = _SECTION_TONES.get(section, "calm")
    return card(item, tone, words.headline(item), item.asked or words.to_do(section, item.role))


def event_card(item: Item, act: EventAct) -> Card:
    """An item of an event letter. Without a date: it waits again when the event is revoked, else its lead is asked."""
    if act == "revoked":
        return card(item, "calm", words.WAITS_AGAIN, words.STOP_TO_DO)
    if item.due is not None:
        return card(item, "soon", words.headline(item), words.to_do("later", item.role))
    if item.kind == "question":
        return card(item, "soon", words.ASK_DUE, words.GIVE_DATE_TO_DO)
    return card(item, "calm", words.NO_DUE, words.to_do("know", item.role))


def correction_card(change: Change) -> Card:
    old = words.NO_DUE if change.old_due is None else words.long_date(change.old_due)
    first = ((words.OLD_DUE, old),)
    if change.new_due is None:
        return card(change.item, "calm", words.WITHDRAWN, words.STOP_TO_DO, first)
    headline = words.NEW_DUE.format(day=words.long_date(change.new_due))
    return card(change.item, "soon", headline, words.NEW_DATE_TO_DO, first)


def answer_card(letter: AnswerLetter) -> Card:
    """What the letter is about, with its due date."""
    one, act = letter.item, letter.act
    due = words.due_on(one.due) if one.due else words.NO_DUE.lower()
    headline = f"{answer_words.HEADLINES[act]} – {due}"
    tone: Tone = "calm" if act in ("confirmed", "cancelled") else "soon"
    return card(one, tone, headline, answer_words.to_do(act, one.role, letter.obligation))


def card(item: Item, tone: Tone, headline: str, to_do: str, first: tuple[tuple[str, str], ...] = ()) -> Card:
    """An item under `headline`, with facts that come `first` before those that every card has."""
    action = (words.ANSWER[item.role], item.link) if item.link and item.role in words.ANSWER else None
    return Card(tone, headline, _title(item), _filled((*first, *_facts(item))), to_do, action)


def _title(item: Item) -> str:
    title = words.clip(item.title, TITLE_LENGTH)
    return f"{title} ({words.clip(item.period, 60)})" if item.period else title


def _facts(item: Item) -> tuple[tuple[str, str], ...]:
    """In the order of reading: whose, with whom, where it is written, why this date, why this mail."""
    return (
        *_whose(item),
        (words.WITH, ", ".join(item.coordinators)),
        (words.PLAN, " – ".join(part for part in (item.place, item.plan) if part)),
        (words.PHRASE, f"“{item.phrase}”" if item.phrase else ""),
        (words.WHY_DATE, item.why_date),
        (words.WHY_MAIL, item.reason),
        (words.REPORTED, ", ".join(item.escalated_to)),
        (words.NOTE, item.note or ""),
        *item.lines[:MAX_LINES],
        *(((words.MORE_LINES, str(hidden)),) if (hidden := len(item.lines) - MAX_LINES) > 0 else ()),
    )


def _whose(item: Item) -> tuple[tuple[str, str], ...]:
    role = words.ROLES[item.role]
    if item.role in ("lead", "coordinating"):
        return (words.ROLE, f"{role} ({item.unit_name})" if item.unit_name else role), (
            words.LEAD,
            item.lead_name or "",
        )
    return (words.UNIT, item.unit_name), (words.ROLE, role)


def _filled(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    clipped = ((label, words.clip(text, FACT_LENGTH)) for label, text in facts)
    return tuple((label, text) for label, text in clipped if text)
