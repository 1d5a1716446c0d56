"""A limit counted from an event, as people write it in a form or on a command line."""

from __future__ import annotations

from rules.model import Offset, OnEvent
from rules.parse import parse


def limit_of(text: str) -> Offset | None:
    """The limit in the words that deadline phrases have for it ("10 ngày làm việc"); None where the text is none."""
    rule = parse(f"Trong vòng {text} kể từ khi có sự kiện").rule
    return rule.offset if isinstance(rule, OnEvent) and rule.text == "có sự kiện" else None
