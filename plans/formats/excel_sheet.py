"""One worksheet: its cells as the clerk sees them, merged ranges, hidden rows and columns (ECMA-376 Part 1, 18.3)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from plans.formats.excel_workbook import Workbook, unescaped
from plans.formats.limits import check_cells, check_letters
from plans.formats.markup_events import Begin, BrokenMarkupError, End
from plans.formats.number_format import shown_date, shown_number, shown_text

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
    _letters: int = 0
    _row: int = -1
    _is_row_hidden: bool = False
    _column: int = -1
    _cell: Mapping[str, str] = field(default_factory=dict)
    _has_formula: bool = False
    _is_text: bool = False
    _is_aid: bool = False
    _pieces: list[str] = field(default_factory=list)

    def is_hidden(self, column: int) -> bool:
        """Whether the column is not shown."""
        return any(column in columns for columns in self._hidden_columns)

    def begins(self) -> Mapping[str, Begin]:
        return {
            "c": self._begin_cell,
            "v": self._begin_text,
            "t": self._begin_text,
            "f": self._begin_formula,
            "row": self._begin_row,
            "rPh": self._begin_aid,
            "mergeCell": self._merge,
            "col": self._hide_columns,
        }

    def ends(self) -> Mapping[str, End]:
        return {"c": self._end_cell, "v": self._end_text, "t": self._end_text, "rPh": self._end_aid}

    def text(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)

    def _begin_text(self, _: Mapping[str, str]) -> None:
        self._is_text = not self._is_aid

    def _end_text(self) -> None:
        self._is_text = False

    def _begin_aid(self, _: Mapping[str, str]) -> None:
        self._is_aid = True

    def _end_aid(self) -> None:
        self._is_aid = False

    def _begin_formula(self, _: Mapping[str, str]) -> None:
        self._has_formula = True

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _ordinal(attributes["r"], MAX_ROW) if "r" in attributes else self._row + 1
        self._is_row_hidden = attributes.get("hidden") in _NOT_SHOWN or _is_zero(attributes.get("ht"))
        self._column = -1
        self._cell = {}

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        # Most cells of a large sheet are empty: what is not needed of them is not looked at.
        if "r" not in attributes:
            self._column = self._column_now() + 1
        self._cell = attributes
        self._has_formula = False

    def _end_cell(self) -> None:
        if self._pieces:
            raw = "".join(self._pieces)
            self._pieces.clear()
            self._keep(raw)
        elif self._has_formula and self._cell.get("t") != "str":
            self.without_value.append(self._place)

    def _column_now(self) -> int:
        """The column of the cell that was begun last."""
        place = self._cell.get("r")
        return column_of(place.rstrip("0123456789")) if place else self._column

    def _keep(self, raw: str) -> None:
        text = self._shown(raw)
        if text.strip():
            self._count += 1
            self._letters += len(text)
            check_cells(self._count, self.path)
            check_letters(self._letters, self.path)
            self.rows.setdefault(self._row, {})[self._column_now()] = text
            if self._is_row_hidden:
                self.hidden_rows.add(self._row)

    def _shown(self, raw: str) -> str:
        kind = self._cell.get("t", "n")
        code = self._format
        if kind == "s":
            return shown_text(self.workbook.texts[_ordinal(raw.strip(), len(self.workbook.texts), first=0)], code)
        if kind in {"str", "inlineStr"}:
            return shown_text(unescaped(raw), code)
        if kind == "e":
            self.errors.append(f"{self._place} ({raw})")
            return raw
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "d":
            return _parsed(raw, lambda text: shown_date(dt.datetime.fromisoformat(text)))
        return _parsed(raw, lambda text: shown_number(_finite(text), code, is_1904=self.workbook.is_1904))

    @property
    def _format(self) -> str:
        style = self._cell.get("s", "0")
        number = int(style) if style.isdecimal() and len(style) < 7 else 0
        return self.workbook.formats[number] if number < len(self.workbook.formats) else "General"

    @property
    def _place(self) -> str:
        return f"{letters_of(self._column_now())}{self._row + 1}"

    def _merge(self, attributes: Mapping[str, str]) -> None:
        first, _, last = attributes.get("ref", "").replace("$", "").partition(":")
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
