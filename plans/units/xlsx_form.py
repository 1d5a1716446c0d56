"""The register as a workbook: a sheet for units, one for groups, one for addresses. No cell is ever a formula."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from plans.errors import DamagedFileError, RegisterError
from plans.formats.archive import check
from plans.units.entries import Entry, EntryKind
from plans.units.register import Register
from plans.units.tables import COLUMNS, Header, Value, header_word, is_blank, rows_of

SHEETS: Mapping[EntryKind, str] = {"unit": "Đơn vị", "group": "Nhóm", "contact": "Địa chỉ"}
_LONGEST = 10_000
"""Rows of a sheet."""
_BROKEN = (
    DamagedFileError,
    InvalidFileException,
    zipfile.BadZipFile,
    AttributeError,
    IndexError,
    KeyError,
    OSError,
    SyntaxError,  # of XML: both parsers' errors are its children
    TypeError,
    ValueError,
)
"""What openpyxl raises on a file that is none, or half of one."""


def write(register: Register) -> bytes:
    """The file's content."""
    book = Workbook(write_only=True)
    sheets = {kind: book.create_sheet(title) for kind, title in SHEETS.items()}
    for kind, sheet in sheets.items():
        sheet.freeze_panes = "A2"
        for n, column in enumerate(COLUMNS[kind], 1):
            sheet.column_dimensions[get_column_letter(n)].width = column.width
        sheet.append([_cell(sheet, column.header, bold=True) for column in COLUMNS[kind]])
    for kind, row in rows_of(register):
        sheets[kind].append([_cell(sheets[kind], row[column.key]) for column in COLUMNS[kind]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    """A cell that holds `value` as it stands: text stays text whatever it begins with, also when it is edited."""
    cell = WriteOnlyCell(sheet, value=value or None)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.font = Font(bold=bold)
    if isinstance(value, dt.date):
        cell.number_format = "dd/mm/yyyy"
    elif value:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "'"))
    return cell


def read(data: bytes, path: Path, mistakes: list[str]) -> Mapping[EntryKind, list[Entry]]:
    """The entries of a workbook; a sheet that is none of ours is a mistake unless it is empty."""
    kinds = {header_word(title): kind for kind, title in SHEETS.items()}
    entries: dict[EntryKind, list[Entry]] = {kind: [] for kind in COLUMNS}
    for title, rows in _sheets(data, path):
        kind = kinds.get(header_word(title))
        if kind is None and rows:
            mistakes.append(f"không dùng trang “{title}” (các trang: {', '.join(SHEETS.values())})")
        elif kind is not None:
            entries[kind] += _entries(kind, title, rows, mistakes)
    return entries


def _entries(kind: EntryKind, title: str, rows: list[tuple[int, tuple[Any, ...]]], mistakes: list[str]) -> list[Entry]:
    if not rows:
        return []
    known, (line, first) = len(mistakes), rows[0]
    header = Header.over(kind, first, f"trang “{title}”, dòng {line}", mistakes)
    if len(mistakes) > known:
        return []
    for number, cells in rows[1:]:
        for n in (n for n, cell in enumerate(cells) if not is_blank(cell) and (n >= len(first) or is_blank(first[n]))):
            mistakes.append(f"trang “{title}”, dòng {number}: cột {get_column_letter(n + 1)} không có tên cột")
    return [header.entry(cells, f"trang “{title}”, dòng {number}", mistakes) for number, cells in rows[1:]]


def _sheets(data: bytes, path: Path) -> list[tuple[str, list[tuple[int, tuple[Any, ...]]]]]:
    """Each sheet's title and the rows that are not blank, with their numbers."""
    try:
        check(data, path, "Excel .xlsx")
        with warnings.catch_warnings():  # openpyxl warns of what it leaves out: colours, drop-down lists
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [(sheet.title, list(_rows(sheet, path))) for sheet in book.worksheets]
            book.close()
    except _BROKEN:
        reason = "đây không phải tệp Excel .xlsx lành lặn; hãy mở bằng Excel và lưu lại"
        raise RegisterError(path=path, reason=reason) from None
    return sheets


def _rows(sheet: Any, path: Path) -> Iterator[tuple[int, tuple[Any, ...]]]:
    sheet.reset_dimensions()  # what a file says of its size may be anything; each row is as wide as its cells
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _LONGEST:
            raise RegisterError(path=path, reason=f"trang “{sheet.title}” có hơn {_LONGEST} dòng")
        if not all(map(is_blank, cells)):
            yield number, cells
