"""What is printed on each height of a page, and the white strips that part columns where no line does."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from plans.formats.pdf.lines import heights
from plans.formats.pdf.sheet import Box, Glyph

_WORDS = 0.35
"""Parts of the font size; words of one text are nearer to each other."""
_STRIP = 0.5
"""The least width of a white strip, in parts of the font size."""
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[a-zđ]?|[IVXL]+|[A-Za-zĐđ])[.)]?")


class Run(NamedTuple):
    """Words with no wider gap between them than one text has; `text` is without blanks."""

    x0: float
    x1: float
    text: str


@dataclass(frozen=True, slots=True)
class Height:
    """All that is printed on one base line."""

    y: float
    size: float
    runs: tuple[Run, ...]

    @property
    def middle(self) -> float:
        """The middle of its letters."""
        return self.y - self.size / 4

    def columns(self, xs: Sequence[float]) -> list[int] | None:
        """The column of each run; None if one reaches over a border of two."""
        found = [_column(run, xs) for run in self.runs]
        return [column for column in found if column is not None] if None not in found else None

    def heading(self, xs: Sequence[float]) -> int | None:
        """The column in which a text alone on its height, or behind a number, begins that reaches over others."""
        *before, last = self.runs
        column = bisect_right(xs, last.x0) - 1
        is_inside = xs[0] <= last.x0 and last.x1 <= xs[-1]
        is_alone = not before or (len(before) == 1 and column > 0 and self.is_numbered(xs))
        return column if is_inside and is_alone else None

    def is_numbered(self, xs: Sequence[float]) -> bool:
        """Whether a number stands in the first column, and nothing else."""
        run = self.runs[0]
        is_alone = len(self.runs) == 1 or self.runs[1].x0 >= xs[1]
        return is_alone and _column(run, xs) == 0 and _NUMBER.fullmatch(run.text) is not None

    def hides_column(self, xs: Sequence[float], gap: float) -> bool:
        """Whether a gap within one column is as wide as may be between two: `gap` in parts of the font size."""
        return any(
            right.x0 - left.x1 > gap * self.size and _column(left, xs) == _column(right, xs)
            for left, right in pairwise(self.runs)
        )


def _column(run: Run, xs: Sequence[float]) -> int | None:
    column = bisect_right(xs, run.x0) - 1
    return column if 0 <= column < len(xs) - 1 and run.x1 <= xs[column + 1] else None


def printed(glyphs: Iterable[Glyph]) -> Iterator[Height]:
    """The upright text, from top to bottom."""
    for row in heights([glyph for glyph in glyphs if glyph.turn == 0]):
        letters = [glyph for glyph in row if not glyph.text.isspace()]
        if letters:
            size = max(glyph.size for glyph in letters)
            yield Height(letters[-1].y, size, tuple(_runs(letters, _WORDS * size)))


def _runs(letters: Sequence[Glyph], gap: float) -> Iterator[Run]:
    x0, x1, text = letters[0].x0, letters[0].x1, ""
    for glyph in letters:
        if glyph.x0 - x1 > gap:
            yield Run(x0, x1, text)
            x0, x1, text = glyph.x0, glyph.x1, ""
        x1, text = max(x1, glyph.x1), text + glyph.text
    yield Run(x0, x1, text)


def white_columns(rows: Iterable[Sequence[Height]], box: Box) -> tuple[float, ...]:
    """The borders of columns in the box: strips that stay white over all rows.

    A row of one text only, with or without a number, may be a heading over all columns and has no say.
    """
    told = [height for row in rows if len(row) > 1 or any(len(h.runs) > 2 for h in row) for height in row]
    least = _STRIP * max((height.size for height in told), default=0.0)
    strips: list[tuple[float, float]] = []
    reach = None
    for run in sorted(run for height in told for run in height.runs):
        if reach is not None and run.x0 - reach > least:
            strips.append((reach, run.x0))
        reach = max(reach or run.x1, run.x1)
    # Texts begin at the left of their columns and have the same distance from both borders.
    padding = min((right - left for left, right in strips), default=0.0) / 2
    return (box.x0, *(right - padding for _, right in strips), box.x1)
