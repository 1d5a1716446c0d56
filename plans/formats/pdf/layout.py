"""Pages → blocks in reading order: paragraphs over page breaks, texts side by side, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import median
from typing import TypeAlias

from plans.blocks import Block, Cell, Grid, Paragraph, Row, join_cut
from plans.columns import is_header
from plans.formats.pdf.lines import Line
from plans.formats.pdf.page import Page, without_running_heads
from plans.formats.pdf.refusal import Refusal
from plans.formats.pdf.table import Table, joined
from plans.formats.pdf.wrapping import Flow, Margins, margins_of

_BODY = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|HỘI|HĐND|BỘ|SỞ|BAN|TỔNG|CỤC|CHI|VĂN PHÒNG|PHÒNG|TRƯỜNG|TRUNG TÂM|TỈNH|ĐẢNG|ĐOÀN|LIÊN|VIỆN"
    r"|BỆNH VIỆN|CÔNG|TÒA|QUẬN|HUYỆN|THÀNH|THỊ|BẢO HIỂM|KHO BẠC|NGÂN HÀNG|THANH TRA|HẢI QUAN|TRUNG ƯƠNG|TỔ)\b|\W"
)
"""What begins the name of a body: below another name it is that of a lower one, however full the line above is."""
_BESIDE = 0.8
"""Parts of the font size; lines of one text are further apart."""
_GLUED = re.compile(r"\w-$")
_NEXT = 3.0
"""Parts of the font size between a line of a head and the next."""
_CORRIDOR = 0.25
"""The least gap between two texts side by side, in parts of the font size."""


@dataclass(frozen=True, slots=True)
class _Abreast:
    """Texts side by side, as the issuer beside the motto and the addressees beside the signature."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]


_Item: TypeAlias = Line | Table | _Abreast


def blocks_of(pages: Sequence[Page]) -> Iterator[Block]:
    """The blocks of the whole document."""
    pages = without_running_heads(pages)
    margins = {
        width: margins_of([line for p in pages if _paper(p) == width for line in p.lines])
        for width in set(map(_paper, pages))
    }
    flow = Flow()
    table: Table | None = None
    for page in pages:
        leading: float | None = None
        for item in _items(page):
            if table is not None:
                piece = joined(table, item) if leading is None and isinstance(item, Table) else None
                if piece is not None:
                    table, leading = piece, _leading(page)
                    continue
                yield table.grid
                table = None
            if isinstance(item, Line):
                if not flow.goes_on(item, margins[_paper(page)], leading) and flow.lines:
                    yield Paragraph(flow.taken())
                flow.lines.append(item)
            else:
                if flow.lines:
                    yield Paragraph(flow.taken())
                if isinstance(item, Table):
                    table = item
                else:
                    yield _side_by_side(item, margins[_paper(page)])
            leading = _leading(page)
    if table is not None:
        yield table.grid
    if flow.lines:
        yield Paragraph(flow.taken())


def _paper(page: Page) -> int:
    return round(page.width)


def _leading(page: Page) -> float:
    """The usual distance of two lines."""
    steps = [b.y - a.y for a, b in pairwise(page.lines) if 0.8 * a.size < b.y - a.y < 2.5 * a.size]
    return median(steps) if steps else 2 * max((line.size for line in page.lines), default=12.0)


def _items(page: Page) -> Iterator[_Item]:
    """Tables and lines from top to bottom."""
    lines = list(page.lines)
    for box, table in page.tables:
        yield from _abreast([line for line in lines if line.y <= box.y0], page.number)
        lines = [line for line in lines if line.y > box.y0]
        yield table
    yield from _abreast(lines, page.number)


def _abreast(lines: Sequence[Line], page: int) -> Iterator[Line | _Abreast]:
    """The lines in order, those of two columns put together column by column."""
    rows = _rows(lines)
    for row in rows:
        _refuse_unruled_table(row, page)
    while rows:
        count, middle = _columns(rows) if len(rows[0]) == 2 else (0, 0.0)
        found = [line for row in rows[:count] for line in row]
        if found:
            left = tuple(line for line in found if line.x0 < middle)
            yield _Abreast(left, tuple(line for line in found if line.x0 >= middle))
        else:
            yield from rows[0]
        rows = rows[max(count, 1) :]


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines by height; two that are nearer to each other than lines of one text can be stand side by side."""
    rows: list[list[Line]] = []
    for line in lines:
        is_beside = rows and all(
            line.y - other.y < _BESIDE * line.size and (line.x0 > other.x1 or line.x1 < other.x0) for other in rows[-1]
        )
        if is_beside:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _columns(rows: Sequence[Sequence[Line]]) -> tuple[int, float]:
    """Through how many rows a corridor runs between two columns of text, and its middle; the first row has both.

    A line alone on its height belongs to the column that it is centred in.
    """
    left, right = rows[0][0].x1, rows[0][1].x0
    found = list(rows[0])
    count, corridor = 1, (left + right) / 2
    for number, row in enumerate(rows[1:], 2):
        middle = (left + right) / 2
        left = max(left, *(line.x1 for line in row if line.x0 < middle), left)
        right = min(right, *(line.x0 for line in row if line.x0 >= middle), right)
        if len(row) > 2 or right - left < _CORRIDOR * row[0].size:
            break
        if len(row) == 2 or _belongs(row[0], found, middle):
            count, corridor = number, (left + right) / 2
        found += row
    return count, corridor


def _belongs(line: Line, found: Sequence[Line], middle: float) -> bool:
    """Whether a line alone on its height is centred in the column on its side of the middle, or begins with the right
    one; below the left one the text of the page begins."""
    column = [other for other in found if (other.x0 < middle) == (line.x0 < middle)]
    x0, x1 = min(other.x0 for other in column), max(other.x1 for other in column)
    if line.y - max(other.y for other in found) > _NEXT * line.size:
        return False
    is_centred = abs(line.x0 + line.x1 - x0 - x1) < line.size
    begins_with_it = abs(line.x0 - x0) < line.size / 2
    return is_centred or begins_with_it if line.x0 >= middle else is_centred and not begins_with_it


def _side_by_side(found: _Abreast, page: Margins) -> Grid:
    columns = enumerate((found.left, found.right))
    return Grid((Row(tuple(Cell(tuple(_names(lines, page)), column) for column, lines in columns)),))


def _names(lines: Sequence[Line], page: Margins) -> Iterator[str]:
    """The lines of a column beside another, a name in capitals that had no room on its line made whole.

    The column reaches from the edge of the page as far as its texts are centred.
    """
    middle = (min(line.x0 for line in lines) + max(line.x1 for line in lines)) / 2
    half = min(middle - page.left, page.right - middle)
    margins = Margins(middle - half, middle + half)
    name = ""
    for line, following in zip_longest(lines, lines[1:]):
        name = join_cut(name, line.text)
        if following is None or not _is_one_name(line, following, margins):
            yield name
            name = ""


def _is_one_name(line: Line, following: Line, margins: Margins) -> bool:
    if _GLUED.search(line.text):
        return True
    is_name = line.text.isupper() and following.text.isupper() and abs(line.size - following.size) < 1
    return is_name and not _BODY.match(following.text) and margins.is_full(line, following)


def _refuse_unruled_table(row: Sequence[Line], page: int) -> None:
    if len(row) > 2 and is_header(Row(tuple(Cell((line.text,), n) for n, line in enumerate(row)))):
        raise Refusal("unruled", str(page))
