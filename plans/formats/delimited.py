"""Delimited text (.csv, .tsv) → blocks. The delimiter is the one under which a header of tasks is found."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from plans.blocks import Block, Row, cell
from plans.columns import is_header
from plans.formats import sheet_rows
from plans.formats.encoding import decoded
from plans.formats.limits import MAX_TEXT, check_cells

_DELIMITERS = ",;\t|"
_SAID = re.compile(r'"?sep=(.)"?\s*?(?:\r\n|\r|\n)', re.IGNORECASE)
_HEAD = 65_536
"""In so many letters the header is looked for."""


def blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of a sheet saved as text; `NotTextError` where its letters cannot be known."""
    text = decoded(data, path)
    if said := _SAID.match(text):
        text = text[said.end() :]
    yield from delimited_blocks(text, said[1] if said else _delimiter(text), path)


def delimited_blocks(text: str, delimiter: str, path: Path) -> Iterator[Block]:
    """The blocks of text whose delimiter is known."""
    check_cells(text.count(delimiter) + text.count("\n") + text.count("\r"), path)
    yield from sheet_rows.blocks_of(list(_rows(text, delimiter)))


def _delimiter(text: str) -> str:
    """The delimiter under which a header is found, else the most frequent one."""
    for delimiter in _DELIMITERS:
        if any(map(is_header, _rows(text[:_HEAD], delimiter))):
            return delimiter
    return max(_DELIMITERS, key=text.count)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Every row. A quote without an end is taken as the end of the file would: nothing behind it is dropped."""
    csv.field_size_limit(MAX_TEXT)
    for texts in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield Row(tuple(cell(one, column) for column, one in enumerate(texts)))
