"""What a person answered: the words above what the mail quotes."""

from __future__ import annotations

import re
from email.message import Message

from notifications.incoming.message import attachments_of, body_of
from notifications.incoming.model import Reply

TEXT_LENGTH = 4_000

_QUOTES_BEGIN = re.compile(
    r"^[> \t]{0,20}("
    r"-{2,9}[ ]{0,3}(original message|forwarded message|thư gốc|tin nhắn gốc|thư chuyển tiếp)[ ]{0,3}-{2}"
    r"|_{20}"
    r"|(on|vào)\b.{4,200}(wrote|đã viết|viết)[ ]?:"
    r"|(from|từ|người gửi)[ ]?:.{1,200}\n[> \t]{0,20}(sent|date|to|đã gửi|ngày|gửi|đến|tới)[ ]?:"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_FOLDED_ATTRIBUTION = re.compile(
    r"(?im)^[ \t]{0,8}((?:on|vào)\b[^\n]{4,150})\n([^\n]{0,150}(?:wrote|đã viết|viết)[ ]?:)"
)


def reply_of(message: Message) -> Reply:
    """The reply; an empty text where it holds nothing but a quotation or files."""
    text = own_words(body_of(message))
    return Reply(text[:TEXT_LENGTH], len(text) <= TEXT_LENGTH, attachments_of(message))


def own_words(text: str) -> str:
    """The text above the quotation; for one who answers below or between, all lines that are not quoted."""
    text = _FOLDED_ATTRIBUTION.sub(r"\1 \2", text)
    begin = _QUOTES_BEGIN.search(text)
    above = _unquoted(text[: begin.start()] if begin else text)
    return above or _unquoted(text[begin.end() :] if begin else "")


def _unquoted(text: str) -> str:
    kept = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()
