"""Tables within tables: which of them only lay out the page, and which hold rows to be read.

A table that encloses a whole task table, as saved pages and signed forms have it, is a layout: what stands in it is
read as if the layout were not there. A small table within a cell of a task table is text of that cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from plans.blocks import Block, Cell, Grid, Paragraph, Row, cell
from plans.columns import is_header

DEEPEST = 20
"""Tables nested deeper than this are read as text; no page has half as many."""


@dataclass(slots=True)
class NestedCell:
    """A cell, placed as `blocks.Cell` is; one that goes on from above has the content of the one above."""

    column: int
    width: int = 1
    carried: bool = False
    content: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class NestedTable:
    """A table by its rows."""

    rows: list[list[NestedCell]] = field(default_factory=list)

    @property
    def within(self) -> Iterator[NestedTable]:
        """The tables that stand directly in its cells."""
        for row in self.rows:
            for one in row:
                if not one.carried:
                    yield from (piece for piece in one.content if isinstance(piece, NestedTable))


@dataclass(slots=True)
class TableOfPage:
    """A table whose rows give their cells one after another; `below` holds those that rows below still belong to."""

    table: NestedTable = field(default_factory=NestedTable)
    below: dict[int, tuple[int, NestedCell]] = field(default_factory=dict)
    _column: int = 0

    def begin_row(self) -> None:
        """Begin the next row."""
        self.table.rows.append([])
        self._column = 0

    def cell(self, width: int, height: int) -> NestedCell:
        """The next cell of the row, `height` rows high."""
        if not self.table.rows:
            self.begin_row()
        while self._column in self.below:
            self._carry()
        one = NestedCell(self._column, width)
        self.table.rows[-1].append(one)
        if height > 1:
            self.below[self._column] = (height, one)
        self._column += width
        return one

    def end_row(self) -> None:
        """End the row: what goes on from above behind its last cell is placed."""
        for column in sorted(self.below):
            if column >= self._column:
                self._column = column
                self._carry()
        self.below = {column: (left - 1, one) for column, (left, one) in self.below.items() if left > 1}

    def _carry(self) -> None:
        one = self.below[self._column][1]
        self.table.rows[-1].append(NestedCell(one.column, one.width, carried=True, content=one.content))
        self._column += one.width


Piece: TypeAlias = str | NestedTable
"""Text, in which line breaks end lines, or a table."""


def unnested(content: Iterable[Piece]) -> Iterator[Block]:
    """The blocks of a page, layouts taken away."""
    for piece in content:
        if isinstance(piece, str):
            yield from map(Paragraph, piece.split("\n"))
        elif _is_layout(piece):
            for row in piece.rows:
                for one in row:
                    if not one.carried:
                        yield from unnested(one.content)
        else:
            yield _grid(piece)


def _is_layout(table: NestedTable) -> bool:
    if all(one.column == 0 for row in table.rows for one in row):
        return True
    within = list(table.within)
    return bool(within) and not _is_headed(table) and any(_holds_header(inner) for inner in within)


def _holds_header(table: NestedTable) -> bool:
    return _is_headed(table) or any(map(_holds_header, table.within))


def _is_headed(table: NestedTable) -> bool:
    """Whether a row of the table itself, without what is nested in it, is the header of a task table."""
    return any(is_header(Row(tuple(cell(_own_text(one), one.column, one.width) for one in row))) for row in table.rows)


def _own_text(one: NestedCell) -> str:
    return "\n".join(piece for piece in one.content if isinstance(piece, str))


def _grid(table: NestedTable) -> Grid:
    lines: dict[int, tuple[str, ...]] = {}
    for row in table.rows:
        for one in row:
            if id(one.content) not in lines:  # what goes on from above is folded and kept once
                lines[id(one.content)] = cell("\n".join(_lines(one.content)), one.column).lines
    return Grid(
        tuple(
            Row(tuple(Cell(lines[id(one.content)], one.column, one.width, carried=one.carried) for one in row))
            for row in table.rows
        )
    )


def _lines(content: Iterable[Piece]) -> Iterator[str]:
    """The text of a cell, that of tables nested in it among it."""
    for piece in content:
        if isinstance(piece, str):
            yield piece
        else:
            yield from (line for row in piece.rows for one in row if not one.carried for line in _lines(one.content))
