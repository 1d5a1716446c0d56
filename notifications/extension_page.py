"""A letter about one request for a later due date: asked, offered another, granted, refused, taken back."""

from __future__ import annotations

from notifications import words
from notifications.cards import Card, Tone, card
from notifications.model import ExtensionAct, ExtensionLetter, MailKind

KINDS: dict[ExtensionAct, MailKind] = {
    "asked": "question",
    "offered": "question",
    "approved": "decision",
    "refused": "decision",
    "withdrawn": "decision",
    "declined": "decision",
}
_TONES: dict[ExtensionAct, Tone] = {"asked": "soon", "offered": "soon", "approved": "soon", "refused": "late"}


def extension_card(mail: ExtensionLetter) -> Card:
    """The duty, with what was asked and decided before the facts that every card has."""
    item = mail.item
    headline = words.EXTENSION_HEADLINES[mail.act].format(new=_day(mail, new=True), old=_day(mail, new=False))
    to_do = words.EXTENSION_TO_DO[mail.act]
    if mail.act == "approved" and item.role == "coordinating":
        to_do = words.EXTENSION_HELPER_TO_DO
    first = (
        (words.OLD_DUE if mail.act == "approved" else words.PRESENT_DUE, _day(mail, new=False)),
        (words.UNITS_REASON, mail.reason),
        (words.OPINION.format(name=mail.reply_to_name), mail.opinion or ""),
        (words.DECIDED_BY, mail.decided_by or ""),
        (words.PAPER, mail.document or ""),
        (words.REFUSED_BECAUSE, mail.answer or ""),
    )
    return card(item, _TONES.get(mail.act, "calm"), headline, to_do, first)


def extension_subject(mail: ExtensionLetter) -> str:
    day = f"{mail.new_due:%d/%m/%Y}"
    unit = words.clip(mail.unit_name, 60)
    return words.EXTENSION_SUBJECTS[mail.act].format(day=day, unit=unit, title=words.clip(mail.item.title, 80))


def extension_intro(mail: ExtensionLetter) -> str:
    return words.EXTENSION_INTROS[mail.act].format(
        number=mail.number,
        unit=words.clip(mail.unit_name, 160),
        asked=f"{mail.asked_on:%d/%m/%Y}",
        old=_day(mail, new=False),
        new=_day(mail, new=True),
    )


def extension_reply(mail: ExtensionLetter) -> str:
    """How to answer; what the monitor records, by the request's number."""
    return words.EXTENSION_REPLIES[mail.act].replace("{number}", str(mail.number))


def _day(mail: ExtensionLetter, *, new: bool) -> str:
    return words.long_date(mail.new_due if new else mail.old_due)
