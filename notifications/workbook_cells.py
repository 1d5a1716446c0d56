"""Cells of a workbook: boxes, letters, and text that stays text, so that no cell is ever a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeAlias

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

Value: TypeAlias = str | int | float | dt.date | None
Columns: TypeAlias = Sequence[tuple[str, int]]
"""The headings of a table, each with its width in characters."""

FONT = "Times New Roman"
_LINE = Side(style="thin", color="999999")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER = PatternFill("solid", fgColor="DDE6F0")


def write_table(sheet: Any, header: int, columns: Columns, rows: Sequence[Sequence[Value]], *, total: bool) -> None:
    """The headings in row `header` and the rows below them, the last one bold where it is a `total`."""
    for n, (heading, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
        write(sheet.cell(header, n), heading, bold=True).fill = _HEADER
        sheet.cell(header, n).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, row in enumerate(rows, header + 1):
        for n, value in enumerate(row, 1):
            write(sheet.cell(number, n), value, bold=total and number == header + len(rows))
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def write(cell: Any, value: Value, *, bold: bool = False) -> Any:
    """Fill a cell of a table; a fraction is shown as a percentage."""
    cell.font, cell.border = Font(name=FONT, size=11, bold=bold), _BOX
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(value, str):
        return text_cell(cell, value)
    cell.value = value
    if isinstance(value, float):
        cell.number_format = "0.0%"
    elif isinstance(value, dt.date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def text_cell(cell: Any, text: str) -> Any:
    """Text stays text, also when somebody edits the cell."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@", "'"))
    return cell
