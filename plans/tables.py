"""Blocks → tasks: which grids are task tables and which of them are pieces of one.

A table goes on over a page break with its header repeated, or in a grid of the same width without one; either way no
text stands between the pieces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import dropwhile

from plans.blocks import Block, Grid, Paragraph
from plans.columns import columns_of
from plans.model import TaskRow, Total
from plans.task_table import TOTAL, TaskTable


@dataclass(frozen=True, slots=True)
class Tables:
    """All that the task tables of a document say; `found` counts them."""

    tasks: tuple[TaskRow, ...]
    totals: tuple[Total, ...]
    warnings: tuple[str, ...]
    found: int


def read_tables(blocks: Iterable[Block]) -> Tables:
    """Read the task tables; grids of anything else are left alone."""
    tables: list[TaskTable] = []
    warnings: list[str] = []
    last_text: str | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            _read_total(block.text, tables)
            last_text = block.text
        elif _belongs(block, tables, last_text is not None):
            last_text = None
        elif tables and block.width == tables[-1].width > 2:
            warnings.append(f"Bảng không có hàng tiêu đề sau đoạn “{last_text}” không được đọc là bảng nhiệm vụ.")
    return Tables(
        tasks=tuple(task for table in tables for task in table.tasks()),
        totals=tuple(Total(t.number, n, len(tuple(t.tasks()))) for t in tables for n in t.printed),
        warnings=(*warnings, *(w for table in tables for w in (*table.warnings, *table.gaps()))),
        found=len(tables),
    )


def _belongs(grid: Grid, tables: list[TaskTable], is_apart: bool) -> bool:
    """Read `grid` into the last table or a new one; False where it is no task table."""
    header = next(filter(None, map(columns_of, grid.rows)), None)
    if tables and not is_apart:
        last = tables[-1]
        if last.is_headed_by(header) if header else grid.width == last.width:
            last.read(grid.rows)
            return True
    if header is None:
        return False
    tables.append(TaskTable(len(tables) + 1, grid.width))
    tables[-1].read(tuple(dropwhile(lambda row: columns_of(row) is None, grid.rows)))
    return True


def _read_total(text: str, tables: list[TaskTable]) -> None:
    total = TOTAL.fullmatch(text)
    if total and total[2] and tables:
        tables[-1].printed.append(int(total[1]))
