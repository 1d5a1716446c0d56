"""Word documents (.docx) → blocks, as a reader of the printed page sees them.

Deleted and moved-away text (tracked changes) and hidden text are left out, inserted text is read. Labels that Word
numbers by itself are not part of the text and are not read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import docx
from lxml import etree

from plans.archive import check
from plans.blocks import Block, Cell, Grid, Paragraph, Row, cell
from plans.errors import DamagedFileError

_Element: TypeAlias = Any  # lxml carries no types
_NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_WRAPPERS = {_NS + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
_NOT_PRINTED = {_NS + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "txbxContent")}
_NOT_PRINTED.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_DIGITS = 6
_PRINTED = {
    _NS + "tab": " ",
    _NS + "br": "\n",
    _NS + "cr": "\n",
    _NS + "noBreakHyphen": "-",
}


def blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of the document's body. `DamagedFileError` and `UnsafeFileError` say why it could not be opened."""
    for element in _flat(_body(data, path)):
        if element.tag == _NS + "p":
            yield from map(Paragraph, _text(element).split("\n"))
        elif element.tag == _NS + "tbl":
            yield _grid(element)


def _body(data: bytes, path: Path) -> _Element:
    check(data, path, "Word .docx")
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError, zipfile.BadZipFile):
        raise DamagedFileError(path=path, kind="Word .docx", reason="không thấy phần văn bản bên trong") from None
    if body is None:
        raise DamagedFileError(path=path, kind="Word .docx", reason="phần văn bản bên trong trống")
    return body


def _flat(parent: _Element) -> Iterator[_Element]:
    """The children, with what only wraps them (content controls, smart tags, insertions) taken away."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _flat(child)
        else:
            yield child


def _text(element: _Element) -> str:
    """The printed text of a paragraph; hard breaks are line breaks."""
    if element.tag == _NS + "t":
        return str(element.text or "")
    if element.tag in _PRINTED:
        return _PRINTED[element.tag]
    if element.tag in _NOT_PRINTED or _is_hidden(element):
        return ""
    return "".join(map(_text, element))


def _is_hidden(element: _Element) -> bool:
    vanish = element.find(f"{_NS}rPr/{_NS}vanish") if element.tag == _NS + "r" else None
    return vanish is not None and vanish.get(_NS + "val") not in {"0", "false", "off"}


def _grid(table: _Element) -> Grid:
    above: dict[int, Cell] = {}
    rows: list[Row] = []
    for tr in _flat(table):
        if tr.tag == _NS + "tr" and tr.find(f"{_NS}trPr/{_NS}del") is None:
            cells = tuple(_cells(tr, above))
            above = {c.column: c for c in cells}
            rows.append(Row(cells))
    return Grid(tuple(rows))


def _cells(tr: _Element, above: dict[int, Cell]) -> Iterator[Cell]:
    column = _number(tr, "trPr/gridBefore", 0)
    for tc in _flat(tr):
        if tc.tag != _NS + "tc":
            continue
        width = _number(tc, "tcPr/gridSpan", 1)
        merge = tc.find(f"{_NS}tcPr/{_NS}vMerge")
        if merge is not None and merge.get(_NS + "val", "continue") == "continue" and column in above:
            yield Cell(above[column].lines, column, width, carried=True)
        else:
            yield cell("\n".join(_paragraph_texts(tc)), column, width)
        column += width


def _paragraph_texts(container: _Element) -> Iterator[str]:
    """The paragraphs of a cell, those of tables nested in it among them."""
    for element in _flat(container):
        if element.tag == _NS + "p":
            yield _text(element)
        elif element.tag in {_NS + "tbl", _NS + "tr", _NS + "tc"}:
            yield from _paragraph_texts(element)


def _number(element: _Element, path: str, default: int) -> int:
    found = element.find("/".join(_NS + step for step in path.split("/")))
    value = "" if found is None else found.get(_NS + "val", "")
    return max(int(value), default) if value.isdecimal() and len(value) < _DIGITS else default
