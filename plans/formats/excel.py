"""Excel workbooks (.xlsx, .xlsm) → blocks: the visible sheets in order, each cell as the clerk sees it.

The parts are streamed here and not by openpyxl, whose tables of formats and calendar are used: streaming, it tells
neither merged ranges nor hidden rows nor formulas without a value, and otherwise it holds every empty formatted cell.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

from plans.blocks import Block, Cell, Grid, Paragraph, Row, cell
from plans.columns import is_header
from plans.formats import sheet_rows
from plans.formats.archive import check, opened
from plans.formats.excel_sheet import SheetCells, letters_of
from plans.formats.excel_workbook import Sheet, Workbook, read_workbook
from plans.formats.found import Doubt
from plans.formats.limits import MAX_STREAMED_NODES, check_cells, check_nodes
from plans.formats.markup_events import walk

_KIND = "Excel .xlsx"
_NAMED = 8
"""So many places a doubt names; it counts the others."""


def blocks(data: bytes, path: Path) -> Iterator[Block | Doubt]:
    """The blocks of all visible sheets. `DamagedFileError` and `UnsafeFileError` say why it could not be opened."""
    check_nodes(check(data, path, _KIND), path, MAX_STREAMED_NODES)
    with opened(data, path, _KIND) as package:
        workbook = read_workbook(package, path)
        found: list[Block | Doubt] = []
        for sheet in workbook.sheets:
            found += _sheet_blocks(package, workbook, sheet, path, is_first=not found)
    yield from found


def _sheet_blocks(
    package: zipfile.ZipFile, workbook: Workbook, sheet: Sheet, path: Path, *, is_first: bool
) -> Iterator[Block | Doubt]:
    cells = SheetCells(workbook, path)
    with package.open(sheet.part) as part:
        walk(part, cells)
    found = list(sheet_rows.blocks_of(list(_rows(cells))))
    is_headed = any(is_header(row) for block in found if isinstance(block, Grid) for row in block.rows)
    if is_headed and not is_first and isinstance(found[0], Grid):
        # A table with a header of its own on a sheet of its own is another table, not one cut by a page.
        yield Paragraph(f"Trang tính “{sheet.name}”")
    yield from found
    yield from map(Doubt, _doubts(cells, f"Trang tính “{sheet.name}”"))


def _rows(cells: SheetCells) -> Iterator[Row]:
    """The visible rows with text from top to bottom, a blank one between them where the sheet has any."""
    shown = {
        number: {column: cell(text, column) for column, text in row.items() if not cells.is_hidden(column)}
        for number, row in cells.rows.items()
        if number not in cells.hidden_rows
    }
    _spread(cells, shown)
    numbers = sorted(number for number, row in shown.items() if row)
    for before, number in zip([-1, *numbers], numbers, strict=False):
        if number > before + 1:
            yield Row(())
        yield Row(tuple(shown[number][column] for column in sorted(shown[number])))


def _spread(cells: SheetCells, shown: dict[int, dict[int, Cell]]) -> None:
    """Give every row with text its part of the merged cells; where the first row is hidden, the next one shows them."""
    numbers = sorted(shown)
    carried = 0
    for merged in cells.merged:
        text = cells.rows.get(merged.top, {}).get(merged.left)
        left = next((c for c in range(merged.left, merged.right + 1) if not cells.is_hidden(c)), None)
        if text is None or left is None:
            continue
        covered = numbers[bisect_left(numbers, merged.top) : bisect_right(numbers, merged.bottom)]
        carried += len(covered)
        check_cells(carried, cells.path)
        lines = cell(text, left).lines
        for ordinal, number in enumerate(covered):
            row = shown[number]
            for column in [c for c in row if merged.left <= c <= merged.right]:
                del row[column]
            row[left] = Cell(lines, left, merged.right - left + 1, carried=ordinal > 0)


def _doubts(cells: SheetCells, sheet: str) -> Iterator[str]:
    """What the sheet may hold and does not show."""
    rows = [str(number + 1) for number in sorted(cells.hidden_rows)]
    columns = {column for row in cells.rows.values() for column in row if cells.is_hidden(column)}
    if rows:
        yield f"{sheet}: hàng {_listed(rows)} có chữ nhưng đang ẩn nên không được đọc; nếu cần, hãy bỏ ẩn rồi đọc lại."
    if columns:
        letters = _listed(map(letters_of, sorted(columns)))
        yield f"{sheet}: cột {letters} có chữ nhưng đang ẩn nên không được đọc; nếu cần, hãy bỏ ẩn rồi đọc lại."
    if cells.without_value:
        places = _listed(cells.without_value)
        yield f"{sheet}: ô {places} có công thức chưa tính; hãy mở bằng Excel, lưu lại rồi đọc lại."
    if cells.errors:
        yield f"{sheet}: ô {_listed(cells.errors)} có công thức lỗi; hãy sửa rồi đọc lại."


def _listed(places: Iterable[str]) -> str:
    """The first few places, and how many more there are."""
    every = list(places)
    more = f" và {len(every) - _NAMED} chỗ khác" if len(every) > _NAMED else ""
    return ", ".join(every[:_NAMED]) + more
