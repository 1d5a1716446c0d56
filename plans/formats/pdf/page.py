"""A sheet → the tables and lines on it, and which lines are only there to turn pages by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plans.formats.pdf.lines import Line, lines_of
from plans.formats.pdf.open_table import OpenTable, open_tables
from plans.formats.pdf.ruling import Frame, frames
from plans.formats.pdf.sheet import Box, Glyph, Sheet
from plans.formats.pdf.table import Table, table_of

_MARGIN = 60.0
"""Points from the edge of the paper in which page numbers and running heads stand; text keeps 20 mm (57 points) and a
line of its own (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
_SHIFT = 4.0
_FURNITURE = re.compile(
    r"(?:(?:.*\s[-–—]\s*)?trang\s*)?[-–—]?\s*\d{1,3}(?:\s*/\s*\d{1,4})?\s*[-–—]?|(?:https?|file)://\S+"
    r"|\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?: [AP]M)?",
    re.IGNORECASE,
)
"""Page numbers, also behind the title of the plan, and what browsers print around a page."""
_RUN = 3
"""Pages in a row that show a line for it to be a running head; two appendices may begin alike."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: lines outside tables, pieces of one height apart, and tables with their outlines, top to bottom.

    `open` is the table without lines between its columns that the page ends with, if any.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[tuple[Box, Table], ...]
    open: OpenTable | None = None


def page_of(sheet: Sheet, before: Page | None = None) -> Page:
    """The page with its text in lines and tables; text at its sides that runs upwards is left out.

    A table of the page `before` may go on here. A `Refusal` tells of a task table that is not clear.
    """
    outlines = frames(sheet.rules, sheet.shades, sheet.number)
    opened = open_tables(sheet, outlines, before.open if before is not None else None, _MARGIN)
    outlines = list(_merged(outlines, [table.frame for table in opened]))
    inside: list[list[Glyph]] = [[] for _ in outlines]
    outside: list[Glyph] = []
    for glyph in sheet.glyphs:
        home = next((n for n, f in enumerate(outlines) if f.box.holds(glyph.across, glyph.down)), None)
        if home is not None:
            inside[home].append(glyph)
        elif glyph.turn == 0:
            outside.append(glyph)
    tables = tuple((frame.box, table_of(frame, found)) for frame, found in zip(outlines, inside, strict=True))
    last = next((table for table in opened if table.is_last), None)
    return Page(sheet.number, sheet.width, sheet.height, tuple(lines_of(outside, apart=True)), tables, last)


def _merged(frames: Sequence[Frame], opened: Sequence[Frame]) -> Iterator[Frame]:
    """All frames from top to bottom; those of coloured cells that are part of an open table are left out."""
    rest = [f for f in frames if not any(f.box.y0 < o.box.y1 and o.box.y0 < f.box.y1 for o in opened)]
    yield from sorted((*rest, *opened), key=lambda frame: frame.box.y0)


def without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """The pages without their page numbers and the heads and feet that they share."""
    shown: dict[tuple[bool, str], list[tuple[int, float]]] = {}
    for page in pages:
        for _, key, distance in _in_margins(page):
            shown.setdefault(key, []).append((page.number, distance))
    running = {key for key, places in shown.items() if _is_running(places, len(pages))}
    return [_without(page, running) for page in pages]


def _without(page: Page, running: set[tuple[bool, str]]) -> Page:
    dropped = {id(line) for line, key, _ in _in_margins(page) if key in running or _FURNITURE.fullmatch(line.text)}
    return replace(page, lines=tuple(line for line in page.lines if id(line) not in dropped))


def _in_margins(page: Page) -> Iterator[tuple[Line, tuple[bool, str], float]]:
    """The lines near the upper and lower edge, with what they have in common on all pages, and their distance."""
    for line in page.lines:
        for at_top, distance in ((True, line.y), (False, page.height - line.y)):
            if distance < _MARGIN:
                yield line, (at_top, re.sub(r"\d+", "#", line.text)), distance


def _is_running(places: Sequence[tuple[int, float]], pages: int) -> bool:
    """Whether a line stands at one height on pages that follow each other."""
    height, _ = Counter(round(distance) for _, distance in places).most_common(1)[0]
    numbers = sorted({number for number, distance in places if abs(distance - height) < _SHIFT})
    longest = run = 1
    for before, number in pairwise(numbers):
        run = run + 1 if number == before + 1 else 1
        longest = max(longest, run)
    return longest >= min(_RUN, max(pages, 2))
