"""One worksheet: its cells as the clerk sees them, merged ranges, hidden rows and columns (ECMA-376 Part 1, 18.3)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from plans.excel_workbook import Workbook, unescaped
from plans.limits import check_cells
from plans.markup_events import BrokenMarkupError
from plans.number_format import shown_date, shown_number, shown_text

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NOT_SHOWN = {"1", "true"}


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, rows and columns counted from 0, the last ones inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetCells:
    """A handler that keeps the cells with text, by row and column counted from 0.

    `hidden_rows` holds only rows with text. `without_value` names cells whose formula was never computed,
    `errors` those whose formula failed.
    """

    workbook: Workbook
    path: Path
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    without_value: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _hidden_columns: list[range] = field(default_factory=list)
    _count: int = 0
    _row: int = -1
    _is_row_hidden: bool = False
    _column: int = -1
    _kind: str = "n"
    _style: int = 0
    _has_formula: bool = False
    _is_text: bool = False
    _is_aid: bool = False
    _pieces: list[str] = field(default_factory=list)

    def is_hidden(self, column: int) -> bool:
        """Whether the column is not shown."""
        return any(column in columns for columns in self._hidden_columns)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in {"v", "t"}:
            self._is_text = not self._is_aid
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self._is_aid = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "col":
            self._hide_columns(attributes)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._end_cell()
        elif tag in {"v", "t"}:
            self._is_text = False
        elif tag == "rPh":
            self._is_aid = False

    def text(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _ordinal(attributes["r"], MAX_ROW) if "r" in attributes else self._row + 1
        self._is_row_hidden = attributes.get("hidden") in _NOT_SHOWN or _is_zero(attributes.get("ht"))
        self._column = -1

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        self._column = column_of(place.rstrip("0123456789")) if place else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = int(style) if (style := attributes.get("s", "0")).isdecimal() and len(style) < 7 else 0
        self._has_formula = False
        self._pieces.clear()

    def _end_cell(self) -> None:
        raw = "".join(self._pieces)
        if not raw:
            if self._has_formula and self._kind != "str":
                self.without_value.append(self._place)
            return
        text = self._shown(raw)
        if not text.strip():
            return
        self._count += 1
        check_cells(self._count, self.path)
        self.rows.setdefault(self._row, {})[self._column] = text
        if self._is_row_hidden:
            self.hidden_rows.add(self._row)

    def _shown(self, raw: str) -> str:
        code = self.workbook.formats[self._style] if self._style < len(self.workbook.formats) else "General"
        if self._kind == "s":
            return shown_text(self.workbook.texts[_ordinal(raw.strip(), len(self.workbook.texts), first=0)], code)
        if self._kind in {"str", "inlineStr"}:
            return shown_text(unescaped(raw), code)
        if self._kind == "e":
            self.errors.append(f"{self._place} ({raw})")
            return raw
        if self._kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self._kind == "d":
            return _parsed(raw, lambda text: shown_date(dt.datetime.fromisoformat(text)))
        return _parsed(raw, lambda text: shown_number(_finite(text), code, is_1904=self.workbook.is_1904))

    @property
    def _place(self) -> str:
        return f"{letters_of(self._column)}{self._row + 1}"

    def _merge(self, ref: str) -> None:
        first, _, last = ref.replace("$", "").partition(":")
        corners = [_PLACE.fullmatch(corner) for corner in (first, last or first)]
        if (start := corners[0]) is None or (end := corners[1]) is None:
            raise BrokenMarkupError
        top, bottom = int(start[2]) - 1, int(end[2]) - 1
        left, right = column_of(start[1]), column_of(end[1])
        if (bottom, right) != (top, left) and top <= bottom and left <= right:
            self.merged.append(Merged(top, left, bottom, right))
            check_cells(len(self.merged), self.path)

    def _hide_columns(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in _NOT_SHOWN or _is_zero(attributes.get("width")):
            first, last = (_ordinal(attributes.get(end, ""), MAX_COLUMN) for end in ("min", "max"))
            self._hidden_columns.append(range(first, last + 1))


@lru_cache(maxsize=MAX_COLUMN)
def column_of(letters: str) -> int:
    """The column with these letters, from 0."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise BrokenMarkupError
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= MAX_COLUMN:
        raise BrokenMarkupError
    return number - 1


def letters_of(column: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(65 + last) + letters
    return letters


def _ordinal(text: str, limit: int, *, first: int = 1) -> int:
    """A number from `first` as an index from 0."""
    if not (text.isdecimal() and text.isascii() and len(text) < 9) or not first <= int(text) < limit + first:
        raise BrokenMarkupError
    return int(text) - first


def _is_zero(size: str | None) -> bool:
    """Whether a height or width is nothing; one that is no number leaves the row or column visible."""
    return size is not None and bool(re.fullmatch(r"0+(?:\.0*)?", size))


def _finite(text: str) -> float:
    number = float(text)
    if number != number or abs(number) == float("inf"):
        raise ValueError
    return number


def _parsed(raw: str, read: Callable[[str], str]) -> str:
    try:
        return read(raw.strip())
    except ValueError:
        raise BrokenMarkupError from None
