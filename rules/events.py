"""Who acts in the clause of an event phrase: "Bộ Nội vụ công bố TTHC" → Bộ Nội vụ."""

from __future__ import annotations

import re

from rules.text import bare

# What a body does for others to wait for. Longest first where one begins another.
_ACTS = (
    "ban hành|công bố|phê duyệt|phê chuẩn|thông qua|quyết định|quy định|hướng dẫn|có hướng dẫn|có văn bản|có quyết định"
    "|có ý kiến|triển khai|chỉ đạo|giao|cho phép|yêu cầu|đề nghị|trình|tổ chức|kết luận|thẩm định|ký|gửi|bố trí"
)
_ACTOR_FIRST = re.compile(rf"(?P<actor>\w.*?) (?:đã |sẽ )?(?:{_ACTS})(?!\w)", re.IGNORECASE)
_ACTOR_PASSIVE = re.compile(rf"(?:^|.* )được (?P<actor>.+?) (?:{_ACTS})$", re.IGNORECASE)
_ACTOR_LAST = re.compile(r".* của (?P<actor>.+)", re.IGNORECASE)
_TO_A_BODY = re.compile(r"(?:khi )?trình (?P<actor>.+)", re.IGNORECASE)


def actor_of(clause: str) -> str | None:
    """The body that acts in `clause` (as printed), None where no body is named.

    A subject counts only when it is written as a name, with a capital; after *của* any owner does.
    """
    for shape in (_ACTOR_PASSIVE, _ACTOR_FIRST):
        found = shape.match(clause)
        if found and found["actor"][0].isupper() and not _is_a_paper(found["actor"]):
            return found["actor"]
    for shape in (_ACTOR_LAST, _TO_A_BODY):
        if found := shape.fullmatch(clause):
            return found["actor"]
    return None


_PAPERS = (
    "quyết định",
    "kế hoạch",
    "thông tư",
    "nghị định",
    "nghị quyết",
    "đề án",
    "dự án",
    "luật",
    "văn bản",
    "chỉ thị",
)


def _is_a_paper(words: str) -> bool:
    return words.lower().startswith(_PAPERS)


def event_key(text: str) -> str:
    """The slug by which an awaited event is announced: "Bộ Nội vụ công bố TTHC" → `bo-noi-vu-cong-bo-tthc`."""
    return re.sub(r"[^a-z0-9]+", "-", bare(text)).strip("-")
