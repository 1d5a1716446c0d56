"""A mail worded but not yet drawn: what the HTML and the text template lay out, the same for every kind of mail."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.cards import Card
from notifications.model import MailKind


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what (with small details) and when."""

    title: str
    details: tuple[str, ...]
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the mail under its own heading: cards, a table of rows, lines, or what somebody wrote, line by line."""

    heading: str
    cards: tuple[Card, ...] = ()
    columns: tuple[str, str] = ("", "")
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`preheader` is what a mail program shows beside the subject; `more` says what was cut, and where to see it."""

    kind: MailKind
    subject: str
    preheader: str
    greeting: str
    intro: str
    summary: tuple[str, ...]
    blocks: tuple[Block, ...]
    more: str | None
    reply: str
    sign_off: str
    banner: str | None
