"""The head of a document: number, issuer, place and date, title, period (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Blanks left to be filled by hand often vanish when a document is converted: "Số: /KH-SNV" is no number and
"ngày tháng năm 2021" no date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from itertools import dropwhile, takewhile

from plans.blocks import Block, Grid, Paragraph
from plans.columns import columns_of
from plans.model import Head
from plans.outline import labelled

_KINDS = r"KẾ HOẠCH|CHƯƠNG TRÌNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|CHỈ THỊ|ĐỀ ÁN|PHƯƠNG ÁN|THÔNG BÁO|HƯỚNG DẪN"
_TITLE = re.compile(rf"(?:{_KINDS})(?:\s.*)?")
_NUMBER = re.compile(r"Số\s*:?\s*(\d[\w.-]*\s*/\s*\w[\w&./-]*)")
_PLACE_DATE = re.compile(
    r"[^,;:]{2,60}, ngày\b[\s.…_]*(\d{0,2})[\s.…_]*tháng\b[\s.…_]*(\d{0,2})[\s.…_]*năm\s*(\d{4}|[\d.…_]*)\.?"
)
_MOTTO = re.compile(r"CỘNG H(?:ÒA|OÀ) .*|Độc lập .*|[\W_]+|Số\s*:?.*", re.IGNORECASE)
_NOT_TITLE = re.compile(r"(?:Căn cứ|Kính gửi|Xét|PHỤ LỤC|\(Kèm|\(Ban hành) .*|[\W_]+|.*[.:;]")
_RANGE = re.compile(
    r"(?:gi[aả]i đoạn|các năm|từ năm|năm)(?: từ)?(?: năm)?\s+(\d{4})\s*(?:[-–—]|đến năm|đến)\s*(\d{4})", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!đến )(?<!tháng \d )(?<!tháng \d\d )(?<!/)năm\s+(\d{4})", re.IGNORECASE)
_LONGEST_TITLE = 5
_WITHOUT_TITLE = 30


def read_head(blocks: Sequence[Block]) -> tuple[Head, list[str]]:
    """The head and doubts about it. The period is the title's, else the appendices', else one the text states."""
    lines = list(_lines(takewhile(lambda block: not _is_task_table(block), blocks)))
    start = next((n for n, line in enumerate(lines) if _TITLE.fullmatch(line)), None)
    top = lines[: _WITHOUT_TITLE if start is None else start]
    title = None if start is None else " ".join((lines[start], *_subject(lines[start + 1 :])))
    place_date = next(filter(None, map(_PLACE_DATE.fullmatch, top)), None)
    issued, doubts = _issued(place_date)
    period, period_text = _period(title, [block.text for block in blocks if isinstance(block, Paragraph)])
    number = next(filter(None, map(_NUMBER.fullmatch, top)), None)
    return Head(
        title=title,
        number=number[1] if number else None,
        issuer=_issuer(top),
        place_date=place_date[0] if place_date else None,
        issued=issued,
        period=period,
        period_text=period_text,
    ), doubts


def _is_task_table(block: Block) -> bool:
    return isinstance(block, Grid) and any(map(columns_of, block.rows))


def _lines(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from block.lines


def _subject(lines: Sequence[str]) -> Iterable[str]:
    """The lines of the title below its kind: up to the first that is a sentence or has a label."""
    lines = lines[:_LONGEST_TITLE]
    return takewhile(lambda line: not _NOT_TITLE.fullmatch(line) and labelled(line)[0] is None, lines)


def _issuer(top: Sequence[str]) -> str | None:
    """The issuing body: the last line in capitals above the number, below its superior's."""
    capitals = [line for line in top if line.isupper() and not _MOTTO.fullmatch(line)]
    return capitals[-1] if capitals else None


def _issued(place_date: re.Match[str] | None) -> tuple[dt.date | None, list[str]]:
    if place_date is None or not all(part.isdecimal() for part in place_date.groups()):
        return None, []
    day, month, year = map(int, place_date.groups())
    try:
        return dt.date(year, month, day), []
    except ValueError:
        return None, [f"Ngày ban hành “{place_date[0]}” không có trong lịch."]


def _period(title: str | None, lines: Sequence[str]) -> tuple[tuple[int, int] | None, str | None]:
    """The first place that states exactly one period, with its words."""
    appendices = dropwhile(lambda line: not line.startswith("PHỤ LỤC"), lines)
    said = [line for line in lines if re.search(r"thực hiện trong gi[aả]i đoạn", line)]
    for place in ([title or ""], filter(str.isupper, appendices), said):
        found = {period: text for line in place for period, text in _periods(line)}
        if len(found) == 1:
            return next(iter(found.items()))
    return None, None


def _periods(line: str) -> list[tuple[tuple[int, int], str]]:
    """The periods a line states. "Năm 2023" beside a range that holds it is the year of the plan."""
    ranges = [((int(m[1]), int(m[2])), m[0]) for m in _RANGE.finditer(line) if int(m[1]) <= int(m[2])]
    years = [((int(m[1]), int(m[1])), m[0]) for m in _YEAR.finditer(_RANGE.sub("", line))]
    inside = [y for y in years if any(first <= y[0][0] <= last for (first, last), _ in ranges)]
    return inside or ranges or years
