"""The register as one .csv file: all three tables in one, the first column says what a row is.

Written as UTF-8 with a byte order mark, so that Excel reads its diacritics, with every cell in quotes and dates as
2025-03-01. A cell that Excel would take for a formula (it begins with `=`, `+`, `-`, `@`) gets an apostrophe in front,
which is taken away again when the file is read; so does one that begins with an apostrophe.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plans.errors import RegisterError
from plans.units.entries import Entry, EntryKind
from plans.units.register import Register
from plans.units.tables import COLUMNS, ROW_KIND, ROW_WORDS, Header, Value, header_word, is_blank, rows_of

_ESCAPED = ("=", "+", "-", "@", "\t", "\r", "'")
_LONGEST = 10_000
"""Rows of a file."""
# Units and people share the column of names, so that a row says what it is about at one place.
_SHARED = {("contact", "name"): "tên"}


def _header(kind: EntryKind, key: str) -> str:
    return _SHARED.get((kind, key)) or next(c.header for c in COLUMNS[kind] if c.key == key)


_HEADERS: tuple[str, ...] = (
    ROW_KIND,
    *dict.fromkeys(_header(kind, column.key) for kind, columns in COLUMNS.items() for column in columns),
)


def write(register: Register) -> bytes:
    """The file's content."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADERS)
    for kind, row in rows_of(register):
        cells = {ROW_KIND: ROW_WORDS[kind]} | {_header(kind, key): _written(value) for key, value in row.items()}
        writer.writerow(cells.get(header, "") for header in _HEADERS)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _written(value: Value) -> str:
    text = "" if value is None else value if isinstance(value, str) else value.isoformat()
    return f"'{text}" if text.startswith(_ESCAPED) else text


def _read(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ESCAPED) else cell


def read(data: bytes, path: Path, mistakes: list[str]) -> Mapping[EntryKind, list[Entry]]:
    """The entries of a file in UTF-8, or UTF-16 with a byte order mark, parted by commas, semicolons or tabs."""
    entries: dict[EntryKind, list[Entry]] = {kind: [] for kind in COLUMNS}
    rows = _rows(_decoded(data, path), path)
    place, first = next(rows, ("", []))
    headers = _headers(first, place, mistakes)
    if headers is None:
        return entries
    kinds = {word: kind for kind, word in ROW_WORDS.items()} | {kind: kind for kind in COLUMNS}
    at = [header_word(cell) for cell in first].index(ROW_KIND)
    for place, cells in rows:
        kind = kinds.get(header_word(cells[at] if at < len(cells) else ""))
        if kind is None:
            mistakes.append(f"{place}: cột “{ROW_KIND}” phải là một trong: {', '.join(ROW_WORDS.values())}")
        else:
            _foreign(headers[kind], cells, first, at, place, mistakes)
            entries[kind].append(headers[kind].entry(cells, place, mistakes))
    return entries


def _headers(first: list[str], place: str, mistakes: list[str]) -> dict[EntryKind, Header] | None:
    """How the rows of each kind are read; None where the header says too little for that."""
    words = [header_word(cell) for cell in first]
    if ROW_KIND not in words:
        mistakes.append(f"dòng đầu thiếu cột “{ROW_KIND}” (các cột: {', '.join(_HEADERS)})")
        return None
    known = len(mistakes)
    mistakes += [f"{place}: không có cột “{word}” (các cột: {', '.join(_HEADERS)})" for word in _strange(words)]
    mistakes += [f"{place}: cột “{word}” có hai lần" for word in _HEADERS if words.count(word) > 1]
    if len(mistakes) > known:
        return None
    return {kind: Header(kind, _places(kind, words)) for kind in COLUMNS}


def _strange(words: list[str]) -> Iterator[str]:
    yield from (word for word in words if word and word not in (*_HEADERS, "stt", "tt", "ghi chú"))


def _places(kind: EntryKind, words: list[str]) -> dict[int, Any]:
    return {words.index(header): column for column in COLUMNS[kind] if (header := _header(kind, column.key)) in words}


def _foreign(header: Header, cells: list[str], first: list[str], at: int, place: str, mistakes: list[str]) -> None:
    """A cell filled in a column that rows of this kind do not have would be lost."""
    for n, cell in enumerate(cells):
        name = first[n].strip() if n < len(first) else ""
        if n != at and n not in header.places and not is_blank(cell) and header_word(name) in ("", *_HEADERS):
            mistakes.append(f"{place}: dòng {ROW_WORDS[header.kind]} không dùng cột “{name or n + 1}”")


def _decoded(data: bytes, path: Path) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        reason = "tệp không phải chữ UTF-8; trong Excel hãy chọn Lưu thành kiểu CSV UTF-8, hoặc dùng tệp .xlsx"
        raise RegisterError(path=path, reason=reason) from None
    if not text.strip():
        raise RegisterError(path=path, reason="tệp không có chữ nào")
    return text


def _rows(text: str, path: Path) -> Iterator[tuple[str, list[str]]]:
    """The rows that are not blank, each with its place."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    line = 1
    try:
        for n, cells in enumerate(reader):
            if n > _LONGEST:
                raise RegisterError(path=path, reason=f"tệp có hơn {_LONGEST} dòng")
            if not all(map(is_blank, cells)):
                yield f"dòng {line}", [_read(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise RegisterError(path=path, reason=f"dòng {line}: không đúng dạng CSV ({error})") from None
