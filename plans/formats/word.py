"""Word documents (.docx, .docm) → blocks, as a reader of the printed page sees them.

Tracked changes are taken as accepted: deleted and moved-away text, rows and paragraph marks are left out, inserted ones
are read. Headers, footers, notes and comments are not read, and macros are not even looked at.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.parser import parse_xml
from docx.package import Package
from lxml import etree

from plans.blocks import Block
from plans.errors import DamagedFileError, OtherFormatError
from plans.formats.archive import check, opened
from plans.formats.found import Doubt
from plans.formats.limits import check_nodes
from plans.formats.nesting import NestedCell, NestedTable, Piece, unnested
from plans.formats.word_numbering import Numbering
from plans.formats.word_text import NS, is_hidden, is_on, read_line

_Element: TypeAlias = Any  # lxml carries no types
_KIND = "Word .docx"
_WRAPPERS = {NS + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
_EMBEDDED = Doubt(
    "Tài liệu có phần nhúng từ tệp khác không được đọc; nếu có nhiệm vụ trong đó, hãy chép ra thành bảng."
)
_GRID_BEFORE = f"{NS}trPr/{NS}gridBefore"
_GRID_SPAN = f"{NS}tcPr/{NS}gridSpan"
_DIGITS = 6


def blocks(data: bytes, path: Path) -> Iterator[Block | Doubt]:
    """The blocks of the document's body. `DamagedFileError` and `UnsafeFileError` say why it could not be opened."""
    check_nodes(check(data, path, _KIND), path)
    with opened(data, path, _KIND):
        content, doubts = _content(data, path)
    yield from unnested(content)
    yield from doubts


def _content(data: bytes, path: Path) -> tuple[list[Piece], list[Doubt]]:
    body, numbering = _parts(data, path)
    content = _Body(numbering).content(body)
    if not content and next(body.iter("{*}drawing", "{*}pict"), None) is not None:
        raise OtherFormatError(path=path, what="tệp Word chỉ có ảnh", advice="lấy bản soạn thảo có chữ của kế hoạch")
    is_embedding = next(body.iter(NS + "altChunk", NS + "object"), None) is not None
    return content, [_EMBEDDED] if is_embedding else []


def _parts(data: bytes, path: Path) -> tuple[_Element, Numbering]:
    """The body and the lists of its document."""
    try:
        # The package and not docx.Document, which refuses documents with macros.
        part = Package.open(io.BytesIO(data)).main_document_part
        body = _root(part).find(NS + "body")
        numbering, styles = (_related(part, kind) for kind in (RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.STYLES))
    except (AttributeError, TypeError, IndexError, PackageNotFoundError, etree.LxmlError):
        raise DamagedFileError(path=path, kind=_KIND, reason="không thấy phần văn bản bên trong") from None
    if body is None:
        raise DamagedFileError(path=path, kind=_KIND, reason="phần văn bản bên trong trống")
    return body, Numbering(numbering, styles)


def _root(part: Any) -> _Element:
    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _related(part: Any, kind: str) -> _Element | None:
    try:
        return _root(part.part_related_by(kind))
    except KeyError:
        return None


def _flat(parent: _Element, *, is_text: bool = False) -> Iterator[_Element]:
    """The children, with what only wraps them (content controls, smart tags, insertions) taken away.

    Of text the prompts that nobody has filled in are left out; a cell with one is a cell all the same.
    """
    for child in parent:
        if is_text and is_hidden(child):
            continue
        if child.tag in _WRAPPERS:
            yield from _flat(child, is_text=is_text)
        else:
            yield child


class _Body:
    """The document while it is read in order, since the numbers of its lists run through it."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def content(self, container: _Element, *, is_cell: bool = False) -> list[Piece]:
        """The paragraphs and tables of a body, a cell or a text box."""
        pieces: list[Piece] = []
        before = ""
        boxes: list[_Element] = []
        for element in _flat(container, is_text=True):
            if element.tag == NS + "p":
                line = read_line(element)
                boxes += line.boxes
                if _is_mark_deleted(element):
                    before += line.text
                    continue
                pieces += self._printed(element, before + line.text, is_cell=is_cell)
                pieces += [piece for box in boxes for piece in self.content(box)]
                before, boxes = "", []
            elif element.tag == NS + "tbl":
                pieces.append(self._table(element))
        return [*pieces, *([before] if before.strip() else [])]

    def _printed(self, paragraph: _Element, text: str, *, is_cell: bool) -> list[Piece]:
        """The paragraph with its label; one that is empty shows the label in a cell, as in a column of numbers."""
        label = self._numbering.label(paragraph)
        if text.strip():
            return [label + text]
        return [label] if is_cell and label.strip(" -+•") else []

    def _table(self, table: _Element) -> NestedTable:
        found = NestedTable()
        above: dict[int, NestedCell] = {}
        for tr in _flat(table):
            if tr.tag == NS + "tr" and not _is_row_gone(tr):
                cells = self._cells(tr, above)
                above = {one.column: one for one in cells}
                found.rows.append(cells)
        return found

    def _cells(self, tr: _Element, above: dict[int, NestedCell]) -> list[NestedCell]:
        cells: list[NestedCell] = []
        column = _number(tr, _GRID_BEFORE, 0)
        for tc in _flat(tr):
            if tc.tag != NS + "tc" or tc.find(f"{NS}tcPr/{NS}cellDel") is not None:
                continue
            width = _number(tc, _GRID_SPAN, 1)
            if cells and _merge(tc, "hMerge") == "continue":
                cells[-1].width += width
            elif _merge(tc, "vMerge") == "continue" and column in above:
                cells.append(NestedCell(column, width, carried=True, content=above[column].content))
            else:
                cells.append(NestedCell(column, width, content=self.content(tc, is_cell=True)))
            column += width
        return cells


def _is_mark_deleted(paragraph: _Element) -> bool:
    """Whether the paragraph runs on into the next, since the mark between them was deleted."""
    marks = paragraph.find(f"{NS}pPr/{NS}rPr")
    return marks is not None and any(marks.find(NS + name) is not None for name in ("del", "moveFrom"))


def _is_row_gone(tr: _Element) -> bool:
    return tr.find(f"{NS}trPr/{NS}del") is not None or is_on(tr.find(f"{NS}trPr/{NS}hidden"))


def _merge(tc: _Element, name: str) -> str | None:
    """`restart`, `continue` or None; a merge that was tracked is taken as accepted."""
    tracked = tc.find(f"{NS}tcPr/{NS}cellMerge") if name == "vMerge" else None
    if tracked is not None and (accepted := tracked.get(NS + "vMerge")):
        return "continue" if accepted == "cont" else "restart"
    found = tc.find(f"{NS}tcPr/{NS}{name}")
    return None if found is None else str(found.get(NS + "val", "continue"))


def _number(element: _Element, path: str, default: int) -> int:
    found = element.find(path)
    value = "" if found is None else found.get(NS + "val", "")
    return max(int(value), default) if value.isdecimal() and len(value) < _DIGITS else default
