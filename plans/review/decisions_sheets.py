"""A workbook of decisions (`plans.review.sheets`) → `Decisions`; a cell left empty decides nothing."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from plans.blocks import fold
from plans.formats import archive
from plans.review.decisions import NOBODY, Decisions, DecisionsError, Place, build
from plans.review.sheets import ENTRY_SHEETS, LOOKED_AT_ONLY, PLAN, PLAN_ROWS, Content, Sheet
from rules.errors import InputError

MAX_UNPACKED = 32 * 2**20
"""Bytes; a plan's own file may be larger."""
MAX_ROWS = 20_000
MAX_SHEETS = 50
_MAX_COLUMNS = 40
_YES = frozenset({"có", "co", "x", "đúng", "true", "1"})
_NO = frozenset({"không", "khong", "sai", "false", "0"})
_CODES = re.compile(r"@?[a-z0-9-]+(?:\s*,\s*@?[a-z0-9-]+)*")
_BROKEN = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    ArithmeticError,
    OSError,
    zipfile.BadZipFile,
)
"""What openpyxl raises over a damaged workbook."""


def read(content: bytes, path: Path) -> Decisions:
    """The decisions in `content`. `DecisionsError` names every mistake in it by sheet and cell."""
    try:
        archive.check(content, path, "Excel .xlsx")
    except InputError as error:
        raise DecisionsError(path=path, reason=str(error.fields.get("reason", "không mở được"))) from None
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(member.file_size for member in package.infolist()) > MAX_UNPACKED:
            raise DecisionsError(path=path, reason=f"giải nén ra quá {MAX_UNPACKED // 2**20} MB")
    found = _Found()
    try:
        with warnings.catch_warnings(action="ignore"):  # what a workbook has besides its cells is of no use here
            _read_book(content, found)
    except _BROKEN:
        raise DecisionsError(path=path, reason="đây không phải tệp Excel .xlsx lành lặn") from None
    Decisions(path).refuse(found.mistakes)
    return build(path, found.raw, found.cells)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found: the tables as `build` takes them, where each value stands, what is wrong."""

    raw: dict[str, dict[str, Any]] = field(default_factory=dict)
    cells: dict[Place, str] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row below the header: its filled cells by heading, each with its place in words."""

    place: str
    filled: Mapping[str, tuple[str, Any]]


def _read_book(content: bytes, found: _Found) -> None:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    if len(book.worksheets) > MAX_SHEETS:
        found.mistakes.append(f"có hơn {MAX_SHEETS} trang")
        return
    sheets = {sheet.title: sheet for sheet in (PLAN, *ENTRY_SHEETS)}
    for page in book.worksheets:
        if page.title in sheets:
            _read_sheet(page, sheets[page.title], found)
        elif page.title not in LOOKED_AT_ONLY and any(_is_filled(row) for row in _rows(page, page.title, found)):
            found.mistakes.append(f"không dùng trang “{page.title}” (các trang: {', '.join(sheets)})")


def _rows(page: Any, title: str, found: _Found) -> Iterator[tuple[Any, ...]]:
    page.reset_dimensions()  # what the file says of its size need not be so
    for number, row in enumerate(page.iter_rows(max_col=_MAX_COLUMNS), 1):
        if number > MAX_ROWS:
            found.mistakes.append(f"trang “{title}” có hơn {MAX_ROWS} hàng, kể cả hàng trống")
            return
        yield row


def _is_filled(row: tuple[Any, ...]) -> bool:
    return any(fold(str(cell.value)) for cell in row if cell.value is not None)


def _read_sheet(page: Any, sheet: Sheet, found: _Found) -> None:
    rows = _rows(page, sheet.title, found)
    headings = [fold(str(cell.value or "")) for cell in next(rows, ())]
    name = sheet.columns[0].heading
    if name not in headings:
        found.mistakes.append(f"trang “{sheet.title}”: hàng 1 phải có cột “{name}”")
        return
    known = {column.heading for column in sheet.columns}
    for heading in (heading for heading in headings if heading and heading not in known):
        found.mistakes.append(f"trang “{sheet.title}”: không dùng cột “{heading}” (các cột: {', '.join(known)})")
    for heading in (heading for heading in known if headings.count(heading) > 1):
        found.mistakes.append(f"trang “{sheet.title}”: có hơn một cột “{heading}”")
    take = _take_plan_row if sheet is PLAN else _take_row
    for row in rows:
        if _is_filled(row):
            take(_row(row, headings, sheet, found), sheet, found)


def _row(row: tuple[Any, ...], headings: list[str], sheet: Sheet, found: _Found) -> _Row:
    filled: dict[str, tuple[str, Any]] = {}
    number = next(cell.row for cell in row if cell.value is not None)
    for cell, heading in zip(row, [*headings, *[""] * len(row)], strict=False):
        if cell.value is None or not fold(str(cell.value)):
            continue
        place = f"trang “{sheet.title}”, ô {cell.coordinate}"
        if not heading:
            found.mistakes.append(f"{place}: cột này không có tên ở hàng 1")
        elif cell.data_type == "f":
            found.mistakes.append(f"{place}: là công thức; hãy ghi bằng chữ")
        else:
            filled[heading] = (place, cell)
    return _Row(f"trang “{sheet.title}”, hàng {number}", filled)


def _take_row(row: _Row, sheet: Sheet, found: _Found) -> None:
    """Take the decisions of one entry."""
    named = row.filled.get(sheet.columns[0].heading)
    decided = {}
    for column in sheet.columns:
        if column.is_decision and column.heading in row.filled:
            place, cell = row.filled[column.heading]
            decided[column.key] = (place, _value(cell, column.content, place, found))
    if not decided:
        return
    if named is None:
        found.mistakes.append(f"{row.place}: cột “{sheet.columns[0].heading}” còn trống")
        return
    name, table = str(_text(named[1])), found.raw.setdefault(sheet.kind, {})
    if name in table:
        found.mistakes.append(f"{named[0]}: “{name}” đã có ở hàng trên")
        return
    found.cells[(sheet.kind, name, "")] = next(iter(decided.values()))[0] if sheet.kind == "units" else named[0]
    found.cells.update({(sheet.kind, name, key): place for key, (place, _) in decided.items()})
    values = {key: value for key, (_, value) in decided.items()}
    table[name] = values["code"] if sheet.kind == "units" else values


def _take_plan_row(row: _Row, sheet: Sheet, found: _Found) -> None:
    """Take what is decided about the plan as a whole."""
    label, column = row.filled.get("Mục"), sheet.columns[-1]
    if column.heading not in row.filled:
        return
    place, cell = row.filled[column.heading]
    key = PLAN_ROWS.get(_text(label[1]) or "") if label else None
    if key is None:
        found.mistakes.append(f"{place}: cột “Mục” phải là một trong: {', '.join(PLAN_ROWS)}")
        return
    content: Content = "yes" if key == "totals_checked" else "words"
    found.cells[("plan", "", key)] = place
    found.raw.setdefault("plan", {})[key] = _value(cell, content, place, found)


def _value(cell: Any, content: Content, place: str, found: _Found) -> Any:
    """The decision in a cell as `build` takes it; what it cannot be is noted."""
    text = _text(cell)
    if text is None:
        found.mistakes.append(f"{place}: Excel đã đổi thành ngày tháng; hãy đổi ô sang kiểu Text rồi ghi lại bằng chữ")
    elif content == "units":
        return _units(str(cell.value))
    elif content == "yes":
        return _said(
            text.casefold() in _YES, text.casefold() in _YES | _NO, f"{place}: hãy ghi “có” hoặc “không”", found
        )
    return text


def _said(value: Any, is_right: bool, mistake: str, found: _Found) -> Any:
    if not is_right:
        found.mistakes.append(mistake)
    return value


def _text(cell: Any) -> str | None:
    """The words in a cell as the clerk sees them; None for a date that is not shown whole."""
    value = cell.value
    if isinstance(value, dt.datetime | dt.date):
        shown = str(cell.number_format).lower()
        return f"{value:%d/%m/%Y}" if "d" in shown and "y" in shown else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return fold(str(value))


def _units(text: str) -> list[str]:
    if fold(text).casefold().strip("()") == NOBODY:
        return []
    parts = map(fold, re.split(r"[;\n]", text))
    named = [code for part in parts for code in (part.split(",") if _CODES.fullmatch(part) else [part])]
    return [fold(one) for one in named if fold(one)]
