"""Blocks → tasks: which grids are task tables and which of them are pieces of one.

A table goes on over a page break with its header repeated, or in a grid of the same width without one; either way no
text stands between the pieces.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from plans.blocks import Block, Grid, Paragraph, Row
from plans.columns import header_at, role_of
from plans.model import TaskRow, Total
from plans.outline import Outline, enter, labelled
from plans.task_table import TOTAL, TaskTable

_TITLE = re.compile(r"(?:PHỤ LỤC|PHỤ BIỂU|BIỂU|BẢNG)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tables:
    """All that the task tables of a document say; `found` counts the tables that hold tasks."""

    tasks: tuple[TaskRow, ...]
    totals: tuple[Total, ...]
    warnings: tuple[str, ...]
    found: int


def read_tables(blocks: Iterable[Block]) -> Tables:
    """Read the task tables; grids of anything else, forms without a task among them, are left alone."""
    tables: list[TaskTable] = []
    above: list[Outline] = []
    warnings: list[str] = []
    last_text: str | None = None
    outline: Outline = ()
    for block in blocks:
        if isinstance(block, Paragraph):
            _read_total(block.text, tables)
            last_text = block.text
            outline = _entered(outline, block.text)
        elif _belongs(block, tables, last_text is not None):
            is_headed = last_text is not None and labelled(last_text)[0] is not None
            above += [outline if is_headed else ()] * (len(tables) - len(above))
            last_text = None
        elif tables and block.width == tables[-1].width > 2:
            warnings.append(f"Bảng không có hàng tiêu đề sau đoạn “{last_text}” không được đọc là bảng nhiệm vụ.")
    numbered = list(enumerate((table for table in tables if table.has_tasks), 1))
    tasks = [list(table.tasks(n)) for n, table in numbered]
    headings = [outline for table, outline in zip(tables, above, strict=True) if table.has_tasks]
    return Tables(
        tasks=tuple(itertools.chain.from_iterable(_under(headings, tasks))),
        totals=tuple(Total(n, printed, len(tuple(t.tasks(n)))) for n, t in numbered for printed in t.printed),
        warnings=(*warnings, *(w for n, table in numbered for w in table.doubts(n))),
        found=len(numbered),
    )


def _entered(outline: Outline, text: str) -> Outline:
    """The outline of the text around the tables, below a paragraph."""
    label, words = labelled(text)
    return outline if label is None else enter(outline, label, words)


def _under(headings: Sequence[Outline], tasks: Sequence[Sequence[TaskRow]]) -> Iterator[Iterable[TaskRow]]:
    """The tasks of each table, below the heading over it where headings of one style tell several tables apart.

    One table has its section rows, or none; the heading of the text over it ("III. Nhiệm vụ") tells nothing.
    """
    styles = {tuple(one.style for one in outline) for outline in headings}
    own = any(task.section or task.heading for rows in tasks for task in rows)
    if len(headings) < 2 or len(styles) > 1 or () in styles or own:
        yield from tasks
        return
    for outline, rows in zip(headings, tasks, strict=True):
        section = "/".join(one.label for one in outline if one.label)
        yield [replace(task, section=section, heading=outline[-1].text) for task in rows]


def _belongs(grid: Grid, tables: list[TaskTable], is_apart: bool) -> bool:
    """Read `grid` into the last table or into new ones; False where it is no task table."""
    pieces = list(_pieces(grid.rows))
    goes_on = bool(tables) and not is_apart and _goes_on(pieces[0] if pieces else (), grid.width, tables[-1])
    if goes_on:
        tables[-1].read(pieces.pop(0))
    for piece in pieces:
        start = next((n for n in range(len(piece)) if header_at(piece, n)), None)
        if start is not None:
            tables.append(TaskTable(grid.width))
            tables[-1].read(piece[start:])
            goes_on = True
    return goes_on


def _goes_on(rows: Sequence[Row], width: int, last: TaskTable) -> bool:
    """Whether rows that follow the last table at once are more of it."""
    header = next(filter(None, (header_at(rows, n) for n in range(len(rows)))), None)
    if header:
        return last.is_headed_by(header)
    # A table of something else has a header of its own, though not one of tasks.
    is_headed = bool(rows) and any(role_of(cell) == "stt" for cell in rows[0].filled)
    return width == last.width and not is_headed


def _pieces(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows cut where a title ("PHỤ LỤC II") and a header begin a table of its own, as on one sheet of Excel."""
    start = 0
    for n, row in enumerate(rows):
        if n > start and _TITLE.fullmatch(row.text) and _is_headed(rows, n + 1):
            yield rows[start:n]
            start = n
    yield rows[start:]


def _is_headed(rows: Sequence[Row], place: int) -> bool:
    """Whether a header stands below, past further lines of a title."""
    for n in range(place, len(rows)):
        if header_at(rows, n):
            return True
        if len(rows[n].filled) > 1:
            return False
    return False


def _read_total(text: str, tables: list[TaskTable]) -> None:
    total = TOTAL.fullmatch(text)
    if total and total[2] and tables:
        tables[-1].printed.append(int(total[1]))
