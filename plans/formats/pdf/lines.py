"""Glyphs → lines of text.

Blanks are taken from the gaps between glyphs as well as from blanks in the file, because a text set in two fonts, as
Vietnamese often is, comes in pieces whose order and blanks are not those of the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from plans.blocks import fold
from plans.formats.pdf.sheet import Glyph

_SAME_LINE = 0.4
"""Parts of the font size by which base lines of one line may differ (raised figures)."""
_BLANK = 0.1
"""The least gap between words beyond that between letters, in parts of the font size. A blank is 0.25 wide, but the
horn of Ư and Ơ reaches into it."""
_APART = 1.2
"""The gap between two texts on one height that are no one line."""
_MOTTO = re.compile(r"CỘNGH(?:ÒA|OÀ)XÃHỘI|Độclập[-–]Tựdo")
_BULLETS = dict.fromkeys(range(0xF020, 0xF100), "•") | {0xF02D: "-", 0xF0FC: "•", 0xAD: "-", 0x2010: "-", 0x2011: "-"}
"""Marks of the fonts Symbol and Wingdings have no letters of their own; hyphens of every kind are one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line from `x0` to `x1` on base line `y`; `lead` is the width of its first word, `size` of its font.

    `top` and `bottom` are about the height of its letters.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    lead: float

    @property
    def top(self) -> float:
        """The upper edge of its letters."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of its letters."""
        return self.y + 0.25 * self.size


def lines_of(glyphs: Iterable[Glyph], *, apart: bool = False) -> list[Line]:
    """The lines from top to bottom; with `apart`, texts with a wide gap between them are lines of their own.

    Text written upwards or downwards follows the upright text.
    """
    by_turn: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        by_turn.setdefault(glyph.turn, []).append(glyph)
    return [
        line
        for _, turned in sorted(by_turn.items())
        for row in heights(turned)
        for part in (_parts(row) if apart else [row])
        if (line := _line(part)) is not None
    ]


def heights(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """The glyphs on each height, from left to right, without those printed twice for a bolder look."""
    glyphs.sort(key=lambda g: g.y)
    row: list[Glyph] = []
    for glyph in glyphs:
        if row and glyph.y - row[-1].y > _SAME_LINE * max(glyph.size, row[-1].size):
            yield _in_order(row)
            row = []
        row.append(glyph)
    if row:
        yield _in_order(row)


def _in_order(row: list[Glyph]) -> list[Glyph]:
    # A mark that stands alone in the file is drawn over the letter before it.
    row.sort(key=lambda g: (g.x0 + g.x1) / 2 if unicodedata.combining(g.text[0]) else g.x0)
    kept: list[Glyph] = []
    for glyph in row:
        if not any(
            glyph.text == other.text and abs(glyph.x0 - other.x0) + abs(glyph.y - other.y) < 0.12 * glyph.size
            for other in kept[-3:]
        ):
            kept.append(glyph)
    return kept


def _parts(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The row cut at its wide gaps, and before the motto that stands beside the name of the issuer."""
    part: list[Glyph] = []
    motto = _MOTTO.search("".join(g.text for g in row if g.text != " "))
    cut = motto.start() if motto else 0
    seen = 0
    end = row[0].x0
    for glyph in row:
        if glyph.text != " ":
            if part and (glyph.x0 - end > _APART * glyph.size or seen == cut > 0):
                yield part
                part = []
            seen += 1
            end = max(end, glyph.x1) if part else glyph.x1
        part.append(glyph)
    if part:
        yield part


def _line(row: Sequence[Glyph]) -> Line | None:
    words = list(_words(row))
    text = fold(" ".join("".join(g.text for g in word) for word in words).translate(_BULLETS))
    if not text:
        return None
    glyphs = [glyph for word in words for glyph in word]
    lead = max(g.x1 for g in words[0]) - words[0][0].x0
    return Line(text, glyphs[0].x0, max(g.x1 for g in glyphs), glyphs[-1].y, max(g.size for g in glyphs), lead)


def _words(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    printed = [g for g in row if not g.text.isspace()]
    gaps = [right.x0 - left.x1 for left, right in pairwise(printed)]
    # In spaced-out lines ("K Ế  H O Ạ C H") letters stand apart too.
    usual = max(0.0, median(gaps)) if gaps else 0.0
    word: list[Glyph] = []
    for glyph in row:
        is_apart = word and glyph.x0 - word[-1].x1 > usual + _BLANK * min(glyph.size, word[-1].size)
        if word and (is_apart or glyph.text.isspace()):
            yield word
            word = []
        if not glyph.text.isspace():
            word.append(glyph)
    if word:
        yield word
