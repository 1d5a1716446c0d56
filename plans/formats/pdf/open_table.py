"""Task tables whose columns no line parts: horizontal rules or coloured rows only, or a coloured header over bare text.

Columns are those of the coloured cells of the header, or the strips that stay white over all rows. Rows are known from
rules and colours, where there are none from the numbers in the first column. What is a task table by its header and
does not fit is refused as a whole: a cell read wrongly costs a duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plans.blocks import Row
from plans.columns import header_at, is_header
from plans.formats.pdf.refusal import Refusal
from plans.formats.pdf.ruling import Frame, Rule, Span, levels
from plans.formats.pdf.sheet import Box, Glyph, Sheet
from plans.formats.pdf.strips import Height, printed, white_columns
from plans.formats.pdf.table import table_of

_NEAR = 3.0
_SHIFT = 6.0
"""Points by which the sides of a table may shift from one page to the next."""
_FEWEST = 3
"""Columns of a table that is looked for."""
_LEADING = 1.6
"""Parts of the font size that lines of one row are apart at the most, where nothing is drawn between rows."""
_BELOW = 2.0
"""Parts of the font size that the next row is below a line at the most."""
_PARTED = 1.15
"""How much further two rows must be apart than lines of one."""
_ENDED = 1.4
"""How much further than two rows the table and a text below it must be apart."""
_GAP, _HEADER_GAP = 1.2, 0.6
"""Parts of the font size; a wider gap in a text, or in a heading, may hide that two columns were taken for one."""
_SIGNED = re.compile(r"nơinhận|ngườilập|(?:tm|kt|tl|tuq)\.", re.IGNORECASE)
"""Addressees and signature, whose layout table may have the rules and the width of the table above."""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """`is_bare` if nothing is drawn below its last row, `is_last` if no text of the page follows it."""

    frame: Frame
    is_bare: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class _Band:
    """Heights with lines of one length or the edges of coloured rows, maybe with a `head` of coloured cells."""

    ys: tuple[float, ...]
    box: Box
    head: Frame | None


def open_tables(
    sheet: Sheet, frames: Sequence[Frame], before: OpenTable | None = None, margin: float = 0.0
) -> list[OpenTable]:
    """The open task tables of the page, from top to bottom; a `Refusal` tells of one that is not clear.

    `frames` are those that lines and colours enclose, `before` is the open table at the end of the page before; in the
    `margin` above and below stand page numbers.
    """
    ruled = [frame.box for frame in frames if any(_parts(rule, frame.box) for rule in sheet.rules)]
    glyphs = [g for g in sheet.glyphs if not any(box.holds(g.across, g.down) for box in ruled)]
    flats = [f for f in levels(sheet.rules, sheet.shades) if not any(_is_of(f, box) for box in ruled)]
    page = _Page(sheet.number, sheet.height, margin, glyphs, list(printed(glyphs)), flats)
    if page.begins_signed():
        before = None
    found = []
    for band in _bands(flats, frames):
        is_free = not any(box.y0 < band.box.y1 and band.box.y0 < box.y1 for box in ruled)
        table = page.table(band, before) if is_free else None
        if table is not None:
            found.append(table)
            before = None
    if before is not None and (before.is_bare or any(_is_as_wide(f, before.frame.box) for f in flats)):
        raise Refusal("unruled", str(sheet.number))
    return found


def _parts(rule: Box, box: Box) -> bool:
    """Whether it is an upright line between two columns of the box."""
    is_inside = box.x0 + _NEAR < rule.x0 < box.x1 - _NEAR and box.y0 - _NEAR < rule.y0 < box.y1
    return rule.height > rule.width and is_inside


def _is_of(flat: Rule, box: Box) -> bool:
    return box.y0 - _NEAR <= flat.at <= box.y1 + _NEAR and flat.start < box.x1 and box.x0 < flat.end


def _is_as_wide(flat: Rule, box: Box) -> bool:
    return abs(flat.start - box.x0) <= _NEAR and abs(flat.end - box.x1) <= _NEAR


def _bands(flats: Sequence[Rule], frames: Sequence[Frame]) -> Iterator[_Band]:
    left = sorted(flats)
    while left:
        first = left[0]
        box = Box(first.start, first.at, first.end, first.at)
        alike = [flat for flat in left if _is_as_wide(flat, box)]
        left = [flat for flat in left if flat not in alike]
        box = box._replace(y1=alike[-1].at)
        if len(alike) > 1:
            head = next((f for f in frames if _is_as_wide(first, f.box) and abs(f.box.y0 - box.y0) <= _NEAR), None)
            yield _Band(tuple(flat.at for flat in alike), box, head)


@dataclass(frozen=True, slots=True)
class _Page:
    """What open tables of one page are made of; ruled tables are left out."""

    number: int
    height: float
    margin: float
    glyphs: Sequence[Glyph]
    printed: Sequence[Height]
    flats: Sequence[Rule]

    def begins_signed(self) -> bool:
        """Whether the page has the addressees or the signature at its top, so that no table goes on there."""
        first = next((height for height in self.printed if height.y > self.margin), None)
        return first is not None and _is_signed(first)

    def table(self, band: _Band, before: OpenTable | None) -> OpenTable | None:
        """The table in the band and right below it; None if it is no task table, or one that its frame shows whole."""
        rows = [[h for h in self.printed if y0 < h.middle <= y1] for y0, y1 in pairwise(band.ys)]
        signed = next((n for n, row in enumerate(rows) if row and _is_signed(row[0])), len(rows))
        rows, behind = rows[:signed], rows[signed:]
        xs, header = self._columns(band, rows, before)
        if not rows or xs is None:
            return None
        if any(_begins_row(row[0], xs) for row in behind if row):
            raise self._refusal()
        bottom = band.ys[signed]
        bare = self._below(band, bottom, xs) if signed == len(band.ys) - 1 else []
        if band.head is not None and band.head.box.y1 >= bottom - _NEAR and not bare:
            return None
        is_told = band.head is not None or (before is not None and xs == before.frame.xs)
        if not is_told and not _are_sure(xs, rows[:header], rows[header:]):
            raise self._refusal()
        self._check(band, bottom, header)
        heights, edges = self._divided(rows, band.ys, xs)
        if bare:
            heights += bare
            edges += [*_between(bare), bare[-1][-1].y + bare[-1][-1].size / 2]
        frame = self._frame(xs, edges, heights)
        if any(is_header(row) for row in self._rows(frame)[header:]):
            raise self._refusal()
        is_last = all(h.y > self.height - self.margin for h in self.printed if h.middle > edges[-1])
        return OpenTable(frame, bool(bare), is_last)

    def _divided(
        self, rows: Sequence[Sequence[Height]], ys: Sequence[float], xs: tuple[float, ...]
    ) -> tuple[list[Sequence[Height]], list[float]]:
        """The rows and their edges, those between two lines that hold several numbers divided."""
        divided: list[Sequence[Height]] = []
        edges = [ys[0]]
        for row, y in zip(rows, ys[1:], strict=False):
            several = self._numbered(row, xs) if sum(h.is_numbered(xs) for h in row) > 1 else [row]
            divided += several
            edges += [*_between(several), y]
        return divided, edges

    def _columns(
        self, band: _Band, rows: Sequence[Sequence[Height]], before: OpenTable | None
    ) -> tuple[tuple[float, ...] | None, int]:
        """The borders of the columns and the height of the header, 0 where the table of the page before goes on."""
        above = before.frame.xs if before is not None and _is_same(before.frame.box, band.box) else None
        ways = [band.head.xs] if band.head is not None else [xs for xs in (above,) if xs is not None]
        if band.head is None and len(rows) > 1:
            ways.append(white_columns(rows, band.box))
        for xs in ways:
            if len(xs) > _FEWEST and (header := self._header(band, rows, xs)):
                return xs, header
        if above is None or (len(ways[0]), _is_shifted(ways[0], above)) != (len(above), False):
            return None, 0
        return ways[0], 0

    def _header(self, band: _Band, rows: Sequence[Sequence[Height]], xs: tuple[float, ...]) -> int:
        """How many rows at the top are the header of a task table."""
        fitting = 0
        while fitting < min(2, len(rows)) and all(_spans(n, rows[n], xs) for n in range(fitting + 1)):
            fitting += 1
        if not fitting:
            return 0
        found = header_at(self._rows(self._frame(xs, band.ys[: fitting + 1], rows[:fitting])), 0)
        return found.height if found is not None else 0

    def _check(self, band: _Band, bottom: float, header: int) -> None:
        """Refuse lines that part some columns only, and a piece of a row above a table that goes on."""
        y0, x0, x1 = band.ys[0], band.box.x0, band.box.x1
        inside = [f for f in self.flats if y0 + _NEAR < f.at < bottom - _NEAR and f.start < x1 and x0 < f.end]
        above = [h for h in self.printed if h.middle < y0 and (h.y > self.margin or h.y > y0 - _BELOW * h.size)]
        if any(not _is_as_wide(flat, band.box) for flat in inside) or (above and not header):
            raise self._refusal()

    def _below(self, band: _Band, bottom: float, xs: tuple[float, ...]) -> list[list[Height]]:
        """The rows below all that is drawn of the table."""
        end = min((flat.at for flat in self.flats if flat.at > bottom + _NEAR), default=self.height)
        lines = [h for h in self.printed if bottom < h.middle < end]
        if not lines or lines[0].y - bottom > _BELOW * lines[0].size or _is_signed(lines[0]):
            return []
        if _begins_row(lines[0], xs):
            return self._numbered(lines, xs, is_closed=False)
        is_row = len(set(lines[0].columns(xs) or ())) > 1
        is_read = band.head is not None and band.head.box.y1 >= bottom - _NEAR and len(band.ys) > 2
        if is_row and not is_read:
            raise self._refusal()
        return []

    def _numbered(
        self, lines: Sequence[Height], xs: tuple[float, ...], *, is_closed: bool = True
    ) -> list[list[Height]]:
        """The rows that begin at the numbers, all lines if `is_closed`; they must be further apart than their lines."""
        rows: list[list[Height]] = []
        within, apart = [0.0], []
        rest = len(lines)
        for n, line in enumerate(lines):
            step = line.y - lines[n - 1].y
            if _begins_row(line, xs):
                apart += [step] if rows else []
                rows.append([line])
            elif rows and step <= _LEADING * line.size and line.columns(xs) is not None:
                within.append(step)
                rows[-1].append(line)
            else:
                rest = n
                break
        if min(apart, default=max(within) + _NEAR) <= _PARTED * max(within):
            raise self._refusal()
        if rest < len(lines) and (is_closed or not self._ends(lines, rest, max(apart, default=0.0), xs)):
            raise self._refusal()
        return rows

    def _ends(self, lines: Sequence[Height], rest: int, apart: float, xs: tuple[float, ...]) -> bool:
        """Whether the line is surely none of the table, and no row follows."""
        line = lines[rest]
        step = line.y - lines[rest - 1].y
        usual = max(apart, _LEADING * line.size)
        is_other = line.columns(xs) is None and step > _PARTED * _LEADING * line.size
        return (is_other or step > _ENDED * usual) and not any(
            _begins_row(h, xs) and len(h.columns(xs) or ()) > 2 for h in lines[rest:]
        )

    def _frame(self, xs: tuple[float, ...], ys: Sequence[float], rows: Sequence[Sequence[Height]]) -> Frame:
        spans: list[Span] = []
        for number, row in enumerate(rows):
            found = _spans(number, row, xs)
            if not found:
                raise self._refusal()
            spans += found
        return Frame(xs, tuple(ys), tuple(spans))

    def _rows(self, frame: Frame) -> tuple[Row, ...]:
        inside = [g for g in self.glyphs if frame.box.holds(g.across, g.down)]
        return table_of(frame, inside).grid.rows

    def _refusal(self) -> Refusal:
        return Refusal("unruled", str(self.number))


def _are_sure(xs: Sequence[float], header: Sequence[Sequence[Height]], body: Sequence[Sequence[Height]]) -> bool:
    """Whether columns found by white strips are those of the table: each has its heading, none is two."""
    headings, lines = [h for row in header for h in row], [h for row in body for h in row]
    named = {column for heading in headings for column in heading.columns(xs) or ()}
    is_hidden = any(h.hides_column(xs, _HEADER_GAP) for h in headings) or any(h.hides_column(xs, _GAP) for h in lines)
    return len(named) == len(xs) - 1 and not is_hidden


def _is_signed(line: Height) -> bool:
    return _SIGNED.match("".join(run.text for run in line.runs)) is not None


def _is_same(one: Box, other: Box) -> bool:
    return not _is_shifted((one.x0, one.x1), (other.x0, other.x1))


def _is_shifted(one: Sequence[float], other: Sequence[float]) -> bool:
    return any(abs(x - y) > _SHIFT for x, y in zip(one, other, strict=False))


def _begins_row(line: Height, xs: Sequence[float]) -> bool:
    fits = line.columns(xs) is not None or line.heading(xs) is not None
    return fits and len(line.runs) > 1 and line.is_numbered(xs)


def _spans(number: int, row: Sequence[Height], xs: Sequence[float]) -> list[Span]:
    """The cells of the row: one a column, or a heading over several; none if the text does not fit."""
    count = len(xs) - 1
    if all(line.columns(xs) is not None for line in row):
        return [Span(number, column, 1, 1) for column in range(count)]
    first = row[0].heading(xs) if len(row) == 1 else None
    if first is None:
        return []
    return [*(Span(number, column, 1, 1) for column in range(first)), Span(number, first, 1, count - first)]


def _between(rows: Sequence[Sequence[Height]]) -> list[float]:
    """The heights in the middle between rows that follow each other."""
    return [(above[-1].y + below[0].y) / 2 - below[0].size / 4 for above, below in pairwise(rows)]
