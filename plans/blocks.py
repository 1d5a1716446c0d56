"""The common form every file format is turned into: a sequence of paragraphs and grids of cells.

Everything that follows (tasks, head, duties) reads this form only, so that a new format is one new file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeAlias

_WHITE = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85"
_CONTROLS = (chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _WHITE)
_INVISIBLE = dict.fromkeys(
    map(ord, (*"\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e", *_CONTROLS))
)
_PAGE_NUMBER = re.compile(r"(?:trang\s*)?[-–—]?\s*\d{1,4}(?:\s*/\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE)
_LABEL = re.compile(r"[a-zđ]\s*[.)]")
_SENTENCE_END = tuple(".;:!?")
_LONGEST_SENTENCE = 20_000


def fold(text: str) -> str:
    """NFC, without invisible characters, every run of white space (no-break blanks too) one blank."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def join_cut(left: str, right: str) -> str:
    """Two halves of a text cut by a line or page end; after a glued hyphen (`CCHC-`, `2022-`) without a blank."""
    return left + _glue(left, right) + right


def _glue(left: str, right: str) -> str:
    is_glued = len(left) > 1 and left[-1] == "-" and not left[-2].isspace()
    return "" if is_glued or not left or not right else " "


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of running text, folded. A hard break ends it."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at grid column `column` (from 0) over `width` columns, with its lines folded and none empty.

    A cell merged across stands once, in its first column; one merged down stands in every row it covers, `carried` in
    all but the first.
    """

    lines: tuple[str, ...]
    column: int
    width: int = 1
    carried: bool = False

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.column + self.width

    @property
    def text(self) -> str:
        """The lines as one."""
        return "".join(_glue(before, line) + line for before, line in pairwise(("", *self.lines)))


def cell(raw: str, column: int, width: int = 1) -> Cell:
    """A cell from text whose lines end in line breaks."""
    return Cell(tuple(filter(None, map(fold, raw.splitlines()))), column, width)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, in column order; columns the row leaves out have no cell."""

    cells: tuple[Cell, ...]

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells that hold text."""
        return tuple(c for c in self.cells if c.lines)

    @property
    def end(self) -> int:
        """The column behind the last one."""
        return max((c.end for c in self.cells), default=0)

    @property
    def text(self) -> str:
        """The texts of all cells, for messages and for lines that span the row."""
        return " ".join(c.text for c in self.filled)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of any kind."""

    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """The number of its columns."""
        return max((row.end for row in self.rows), default=0)

    @property
    def lines(self) -> Iterator[str]:
        """Its text column by column, as a layout table around a heading or signatures is read; lines alone part it."""
        for _, rows in groupby(self.rows, key=lambda row: len(row.filled) == 1):
            cells = [c for row in rows for c in row.filled if not c.carried]
            for one in sorted(cells, key=lambda c: c.column):
                yield from one.lines


Block: TypeAlias = Paragraph | Grid


def tidy(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Without empty paragraphs and page numbers, sentences cut by a line or page end made whole again."""
    tidied: list[Block] = []
    for is_text, run in groupby(blocks, key=lambda b: isinstance(b, Paragraph)):
        if is_text:
            tidied += map(Paragraph, _whole_lines(b.text for b in run if isinstance(b, Paragraph)))
        else:
            tidied += run
    return tuple(tidied)


def _whole_lines(texts: Iterable[str]) -> list[str]:
    lines: list[str] = []
    for text in map(fold, texts):
        if not text or _PAGE_NUMBER.fullmatch(text):
            continue
        if lines and _continues(lines[-1], text):
            lines[-1] = join_cut(lines[-1], text)
        else:
            lines.append(text)
    return lines


def _continues(line: str, following: str) -> bool:
    return (
        len(line) < _LONGEST_SENTENCE
        and following[0].islower()
        and not _LABEL.match(following)
        and not line.endswith(_SENTENCE_END)
    )
