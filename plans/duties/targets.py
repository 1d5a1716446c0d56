"""What marks a target (*chỉ tiêu*): it is measured, where a duty is reported."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(?:các |một số )?(?:mục tiêu|chỉ tiêu)\b.*", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:MỤC TIÊU|CHỈ TIÊU)\b")
_OF_DUTIES = re.compile(r"NHIỆM VỤ|GIẢI PHÁP", re.IGNORECASE)
_LONGEST_HEADING = 120
_AIM = re.compile(r"\b[Pp]hấn đấu\b")
_NUMBER = r"(?: \w+){0,2} \d+(?! ?(?:ngày|tháng|/|lần))"
_MEASURE = re.compile(rf"\d ?%|\b(?:tăng|giảm|đạt){_NUMBER}|\b[Tt]ỷ lệ\b.*\b(?:đạt|tăng|giảm)\b")
_COUNT = re.compile(rf"\b(?:tối thiểu|ít nhất|trên|dưới|không quá){_NUMBER}", re.IGNORECASE)
_SENT = re.compile(r"\b[Gg]ửi\b|\b[Nn]ộp\b|\bbáo cáo (?:kết quả|về|cho|Sở|UBND|Lãnh đạo|Giám đốc)")


def is_target_heading(text: str) -> bool:
    """Whether targets stand under this heading; not where it announces the duties that serve them."""
    if len(text) > _LONGEST_HEADING or _OF_DUTIES.search(text):
        return False
    return bool(_HEADING.fullmatch(text) or (text.isupper() and _NAMED.search(text)))


def is_measured(clause: str) -> bool:
    """Whether the clause sets a measure; a report that must be sent is none, whatever it counts."""
    return bool(_AIM.search(clause) or (_MEASURE.search(clause) and not _SENT.search(clause)))


def is_counted(clause: str) -> bool:
    """Whether the clause sets a measure or a number ("ít nhất 05 đơn vị"), which elsewhere belongs to an act."""
    return is_measured(clause) or _COUNT.search(clause) is not None
