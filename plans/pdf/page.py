"""A sheet → the tables and lines on it, and which lines are only there to turn pages by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plans.pdf.lines import Line, lines_of
from plans.pdf.ruling import frames
from plans.pdf.sheet import Box, Glyph, Sheet
from plans.pdf.table import Table, table_of

_MARGIN = 60.0
"""Points from the edge of the paper in which page numbers and running heads stand; text keeps 20 mm (57 points) and a
line of its own (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
_SHIFT = 4.0
_FURNITURE = re.compile(
    r"(?:trang\s*)?[-–—]?\s*\d{1,3}(?:\s*/\s*\d{1,4})?\s*[-–—]?|(?:https?|file)://\S+"
    r"|\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?: [AP]M)?",
    re.IGNORECASE,
)
"""Page numbers, and what browsers print around a page."""
_RUN = 3
"""Pages in a row that show a line for it to be a running head; two appendices may begin alike."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: lines outside tables, pieces of one height apart, and tables with their outlines, top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[tuple[Box, Table], ...]


def page_of(sheet: Sheet) -> Page:
    """The page with its text in lines and tables; text at its sides that runs upwards is left out."""
    outlines = frames(sheet.rules, sheet.shades, sheet.number)
    inside: list[list[Glyph]] = [[] for _ in outlines]
    outside: list[Glyph] = []
    for glyph in sheet.glyphs:
        home = next((n for n, f in enumerate(outlines) if f.box.holds(glyph.across, glyph.down)), None)
        if home is not None:
            inside[home].append(glyph)
        elif glyph.turn == 0:
            outside.append(glyph)
    tables = tuple((frame.box, table_of(frame, found)) for frame, found in zip(outlines, inside, strict=True))
    return Page(sheet.number, sheet.width, sheet.height, tuple(lines_of(outside, apart=True)), tables)


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
