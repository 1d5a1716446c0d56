"""One finding of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["good", "look", "broken"]
MARKS: dict[Level, str] = {"good": "✓ tốt    ", "look": "! cần xem", "broken": "✗ hỏng   "}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `subject` names it, `text` is a sentence."""

    level: Level
    subject: str
    text: str
