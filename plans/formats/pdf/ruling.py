"""Ruling lines → the frames of tables: which boxes they enclose, and which of them are merged."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from plans.formats.pdf.refusal import Refusal
from plans.formats.pdf.sheet import Box

_NEAR = 3.0
"""Points within which two lines are one (double rules) and their ends meet."""
_SHORTEST = 4.0
MAX_LINES = 3000
"""Of one page after pieces are joined; a dense table has two hundred."""
MAX_BOXES = 50_000
"""Of one table on one page; letters of five points leave room for some thousands."""


class Span(NamedTuple):
    """A box of a frame: its first row and column, and how many of each it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines of one table: row `r` reaches from `ys[r]` to `ys[r + 1]`, column `c` from `xs[c]` to `xs[c + 1]`."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]

    @property
    def box(self) -> Box:
        """Its outline."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box_of(self, span: Span) -> Box:
        """Where a merged or single box lies on the page."""
        x1, y1 = self.xs[span.column + span.columns], self.ys[span.row + span.rows]
        return Box(self.xs[span.column], self.ys[span.row], x1, y1)

    def place(self, across: float, down: float) -> tuple[int, int]:
        """Row and column of a point in its outline."""
        row = min(max(bisect_right(self.ys, down) - 1, 0), len(self.ys) - 2)
        return row, min(max(bisect_right(self.xs, across) - 1, 0), len(self.xs) - 2)


class Rule(NamedTuple):
    """A line `at` one coordinate, from `start` to `end` along the other."""

    at: float
    start: float
    end: float


def frames(rules: Iterable[Box], shades: Sequence[Box], page: int) -> list[Frame]:
    """The tables of at least two columns, from top to bottom; one nested in a box of another is text of that box.

    Coloured areas make a table where they cover it wholly, in three columns at least: others only mark text.
    """
    found = _framed(rules, page)
    coloured = [frame for frame in _framed((s for shade in shades for s in _sides(shade)), page) if len(frame.xs) > 3]
    found += [
        frame
        for frame in coloured
        if _is_covered(frame.box, shades) and not any(_meet(frame.box, other.box) for other in found)
    ]
    found.sort(key=lambda frame: frame.ys[0])
    return [frame for frame in found if not any(_is_inside(frame.box, o.box) for o in found if o is not frame)]


def _framed(rules: Iterable[Box], page: int) -> list[Frame]:
    flat, upright = [], []
    for box in rules:
        if box.width >= box.height:
            flat.append(Rule((box.y0 + box.y1) / 2, box.x0, box.x1))
        else:
            upright.append(Rule((box.x0 + box.x1) / 2, box.y0, box.y1))
    flat, upright = _joined(flat), _joined(upright)
    if len(flat) + len(upright) > MAX_LINES:
        raise Refusal("heavy", f"trang {page} có hơn {MAX_LINES} đường kẻ")
    return [frame for group in _groups(flat, upright) if (frame := _frame(*group, page)) is not None]


def levels(rules: Iterable[Box], shades: Iterable[Box]) -> list[Rule]:
    """The heights at which a ruling line runs across or a coloured area begins or ends, pieces made whole."""
    flat = [*rules, *(side for shade in shades for side in _sides(shade))]
    return _joined([Rule((b.y0 + b.y1) / 2, b.x0, b.x1) for b in flat if b.width >= b.height])


def _sides(area: Box) -> Iterator[Box]:
    x0, y0, x1, y1 = area
    yield from (Box(x0, y0, x1, y0), Box(x0, y1, x1, y1), Box(x0, y0, x0, y1), Box(x1, y0, x1, y1))


def _is_covered(outline: Box, shades: Sequence[Box]) -> bool:
    inside = sum(shade.width * shade.height for shade in shades if _is_inside(shade, outline))
    return inside > 0.9 * outline.width * outline.height


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _joined(rules: list[Rule]) -> list[Rule]:
    """Pieces of one line (of dots, of cell borders drawn one by one) made whole; crumbs are left out."""
    bands: list[list[Rule]] = []
    for rule in sorted(rules):
        if bands and rule.at - bands[-1][0].at <= _NEAR:
            bands[-1].append(rule)
        else:
            bands.append([rule])
    return [rule for band in bands for rule in _whole(band) if rule.end - rule.start >= _SHORTEST]


def _whole(band: list[Rule]) -> Iterator[Rule]:
    band.sort(key=lambda rule: rule.start)
    at, start, end = band[0]
    for rule in band[1:]:
        if rule.start - end > _NEAR:
            yield Rule(at, start, end)
            at, start, end = rule
        end = max(end, rule.end)
    yield Rule(at, start, end)


def _groups(flat: list[Rule], upright: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The lines that meet each other, directly or through others."""
    parent = list(range(len(flat) + len(upright)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    heights = [rule.at for rule in flat]
    for n, post in enumerate(upright, len(flat)):
        first = bisect_right(heights, post.start - _NEAR)
        for m in range(first, bisect_right(heights, post.end + _NEAR)):
            if flat[m].start - _NEAR <= post.at <= flat[m].end + _NEAR:
                parent[root(m)] = root(n)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n, rule in enumerate((*flat, *upright)):
        groups.setdefault(root(n), ([], []))[n >= len(flat)].append(rule)
    yield from groups.values()


def _frame(flat: list[Rule], upright: list[Rule], page: int) -> Frame | None:
    if not upright or len(flat) < 2:
        return None
    # The outer sides may be left open; the ends of the lines then mark them.
    xs = _distinct([r.at for r in upright], min(r.start for r in flat), max(r.end for r in flat))
    ys = _distinct([r.at for r in flat], min(r.start for r in upright), max(r.end for r in upright))
    if len(xs) < 3 or len(ys) < 2:
        return None
    if len(xs) * len(ys) > MAX_BOXES:
        raise Refusal("heavy", f"bảng ở trang {page} có hơn {MAX_BOXES} ô")
    return Frame(tuple(xs), tuple(ys), tuple(_spans(xs, ys, flat, upright)))


def _distinct(places: Iterable[float], first: float, last: float) -> list[float]:
    distinct: list[float] = []
    for place in sorted((*places, first, last)):
        if not distinct or place - distinct[-1] > _NEAR:
            distinct.append(place)
    return distinct


def _spans(xs: Sequence[float], ys: Sequence[float], flat: list[Rule], upright: list[Rule]) -> Iterator[Span]:
    """The boxes in reading order: small boxes without a line between them are one."""
    above = _walls(ys, xs, flat)
    left = _walls(xs, ys, upright)
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in owner:
                continue
            rows = columns = 1
            while column + columns < len(xs) - 1 and not left[column + columns][row]:
                if (row, column + columns) in owner:
                    break
                columns += 1
            while row + rows < len(ys) - 1 and not any(above[row + rows][c] for c in range(column, column + columns)):
                if any((row + rows, c) in owner for c in range(column, column + columns)):
                    break
                rows += 1
            owner |= {(r, c): (row, column) for r in range(row, row + rows) for c in range(column, column + columns)}
            yield Span(row, column, rows, columns)


def _walls(places: Sequence[float], cuts: Sequence[float], rules: list[Rule]) -> list[list[bool]]:
    """For each place, between which neighbouring cuts a line runs there."""
    walls = [[False] * (len(cuts) - 1) for _ in places]
    middles = [(start + end) / 2 for start, end in pairwise(cuts)]
    for rule in rules:
        wall = walls[max(bisect_right(places, rule.at) - 1, 0)]
        for n in range(bisect_right(middles, rule.start), bisect_right(middles, rule.end)):
            wall[n] = True
    return walls


def _is_inside(inner: Box, outer: Box) -> bool:
    wide = Box(outer.x0 - 1, outer.y0 - 1, outer.x1 + 1, outer.y1 + 1)
    return wide.holds(inner.x0, inner.y0) and wide.holds(inner.x1, inner.y1)
