"""The letter that forwards a person's reply: his words as they are, and what they are about."""

from __future__ import annotations

from notifications import reply_words, words
from notifications.duty_rows import NAME_LENGTH
from notifications.model import ReplyLetter
from notifications.page import Block, Row

TITLE_LENGTH = 320


def reply_subject(mail: ReplyLetter) -> str:
    """Who answered, and under which subject."""
    subject = mail.subject or reply_words.NO_SUBJECT
    return reply_words.SUBJECT.format(person=words.clip(mail.person, 60), subject=words.clip(subject, 80))


def reply_intro(mail: ReplyLetter) -> str:
    """Who answered which mail."""
    person, about = words.clip(mail.person, NAME_LENGTH), words.clip(mail.about, NAME_LENGTH)
    return reply_words.INTRO.format(person=person, about=about, came=mail.came)


def reply_blocks(mail: ReplyLetter, limit: int) -> tuple[Block, ...]:
    """What was written, which files came along, what it is about, and what is to be done; `limit` - 1 duties."""
    text = tuple(words.plain(line) for line in mail.text.split("\n")) if mail.text else (reply_words.NO_TEXT,)
    names = words.clip(", ".join(mail.attachments), 2 * NAME_LENGTH)
    files = (Block(reply_words.FILES, lines=(reply_words.FILES_STAY.format(names=names),)),) if names else ()
    rows = tuple(
        Row(words.clip(title, TITLE_LENGTH), (words.clip(whose, NAME_LENGTH),), (due,))
        for title, whose, due in mail.duties[: limit - 1]
    )
    heading = words.block_heading(reply_words.DUTIES, len(mail.duties), len(rows))
    duties = (Block(heading, columns=reply_words.HEAD, rows=rows),) if rows else ()
    to_do = Block(reply_words.TO_DO, lines=(reply_words.RECORD,))
    return (Block(reply_words.TEXT, quoted=text), *files, *duties, to_do)
