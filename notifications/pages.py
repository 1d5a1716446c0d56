"""Each kind of mail as a page: its subject, its sentences, its cards and rows, cut to a number of things."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from notifications import answer_words, closing_words, digest, reply_words, words
from notifications.amendment_page import amendment_blocks, amendment_counts, amendment_intro, amendment_size
from notifications.cards import Card, answer_card, correction_card, digest_card, event_card
from notifications.closing_page import closing_blocks, closing_counts, closing_intro, closing_size
from notifications.duty_rows import NAME_LENGTH, duty_row
from notifications.extension_page import KINDS, extension_card, extension_intro, extension_reply, extension_subject
from notifications.model import (
    AmendmentLetter,
    AnswerLetter,
    AssignmentLetter,
    ClosingLetter,
    CorrectionLetter,
    Digest,
    DutyLine,
    EventLetter,
    ExtensionLetter,
    Item,
    LinksLetter,
    Mail,
    MailKind,
    MergerLetter,
    ReplyLetter,
    gravest,
)
from notifications.page import Block, Page, Row
from notifications.reply_page import reply_blocks, reply_intro, reply_subject

SUBJECT_LENGTH = 150
MAX_NOTES = 12


def page(mail: Mail, limit: int) -> Page:
    """The mail with its first `limit` things; `ValueError` for a mail that has none."""
    match mail:
        case AssignmentLetter():
            return _assignment_page(mail, limit)
        case EventLetter():
            return _event_page(mail, limit)
        case CorrectionLetter():
            return _correction_page(mail, limit)
        case AmendmentLetter():
            return _amendment_page(mail, limit)
        case ExtensionLetter():
            return _extension_page(mail)
        case AnswerLetter():
            return _answer_page(mail)
        case LinksLetter():
            return _links_page(mail, limit)
        case MergerLetter():
            return _merger_page(mail, limit)
        case ClosingLetter():
            return _closing_page(mail, limit)
        case ReplyLetter():
            return _reply_page(mail, limit)
        case Digest() if digest.is_leaders_list(mail.items):
            return _leaders_page(mail, limit)
        case Digest():
            return _digest_page(mail, limit)


def size(mail: Mail) -> int:
    """How many things the mail is about, doubles included."""
    match mail:
        case AssignmentLetter() | MergerLetter():
            return len(mail.lead) + len(mail.coordinating)
        case CorrectionLetter():
            return len(mail.changes)
        case AmendmentLetter():
            return amendment_size(mail)
        case ClosingLetter():
            return closing_size(mail)
        case ExtensionLetter() | AnswerLetter():
            return 1
        case ReplyLetter():
            return 1 + len(mail.duties)
        case _:
            return len(mail.items)


def _digest_page(mail: Digest, limit: int) -> Page:
    items = digest.in_order(mail.items)
    counts, hidden = words.counted(digest.counts(items)), items[limit:]
    subject = ", ".join(counts)
    if len(items) == 1:
        subject = f"{subject}: {words.clip(items[0].title, 80)}"
    blocks = tuple(_digest_block(section) for section in digest.sections(items, limit))
    return _page(
        mail,
        kind=gravest(item.kind for item in items),
        subject=subject,
        intro=words.DIGEST_INTRO.format(day=words.long_date(mail.day), count=len(items)),
        summary=counts,
        blocks=blocks,
        more=_more(mail, len(hidden), words.counted(digest.counts(hidden)), _list_command(items)) if hidden else None,
        reply=words.DIGEST_REPLY,
    )


def _digest_block(section: digest.Section) -> Block:
    cards = tuple(digest_card(item, section.key) for item in section.items)
    return Block(words.block_heading(words.SECTIONS[section.key][0], section.total, len(cards)), cards)


def _leaders_page(mail: Digest, limit: int) -> Page:
    items = digest.by_unit(item for item in mail.items if item.kind != "question")
    asked = digest.in_order(item for item in mail.items if item.kind == "question")
    waiting = (words.LEADERS_ASKED.format(count=len(asked)),) if asked else ()
    cards = tuple(digest_card(item, "decide") for item in asked[:limit])
    limit -= len(cards)
    names = tuple(dict.fromkeys(item.unit_name for item in items))
    blocks = tuple(_unit_block(name, [item for item in items[:limit] if item.unit_name == name]) for name in names)
    count, units = len(items), len(names)
    return _page(
        mail,
        kind=gravest(item.kind for item in (*items, *asked)),
        subject=", ".join((words.LEADERS_SUBJECT.format(count=count, units=units), *waiting)),
        intro=words.LEADERS_INTRO.format(
            day=words.long_date(mail.day), office=words.clip(mail.office, NAME_LENGTH), count=count, units=units
        ),
        summary=waiting,
        blocks=(*_asked_block(cards, len(asked)), *(block for block in blocks if block.rows)),
        more=_more(mail, count + len(asked) - len(cards) - limit, (), _list_command(())),
        reply=words.LEADERS_REPLY,
    )


def _asked_block(cards: tuple[Card, ...], total: int) -> tuple[Block, ...]:
    return (Block(words.block_heading(words.LEADERS_BLOCK, total, len(cards)), cards),) if cards else ()


def _unit_block(name: str, items: Sequence[Item]) -> Block:
    rows = tuple(_overdue_row(item) for item in items)
    return Block(words.clip(name, NAME_LENGTH), columns=words.LEADERS_HEAD, rows=rows)


def _overdue_row(item: Item) -> Row:
    card = digest_card(item, "late")
    place = " – ".join(part for part in (item.place, item.plan) if part)
    due = () if item.due is None else (words.due_on(item.due),)
    note = () if item.note is None else (f"{words.NOTE}: {words.clip(item.note, NAME_LENGTH)}",)
    return Row(card.title, (words.clip(place, 2 * NAME_LENGTH), *note), (words.overdue_days(item), *due))


def _assignment_page(mail: AssignmentLetter, limit: int) -> Page:
    lead, coordinating = _by_date(mail.lead), _by_date(mail.coordinating)
    counts = words.counted_duties(len(lead), len(coordinating))
    facts = words.document_facts(mail.document_date, mail.period)
    plan, name = words.clip(mail.plan, NAME_LENGTH), words.clip(mail.recipient_name, NAME_LENGTH)
    blocks = (
        _duty_block(words.LEAD_DUTIES, lead, limit),
        _duty_block(words.CO_DUTIES, coordinating, max(0, limit - len(lead))),
        Block(words.NOTES, lines=_note_lines(mail.notes)),
    )
    hidden = len(lead) + len(coordinating) - limit
    return _page(
        mail,
        kind="assignment",
        subject=words.ASSIGNMENT_SUBJECT.format(counts=", ".join(counts), plan=plan),
        intro=words.ASSIGNMENT_INTRO.format(plan=plan, facts=facts, name=name),
        summary=counts,
        blocks=tuple(block for block in blocks if block.rows or block.lines),
        more=_more(mail, hidden, (), words.PLAN_COMMAND),
        reply=words.ASSIGNMENT_REPLY,
    )


def _by_date(duties: Sequence[DutyLine]) -> tuple[DutyLine, ...]:
    """The nearest date first, what has none last; otherwise in the order of the document."""
    return tuple(sorted(duties, key=lambda duty: duty.next_due or dt.date.max))


def _duty_block(heading: str, duties: Sequence[DutyLine], limit: int) -> Block:
    rows = tuple(duty_row(duty) for duty in duties[:limit])
    return Block(words.block_heading(heading, len(duties), len(rows)), columns=words.ASSIGNMENT_HEAD, rows=rows)


def _note_lines(notes: Sequence[str]) -> tuple[str, ...]:
    lines = tuple(words.clip(note, 2 * NAME_LENGTH) for note in notes[:MAX_NOTES])
    hidden = len(notes) - len(lines)
    return (*lines, words.MORE_NOTES.format(count=hidden)) if hidden else lines


def _event_page(mail: EventLetter, limit: int) -> Page:
    items = digest.in_order(mail.items)
    cards = tuple(event_card(item, mail.act) for item in items[:limit])
    event = words.clip(mail.event, NAME_LENGTH)
    known = (words.long_date(mail.happened) if mail.happened else "", words.clip(mail.document or "", NAME_LENGTH))
    told = ", ".join(part for part in (event, *known) if part)
    return _page(
        mail,
        kind=gravest(item.kind for item in items),
        subject=words.EVENT_SUBJECTS[mail.act].format(event=words.clip(mail.event, 80), count=len(items)),
        intro=words.EVENT_INTROS[mail.act].format(
            event=told, count=len(items), plan=words.clip(mail.plan, NAME_LENGTH)
        ),
        summary=(),
        blocks=(Block(words.block_heading(words.EVENT_BLOCK, len(items), len(cards)), cards),),
        more=_more(mail, len(items) - limit, (), _list_command(items)),
        reply=words.EVENT_REPLY,
    )


def _correction_page(mail: CorrectionLetter, limit: int) -> Page:
    changes = sorted(mail.changes, key=lambda change: change.new_due or dt.date.max)
    cards = tuple(correction_card(change) for change in changes[:limit])
    count = len(changes)
    reason = words.clip(mail.reason, 2 * NAME_LENGTH).rstrip(".")
    return _page(
        mail,
        kind=gravest(change.item.kind for change in changes),
        subject=words.CORRECTION_SUBJECT.format(count=count),
        intro=words.CORRECTION_INTRO.format(count=count, plan=words.clip(mail.plan, NAME_LENGTH), reason=reason),
        summary=(),
        blocks=(Block(words.block_heading(words.CORRECTION_BLOCK, count, len(cards)), cards),),
        more=_more(mail, count - limit, (), _list_command([change.item for change in changes])),
        reply=words.CORRECTION_REPLY,
    )


def _amendment_page(mail: AmendmentLetter, limit: int) -> Page:
    counts = amendment_counts(mail)
    plan = words.clip(mail.plan, NAME_LENGTH)
    only_news = not (mail.moved or mail.reworded or mail.dropped)
    return _page(
        mail,
        kind="assignment" if only_news else "correction",
        subject=words.AMENDMENT_SUBJECTS[mail.act].format(counts=", ".join(counts), plan=plan),
        intro=amendment_intro(mail),
        summary=counts,
        blocks=amendment_blocks(mail, limit),
        more=_more(mail, amendment_size(mail) - limit, (), words.PLAN_COMMAND),
        reply=words.AMENDMENT_REPLIES[mail.act],
    )


def _extension_page(mail: ExtensionLetter) -> Page:
    return _page(
        mail,
        kind=KINDS[mail.act],
        subject=extension_subject(mail),
        intro=extension_intro(mail),
        summary=(),
        blocks=(Block(words.EXTENSION_BLOCK, (extension_card(mail),)),),
        more=None,
        reply=extension_reply(mail),
    )


def _answer_page(mail: AnswerLetter) -> Page:
    told = {
        "unit": words.clip(mail.unit, NAME_LENGTH),
        "why": words.clip(mail.why or "", 2 * NAME_LENGTH).rstrip("."),
        "by": words.clip(mail.by or "", NAME_LENGTH),
        "on": mail.on or "",
    }
    subject = answer_words.SUBJECTS[mail.act].format(title=words.clip(mail.item.title, 80), **told)
    return _page(
        mail,
        kind=mail.item.kind,
        subject=subject,
        intro=answer_words.INTROS[mail.act].format(**told),
        summary=(),
        blocks=(Block(answer_words.BLOCK, (answer_card(mail),)),),
        more=None,
        reply=answer_words.REPLY,
    )


def _links_page(mail: LinksLetter, limit: int) -> Page:
    items = digest.in_order(mail.items)
    cards = tuple(digest_card(item, digest.section_of(item)) for item in items[:limit])
    return _page(
        mail,
        kind=gravest(item.kind for item in items),
        subject=answer_words.LINKS_SUBJECT.format(count=len(items)),
        intro=answer_words.LINKS_INTRO.format(count=len(items)),
        summary=(),
        blocks=(Block(words.block_heading(answer_words.BLOCK, len(items), len(cards)), cards),),
        more=_more(mail, len(items) - limit, (), _list_command(items)),
        reply=answer_words.LINKS_REPLY,
    )


def _merger_page(mail: MergerLetter, limit: int) -> Page:
    counts = words.counted_duties(len(mail.lead), len(mail.coordinating))
    old = words.clip(", ".join(mail.old), 2 * NAME_LENGTH)
    new = words.clip(mail.new, NAME_LENGTH)
    intro = words.MERGER_INTRO if mail.takes_over else words.MERGED_INTRO
    lead, coordinating = _by_date(mail.lead), _by_date(mail.coordinating)
    blocks = (
        _duty_block(words.LEAD_DUTIES, lead, limit),
        _duty_block(words.CO_DUTIES, coordinating, max(0, limit - len(lead))),
    )
    return _page(
        mail,
        kind="assignment",
        subject=words.MERGER_SUBJECT.format(counts=", ".join(counts), new=new),
        intro=intro.format(old=old, new=new, since=f"{mail.since:%d/%m/%Y}"),
        summary=counts,
        blocks=tuple(block for block in blocks if block.rows),
        more=_more(mail, len(lead) + len(coordinating) - limit, (), words.LIST_COMMAND),
        reply=words.MERGER_REPLY,
    )


def _closing_page(mail: ClosingLetter, limit: int) -> Page:
    counts, plan = closing_counts(mail), words.clip(mail.plan, NAME_LENGTH)
    return _page(
        mail,
        kind="decision" if mail.carried or mail.cancelled or mail.opened else "info",
        subject=closing_words.SUBJECTS[mail.act].format(counts=", ".join(counts), plan=plan),
        intro=closing_intro(mail),
        summary=counts,
        blocks=closing_blocks(mail, limit),
        more=_more(mail, closing_size(mail) - limit, (), words.PLAN_COMMAND),
        reply=closing_words.REPLIES[mail.act],
    )


def _reply_page(mail: ReplyLetter, limit: int) -> Page:
    blocks = reply_blocks(mail, limit)
    return _page(
        mail,
        kind="question",
        subject=reply_subject(mail),
        intro=reply_intro(mail),
        summary=(),
        blocks=blocks,
        more=_more(mail, 1 + len(mail.duties) - limit, (), words.LIST_COMMAND),
        reply=reply_words.ANSWER if mail.answerable else reply_words.NO_ANSWER,
    )


def _page(
    mail: Mail,
    *,
    kind: MailKind,
    subject: str,
    intro: str,
    summary: tuple[str, ...],
    blocks: tuple[Block, ...],
    more: str | None,
    reply: str,
) -> Page:
    """What every mail has: marks, greeting, how to answer, sign-off."""
    first = next((card for block in blocks for card in block.cards), None)
    marks = f"{words.SUBJECT_MARK} {words.PREVIEW_MARK}" if mail.preview else words.SUBJECT_MARK
    return Page(
        kind=kind,
        subject=words.clip(f"{marks} {subject}", SUBJECT_LENGTH),
        preheader=words.clip(_opening(first) if first else intro, 140),
        greeting=words.GREETING.format(name=words.clip(mail.recipient_name, NAME_LENGTH)),
        intro=intro,
        summary=summary,
        blocks=blocks,
        more=more,
        reply=reply.format(reader=words.reader(mail.reply_to_name, mail.recipient_name)),
        sign_off=words.SIGN_OFF.format(office=words.clip(mail.office, NAME_LENGTH)),
        banner=words.PREVIEW if mail.preview else None,
    )


def _opening(card: Card) -> str:
    return f"{card.headline}: {card.title}"


def _more(mail: Mail, hidden: int, counts: tuple[str, ...], command: str) -> str | None:
    if hidden <= 0:
        return None
    what = f" ({', '.join(counts)})" if counts else ""
    reader = words.reader(mail.reply_to_name, mail.recipient_name)
    return words.MORE.format(count=hidden, what=what, reader=reader, command=command)


def _list_command(items: Sequence[Item]) -> str:
    units = {item.unit for item in items}
    unit = units.pop() if len(units) == 1 else None
    return f"{words.LIST_COMMAND} --unit {words.clip(unit, 60)}" if unit else words.LIST_COMMAND
