"""What is printed on one page of a PDF: glyphs, ruling lines, coloured areas, pictures.

All lengths are points (1/72 inch), x to the right and y downwards, as the page is read: a page that is turned, or whose
text is, lies the right way up here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Glyph(NamedTuple):
    """One printed character from `x0` to `x1` on the base line `y`; `size` is the height of its font.

    `x0`, `x1` and `y` are in the frame of the glyph's own direction: `turn` quarter turns counter-clockwise from that
    of the page (headings written upwards); `across` and `down` are its middle on the page.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int
    across: float
    down: float


class Box(NamedTuple):
    """A rectangle; a ruling line is one of no width or no height."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.y1 - self.y0

    def holds(self, across: float, down: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.x0 <= across <= self.x1 and self.y0 <= down <= self.y1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `shades` are coloured areas, which may be the cells of a table without lines.

    `unknown` counts the characters whose letter the file does not tell, `drawn` the objects that are no text;
    `pictured` is the share of the page that pictures cover, `is_covered` tells that one lies over all text.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Box, ...]
    shades: tuple[Box, ...]
    unknown: int
    pictured: float
    is_covered: bool
    drawn: int
