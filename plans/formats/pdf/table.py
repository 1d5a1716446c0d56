"""A ruled table: its texts, its pieces on several pages put together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from plans.blocks import Cell, Grid, Row, join_cut
from plans.columns import is_header
from plans.formats.pdf.lines import lines_of
from plans.formats.pdf.ruling import Frame, Span
from plans.formats.pdf.sheet import Glyph
from plans.formats.pdf.wrapping import Margins, cell_paragraphs

_NEAR = 6.0
"""Points by which the sides of a table may shift from one page to the next."""
_WIDEST_PADDING = 8.0
_MOST_HEADER_ROWS = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A cell with its paragraphs, over one or more rows and columns."""

    span: Span
    lines: tuple[str, ...]

    @property
    def rows(self) -> range:
        """The rows it covers."""
        return range(self.span.row, self.span.row + self.span.rows)

    def moved(self, rows: int) -> Text:
        """The same cell so many rows further down."""
        return replace(self, span=self.span._replace(row=self.span.row + rows))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of `height` rows over the columns between `xs`."""

    xs: tuple[float, ...]
    height: int
    texts: tuple[Text, ...]

    def row(self, number: int) -> tuple[Text, ...]:
        """The cells that cover the row, from left to right."""
        cells = (text for text in self.texts if number in text.rows)
        return tuple(sorted(cells, key=lambda text: text.span.column))

    @property
    def grid(self) -> Grid:
        """The table in the common form."""
        rows: list[list[Cell]] = [[] for _ in range(self.height)]
        for text in sorted(self.texts, key=lambda text: text.span.column):
            for number in text.rows:
                carried = number > text.span.row
                rows[number].append(Cell(text.lines, text.span.column, text.span.columns, carried))
        return Grid(tuple(Row(tuple(cells)) for cells in rows))


def table_of(frame: Frame, glyphs: Iterable[Glyph]) -> Table:
    """The table with the glyphs that lie in its frame."""
    owner = {
        (r, c): s
        for s in frame.spans
        for r in range(s.row, s.row + s.rows)
        for c in range(s.column, s.column + s.columns)
    }
    inside: dict[Span, list[Glyph]] = {span: [] for span in frame.spans}
    for glyph in glyphs:
        inside[owner[frame.place(glyph.across, glyph.down)]].append(glyph)
    lines = {span: lines_of(found) for span, found in inside.items()}
    distances = [
        min(line.x0 - frame.xs[span.column], frame.xs[span.column + span.columns] - line.x1)
        for span, found in lines.items()
        for line in found
    ]
    padding = min(max(min(distances, default=0.0), 0.0), _WIDEST_PADDING)
    texts = []
    for span, found in lines.items():
        box = frame.box_of(span)
        texts.append(Text(span, cell_paragraphs(found, Margins(box.x0 + padding, box.x1 - padding))))
    return Table(frame.xs, len(frame.ys) - 1, tuple(texts))


def joined(above: Table, below: Table) -> Table | None:
    """The table that goes on over a page break, its repeated header left out; None where they are two tables."""
    columns = _same_columns(above.xs, below.xs)
    if columns is None:
        return None
    above, below = _over(above, columns), _over(below, columns)
    below = _without(below, _repeated(above, below))
    if below.height == 0:
        return above
    if any(is_header(row) for row in below.grid.rows[:_MOST_HEADER_ROWS]):
        return None
    is_cut = _is_cut(above.row(above.height - 1), below.row(0))
    texts = _across(above, below, is_cut)
    return Table(columns, above.height + below.height - is_cut, tuple(texts))


def _same_columns(above: Sequence[float], below: Sequence[float]) -> tuple[float, ...] | None:
    """The finer of two divisions of the same width, if the other leaves out lines only."""
    finer, coarser = (above, below) if len(above) >= len(below) else (below, above)
    if abs(above[0] - below[0]) > _NEAR or abs(above[-1] - below[-1]) > _NEAR:
        return None
    fits = all(any(abs(x - other) <= _NEAR for other in finer) for x in coarser)
    return tuple(finer) if fits else None


def _over(table: Table, xs: tuple[float, ...]) -> Table:
    """The same table over a finer division of its width."""
    if len(table.xs) == len(xs):
        return table
    place = [min(range(len(xs)), key=lambda n: abs(xs[n] - x)) for x in table.xs]

    def moved(span: Span) -> Span:
        first, last = place[span.column], place[span.column + span.columns]
        return span._replace(column=first, columns=last - first)

    return replace(table, xs=xs, texts=tuple(replace(text, span=moved(text.span)) for text in table.texts))


def _repeated(above: Table, below: Table) -> int:
    """How many rows at the top of the lower piece only repeat the header of the upper."""
    count = 0
    while count < min(above.height, below.height, _MOST_HEADER_ROWS) and above.row(count) == below.row(count):
        count += 1
    return count if any(text.lines for n in range(count) for text in below.row(n)) else 0


def _without(table: Table, rows: int) -> Table:
    texts = tuple(text.moved(-rows) for text in table.texts if text.span.row >= rows)
    return replace(table, height=table.height - rows, texts=texts)


def _is_cut(last: Sequence[Text], first: Sequence[Text]) -> bool:
    """Whether the page break went through a row.

    Its number stands on one of the pages only: on the first, or, where it is set in the middle, on the second.
    """
    old, new = _by_column(last), _by_column(first)
    filled = {key for key, text in new.items() if text.lines}
    before = {key for key, text in old.items() if text.lines}
    if not filled or not filled <= old.keys() or not before:
        return False
    start = min(new)
    if start in filled and start in before:
        return False
    if start in before:
        return True
    return len(before) > 1 and any(new[key].lines[0][0].islower() for key in filled & before)


def _by_column(row: Sequence[Text]) -> dict[tuple[int, int], Text]:
    return {(text.span.column, text.span.columns): text for text in row}


def _across(above: Table, below: Table, is_cut: bool) -> Iterator[Text]:
    """The cells of both pieces, those that the page break divided made one."""
    first = _by_column(below.row(0))
    taken: set[Text] = set()
    for text in above.texts:
        other = first.get((text.span.column, text.span.columns)) if above.height - 1 in text.rows else None
        if other is not None and (is_cut or _is_merged(text, other)):
            taken.add(other)
            rows = text.span.rows + other.span.rows - is_cut
            yield Text(text.span._replace(rows=rows), _one_text(text.lines, other.lines))
        else:
            yield text
    for text in below.texts:
        if text not in taken:
            yield text.moved(above.height - is_cut)


def _is_merged(above: Text, below: Text) -> bool:
    """Whether a cell merged down over the page break has its text on one of the pages, or a part of it on each."""
    if max(above.span.rows, below.span.rows) < 2:
        return False
    if above.lines and below.lines:
        return above.lines[-1].endswith((",", "-", "–")) or below.lines[0][0].islower()
    return bool(above.lines) != bool(below.lines)


def _one_text(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """The two parts of a text; cut within a sentence, the line goes on."""
    if not above or not below or not (above[-1].endswith("-") or not below[0][0].isupper()):
        return (*above, *below)
    return (*above[:-1], join_cut(above[-1], below[0]), *below[1:])
