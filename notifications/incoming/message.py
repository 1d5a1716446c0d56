"""A stranger's bytes, opened with suspicion: bounded in depth and number of parts, any charset, nothing trusted.

The standard parser is used in its old way (compat32): it only splits, and decodes nothing before it is asked to.
"""

from __future__ import annotations

import binascii
import email
import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser

from notifications.words import plain

MOST_PARTS, MOST_DEPTH = 100, 12
LONGEST_HEADER, LONGEST_TEXT = 2_000, 200_000

_WORD = re.compile(r"=\?([\w-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\s]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]{1,64}@[A-Za-z0-9.-]{1,253}")
_CHARSETS = re.compile(
    r"utf-?8|us-?ascii|iso-?8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|gb\w{1,8}|big5|euc-\w\w|utf-?16"
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def opened(raw: bytes) -> Message:
    """The mail, split into headers and parts."""
    return email.message_from_bytes(raw)


def lines_of(message: Message, *names: str) -> list[str]:
    """Every header of these names, each as one decoded line, in the order of the mail."""
    wanted = {name.lower() for name in names}
    return [_line(str(value)) for name, value in message.raw_items() if name.lower() in wanted]


def line_of(message: Message, name: str) -> str:
    """The first header of that name; empty where there is none."""
    return next(iter(lines_of(message, name)), "")


def _line(value: str) -> str:
    raw = value[:LONGEST_HEADER].encode("utf-8", "surrogateescape")
    return plain(_WORD.sub(_decoded_word, _BETWEEN_WORDS.sub(r"\1", decoded(raw, ""))))


def _decoded_word(found: re.Match[str]) -> str:
    charset, how, text = found.groups()
    try:
        raw = binascii.a2b_base64(text + "==") if how in "bB" else binascii.a2b_qp(text, header=True)
    except ValueError:  # binascii.Error is one
        return found[0]
    return decoded(raw, charset)


def decoded(raw: bytes, charset: str) -> str:
    """Text in whatever charset it really is; only real charsets are tried, since Python knows stranger ones."""
    names = [charset.lower()] if _CHARSETS.fullmatch(charset.lower()) else []
    for name in (*names, "utf-8", "cp1258"):
        try:
            return raw.decode(name)
        except (UnicodeError, LookupError):
            continue
    return raw.decode("latin-1")


def mailbox_in(line: str) -> tuple[str, str]:
    """Address, in lower case, and name of a From line: the address in angle brackets, where there are any."""
    bracketed = re.findall(r"<([^<>]*)>", line)
    found = _ADDRESS.search(bracketed[-1] if bracketed else line)
    name = line.rpartition("<")[0] if bracketed else ""
    return (found[0].lower() if found else ""), plain(name.strip(' "'))


def parts_of(message: Message) -> Iterator[Message]:
    """The leaves and reports of the mail in their order; a mail within it is a leaf."""
    waiting = [(message, 0)]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part, depth = waiting.pop()
        if not part.is_multipart() or part.get_content_maintype() == "message":
            yield part
        elif depth < MOST_DEPTH:
            inner = [one for one in part.get_payload() if isinstance(one, Message)]
            waiting += [(one, depth + 1) for one in reversed(inner)]


def text_of(part: Message) -> str:
    """What a text part says, line by line, without what cannot be printed."""
    charset = str(part.get_content_charset(""))
    part.del_param("charset")  # the parser would use it, whatever codec it names
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    text = decoded(content[:LONGEST_TEXT], charset)
    if part.get_content_subtype() == "html":
        text = _told_by_html(text)
    return clean(text)


def clean(text: str) -> str:
    """The lines of a text, without what cannot be printed and without blank lines in a row."""
    lines = [_UNPRINTABLE.sub("", line).rstrip() for line in text.expandtabs(4).replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def body_of(message: Message) -> str:
    """The text that a reader sees first: the plain one, else the HTML one without its marks."""
    shown = [one for one in parts_of(message) if one.get_content_maintype() == "text" and not one.get_filename()]
    for subtype in ("plain", "html"):
        for part in shown:
            if part.get_content_subtype() == subtype and (text := text_of(part)).strip():
                return text
    return ""


def attachments_of(message: Message) -> tuple[str, ...]:
    """The names of the files that come with the mail."""
    names = (part.get_filename() for part in parts_of(message))
    return tuple(_line(str(name))[:200] for name in names if name)[:20]


def _told_by_html(text: str) -> str:
    reader = _Told()
    reader.feed(text)
    return "".join(reader.told)


class _Told(HTMLParser):
    """The words of a page, its blocks on lines of their own, quotations marked as in plain text."""

    BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr"})
    SILENT = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self._silent = self._quoted = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in self.SILENT
        self._quoted += tag == "blockquote"
        if tag in self.BLOCKS:
            self.told.append("\n" + "> " * min(self._quoted, 3))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0
        self._quoted -= tag == "blockquote" and self._quoted > 0
        if tag in self.BLOCKS - {"br", "hr"}:
            self.told.append("\n" + "> " * min(self._quoted, 3))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.told.append(re.sub(r"\s+", " ", data))
