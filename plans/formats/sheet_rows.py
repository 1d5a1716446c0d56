"""The rows of a sheet (a worksheet, a .csv file) → blocks: a sheet has no paragraphs, only rows that look like some.

What stands above the header is the head, row by row; a blank row inside the table does not cut it; what follows the
last row that looks like a task (notes, signatures) is text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from plans.blocks import Block, Grid, Paragraph, Row
from plans.columns import Header, header_at, role_of

_STT = re.compile(r"\(?(?:\d{1,4}(?:\.\d{1,4})*|[IVXLC]+|[A-ZĐa-zđ])\s*[.)]?")
_SIGNATURE = re.compile(
    r"nơi nhận\s*:?|người (?:lập|ký)\b.*|\(?(?:đã )?ký\b.*|.*\bduyệt|(?:tm|kt|tl|tuq)\..*|thủ trưởng\b.*"
    r"|(?:phó )?(?:giám đốc|chủ tịch|trưởng phòng)|(?:phó )?chánh văn phòng",
    re.IGNORECASE,
)
_FULL = 3
"""So many filled cells make a row of a table."""


def blocks_of(rows: Sequence[Row]) -> Iterator[Block]:
    """The blocks of one sheet, its blank rows (without filled cells) among `rows`."""
    stretches = [tuple(run) for is_filled, run in groupby(rows, key=lambda row: bool(row.filled)) if is_filled]
    table: list[Row] = []
    above: Header | None = None
    is_below = False
    more = _with_more_to_come(stretches)
    for stretch, goes_on in zip(stretches, more, strict=True):
        start = _table_start(stretch, has_table=bool(table))
        if start is None:
            if table and goes_on:
                table += stretch
                continue
            yield from _closed(table)
            yield from _loose(stretch, is_below=is_below)
            table = []
        else:
            header = _header(stretch)
            if start or not (header and above and header.headings == above.headings):
                yield from _closed(table)
                table = []
            yield from _loose(stretch[:start], is_below=is_below)
            table += stretch[start:]
            is_below = True
            above = header
    yield from _closed(table)


def _closed(table: Sequence[Row]) -> Iterator[Block]:
    if table:
        yield Grid(tuple(table))


def _header(stretch: Sequence[Row]) -> Header | None:
    return next(filter(None, (header_at(stretch, n) for n in range(len(stretch)))), None)


def _table_start(stretch: Sequence[Row], *, has_table: bool) -> int | None:
    """Where a table begins in rows without a blank one between: at its header, of two header rows at the upper one.

    A sheet that only goes on with the table of the sheet before has no header; its first full row begins it.
    """
    header = next((n for n in range(len(stretch)) if header_at(stretch, n)), None)
    if header is None:
        full = (n for n, row in enumerate(stretch) if len(row.filled) >= _FULL and not _is_signature(row))
        return None if has_table else next(full, None)
    while header and len(stretch[header - 1].filled) >= _FULL:
        header -= 1
    return header


def _with_more_to_come(stretches: Sequence[Sequence[Row]]) -> list[bool]:
    """For each stretch, whether it or one below it, before the next header, holds a row that looks like a task."""
    answers: list[bool] = []
    more = False
    for stretch in reversed(stretches):
        more = not _is_other_table(stretch) and (any(map(_is_task_like, stretch)) or more)
        answers.append(more)
        if _header(stretch):
            more = False
    return answers[::-1]


def _is_other_table(stretch: Sequence[Row]) -> bool:
    """Whether a table of something else begins here: its header names a column of numbers, and no tasks."""
    return not _header(stretch) and any(role_of(row.filled[0]) == "stt" for row in stretch)


def _is_task_like(row: Row) -> bool:
    cells = row.filled
    is_numbered = len(cells) > 1 and _STT.fullmatch(cells[0].text) is not None
    return is_numbered or (len(cells) >= _FULL and not _is_signature(row))


def _is_signature(row: Row) -> bool:
    return any(_SIGNATURE.fullmatch(cell.text) for cell in row.filled)


def _loose(rows: Sequence[Row], *, is_below: bool) -> Iterator[Block]:
    """Rows outside a table: one with a single cell is text, others are laid out side by side.

    Below a table all is text, since a grid there would be taken for more of it.
    """
    for is_text, run in groupby(rows, key=lambda row: is_below or len(row.filled) == 1):
        if is_text:
            yield from (Paragraph(line) for row in run for c in row.filled if not c.carried for line in c.lines)
        else:
            yield Grid(tuple(run))
